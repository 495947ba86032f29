package io.timebridge.clock.servo;

/**
 * The proportional-integral controller with the constants that linuxptp documents for software time
 * stamps (ptp4l(8), {@code pi_proportional_scale} 0.1, {@code pi_integral_scale} 0.001 and their
 * exponents and limits).
 *
 * <p>Both constants depend on the interval between samples, so a servo that is sampled faster
 * filters over about as many samples.
 */
final class PiServo {
  private static final double KP_SCALE = 0.1;
  private static final double KP_EXPONENT = -0.3;
  private static final double KP_NORM_MAX = 0.7;
  private static final double KI_SCALE = 0.001;
  private static final double KI_EXPONENT = 0.4;
  private static final double KI_NORM_MAX = 0.3;

  private final double maxSlewPpb;
  private double intervalSeconds = 1;
  private double kp;
  private double ki;
  private double driftPpb;
  private double driftDoubtPpb;

  PiServo(double maxSlewPpb) {
    this.maxSlewPpb = maxSlewPpb;
    setInterval(1);
  }

  /** The mean time between samples. */
  void setInterval(double seconds) {
    // A change of less than a tenth changes nothing worth two powers.
    if (Math.abs(seconds - intervalSeconds) > 0.1 * intervalSeconds || kp == 0) {
      intervalSeconds = seconds;
      kp = Math.min(KP_SCALE * StrictMath.pow(seconds, KP_EXPONENT), KP_NORM_MAX / seconds);
      ki = Math.min(KI_SCALE * StrictMath.pow(seconds, KI_EXPONENT), KI_NORM_MAX / seconds);
    }
  }

  /** How much faster than the local clock the source is believed to run. */
  double driftPpb() {
    return driftPpb;
  }

  /**
   * How far the drift may be off by what was taken for it: slewing an offset away feeds the
   * integral too, and it takes kp / ki samples to come back. That is at most the mean of the slews,
   * weighted by how much of each is left.
   */
  double driftDoubtPpb() {
    return driftDoubtPpb;
  }

  void setDrift(double ppb, double doubtPpb) {
    driftPpb = ppb;
    driftDoubtPpb = doubtPpb;
  }

  /**
   * Takes an offset (clock minus source, nanoseconds) and returns the frequency to run at, parts
   * per 10⁹ faster than the local clock.
   */
  double sample(long offsetNanos) {
    double proportional = kp * offsetNanos;
    double integral = ki * offsetNanos;
    double correction = proportional + integral;
    if (Math.abs(correction) >= maxSlewPpb) {
      // Slewing at the limit: what is left says nothing about frequency, so it is not integrated.
      return driftPpb - Math.copySign(maxSlewPpb, correction);
    }
    driftPpb -= integral;
    driftDoubtPpb += (Math.abs(proportional) - driftDoubtPpb) * (ki / kp);
    return driftPpb - proportional;
  }
}
