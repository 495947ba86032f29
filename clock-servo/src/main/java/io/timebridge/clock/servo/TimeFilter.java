package io.timebridge.clock.servo;

/**
 * A Kalman filter of three states: how far the source is ahead of the local clock, how fast that
 * grows, and the one-way delay. Time is in seconds, all else in nanoseconds and their like.
 *
 * <p>A sample of a direction reads {@code ahead + sign * delay} at its own time, which may lie
 * before the filter's: {@code sign} is -1 for messages from the source and +1 for those to it.
 */
final class TimeFilter {
  private double time;
  private double ahead;
  private double frequency;
  private double delay;

  // The covariances: a for ahead, f for frequency, d for delay.
  private double aa;
  private double af;
  private double ad;
  private double ff;
  private double fd;
  private double dd;

  // The gain of the sample at hand, before it is divided by the sample's variance.
  private double gainAhead;
  private double gainFrequency;
  private double gainDelay;

  void copyFrom(TimeFilter other) {
    time = other.time;
    ahead = other.ahead;
    frequency = other.frequency;
    delay = other.delay;
    aa = other.aa;
    af = other.af;
    ad = other.ad;
    ff = other.ff;
    fd = other.fd;
    dd = other.dd;
  }

  double time() {
    return time;
  }

  double aheadAt(double t) {
    return ahead + frequency * (t - time);
  }

  double frequency() {
    return frequency;
  }

  double delay() {
    return delay;
  }

  double aheadVariance() {
    return Math.max(0, aa);
  }

  double frequencyVariance() {
    return Math.max(0, ff);
  }

  double delayVariance() {
    return Math.max(0, dd);
  }

  /** Begins, or begins again with what is known of the frequency. */
  void start(double t, double aheadNanos, double aheadVariance) {
    time = t;
    ahead = aheadNanos;
    aa = aheadVariance;
    af = 0;
    ad = 0;
  }

  void setFrequency(double ppb, double variance) {
    frequency = ppb;
    ff = variance;
    af = 0;
    fd = 0;
  }

  void setDelay(double nanos, double variance) {
    delay = nanos;
    dd = variance;
    ad = 0;
    fd = 0;
  }

  /** Goes on to a later time, the frequency wandering by a variance of {@code wander} a second. */
  void predict(double t, double wander) {
    double dt = t - time;
    if (dt <= 0) {
      return;
    }
    time = t;
    ahead += frequency * dt;
    aa += dt * (2 * af + dt * ff) + wander * dt * dt * dt / 3;
    af += dt * ff + wander * dt * dt / 2;
    ad += dt * fd;
    ff += wander * dt;
  }

  /** What a sample is above what was expected of it. */
  double innovation(int sign, double t, double value) {
    return value - aheadAt(t) - sign * delay;
  }

  /** The variance of what is expected of a sample. */
  double variance(int sign, double t) {
    double back = time - t;
    gainAhead = aa - back * af + sign * ad;
    gainFrequency = af - back * ff + sign * fd;
    gainDelay = ad - back * fd + sign * dd;
    return gainAhead - back * gainFrequency + sign * gainDelay;
  }

  /** Takes a sample by its innovation and the variance of that, the sample's own noise included. */
  void update(int sign, double t, double innovation, double innovationVariance) {
    variance(sign, t);
    apply(innovation, innovationVariance);
  }

  /** Takes what is known of the delay from elsewhere. */
  void updateDelay(double nanos, double noise) {
    gainAhead = ad;
    gainFrequency = fd;
    gainDelay = dd;
    apply(nanos - delay, dd + noise);
  }

  private void apply(double innovation, double innovationVariance) {
    double scaled = innovation / innovationVariance;
    ahead += gainAhead * scaled;
    frequency += gainFrequency * scaled;
    delay += gainDelay * scaled;
    aa -= gainAhead * gainAhead / innovationVariance;
    af -= gainAhead * gainFrequency / innovationVariance;
    ad -= gainAhead * gainDelay / innovationVariance;
    ff -= gainFrequency * gainFrequency / innovationVariance;
    fd -= gainFrequency * gainDelay / innovationVariance;
    dd -= gainDelay * gainDelay / innovationVariance;
  }

  /** Doubts what is believed, by variances that are added. */
  void doubt(double aheadVariance, double frequencyVariance, double delayVariance) {
    aa += aheadVariance;
    ff += frequencyVariance;
    dd += delayVariance;
  }

  /** Counts time and delay from a further reference; the doubts that come of it are added. */
  void shiftDelay(double nanos, double aheadVariance, double delayVariance) {
    delay += nanos;
    doubt(aheadVariance, 0, delayVariance);
  }

  /** Keeps the frequency within what is proven of it. */
  void keepFrequency(double lowestPpb, double highestPpb) {
    frequency = Math.max(lowestPpb, Math.min(highestPpb, frequency));
  }
}
