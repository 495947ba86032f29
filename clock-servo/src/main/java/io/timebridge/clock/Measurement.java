package io.timebridge.clock;

/**
 * One comparison of the local clock with a remote one: what PTP, NTP and GNSS alike give to an
 * estimator. A message that came from the source says "when the remote clock showed {@code
 * remoteNanos} it left, and at {@code localNanos} it was here"; one that went to the source, the
 * reverse.
 *
 * <p>Mutable and reused, so that a packet makes no garbage: it is valid during the call that hands
 * it over, on that thread.
 */
public final class Measurement {
  /** {@link #pathDelayNanos} when the one-way delay is not known from elsewhere. */
  public static final long PATH_DELAY_UNKNOWN = Long.MIN_VALUE;

  private long localNanos;
  private long remoteNanos;
  private boolean fromSource;
  private long pathDelayNanos = PATH_DELAY_UNKNOWN;
  private long asymmetryNanos;
  private StampQuality quality = StampQuality.USER;
  private long widthNanos;
  private long epoch;

  /** Creates an empty measurement, to be filled by {@link #set}. */
  public Measurement() {}

  /**
   * Fills it.
   *
   * @param fromSource true if the message came from the source, false if it went to it
   * @param localNanos the local stamp, local nanoseconds
   * @param remoteNanos the remote stamp, nanoseconds of the source's timescale, corrected for the
   *     residence times that the network reported
   * @param quality where the local stamp was taken
   * @param widthNanos half the width of the interval that the local stamp is known to lie in
   * @param epoch the source's epoch: measurements of two epochs are not comparable
   * @return this
   */
  public Measurement set(
      boolean fromSource,
      long localNanos,
      long remoteNanos,
      StampQuality quality,
      long widthNanos,
      long epoch) {
    this.fromSource = fromSource;
    this.localNanos = localNanos;
    this.remoteNanos = remoteNanos;
    this.quality = quality;
    this.widthNanos = widthNanos;
    this.epoch = epoch;
    this.pathDelayNanos = PATH_DELAY_UNKNOWN;
    this.asymmetryNanos = 0;
    return this;
  }

  /**
   * Says that the one-way delay is known from elsewhere (peer delay, a configuration).
   *
   * @param nanos the delay in nanoseconds
   * @return this
   */
  public Measurement withPathDelay(long nanos) {
    this.pathDelayNanos = nanos;
    return this;
  }

  /**
   * Says that the way from the source is known to be longer than the mean of both ways. It is for
   * the offset; a bound takes it for granted no more than any other asymmetry.
   *
   * @param nanos by how much, nanoseconds; negative if it is shorter
   * @return this
   */
  public Measurement withAsymmetry(long nanos) {
    this.asymmetryNanos = nanos;
    return this;
  }

  /** {@return true if the message came from the source, false if it went to it} */
  public boolean fromSource() {
    return fromSource;
  }

  /** {@return the local stamp, local nanoseconds} */
  public long localNanos() {
    return localNanos;
  }

  /** {@return the remote stamp, nanoseconds of the source's timescale} */
  public long remoteNanos() {
    return remoteNanos;
  }

  /** {@return the one-way delay in nanoseconds, or {@link #PATH_DELAY_UNKNOWN}} */
  public long pathDelayNanos() {
    return pathDelayNanos;
  }

  /** {@return by how much the way from the source is configured to be longer than the mean} */
  public long asymmetryNanos() {
    return asymmetryNanos;
  }

  /** {@return where the local stamp was taken} */
  public StampQuality quality() {
    return quality;
  }

  /**
   * {@return half the width of the interval that the local stamp is known to lie in, nanoseconds}
   */
  public long widthNanos() {
    return widthNanos;
  }

  /** {@return the source's epoch} */
  public long epoch() {
    return epoch;
  }
}
