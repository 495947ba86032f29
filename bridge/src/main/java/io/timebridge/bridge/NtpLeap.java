package io.timebridge.bridge;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.UtcToTai;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * From one NTP server's UTC to TAI: our leap table, and the leap second that the server announces.
 *
 * <p>An announced leap second is believed for the end of the present UTC day only, and only where a
 * leap second may be, at the end of a month (ITU-R TF.460-6, 2.1): some servers announce it weeks
 * ahead, and some forget to stop. When it has passed, its second stays counted, whether the table
 * knows of it or not. What is said within a few seconds of it is ambiguous: not every server leaps
 * at once. Belongs to its source's thread.
 */
final class NtpLeap implements UtcToTai {
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_NANOS = 86_400 * NANOS;

  /** So near a leap second a server may be on either side of it. */
  static final long NEAR_NANOS = 5 * NANOS;

  private final LeapSeconds table;
  private @Nullable UtcRule rule;
  private long passedUtcNanos = Long.MAX_VALUE; // of leap seconds that the table does not know
  private int passedSeconds;

  NtpLeap(LeapSeconds table) {
    this.table = table;
  }

  /** The rule by which the last answer was read; null before the first. */
  @Nullable UtcRule rule() {
    return rule;
  }

  @Override
  public long taiMinusUtcNanos(long utcNanos, int leapIndicator) {
    UtcRule present = rule;
    if (present != null && present.leap() != 0) {
      long leapUtc = leapUtcNanos(present);
      if (Math.abs(utcNanos - leapUtc) < NEAR_NANOS) {
        return AMBIGUOUS;
      }
      if (utcNanos > leapUtc) {
        passedUtcNanos = leapUtc;
        passedSeconds = present.taiMinusUtc() + present.leap() - table.taiMinusUtcAtUtc(leapUtc);
      }
    }
    int taiMinusUtc =
        table.taiMinusUtcAtUtc(utcNanos) + (utcNanos >= passedUtcNanos ? passedSeconds : 0);
    long midnightUtc = Math.floorDiv(utcNanos, DAY_NANOS) * DAY_NANOS + DAY_NANOS;
    int leap = leapAt(midnightUtc, utcNanos, leapIndicator);
    rule = new UtcRule(taiMinusUtc, leap, midnightUtc + (taiMinusUtc + leap) * NANOS);
    return leap != 0 && midnightUtc - utcNanos < NEAR_NANOS ? AMBIGUOUS : taiMinusUtc * NANOS;
  }

  private int leapAt(long midnightUtc, long utcNanos, int leapIndicator) {
    if (LocalDate.ofEpochDay(midnightUtc / DAY_NANOS).getDayOfMonth() != 1) {
      return 0;
    }
    // RFC 5905 §7.3, figure 9.
    return switch (leapIndicator) {
      case NtpPacket.LEAP_INSERT -> 1;
      case NtpPacket.LEAP_DELETE -> -1;
      default -> table.taiMinusUtcAtUtc(midnightUtc) - table.taiMinusUtcAtUtc(utcNanos);
    };
  }

  /** The UTC midnight at which the leap second of a rule takes effect. */
  private static long leapUtcNanos(UtcRule rule) {
    return rule.leapTaiNanos() - (rule.taiMinusUtc() + rule.leap()) * NANOS;
  }
}
