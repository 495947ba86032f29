package io.timebridge.bridge;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Objects;

/**
 * What a PTP master may claim of the timeline, rung by rung: {@code docs/ptp-master.md} has the
 * table and where its numbers are from.
 *
 * <p>A claim gets worse at once and better only when there is room: an error that hovers at the
 * bound of two accuracies would change masters all the time.
 */
final class PtpLadder {
  private static final int CLASS_LOCKED = 6;
  private static final int CLASS_HOLDOVER = 7;

  /** Degradation alternative A: of a clock that never follows; 187 is for one that then may. */
  private static final int CLASS_DEGRADED = 52;

  private static final int CLASS_DEFAULT = 248;

  /** offsetScaledLogVariance of a clock that has not measured it. */
  private static final int VARIANCE_UNKNOWN = 0xFFFF;

  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_NANOS = 86_400 * NANOS;

  /** A leap second is announced this long ahead, and so is the lack of one. */
  private static final long LEAP_NOTICE_NANOS = 12 * 3_600 * NANOS;

  /** How far down the timeline is. */
  private enum Rung {
    LOCKED,
    HOLDOVER,
    DEGRADED
  }

  private PtpLadder() {}

  /**
   * {@return what is claimed}
   *
   * @param timeline a timeline that has a time
   * @param localNanos local time
   * @param table the leap second table
   * @param accuracyBefore the clockAccuracy that was claimed last, or {@link
   *     ClockQuality#ACCURACY_UNKNOWN}
   */
  static MasterTime.Claims at(
      TimelineSnapshot timeline, long localNanos, LeapSeconds table, int accuracyBefore) {
    TimelineSnapshot.Origin origin =
        Objects.requireNonNull(timeline.origin(), "a time has its origin");
    Reference reference = origin.reference();
    Rung rung = rung(timeline, localNanos);
    // NTP says where its time is from, but proves nothing.
    boolean traceable = origin.traceable() && reference.timeSource() != Reference.NTP;
    return new MasterTime.Claims(
        new ClockQuality(
            traceable ? traceableClass(rung) : CLASS_DEFAULT,
            accuracy(timeline, localNanos, rung, reference, accuracyBefore),
            VARIANCE_UNKNOWN),
        properties(timeline, localNanos, table, rung, traceable));
  }

  private static Rung rung(TimelineSnapshot timeline, long localNanos) {
    if (!timeline.usableAt(localNanos)) {
      return Rung.DEGRADED;
    }
    return timeline.state() == TimelineState.LOCKED ? Rung.LOCKED : Rung.HOLDOVER;
  }

  private static int traceableClass(Rung rung) {
    return switch (rung) {
      case LOCKED -> CLASS_LOCKED;
      case HOLDOVER -> CLASS_HOLDOVER;
      case DEGRADED -> CLASS_DEGRADED;
    };
  }

  /** "The time is accurate to within": so it is the bound that counts, not what we believe. */
  private static int accuracy(
      TimelineSnapshot timeline, long localNanos, Rung rung, Reference reference, int before) {
    if (rung == Rung.DEGRADED || reference.accuracyNanos() < 0) {
      return ClockQuality.ACCURACY_UNKNOWN;
    }
    long error = timeline.errorBoundNanosAt(localNanos) + reference.accuracyNanos();
    int now = ClockQuality.accuracyOf(error);
    return now >= before ? now : Math.min(before, ClockQuality.accuracyOf(2 * error));
  }

  private static TimeProperties properties(
      TimelineSnapshot timeline, long localNanos, LeapSeconds table, Rung rung, boolean traceable) {
    Reference reference = Objects.requireNonNull(timeline.origin()).reference();
    long tai = timeline.taiNanosAt(localNanos);
    int offset = (int) ((tai - timeline.utcNanosAt(localNanos)) / NANOS);
    boolean valid = knowsLeaps(timeline, localNanos, table, offset);
    int leap = valid ? leapNoticed(timeline, localNanos) : 0;
    return new TimeProperties(
        offset,
        valid,
        leap < 0,
        leap > 0,
        traceable && rung != Rung.DEGRADED,
        // In holdover the rate is our own crystal's.
        traceable && rung == Rung.LOCKED && reference.frequencyTraceable(),
        true,
        rung == Rung.DEGRADED ? Reference.OSCILLATOR : reference.timeSource());
  }

  /**
   * TAI − UTC is known by a table that is not expired, or from a grandmaster; what that one said
   * holds until the end of the month, where the next leap second may be (ITU-R TF.460-6), and, said
   * in the last hours of a month, of the month that follows.
   */
  private static boolean knowsLeaps(
      TimelineSnapshot timeline, long localNanos, LeapSeconds table, int offset) {
    long utc = timeline.utcNanosAt(localNanos);
    if (utc < table.expiresUtcNanos() && table.taiMinusUtcAtUtc(utc) == offset) {
      return true;
    }
    TimelineSnapshot.Origin origin = Objects.requireNonNull(timeline.origin());
    long heard = timeline.utcNanosAt(origin.heardLocalNanos());
    return origin.reference().utcOffsetAnnounced()
        && !month(utc).isAfter(month(heard + LEAP_NOTICE_NANOS));
  }

  private static YearMonth month(long utcNanos) {
    return YearMonth.from(LocalDate.ofEpochDay(Math.floorDiv(utcNanos, DAY_NANOS)));
  }

  private static int leapNoticed(TimelineSnapshot timeline, long localNanos) {
    UtcRule rule = Objects.requireNonNull(timeline.utc(), "a time has its rule");
    long ahead = rule.leapTaiNanos() - timeline.taiNanosAt(localNanos);
    return ahead <= LEAP_NOTICE_NANOS ? timeline.leapAheadAt(localNanos) : 0;
  }
}
