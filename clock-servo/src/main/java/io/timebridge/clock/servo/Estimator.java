package io.timebridge.clock.servo;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.SoftwareClock;

/**
 * Turns the measurements of one source into a disciplined clock. Has no thread, timer or clock of
 * its own; belongs to its engine's thread, except for {@link #clock()}, which any thread may read.
 */
public interface Estimator {

  /**
   * {@return one for a source that only sends, and whose times scatter to both sides by much more
   * than a network delays them: it averages for as long as the crystal lets it, and takes what is
   * measured the other way for nothing}
   *
   * @param config the operator's limits
   */
  static Estimator averaging(ServoConfig config) {
    return new AveragingEstimator(config);
  }

  /**
   * Takes one measurement. One of another epoch than {@link #epoch()} is ignored.
   *
   * @param measurement valid during this call only
   */
  void measured(Measurement measurement);

  /** The way to the source is another now: forgets its delay, keeps time and frequency. */
  void pathChanged();

  /**
   * The source is another now, or its time jumped: forgets the path and the offset, keeps the
   * frequency (the local oscillator is still the same one).
   *
   * @return the number of the new epoch
   */
  long startEpoch();

  /**
   * Says when the next message from the source is to be expected, where that is known: what the
   * clock is away from the estimate is slewed away until then. To be told before {@link #measured}.
   *
   * @param nanos the time from one message from the source to the next, nanoseconds
   */
  default void expectNext(long nanos) {}

  /**
   * The source went away: the clock goes on with the last good frequency and its drift, not with
   * what it was being slewed by.
   *
   * @param nowLocalNanos local time
   */
  void sourceLost(long nowLocalNanos);

  /**
   * Time passes while the source is away: draws the clock on as the frequency drifts. To be called
   * now and then from {@link #sourceLost} on until the source is heard again; otherwise it does
   * nothing. Unless it is overridden, the clock goes straight on.
   *
   * @param nowLocalNanos local time
   */
  default void holdOver(long nowLocalNanos) {}

  /** {@return the present epoch's number} It changes by itself when the source's time jumps. */
  long epoch();

  /** {@return the clock that is disciplined} */
  SoftwareClock clock();

  /** {@return true while the clock follows its source closely} */
  boolean locked();

  /**
   * {@return the newest raw offset of the clock from its source, nanoseconds; positive if ahead}
   */
  long offsetNanos();

  /** {@return the root mean square of recent raw offsets, nanoseconds} */
  long jitterNanos();

  /** {@return how much faster than the local clock the source runs, parts per 10⁹} */
  double frequencyPpb();

  /**
   * {@return how fast {@link #frequencyPpb} changes one way, by ageing or temperature, parts per
   * 10⁹ a second; 0 unless it stands out of what the frequency wanders by anyhow}
   */
  default double frequencyDriftPpbPerSecond() {
    return 0;
  }

  /** {@return for how long {@link #frequencyDriftPpbPerSecond} is believed to go on, seconds} */
  default double frequencyDriftSeconds() {
    return 0;
  }

  /** {@return the one-way delay in use, nanoseconds; 0 while it is not known} */
  long pathDelayNanos();
}
