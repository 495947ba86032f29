package io.timebridge.clock.servo;

/**
 * The proportional-integral controller with the constants that linuxptp documents for software time
 * stamps (ptp4l(8), {@code pi_proportional_scale} 0.1, {@code pi_integral_scale} 0.001 and their
 * exponents and limits).
 *
 * <p>Both constants depend on the interval between samples, so a servo that is sampled faster
 * filters over about as many samples.
 *
 * <p>These constants take minutes to forget a wrong first frequency. So for the first minute the
 * loop runs at a higher gear, the same loop but so many times faster, shifted down as time goes on.
 */
final class PiServo {
  private static final double KP_SCALE = 0.1;
  private static final double KP_EXPONENT = -0.3;
  private static final double KP_NORM_MAX = 0.7;
  private static final double KI_SCALE = 0.001;
  private static final double KI_EXPONENT = 0.4;
  private static final double KI_NORM_MAX = 0.3;

  private static final double GEAR_MAX = 8;
  private static final double GEAR_SECONDS = 60;

  private final double maxSlewPpb;
  private double intervalSeconds = 1;
  private double kp;
  private double ki;
  private double driftPpb;
  private double runSeconds = GEAR_SECONDS;

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

  /** Begins with a frequency that was measured in a hurry. */
  void start(double ppb) {
    driftPpb = ppb;
    runSeconds = 0;
  }

  /** Keeps the drift within what is proven of it. */
  void keepDrift(double lowestPpb, double highestPpb) {
    driftPpb = Math.max(lowestPpb, Math.min(highestPpb, driftPpb));
  }

  /**
   * Takes an offset (clock minus source, nanoseconds) and returns the frequency to run at, parts
   * per 10⁹ faster than the local clock.
   */
  double sample(long offsetNanos) {
    runSeconds += intervalSeconds;
    double gear = Math.max(1, Math.min(GEAR_MAX, GEAR_SECONDS / runSeconds));
    double proportional = Math.min(kp * gear, KP_NORM_MAX / intervalSeconds) * offsetNanos;
    double integral = Math.min(ki * gear * gear, KI_NORM_MAX / intervalSeconds) * offsetNanos;
    double correction = proportional + integral;
    if (Math.abs(correction) >= maxSlewPpb) {
      // Slewing at the limit: what is left says nothing about frequency, so it is not integrated.
      return driftPpb - Math.copySign(maxSlewPpb, correction);
    }
    driftPpb -= integral;
    return driftPpb - proportional;
  }
}
