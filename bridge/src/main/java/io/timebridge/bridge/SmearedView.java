package io.timebridge.bridge;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LeapSmear;

/**
 * The timeline's UTC as NTP clients see it that cannot bear a leap second: spread over a day, from
 * noon to noon, and never announced. Only a leap second of the table is smeared, since half of the
 * smear lies behind it, when nobody announces it any more; any other is announced as it is.
 * Immutable; any thread.
 */
final class SmearedView {
  private static final long NOON_NANOS = 12 * 3_600 * 1_000_000_000L;

  private final LeapSeconds table;
  private final LeapSmear smear;

  SmearedView(LeapSeconds table, LeapSmear.Shape shape) {
    this.table = table;
    this.smear = new LeapSmear(table, shape, NOON_NANOS, NOON_NANOS);
  }

  /** UTC nanoseconds since 1970, smeared. */
  long utcNanos(TimelineSnapshot timeline, long localNanos) {
    long tai = timeline.taiNanosAt(localNanos);
    long utc = timeline.utcNanosAt(localNanos);
    // A timeline that knows better than the table is followed.
    boolean agreed = tai - utc == table.taiMinusUtcAtTai(tai) * 1_000_000_000L;
    return agreed ? smear.taiToSmearedUtc(tai) : utc;
  }

  /** The leap second to announce: 1, −1 or 0. */
  int leap(TimelineSnapshot timeline, long localNanos) {
    int leap = timeline.leapAheadAt(localNanos);
    UtcRule rule = timeline.utc();
    return leap != 0 && rule != null && smear.smearsAtTai(rule.leapTaiNanos() - 1) ? 0 : leap;
  }
}
