package io.timebridge.clock.stability;

/**
 * How stable a clock is over one averaging time.
 *
 * @param tauSeconds the averaging time, in seconds
 * @param adev the overlapping Allan deviation, without unit (1e-9 is a nanosecond a second)
 * @param mdev the modified Allan deviation, without unit
 * @param tdevNanos the time deviation, in nanoseconds
 * @param mtieNanos the maximum time interval error, in nanoseconds
 */
public record Stability(
    double tauSeconds, double adev, double mdev, double tdevNanos, double mtieNanos) {

  /** From sums over squared second differences of phase and over their moving sums. */
  static Stability of(
      int factor,
      double tauSeconds,
      double meanSquaredDifference,
      double meanSquaredSum,
      double mtieNanos) {
    double tdevNanos = timeDeviation(factor, meanSquaredSum);
    return new Stability(
        tauSeconds,
        allanDeviation(tauSeconds, meanSquaredDifference),
        modifiedDeviation(tauSeconds, tdevNanos),
        tdevNanos,
        mtieNanos);
  }

  // NIST SP 1065 eq. (11), ITU-T G.810 II.1: the mean is over [x(i+2m) - 2x(i+m) + x(i)]².
  static double allanDeviation(double tauSeconds, double meanSquaredDifference) {
    return Math.sqrt(meanSquaredDifference / 2) / (tauSeconds * 1e9);
  }

  // ITU-T G.810 II.3: the mean is over the squares of sums of m such differences in a row.
  static double timeDeviation(int factor, double meanSquaredSum) {
    return Math.sqrt(meanSquaredSum / 6) / factor;
  }

  // NIST SP 1065 eq. (15), ITU-T G.810 II.2 and II.3: TDEV = tau · MDEV / √3.
  static double modifiedDeviation(double tauSeconds, double tdevNanos) {
    return tdevNanos * Math.sqrt(3) / (tauSeconds * 1e9);
  }
}
