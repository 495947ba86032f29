package io.timebridge.bridge;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.ptp.wire.TimeProperties;

/**
 * From TAI to UTC, with at most one leap second ahead.
 *
 * @param taiMinusUtc TAI − UTC now, seconds
 * @param leap what the leap second ahead adds to it: 1 or −1, or 0 if none is announced
 * @param leapTaiNanos from when it is added, TAI nanoseconds since 1970
 */
record UtcRule(int taiMinusUtc, int leap, long leapTaiNanos) {
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_NANOS = 86_400 * NANOS;

  /** What a grandmaster announces: a leap second comes at the end of the present UTC day. */
  static UtcRule announced(TimeProperties properties, int taiMinusUtc, long nowTaiNanos) {
    int leap = properties.leap61() ? 1 : properties.leap59() ? -1 : 0;
    long utc = nowTaiNanos - taiMinusUtc * NANOS;
    long midnightUtc = Math.floorDiv(utc, DAY_NANOS) * DAY_NANOS + DAY_NANOS;
    return new UtcRule(taiMinusUtc, leap, midnightUtc + (taiMinusUtc + leap) * NANOS);
  }

  /** What a leap second table says; the leap second ahead may be years away. */
  static UtcRule ofTable(LeapSeconds table, long nowTaiNanos) {
    int taiMinusUtc = table.taiMinusUtcAtTai(nowTaiNanos);
    long next = table.nextLeapTaiNanos(nowTaiNanos);
    return next == Long.MAX_VALUE
        ? new UtcRule(taiMinusUtc, 0, 0)
        : new UtcRule(taiMinusUtc, table.taiMinusUtcAtTai(next) - taiMinusUtc, next);
  }

  long utcNanos(long taiNanos) {
    return taiNanos - taiMinusUtcAt(taiNanos) * NANOS;
  }

  /** TAI − UTC at a time, seconds. */
  int taiMinusUtcAt(long taiNanos) {
    return leap != 0 && taiNanos - leapTaiNanos >= 0 ? taiMinusUtc + leap : taiMinusUtc;
  }

  /** Whether a leap second is near, ahead or past. */
  boolean leapsWithin(long nanos, long taiNanos) {
    return leap != 0 && Math.abs(taiNanos - leapTaiNanos) < nanos;
  }

  /** Whether a leap second is in it that has passed. */
  boolean leapPassed(long taiNanos) {
    return leap != 0 && taiNanos - leapTaiNanos >= 0;
  }

  /** The leap second that is still ahead at the end of the present UTC day: 1, −1 or 0. */
  int leapAhead(long taiNanos) {
    long ahead = leapTaiNanos - taiNanos;
    return ahead > 0 && ahead <= DAY_NANOS + leap * NANOS ? leap : 0;
  }
}
