package io.timebridge.bridge;

import io.timebridge.clock.BuildDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words what a wrong time looks like: most are wrong in one of a few known ways. */
final class Disagreement {
  private static final double NANOS = 1e9;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double DAY = 86_400;

  /** A GPS receiver counts weeks modulo 1024. IS-GPS-200, 20.3.3.3.1.1. */
  private static final double GPS_WEEKS = 1024 * 7 * DAY;

  /** RFC 5905 §6: an NTP era is 2³² s. */
  private static final double NTP_ERA = 4_294_967_296.0;

  /** Time zones lie within 14 hours of UTC, whole quarters of an hour. */
  private static final double FARTHEST_ZONE = 14 * HOUR;

  private Disagreement() {}

  /**
   * Describes.
   *
   * @param offNanos the wrong time minus the right one
   * @param utcNanos the wrong time
   * @param taiMinusUtc TAI − UTC now, seconds
   * @param claimedNanos what the source says that it may be wrong by
   */
  static String describe(long offNanos, long utcNanos, int taiMinusUtc, long claimedNanos) {
    double off = offNanos / NANOS;
    double size = Math.abs(off);
    String ahead = amount(size) + (off > 0 ? " ahead" : " behind");
    String looks = looksLike(off, size, utcNanos, taiMinusUtc);
    return looks == null
        ? "it is " + ahead + ", more than the " + amount(claimedNanos / NANOS) + " that it claims"
        : "it is " + ahead + ": looks like " + looks;
  }

  /**
   * Describes how a source that is alone contradicts what is served; null if it does not, by more
   * than the bounds and the step threshold allow.
   */
  static @Nullable String withServed(
      SourceTime time,
      TimelineSnapshot served,
      int taiMinusUtc,
      long stepThresholdNanos,
      long nowLocalNanos) {
    long off = time.utcNanosAt(nowLocalNanos) - served.utcNanosAt(nowLocalNanos);
    long offTai = time.tai().nanosAt(nowLocalNanos) - served.taiNanosAt(nowLocalNanos);
    long margin = served.errorBoundNanosAt(nowLocalNanos) + time.tai().errorBoundAt(nowLocalNanos);
    long most = Math.max(stepThresholdNanos, margin);
    // Its TAI is right: then it may know better whether there was a leap second.
    boolean leap = Math.abs(offTai) <= most && Math.abs(off) <= 1_000_000_000L + most;
    if (Math.abs(off) <= most || leap) {
      return null;
    }
    return "against the time that is being served "
        + describe(off, time.utcNanosAt(nowLocalNanos), taiMinusUtc, margin)
        + "; it is believed when another source agrees, or when the holdover is over";
  }

  private static @Nullable String looksLike(
      double off, double size, long utcNanos, int taiMinusUtc) {
    double slack = Math.min(0.4, 0.05 * size);
    String unapplied = "an unapplied TAI−UTC offset of " + taiMinusUtc + " s";
    if (Math.abs(size - taiMinusUtc) < slack) {
      return unapplied;
    }
    if (Math.abs(size - 1) < slack) {
      return "a leap second that one side does not know of";
    }
    if (isMultiple(size, GPS_WEEKS, 2 * DAY)) {
      return "a GPS week number that rolled over";
    }
    if (isMultiple(size, NTP_ERA, DAY)) {
      return "another era of NTP";
    }
    if (utcNanos < BuildDate.UTC_NANOS && size > 365 * DAY) {
      return "a clock that counts from power-up";
    }
    if (isZone(off)) {
      return "local time, UTC" + zone(off);
    }
    for (double rest : new double[] {off - taiMinusUtc, off + taiMinusUtc}) {
      if (isZone(rest)) {
        return "local time, UTC" + zone(rest) + ", and " + unapplied;
      }
    }
    return null;
  }

  private static boolean isZone(double off) {
    double size = Math.abs(off);
    return size >= 15 * MINUTE - 2 && size < FARTHEST_ZONE + 2 && isMultiple(size, 15 * MINUTE, 2);
  }

  private static boolean isMultiple(double size, double of, double slack) {
    double times = Math.rint(size / of);
    return times >= 1 && Math.abs(size - times * of) < slack;
  }

  private static String zone(double off) {
    long minutes = Math.round(Math.abs(off) / MINUTE);
    return String.format(
        Locale.ROOT, "%s%02d:%02d", off > 0 ? "+" : "−", minutes / 60, minutes % 60);
  }

  /** A number of seconds, in the unit that fits. */
  static String amount(double seconds) {
    if (seconds >= 365 * DAY) {
      return format(seconds / (365.25 * DAY), " years");
    }
    if (seconds >= 0.995 * DAY) {
      return format(seconds / DAY, " days");
    }
    if (seconds >= 0.995 * HOUR) {
      return format(seconds / HOUR, " h");
    }
    if (seconds >= 0.995) {
      return format(seconds, " s");
    }
    return seconds >= 1e-3 ? format(seconds * 1e3, " ms") : format(seconds * 1e6, " µs");
  }

  private static String format(double number, String unit) {
    // Two digits: a reason that changes all the time would be news all the time.
    double rounding = Math.pow(10, Math.floor(Math.log10(Math.max(number, 1e-9))) - 1);
    double rounded = Math.rint(number / rounding) * rounding;
    String text = String.format(Locale.ROOT, rounded >= 10 ? "%.0f" : "%.1f", rounded);
    return text + unit;
  }
}
