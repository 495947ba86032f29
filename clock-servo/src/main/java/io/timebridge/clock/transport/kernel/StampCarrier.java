package io.timebridge.clock.transport.kernel;

/**
 * Carries stamps of CLOCK_REALTIME over to the raw clock by bracketed readings: raw, real, raw.
 *
 * <p>A stamp is a little older than the newest reading, and the two clocks run at different rates
 * while somebody slews the real one. So the way back is gone at the rate that was last measured
 * over {@link #BASELINE_NANOS} or more, and what a reading shows to be unforetold by that rate is
 * added to the width. If it is too much, the real clock was stepped, or a leap second inserted, or
 * a slew of its begun: stamps taken before cannot be told from those after, so none is carried
 * until the packets that waited through it are gone. Nothing here reads a clock. One thread.
 */
public final class StampCarrier {
  /** What {@link #localNanos} answers for a stamp that cannot be carried over. */
  public static final long LOST = Long.MIN_VALUE;

  /** How long a rate is measured at least: a bracket of 100 ns then tells it to 10 ppm. */
  static final long BASELINE_NANOS = 10_000_000L;

  /** How well it is to be measured, unless the readings are too wide for that for so long. */
  private static final double RATE_PRECISION = 50e-6;

  private static final long LONG_BASELINE_NANOS = 500_000_000L;

  /** The fastest slew there is: chrony's, 1 in 12. */
  private static final double MAX_SLEW = 1.0 / 12 * 1.01;

  /** Unforetold movement that is borne as width: this, and so much of the time gone by. */
  private static final long BORNE_NANOS = 10_000;

  private static final double BORNE_RATE = 100e-6;

  /** Within this time of a break a packet that is read may be one that waited through it. */
  private static final long BREAK_NANOS = 10_000_000L;

  /** A stamp older than this was not taken by the packet's own passage. */
  private static final long MAX_AGE_NANOS = 1_000_000_000L;

  /** The kernel's stamp precedes the reading; two cores' counters may differ by this. */
  private static final long FUTURE_NANOS = 1_000;

  private boolean started;
  private boolean stepped;
  private boolean broken;
  private long brokenRaw;
  private long raw;
  private long real;
  private long width;
  private long unforetold;
  private long anchorRaw;
  private long anchorReal;
  private long anchorWidth;
  private double realPerRaw = 1;
  private double rateNoise;
  private double rateUncertainty = MAX_SLEW;
  private long carriedWidth;

  /** Creates one that has seen no reading, and so carries nothing over. */
  public StampCarrier() {}

  /**
   * Takes a reading: the real clock somewhere between two readings of the raw one.
   *
   * @param rawBefore the raw clock before, nanoseconds
   * @param realNanos the real clock, nanoseconds since 1970 or any other epoch
   * @param rawAfter the raw clock afterwards, not before {@code rawBefore}
   */
  public void bracket(long rawBefore, long realNanos, long rawAfter) {
    long newWidth = (rawAfter - rawBefore) / 2 + 1;
    long newRaw = rawBefore + (rawAfter - rawBefore) / 2;
    stepped = false;
    if (started) {
      compare(newRaw, realNanos, newWidth);
    } else {
      started = true;
      anchor(newRaw, realNanos, newWidth);
    }
    raw = newRaw;
    real = realNanos;
    width = newWidth;
    broken = broken && newRaw - brokenRaw < BREAK_NANOS;
  }

  /** Compares a reading with what the last one foretold. */
  private void compare(long newRaw, long newReal, long newWidth) {
    long elapsed = newRaw - raw;
    long drift = (newReal - real) - elapsed;
    long slack = width + newWidth;
    // The rate's own uncertainty is no movement: until one was measured, nothing is foretold.
    double allowed = slack + elapsed * rateUncertainty;
    double deviation = Math.abs(drift - elapsed * (realPerRaw - 1));
    unforetold = deviation > allowed ? Math.round(deviation + allowed) : 0;
    stepped = Math.abs(drift) > elapsed * MAX_SLEW + slack;
    if (stepped || deviation - allowed > BORNE_NANOS + elapsed * BORNE_RATE) {
      broken = true;
      brokenRaw = newRaw;
    }
    if (stepped) {
      anchor(newRaw, newReal, newWidth); // a step does not change the rate
    } else if (tellsRate(newRaw - anchorRaw, anchorWidth + newWidth)) {
      measureRate(newRaw, newReal, newWidth);
      anchor(newRaw, newReal, newWidth);
    }
  }

  private static boolean tellsRate(long baseline, long widths) {
    return baseline >= BASELINE_NANOS
        && (widths <= baseline * RATE_PRECISION || baseline >= LONG_BASELINE_NANOS);
  }

  private void measureRate(long newRaw, long newReal, long newWidth) {
    double elapsed = (double) (newRaw - anchorRaw);
    double rate = 1 + ((newReal - anchorReal) - (newRaw - anchorRaw)) / elapsed;
    double change = rateUncertainty < MAX_SLEW ? Math.abs(rate - realPerRaw) : 0;
    double noise = (anchorWidth + newWidth) / elapsed;
    rateUncertainty = Math.min(MAX_SLEW, change + noise + rateNoise);
    realPerRaw = rate;
    rateNoise = noise;
  }

  private void anchor(long newRaw, long newReal, long newWidth) {
    anchorRaw = newRaw;
    anchorReal = newReal;
    anchorWidth = newWidth;
  }

  /** The host was suspended before the newest reading: as after a step, none is carried a while. */
  void breakOff() {
    broken = true;
    brokenRaw = raw;
  }

  /**
   * {@return the raw time of a stamp, nanoseconds, or {@link #LOST} if it cannot be told which it
   * is}
   *
   * @param stampRealNanos the real clock's time, not after the newest reading
   */
  public long localNanos(long stampRealNanos) {
    long age = real - stampRealNanos;
    if (!started || broken || age > MAX_AGE_NANOS || age < -FUTURE_NANOS) {
      return LOST;
    }
    double perNano = rateUncertainty / (realPerRaw - rateUncertainty);
    carriedWidth = width + unforetold + (long) Math.ceil(Math.abs(age) * perNano);
    return raw - age - Math.round(age * (1 - realPerRaw) / realPerRaw);
  }

  /** {@return by how much the stamp that was just carried over may be wrong, nanoseconds} */
  public long widthNanos() {
    return carriedWidth;
  }

  /** True if the newest reading shows that the real clock was stepped. */
  boolean stepped() {
    return stepped;
  }

  /** The raw time of the newest reading. */
  long newestRawNanos() {
    return raw;
  }
}
