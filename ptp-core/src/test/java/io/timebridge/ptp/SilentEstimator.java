package io.timebridge.ptp;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.SoftwareClock;
import io.timebridge.clock.servo.Estimator;

/** Counts what it is told and publishes nothing: what is left is what the port costs. */
final class SilentEstimator implements Estimator {
  private final SoftwareClock clock = new SoftwareClock();
  int measurements;

  @Override
  public void measured(Measurement m) {
    measurements++;
  }

  @Override
  public void pathChanged() {}

  @Override
  public long startEpoch() {
    return 0;
  }

  @Override
  public void sourceLost(long nowLocalNanos) {}

  @Override
  public long epoch() {
    return 0;
  }

  @Override
  public SoftwareClock clock() {
    return clock;
  }

  @Override
  public boolean locked() {
    return true;
  }

  @Override
  public long offsetNanos() {
    return 0;
  }

  @Override
  public long jitterNanos() {
    return 0;
  }

  @Override
  public double frequencyPpb() {
    return 0;
  }

  @Override
  public long pathDelayNanos() {
    return 0;
  }
}
