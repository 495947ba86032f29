package io.timebridge.clock.servo;

import io.timebridge.clock.Measurement;

/**
 * For a source that only sends, and whose times scatter to both sides by much more than a crystal
 * wanders meanwhile: the sentences of a GNSS receiver, a radio clock.
 *
 * <p>How: a Kalman filter of offset and frequency. Its noise is what the innovations show, and at
 * first what the source says of itself; its frequency begins with what a crystal is off by at most.
 * So it averages over all that was heard, and forgets as slowly as the crystal wanders.
 */
final class AveragingEstimator extends FollowingEstimator {
  /** A crystal of a host is off by so much, one standard deviation: parts per 10⁹. */
  private static final double CRYSTAL_PPB = 30_000;

  /** What a crystal's frequency wanders by: the square of parts per 10⁹, a second. */
  private static final double WANDER = 1;

  /** So many measurements tell how they scatter. */
  private static final int SEEN = 16;

  /** The scatter is learnt over so many. */
  private static final double MEMORY = 64;

  private static final int LOCK_SAMPLES = 8;
  private static final double LEAST_NOISE_NANOS = 1_000;

  private boolean started;
  private long anchorLocal;
  private long anchorRemote;
  private long widthNanos;
  private int samples;
  private double time; // seconds since the anchor
  private double ahead; // of the local clock, nanoseconds since the anchor
  private double frequency; // parts per 10⁹
  private double varianceAhead;
  private double covariance;
  private double varianceFrequency = CRYSTAL_PPB * CRYSTAL_PPB;
  private double scatter; // the mean square of innovations

  AveragingEstimator(ServoConfig config) {
    super(config);
  }

  @Override
  void learn(Measurement m) {
    if (!m.fromSource()) {
      return;
    }
    widthNanos = m.widthNanos();
    long local = m.localNanos();
    long remote = sourceNanos(m);
    if (!started) {
      started = true;
      anchorLocal = local;
      anchorRemote = remote;
      time = 0;
      ahead = 0;
      varianceAhead = claimed();
      covariance = 0;
      samples = 1;
      return;
    }
    predict(seconds(local));
    double innovation = (double) (remote - anchorRemote - (local - anchorLocal)) - ahead;
    double noise = noise(innovation);
    double gainAhead = varianceAhead / (varianceAhead + noise);
    double gainFrequency = covariance / (varianceAhead + noise);
    ahead += gainAhead * innovation;
    frequency += gainFrequency * innovation;
    varianceFrequency -= gainFrequency * covariance;
    covariance *= 1 - gainAhead;
    varianceAhead *= 1 - gainAhead;
    samples++;
  }

  private double seconds(long local) {
    return (local - anchorLocal) * 1e-9;
  }

  /** Time passes: the frequency wanders, and the offset with it. */
  private void predict(double now) {
    double t = Math.max(0, now - time);
    time = now;
    ahead += frequency * t;
    varianceAhead += t * (2 * covariance + t * (varianceFrequency + WANDER * t / 3));
    covariance += t * (varianceFrequency + WANDER * t / 2);
    varianceFrequency += WANDER * t;
  }

  /** Anywhere within what the source claims: a third of the square. */
  private double claimed() {
    double width = Math.max(LEAST_NOISE_NANOS, (double) widthNanos);
    return width * width / 3;
  }

  /** The variance of one measurement. */
  private double noise(double innovation) {
    double weight = Math.max(1 / MEMORY, 1.0 / samples);
    double square = Math.min(innovation * innovation, 16 * (varianceAhead + claimed()));
    scatter += weight * (square - scatter);
    if (samples < SEEN) {
      return claimed();
    }
    double least = LEAST_NOISE_NANOS * LEAST_NOISE_NANOS;
    return Math.max(least, Math.min(claimed(), scatter));
  }

  @Override
  boolean isDelayKnown() {
    return started;
  }

  @Override
  long delayNanos() {
    return 0; // whoever tells the time has taken it off
  }

  @Override
  double driftPpb() {
    return proven(frequency);
  }

  @Override
  double driftSigmaPpb() {
    return Math.sqrt(varianceFrequency);
  }

  private long estimateNanos(long local) {
    return anchorRemote
        + (local - anchorLocal)
        + Math.round(ahead + frequency * (seconds(local) - time));
  }

  @Override
  void discipline(long local, long shown, Measurement m) {
    double behind = estimateNanos(local) - shown;
    if (samples >= LOCK_SAMPLES && Math.abs(behind) <= SIGMAS * Math.sqrt(varianceAhead)) {
      lock();
    }
    catchUp(local, shown, behind);
  }

  @Override
  long believedErrorNanos(long local, long nanos) {
    double error = SIGMAS * Math.sqrt(varianceAhead) + Math.abs(estimateNanos(local) - nanos);
    return Math.round(Math.min(1e15, error)) + widthNanos + 1;
  }

  @Override
  double believedRunOffNanos(double seconds) {
    return SIGMAS * seconds * Math.sqrt(varianceFrequency + WANDER * seconds / 3);
  }

  @Override
  void forget(boolean phaseToo) {
    if (phaseToo) {
      started = false;
      samples = 0;
      scatter = 0;
    }
  }

  @Override
  void pause() {}
}
