package io.timebridge.bridge;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LeapSecondsException;
import io.timebridge.clock.LeapSecondsList;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which leap second table holds: the operator's file or the built-in one, whichever expires later.
 * What time it is nobody knows at the start, so whether the table has expired is judged later, by
 * the time of the domain that needs it.
 */
final class LeapTable {
  private static final Logger LOG = LoggerFactory.getLogger(LeapTable.class);

  private LeapTable() {}

  static LeapSeconds choose(@Nullable Path file) throws BridgeException {
    if (file == null) {
      return LeapSeconds.builtIn();
    }
    LeapSecondsList list;
    try {
      list = LeapSecondsList.read(file);
    } catch (LeapSecondsException e) {
      throw new BridgeException("clock.leapSecondsFile: " + e.getMessage(), e);
    }
    LeapSeconds read = LeapSeconds.of(list);
    if (read.expiresUtcNanos() < LeapSeconds.builtIn().expiresUtcNanos()) {
      LOG.warn(
          "clock.leapSecondsFile: {} expires on {}, earlier than the built-in leap second table,"
              + " which is used instead",
          file,
          list.expiryDate());
      return LeapSeconds.builtIn();
    }
    LOG.info("leap seconds of {}, good until {}", file, list.expiryDate());
    return read;
  }
}
