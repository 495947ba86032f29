package io.timebridge.bridge;

import org.jspecify.annotations.Nullable;

/**
 * How good a {@link TimeSource} is, and what others are told of it.
 *
 * @param stratum as an NTP server of it would have it: 1 for what hangs on a reference directly; 1
 *     to 14. NTP clients are told one more, unless it is traceable.
 * @param traceable whether its time is provably a primary reference's, to well under a millisecond:
 *     then NTP is served as stratum 1 and PTP as clockClass 6
 * @param timeSource IEEE 1588's timeSource, which PTP announces: 0x10 an atomic clock, 0x20 GNSS,
 *     0x30 terrestrial radio, 0x90 another
 * @param referenceId what NTP calls the reference: 1 to 4 letters, such as GPS or DCF
 * @param jitterNanos what one reading is usually off from the next, nanoseconds: of a larger
 *     difference the source's time jumped; at least 0
 * @param remark what an operator should know while it is used; null for nothing
 */
public record SourceQuality(
    int stratum,
    boolean traceable,
    int timeSource,
    String referenceId,
    long jitterNanos,
    @Nullable String remark) {

  /** Checks the ranges. */
  public SourceQuality {
    if (stratum < 1 || stratum > 14) {
      throw new IllegalArgumentException("stratum " + stratum + " is not in 1..14");
    }
    if (timeSource < 0 || timeSource > 0xFF) {
      throw new IllegalArgumentException("timeSource " + timeSource + " is not in 0..255");
    }
    if (!referenceId.matches("[A-Za-z0-9]{1,4}")) {
      throw new IllegalArgumentException("referenceId " + referenceId + " is not 1 to 4 letters");
    }
    if (jitterNanos < 0) {
      throw new IllegalArgumentException("jitterNanos " + jitterNanos + " is negative");
    }
  }

  /**
   * {@return a source that proves nothing of its origin}
   *
   * @param stratum 1 to 14
   * @param jitterNanos what one reading is usually off from the next, nanoseconds
   */
  public static SourceQuality of(int stratum, long jitterNanos) {
    return new SourceQuality(stratum, false, 0x90, "LOCL", jitterNanos, null);
  }
}
