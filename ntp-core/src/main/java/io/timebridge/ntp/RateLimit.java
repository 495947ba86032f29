package io.timebridge.ntp;

/**
 * How often one address is answered: a token bucket, as chrony's {@code ratelimit}.
 *
 * @param intervalNanos the time between answers that is granted for ever, 1 ms to 1 h
 * @param burst how many answers may be had at once after a pause, 1 to 255
 * @param leak of what is over the limit one in 2^leak is answered all the same, at random, 1 to 15:
 *     so a forger who asks in a client's name cannot keep that client from every answer
 * @param kod of the rest one in 2^kod is answered with a kiss-o'-death RATE, at random, 1 to 15; 0
 *     for none
 */
public record RateLimit(long intervalNanos, int burst, int leak, int kod) {
  private static final long LEAST_NANOS = 1_000_000L;
  private static final long MOST_NANOS = 3_600_000_000_000L;
  private static final int MOST_BURST = 255;
  private static final int MOST_SHIFT = 15;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is not kept
   */
  public RateLimit {
    check("intervalNanos", intervalNanos, LEAST_NANOS, MOST_NANOS);
    check("burst", burst, 1, MOST_BURST);
    check("leak", leak, 1, MOST_SHIFT);
    check("kod", kod, 0, MOST_SHIFT);
  }

  private static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(what + " " + value + " is not in " + least + ".." + most);
    }
  }

  /** The poll exponent that keeps the limit: log2 of the interval's seconds, rounded up. */
  int leastPoll() {
    return (int) StrictMath.ceil(StrictMath.log(intervalNanos * 1e-9) / StrictMath.log(2) - 1e-9);
  }
}
