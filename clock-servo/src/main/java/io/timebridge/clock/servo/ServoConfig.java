package io.timebridge.clock.servo;

/**
 * What an operator may say about how a clock is steered.
 *
 * @param maxSlewPpm how fast an offset may be slewed away, parts per million of the time; 1 to
 *     100,000
 * @param stepThresholdNanos an offset larger than this is stepped away, a smaller one is slewed; at
 *     least 1
 */
public record ServoConfig(double maxSlewPpm, long stepThresholdNanos) {

  /** 500 ppm and 10 ms. */
  public static final ServoConfig DEFAULT = new ServoConfig(500, 10_000_000);

  public ServoConfig {
    if (!(maxSlewPpm >= 1 && maxSlewPpm <= 100_000)) {
      throw new IllegalArgumentException("maxSlewPpm " + maxSlewPpm + " is not in 1..100000");
    }
    if (stepThresholdNanos < 1) {
      throw new IllegalArgumentException("stepThresholdNanos must be at least 1");
    }
  }
}
