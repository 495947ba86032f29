package io.timebridge.bridge;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.Timescale;
import io.timebridge.ptp.wire.TimeProperties;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a PTP domain's time is: the rules by which it is taken for TAI, for UTC, or for neither.
 *
 * <p>Taking an arbitrary timescale for UTC sets clocks to 1970 or 37 s off. So a domain is TAI only
 * if its grandmaster says so, and its UTC is known only if it says that too, or if our own leap
 * table is not expired and the result is plausible; an operator may overrule it, with a warning.
 */
final class TimescaleRule {
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_NANOS = 86_400 * NANOS;

  /** No clock that is read by this software shows a time later than this after its build. */
  private static final long MAX_AGE_NANOS = 30 * 365 * DAY_NANOS;

  /** 1980-01-06: no week of GPS is earlier. IS-GPS-200, 3.3.4. */
  private static final long GPS_EPOCH_UTC_NANOS = 315_964_800 * NANOS;

  /**
   * The outcome.
   *
   * @param taiMinusPtpNanos what is added to the domain's time to get TAI; meaningless if refused
   * @param utc from there to UTC, or null if the time may not be used
   * @param reason why not, or what is special about it; null if nothing is
   */
  record Verdict(long taiMinusPtpNanos, @Nullable UtcRule utc, @Nullable String reason) {
    static Verdict refused(String reason) {
      return new Verdict(0, null, reason);
    }
  }

  private TimescaleRule() {}

  /**
   * Judges.
   *
   * @param configured what the operator says the domain is, or null to believe the grandmaster
   * @param announced what two Announces agreed on, or null before
   * @param ptpNanos the domain's time now
   * @param table our own leap table
   */
  static Verdict judge(
      @Nullable Timescale configured,
      @Nullable TimeProperties announced,
      long ptpNanos,
      LeapSeconds table) {
    if (announced == null) {
      return Verdict.refused("two Announces have not yet agreed on the timescale");
    }
    if (configured == Timescale.ARBITRARY) {
      return Verdict.refused("configured as an arbitrary timescale: it gives rate, not UTC");
    }
    if (configured == Timescale.UTC) {
      return utc(announced, ptpNanos, table);
    }
    if (configured == null && !announced.ptpTimescale()) {
      return Verdict.refused(
          "the grandmaster announces an arbitrary timescale (PTP_TIMESCALE is not set): it gives"
              + " rate, not UTC");
    }
    String warning =
        configured == Timescale.TAI && !announced.ptpTimescale()
            ? "taken for TAI as configured, though the grandmaster announces an arbitrary timescale"
            : null;
    return tai(announced, ptpNanos, table, warning);
  }

  private static Verdict tai(
      TimeProperties announced, long ptpNanos, LeapSeconds table, @Nullable String warning) {
    if (announced.currentUtcOffsetValid()) {
      int offset = announced.currentUtcOffset();
      String reason = implausible(ptpNanos - offset * NANOS);
      return reason != null
          ? Verdict.refused(reason)
          : new Verdict(0, UtcRule.announced(announced, offset, ptpNanos), warning);
    }
    long utc = table.taiToUtc(ptpNanos);
    String reason = implausible(utc);
    if (reason == null && utc >= table.expiresUtcNanos()) {
      reason =
          "the grandmaster does not say that its UTC offset is valid, and our leap second table has"
              + " expired";
    }
    if (reason != null) {
      return Verdict.refused(reason);
    }
    UtcRule rule = UtcRule.ofTable(table, ptpNanos);
    String note =
        "the grandmaster does not say that its UTC offset is valid: our leap second table's "
            + rule.taiMinusUtcAt(ptpNanos)
            + " s is used";
    return new Verdict(0, rule, warning == null ? note : warning + "; " + note);
  }

  private static Verdict utc(TimeProperties announced, long ptpNanos, LeapSeconds table) {
    String reason = implausible(ptpNanos);
    if (reason != null) {
      return Verdict.refused(reason);
    }
    int offset = table.taiMinusUtcAtUtc(ptpNanos);
    return new Verdict(
        offset * NANOS,
        new UtcRule(offset, 0, 0),
        "taken for UTC as configured"
            + (announced.ptpTimescale() ? ", though the grandmaster announces TAI" : ""));
  }

  /** Why a UTC time cannot be true, or null. */
  static @Nullable String implausible(long utcNanos) {
    if (utcNanos < BuildDate.UTC_NANOS - DAY_NANOS) {
      return "it says "
          + date(utcNanos)
          + ", a time before this software was built: "
          + (utcNanos < GPS_EPOCH_UTC_NANOS
              ? "it seems to count from power-up"
              : "it looks like a GPS week number that rolled over, or a clock that was never set");
    }
    if (utcNanos > BuildDate.UTC_NANOS + MAX_AGE_NANOS) {
      return "it says " + date(utcNanos) + ", decades from now";
    }
    return null;
  }

  /** A day, not the running time: a reason that changes each second would be news each second. */
  private static LocalDate date(long utcNanos) {
    return LocalDate.ofEpochDay(Math.floorDiv(utcNanos, DAY_NANOS));
  }
}
