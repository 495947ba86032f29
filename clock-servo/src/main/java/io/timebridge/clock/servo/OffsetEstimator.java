package io.timebridge.clock.servo;

import io.timebridge.clock.Measurement;

/**
 * An estimator like ptp4l's: the median of the last path delays, the offset of each message from
 * the source, and one of its servos. What the servo believes of the frequency is kept within what
 * {@link ErrorBound} has proven.
 */
final class OffsetEstimator extends FollowingEstimator {
  private static final int DELAY_FILTER_LENGTH = 10; // ptp4l(8), delay_filter_length
  private static final long LOCK_NANOS = 1_000_000;
  private static final double BELIEVED_WANDER_PPB = 1_000;

  private final Servo servo;
  private final MovingMedian pathDelay = new MovingMedian(DELAY_FILTER_LENGTH);
  private boolean driftKnown;
  private long widthNanos;

  OffsetEstimator(ServoConfig config, Servo servo) {
    super(config);
    this.servo = servo;
  }

  @Override
  void learn(Measurement m) {
    if (m.pathDelayNanos() != Measurement.PATH_DELAY_UNKNOWN) {
      pathDelay.add(m.pathDelayNanos());
    } else if (haveRoundTrip() && (!m.fromSource() || pathDelay.isEmpty())) {
      pathDelay.add(roundTripNanos() / 2);
    }
  }

  @Override
  boolean isDelayKnown() {
    return !pathDelay.isEmpty();
  }

  @Override
  long delayNanos() {
    return pathDelay.median();
  }

  @Override
  double driftPpb() {
    return proven(servo.driftPpb());
  }

  @Override
  double driftSigmaPpb() {
    return driftKnown ? BELIEVED_WANDER_PPB : Double.POSITIVE_INFINITY;
  }

  @Override
  void discipline(long local, long shown, Measurement m) {
    widthNanos = m.widthNanos();
    servo.setInterval(intervalSeconds());
    long source = sourceNanos(m);
    Servo.State state = servo.sample(local, shown, source);
    if (state == Servo.State.UNLOCKED) {
      return;
    }
    driftKnown = true;
    if (Math.abs(offsetNanos()) < LOCK_NANOS) {
      lock();
    }
    double slew = servo.frequencyPpb() - servo.driftPpb();
    publish(local, state == Servo.State.JUMP ? source : shown, driftPpb() + slew);
  }

  @Override
  long believedErrorNanos(long local, long nanos) {
    return Math.max(jitterNanos(), Math.abs(offsetNanos())) + widthNanos + 1;
  }

  @Override
  double believedRunOffNanos(double seconds) {
    return seconds * (driftKnown ? BELIEVED_WANDER_PPB : ErrorBound.FREE_OSCILLATOR_PPB);
  }

  @Override
  void forget(boolean phaseToo) {
    pathDelay.clear();
    if (phaseToo) {
      servo.reset();
    }
  }

  @Override
  void pause() {
    if (!driftKnown) {
      servo.reset(); // its first interval is not to span the silence
    }
  }
}
