package io.timebridge.clock;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * What a {@code leap-seconds.list} says, the file that IERS, NIST and IANA's tzdata publish and
 * every ntpd and chronyd reads. {@link LeapSeconds#of} makes the table of it. Immutable.
 *
 * @param updatedUtcSeconds when it was last changed, UTC seconds since 1970
 * @param expiresUtcSeconds until when it is known to be complete, UTC seconds since 1970
 * @param entries the offsets, by increasing start; at least one
 */
public record LeapSecondsList(long updatedUtcSeconds, long expiresUtcSeconds, List<Entry> entries) {

  /** Far more than the list can become. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final long SECONDS_A_DAY = 86_400;

  /** In the year 2255, a little before the end of 64 bits of nanoseconds. */
  static final long LAST_UTC_SECONDS = 9_000_000_000L;

  /**
   * An offset, and from when it holds.
   *
   * @param startUtcSeconds a midnight, UTC seconds since 1970
   * @param taiMinusUtc TAI − UTC from then on, in seconds
   */
  public record Entry(long startUtcSeconds, int taiMinusUtc) {}

  /**
   * A list made by hand.
   *
   * @throws IllegalArgumentException if there is no entry, or one that cannot follow the one
   *     before, or a time after 2255
   */
  public LeapSecondsList {
    entries = List.copyOf(entries);
    if (updatedUtcSeconds > LAST_UTC_SECONDS || expiresUtcSeconds > LAST_UTC_SECONDS) {
      throw new IllegalArgumentException("updated or expires after 2255");
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("no entry");
    }
    for (int i = 0; i < entries.size(); i++) {
      String fault = i == 0 ? fault(entries.get(0)) : fault(entries.get(i - 1), entries.get(i));
      if (!fault.isEmpty()) {
        throw new IllegalArgumentException("entry " + i + ": " + fault);
      }
    }
  }

  /**
   * Reads a file and checks its hash.
   *
   * @param file the file; errors name it as it is given
   * @return what it says, be it expired or not
   * @throws LeapSecondsException if it cannot be read or is not a whole and unchanged list
   */
  public static LeapSecondsList read(Path file) throws LeapSecondsException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new LeapSecondsException(file + ": it cannot be read (" + e + ")");
    }
    if (bytes.length > MAX_BYTES) {
      throw new LeapSecondsException(file + ": larger than a leap second list");
    }
    // What is not a comment is ASCII; comments have been in several encodings.
    return parse(file.toString(), new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /**
   * Reads a text and checks its hash.
   *
   * @param name what errors call it
   * @param text the whole list
   * @return what it says, be it expired or not
   * @throws LeapSecondsException if it is not a whole and unchanged list
   */
  public static LeapSecondsList parse(String name, String text) throws LeapSecondsException {
    return new LeapSecondsParser(name).parse(text);
  }

  /**
   * {@return this list, which is not expired}
   *
   * @param nowUtcNanos the time now, UTC nanoseconds since 1970
   * @throws LeapSecondsException if it is
   */
  public LeapSecondsList unexpiredAt(long nowUtcNanos) throws LeapSecondsException {
    if (Math.floorDiv(nowUtcNanos, 1_000_000_000L) >= expiresUtcSeconds) {
      throw new LeapSecondsException("the leap second list expired on " + expiryDate());
    }
    return this;
  }

  /** {@return the UTC day on which it expires} */
  public LocalDate expiryDate() {
    return LocalDate.ofEpochDay(Math.floorDiv(expiresUtcSeconds, SECONDS_A_DAY));
  }

  /** What is wrong with an entry by itself; empty if nothing is. */
  static String fault(Entry entry) {
    if (entry.startUtcSeconds() > LAST_UTC_SECONDS) {
      return "an offset must start before 2255";
    }
    return Math.floorMod(entry.startUtcSeconds(), SECONDS_A_DAY) != 0
        ? "an offset must start at midnight UTC"
        : "";
  }

  /** What is wrong with an entry behind another; empty if nothing is. */
  static String fault(Entry before, Entry entry) {
    if (entry.startUtcSeconds() <= before.startUtcSeconds()) {
      return "it must start later than the entry before it";
    }
    // ITU-R TF.460-6: a leap second is one second, inserted or deleted.
    return Math.abs(entry.taiMinusUtc() - before.taiMinusUtc()) != 1
        ? "from "
            + before.taiMinusUtc()
            + " s to "
            + entry.taiMinusUtc()
            + " s is not one leap second"
        : fault(entry);
  }
}
