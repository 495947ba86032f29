package io.timebridge.clock;

/**
 * One straight piece of a clock: a line from local nanoseconds to a timescale, with the two errors
 * of a reading and how they grow.
 *
 * @param epoch which run of the timescale this is: a new grandmaster or a jump starts a new one,
 *     and times of two epochs must not be subtracted
 * @param localNanos local time at which the piece begins
 * @param nanos the timescale's time at {@code localNanos}
 * @param frequencyPpb how much faster than the local clock the timescale runs, in parts per 10⁹
 * @param estimatedErrorNanos what the error is believed to be at {@code localNanos}; not negative
 * @param errorBoundNanos what the error cannot exceed at {@code localNanos} while the reference is
 *     honest, half the unseen round trip included; not negative
 * @param estimatedGrowthPpb how fast the believed error grows without news, parts per 10⁹
 * @param boundGrowthPpb how fast the bound grows without news, parts per 10⁹
 */
public record ClockSegment(
    long epoch,
    long localNanos,
    long nanos,
    double frequencyPpb,
    long estimatedErrorNanos,
    long errorBoundNanos,
    double estimatedGrowthPpb,
    double boundGrowthPpb) {

  /**
   * {@return the timescale's time, nanoseconds} Before the piece's beginning the line is prolonged.
   *
   * @param atLocalNanos local time
   */
  public long nanosAt(long atLocalNanos) {
    long elapsed = atLocalNanos - localNanos;
    return nanos + elapsed + scaled(elapsed, frequencyPpb);
  }

  /**
   * {@return this piece with all its times later, its errors the same}
   *
   * @param byNanos by how much, nanoseconds; may be negative
   */
  public ClockSegment shifted(long byNanos) {
    return byNanos == 0
        ? this
        : new ClockSegment(
            epoch,
            localNanos,
            nanos + byNanos,
            frequencyPpb,
            estimatedErrorNanos,
            errorBoundNanos,
            estimatedGrowthPpb,
            boundGrowthPpb);
  }

  /**
   * {@return the local time of a time of this timescale, nanoseconds: the inverse of {@link
   * #nanosAt}, within 1 ns}
   *
   * @param atNanos a time of the timescale
   */
  public long localNanosAt(long atNanos) {
    long elapsed = atNanos - nanos;
    return localNanos + elapsed - Math.round(elapsed * (frequencyPpb / (1e9 + frequencyPpb)));
  }

  /**
   * {@return the believed error of a reading, nanoseconds}
   *
   * @param atLocalNanos local time of the reading
   */
  public long estimatedErrorAt(long atLocalNanos) {
    return estimatedErrorNanos + scaled(Math.abs(atLocalNanos - localNanos), estimatedGrowthPpb);
  }

  /**
   * {@return what the error of a reading cannot exceed, nanoseconds}
   *
   * @param atLocalNanos local time of the reading
   */
  public long errorBoundAt(long atLocalNanos) {
    return errorBoundNanos + scaled(Math.abs(atLocalNanos - localNanos), boundGrowthPpb);
  }

  private static long scaled(long nanos, double ppb) {
    return Math.round(nanos * (ppb * 1e-9));
  }
}
