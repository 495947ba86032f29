package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.TimeProperties;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the timescale: only what two Announces in a row of one grandmaster agree on.
 * A single wrong Announce moves no clock by 37 seconds.
 */
final class UtcHold {
  private @Nullable ClockIdentity grandmaster;
  private @Nullable TimeProperties candidate;
  private @Nullable TimeProperties agreed;

  /** Takes what an Announce says; true if what is believed changed. */
  boolean announced(ClockIdentity from, TimeProperties properties) {
    if (!from.equals(grandmaster)) {
      grandmaster = from;
      candidate = null;
      agreed = null;
    }
    boolean changes = properties.equals(candidate) && !properties.equals(agreed);
    if (changes) {
      agreed = properties;
    }
    candidate = properties;
    return changes;
  }

  /** The grandmaster fell silent or its time jumped: it may be another clock under its name. */
  void forget() {
    grandmaster = null;
    candidate = null;
    agreed = null;
  }

  /** What two Announces agreed on, or null before. */
  @Nullable TimeProperties agreed() {
    return agreed;
  }

  /** What a grandmaster says of its timescale, in words. */
  static String describe(TimeProperties properties) {
    if (!properties.ptpTimescale()) {
      return "the grandmaster's timescale is arbitrary";
    }
    return "the grandmaster's timescale is TAI, currentUtcOffset %d s %s%s"
        .formatted(
            properties.currentUtcOffset(),
            properties.currentUtcOffsetValid() ? "(valid)" : "(not valid)",
            properties.leap61() || properties.leap59() ? ", a leap second is announced" : "");
  }
}
