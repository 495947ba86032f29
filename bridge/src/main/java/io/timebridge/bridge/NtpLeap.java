package io.timebridge.bridge;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.UtcToTai;
import java.time.LocalDate;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * From one NTP server's UTC to TAI: our leap table, and the leap second that is believed to come.
 *
 * <p>A leap second is heard of for the end of the present UTC day only, and only where one may be,
 * at the end of a month (ITU-R TF.460-6, 2.1): some servers announce it weeks ahead, and some
 * forget to stop. Whether it is believed is another's judgement. When it has passed, its second
 * stays counted, whether the table knows of it or not. What is said within a few seconds of it is
 * ambiguous: not every server leaps at once. Belongs to its source's thread.
 */
final class NtpLeap implements UtcToTai {
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_NANOS = 86_400 * NANOS;

  /** So near a leap second a server may be on either side of it. */
  static final long NEAR_NANOS = 5 * NANOS;

  /** Decides whether a leap second is believed. */
  interface Judge {
    /**
     * {@return what is believed: 1, −1 or 0}
     *
     * @param midnightUtc the UTC midnight before which it would be, nanoseconds since 1970
     * @param claimed what the server says, or the table if the server says nothing
     */
    int leapAt(long midnightUtc, int claimed);
  }

  private final LeapSeconds table;
  private final Judge judge;
  private boolean heard;
  private int indicated; // by the last answer, for a day that may have one
  private long midnightUtc; // after the last answer
  private int taiMinusUtc;
  private long passedUtcNanos = Long.MAX_VALUE; // of leap seconds that the table does not know
  private int passedSeconds;
  private int passedLeap; // 1 or -1 once one has passed

  NtpLeap(LeapSeconds table, Judge judge) {
    this.table = table;
    this.judge = judge;
  }

  /**
   * From the server's TAI to its UTC, as is believed now; null before the first answer. A leap
   * second that has passed by the last answer stays in it: that answer may be wild, and a clock
   * that it does not move is still before the leap second.
   */
  @Nullable UtcRule rule() {
    UtcRule next = ahead();
    return next == null || next.leap() != 0 || passedLeap == 0 || passedUtcNanos >= midnightUtc
        ? next
        : new UtcRule(taiMinusUtc - passedLeap, passedLeap, passedUtcNanos + taiMinusUtc * NANOS);
  }

  /** The rule by which the last answer is read: with the leap second after it. */
  private @Nullable UtcRule ahead() {
    if (!heard) {
      return null;
    }
    int leap = leapBelieved();
    return new UtcRule(taiMinusUtc, leap, midnightUtc + (taiMinusUtc + leap) * NANOS);
  }

  /** What an operator should know of the table at a time; null if nothing. */
  @Nullable String remark(long utcNanos) {
    return utcNanos >= table.expiresUtcNanos()
        ? "our leap second table has expired: its UTC is good, TAI may be off by seconds"
        : null;
  }

  /**
   * What the server says itself of the end of the present day; empty where it has no say, or has
   * said nothing on that day yet.
   *
   * @param utcNanos UTC now
   */
  OptionalInt word(long utcNanos) {
    // One that announces nothing may not know yet what the table knows.
    return heard && utcNanos < midnightUtc && mayLeap() && (indicated != 0 || leapOfTable() == 0)
        ? OptionalInt.of(indicated)
        : OptionalInt.empty();
  }

  @Override
  public long taiMinusUtcNanos(long utcNanos, int leapIndicator) {
    UtcRule present = ahead();
    if (present != null && present.leap() != 0) {
      long leapUtc = midnightUtc;
      if (Math.abs(utcNanos - leapUtc) < NEAR_NANOS) {
        return AMBIGUOUS;
      }
      if (utcNanos > leapUtc) {
        passedUtcNanos = leapUtc;
        passedLeap = present.leap();
        passedSeconds = present.taiMinusUtc() + present.leap() - table.taiMinusUtcAtUtc(leapUtc);
      }
    }
    heard = true;
    taiMinusUtc =
        table.taiMinusUtcAtUtc(utcNanos) + (utcNanos >= passedUtcNanos ? passedSeconds : 0);
    midnightUtc = LeapVote.midnightAfter(utcNanos);
    indicated = mayLeap() ? indicated(leapIndicator) : 0;
    boolean near = midnightUtc - utcNanos < NEAR_NANOS;
    return near && leapBelieved() != 0 ? AMBIGUOUS : taiMinusUtc * NANOS;
  }

  private boolean mayLeap() {
    return LocalDate.ofEpochDay(midnightUtc / DAY_NANOS).getDayOfMonth() == 1;
  }

  /** RFC 5905 §7.3, figure 9. */
  private static int indicated(int leapIndicator) {
    return switch (leapIndicator) {
      case NtpPacket.LEAP_INSERT -> 1;
      case NtpPacket.LEAP_DELETE -> -1;
      default -> 0;
    };
  }

  private int leapBelieved() {
    return mayLeap() ? judge.leapAt(midnightUtc, indicated != 0 ? indicated : leapOfTable()) : 0;
  }

  private int leapOfTable() {
    return table.taiMinusUtcAtUtc(midnightUtc) - table.taiMinusUtcAtUtc(midnightUtc - 1);
  }
}
