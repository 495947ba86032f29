package io.timebridge.clock.servo;

/**
 * linuxptp's proportional-integral controller with the constants that it documents for software
 * time stamps (ptp4l(8), {@code pi_proportional_scale} 0.1, {@code pi_integral_scale} 0.001 and
 * their exponents and limits).
 *
 * <p>Two offsets some time apart give the first frequency; how far apart depends on the integral
 * constant: 16 s at one sample a second, 37 s at eight.
 */
final class PiServo implements Servo {
  private static final double KP_SCALE = 0.1;
  private static final double KP_EXPONENT = -0.3;
  private static final double KP_NORM_MAX = 0.7;
  private static final double KI_SCALE = 0.001;
  private static final double KI_EXPONENT = 0.4;
  private static final double KI_NORM_MAX = 0.3;

  private static final double FIRST_INTERVAL = 0.016; // divided by ki
  private static final double LONGEST_FIRST_INTERVAL = 1000;
  private static final double FIRST_INTERVAL_MARGIN = 1.001;

  private final double maxSlewPpb;
  private double intervalSeconds = 1;
  private double kp;
  private double ki;
  private double driftPpb;
  private double frequencyPpb;

  private int count;
  private long firstLocal;
  private long firstOffset;

  PiServo(double maxSlewPpb) {
    this.maxSlewPpb = maxSlewPpb;
    setInterval(1);
  }

  @Override
  public void setInterval(double seconds) {
    // A change of less than a tenth changes nothing worth two powers.
    if (Math.abs(seconds - intervalSeconds) > 0.1 * intervalSeconds || kp == 0) {
      intervalSeconds = seconds;
      kp = Math.min(KP_SCALE * StrictMath.pow(seconds, KP_EXPONENT), KP_NORM_MAX / seconds);
      ki = Math.min(KI_SCALE * StrictMath.pow(seconds, KI_EXPONENT), KI_NORM_MAX / seconds);
    }
  }

  @Override
  public double driftPpb() {
    return driftPpb;
  }

  @Override
  public double frequencyPpb() {
    return frequencyPpb;
  }

  @Override
  public void reset() {
    count = 0;
    frequencyPpb = driftPpb;
  }

  @Override
  public State sample(long localNanos, long shownNanos, long sourceNanos) {
    long offsetNanos = shownNanos - sourceNanos;
    if (count == 0) {
      firstLocal = localNanos;
      firstOffset = offsetNanos;
      count = 1;
      return State.UNLOCKED;
    }
    if (count == 1) {
      return measureFrequency(localNanos, offsetNanos);
    }
    control(offsetNanos);
    return State.LOCKED;
  }

  private State measureFrequency(long localNanos, long offsetNanos) {
    double elapsed = (localNanos - firstLocal) * 1e-9;
    if (elapsed * FIRST_INTERVAL_MARGIN < Math.min(FIRST_INTERVAL / ki, LONGEST_FIRST_INTERVAL)) {
      return State.UNLOCKED;
    }
    driftPpb -= (offsetNanos - firstOffset) / elapsed;
    frequencyPpb = driftPpb;
    count = 2;
    return Math.abs(offsetNanos) > FIRST_STEP_NANOS ? State.JUMP : State.LOCKED;
  }

  private void control(long offsetNanos) {
    double proportional = kp * offsetNanos;
    double integral = ki * offsetNanos;
    double correction = proportional + integral;
    if (Math.abs(correction) >= maxSlewPpb) {
      // Slewing at the limit: what is left says nothing about frequency, so it is not integrated.
      frequencyPpb = driftPpb - Math.copySign(maxSlewPpb, correction);
    } else {
      driftPpb -= integral;
      frequencyPpb = driftPpb - proportional;
    }
  }
}
