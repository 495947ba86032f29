package io.timebridge.clock.servo;

import io.timebridge.clock.Measurement;

/** The default: see {@link EnvelopeFilter}. */
final class EnvelopeEstimator extends FollowingEstimator {

  private static final long LOCK_NANOS = 1_000_000;
  private static final double LOCK_SIGMA_PPB = 10_000;
  private static final double LOCK_RUN_OFF_NANOS = 2_000;

  private final EnvelopeFilter filter = new EnvelopeFilter();
  private boolean started;
  private boolean anchored;
  private long anchorLocal;
  private long anchorRemote;
  private long asymmetryNanos;
  private long widthNanos;

  EnvelopeEstimator(ServoConfig config) {
    super(config);
  }

  private double seconds(long local) {
    return (local - anchorLocal) * 1e-9;
  }

  @Override
  void learn(Measurement m) {
    if (!started) {
      started = true;
      anchorLocal = m.localNanos();
    }
    if (!anchored) {
      anchored = true;
      anchorRemote = m.remoteNanos() - (m.localNanos() - anchorLocal);
    }
    widthNanos = m.widthNanos();
    if (m.fromSource()) {
      asymmetryNanos = m.asymmetryNanos();
    }
    long passed = m.localNanos() - anchorLocal;
    double ahead = (double) (m.remoteNanos() - anchorRemote - passed + asymmetryNanos);
    if (m.pathDelayNanos() != Measurement.PATH_DELAY_UNKNOWN) {
      filter.delayIs((double) m.pathDelayNanos(), seconds(m.localNanos()), ahead);
    }
    filter.sample(m.fromSource(), seconds(m.localNanos()), ahead);
  }

  @Override
  boolean isDelayKnown() {
    return filter.isStarted();
  }

  @Override
  long delayNanos() {
    return Math.round(filter.delay());
  }

  @Override
  double driftPpb() {
    return proven(filter.frequency());
  }

  @Override
  double driftSigmaPpb() {
    return filter.frequencySigma();
  }

  private long estimateNanos(long local) {
    return anchorRemote + (local - anchorLocal) + Math.round(filter.aheadAt(seconds(local)));
  }

  @Override
  void discipline(long local, long shown, Measurement m) {
    double behind = estimateNanos(local) - shown;
    // The sooner the next message comes, the less a frequency must be known until then.
    double runOff = driftSigmaPpb() * intervalSeconds();
    boolean soon = driftSigmaPpb() < LOCK_SIGMA_PPB && runOff < LOCK_RUN_OFF_NANOS;
    if ((soon || isDriftKnown()) && Math.abs(behind) < LOCK_NANOS) {
      lock();
    }
    catchUp(local, shown, behind);
  }

  @Override
  long believedErrorNanos(long local, long nanos) {
    double sigmas = SIGMAS * filter.aheadSigma() + filter.floorDoubt();
    double error = sigmas + Math.abs(estimateNanos(local) - nanos);
    return Math.round(Math.min(1e15, error)) + widthNanos + 1;
  }

  @Override
  double believedRunOffNanos(double seconds) {
    double frequency = filter.frequencySigma();
    double perSecond = frequency * frequency + filter.wander() * seconds / 3;
    return SIGMAS * seconds * Math.sqrt(perSecond);
  }

  @Override
  void forget(boolean phaseToo) {
    filter.forget(phaseToo);
    anchored &= !phaseToo;
  }

  @Override
  void pause() {
    filter.pause();
  }
}
