package io.timebridge.bridge.media;

import java.math.BigInteger;

/**
 * The rate of an RTP clock as an exact fraction, so that ticks and nanoseconds are converted by
 * whole numbers and nothing drifts over years. Immutable; any thread.
 */
public final class MediaRate {
  private static final long NANOS = 1_000_000_000L;
  private static final long MAX_HERTZ = NANOS;

  /** Ticks in {@link #nanos} nanoseconds; the fraction is reduced. */
  private final long ticks;

  private final long nanos;

  private MediaRate(long ticks, long nanos) {
    this.ticks = ticks;
    this.nanos = nanos;
  }

  /**
   * {@return a rate of whole hertz}
   *
   * @param hertz the clock rate of {@code a=rtpmap}, 1 to 10⁹
   * @throws IllegalArgumentException if it is out of range
   */
  public static MediaRate of(long hertz) {
    return of(hertz, 1, 1);
  }

  /**
   * {@return a rate that is modified by a ratio: {@code rate=1000/1001} of {@code a=mediaclk}} RFC
   * 7273 §5.2.
   *
   * @param hertz the clock rate of {@code a=rtpmap}, 1 to 10⁹
   * @param numerator of the ratio, 1 to 2³¹ − 1
   * @param denominator of the ratio, 1 to 2³¹ − 1
   * @throws IllegalArgumentException if one of them, or the product, is out of range
   */
  public static MediaRate of(long hertz, long numerator, long denominator) {
    if (hertz < 1 || hertz > MAX_HERTZ) {
      throw new IllegalArgumentException("a clock rate is 1 to 10^9 Hz, not " + hertz);
    }
    if (numerator < 1
        || denominator < 1
        || numerator > Integer.MAX_VALUE
        || denominator > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a ratio has two numbers of 1 to 2^31 - 1: " + numerator + "/" + denominator);
    }
    double product = (double) hertz * numerator / denominator;
    if (product < 1 || product > MAX_HERTZ) {
      throw new IllegalArgumentException("a rate is 1 to 10^9 Hz, not " + product);
    }
    BigInteger top = BigInteger.valueOf(hertz).multiply(BigInteger.valueOf(numerator));
    BigInteger bottom = BigInteger.valueOf(NANOS).multiply(BigInteger.valueOf(denominator));
    BigInteger common = top.gcd(bottom);
    return new MediaRate(
        top.divide(common).longValueExact(), bottom.divide(common).longValueExact());
  }

  /** {@return hertz} */
  public double hertz() {
    return (double) ticks * NANOS / nanos;
  }

  /** {@return how long a tick is, nanoseconds, rounded up} */
  public long tickNanos() {
    return -Math.floorDiv(-nanos, ticks);
  }

  /**
   * {@return the tick that is nearest to a time} It undoes {@link #nanosAt} exactly.
   *
   * @param sinceEpochNanos nanoseconds since the clock's zero; may be negative
   */
  public long ticksAt(long sinceEpochNanos) {
    return scaled(sinceEpochNanos, ticks, nanos);
  }

  /**
   * {@return the time of a tick, nanoseconds since the clock's zero, rounded to nearest}
   *
   * @param tick counted without wrapping; may be negative
   */
  public long nanosAt(long tick) {
    return scaled(tick, nanos, ticks);
  }

  /**
   * {@return an RTP timestamp's tick, counted without wrapping: of those that it may stand for, 2³²
   * apart, the one nearest to a tick that is known to be near}
   *
   * @param rtpTimestamp the 32 bits on the wire
   * @param nearTick less than 2³¹ ticks away: 12.4 h at 48 kHz, 6.6 h at 90 kHz
   */
  public static long unwrap(int rtpTimestamp, long nearTick) {
    return nearTick + (rtpTimestamp - (int) nearTick);
  }

  /** The value times {@code top / bottom}, rounded to nearest. */
  private static long scaled(long value, long top, long bottom) {
    long whole = Math.floorDiv(value, bottom);
    long rest = Math.floorMod(value, bottom);
    if (Math.multiplyHigh(rest, top) == 0 && rest * top >= 0 && bottom < Long.MAX_VALUE / 4) {
      long product = rest * top;
      long quotient = product / bottom;
      boolean up = 2 * (product % bottom) >= bottom;
      return whole * top + quotient + (up ? 1 : 0);
    }
    BigInteger[] parts =
        BigInteger.valueOf(rest)
            .multiply(BigInteger.valueOf(top))
            .shiftLeft(1)
            .add(BigInteger.valueOf(bottom))
            .divideAndRemainder(BigInteger.valueOf(bottom).shiftLeft(1));
    return whole * top + parts[0].longValueExact();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MediaRate rate && rate.ticks == ticks && rate.nanos == nanos;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(ticks * 31 + nanos);
  }

  @Override
  public String toString() {
    return hertz() + " Hz";
  }
}
