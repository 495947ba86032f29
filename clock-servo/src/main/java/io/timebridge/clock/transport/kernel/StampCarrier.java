package io.timebridge.clock.transport.kernel;

/**
 * Carries stamps of CLOCK_REALTIME over to the raw clock by bracketed readings: raw, real, raw.
 *
 * <p>A stamp is a little older than the newest reading, and the two clocks run at different rates
 * while somebody slews the real one. So the rate between the last two readings is used for the way
 * back. If the real clock moved against the raw one by more than any slew can between two readings,
 * it was stepped (or a leap second was inserted): stamps taken before the step cannot be told from
 * those after, so none is carried until a reading that follows the step. Nothing here reads a
 * clock.
 */
final class StampCarrier {
  /** What {@link #localNanos} answers for a stamp that cannot be carried over. */
  static final long LOST = Long.MIN_VALUE;

  /** The fastest slew there is: chrony's, 1 in 12. */
  private static final double MAX_SLEW = 1.0 / 12 * 1.01;

  /** A stamp older than this was not taken by the packet's own passage. */
  private static final long MAX_AGE_NANOS = 1_000_000_000L;

  /** A stamp may look so much newer than the reading after it as the brackets are wide. */
  private static final long FUTURE_NANOS = 20_000;

  private boolean started;
  private boolean stepped;
  private long raw;
  private long real;
  private long width;
  private double realPerRaw = 1;

  /** Takes a reading: the real clock somewhere between two readings of the raw one. */
  void bracket(long rawBefore, long realNanos, long rawAfter) {
    long newWidth = (rawAfter - rawBefore) / 2;
    long newRaw = rawBefore + newWidth;
    stepped = false;
    if (started) {
      double rawElapsed = (double) (newRaw - raw);
      double drift = (double) ((realNanos - real) - (newRaw - raw));
      long slack = width + newWidth + 1;
      if (Math.abs(drift) > rawElapsed * MAX_SLEW + slack) {
        stepped = true;
        realPerRaw = 1;
      } else if (rawElapsed > 100.0 * slack) {
        realPerRaw = 1 + drift / rawElapsed;
      }
    }
    started = true;
    raw = newRaw;
    real = realNanos;
    width = newWidth;
  }

  /** The raw time of a stamp, or {@link #LOST} if the real clock was stepped since, or is older. */
  long localNanos(long stampRealNanos) {
    long age = real - stampRealNanos;
    if (!started || stepped || age > MAX_AGE_NANOS || age < -FUTURE_NANOS) {
      return LOST;
    }
    return raw - Math.round(age / realPerRaw);
  }

  /** By how much a stamp that was just carried over may be wrong. */
  long widthNanos() {
    return width;
  }

  /** True if the newest reading shows that the real clock was stepped. */
  boolean stepped() {
    return stepped;
  }
}
