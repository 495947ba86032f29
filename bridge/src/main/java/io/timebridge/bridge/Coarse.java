package io.timebridge.bridge;

import io.timebridge.clock.ClockSegment;
import org.jspecify.annotations.Nullable;

/**
 * What to do about sources that know the time a thousand times worse than others, and are there
 * when these are not: the sentences of a GNSS receiver are good to half a second, its pulses to
 * microseconds, and pulses pause. One thread.
 */
final class Coarse {
  private static final long NANOS = 1_000_000_000L;

  /** A network's servers are hardly worse than this. */
  private static final long COARSE_NANOS = NANOS / 100;

  /** So many times worse than what is held, a source is not worth following. */
  private static final int TIMES = 10;

  /** Before what is held ends, there must be time to go over to what is left. */
  private static final long BEFORE_END_NANOS = 2 * NANOS;

  /** Nobody waits longer than this until he has the right time. */
  private static final double PATIENCE_SECONDS = 3_600;

  /** What whoever was followed last said that he may be wrong by. */
  private long followedBoundNanos;

  /**
   * Why it is better to go on with the last frequency than to follow a source that is believed;
   * null if it is not.
   *
   * @param served what is served
   */
  @Nullable String betterHeld(Source source, TimelineSnapshot served, long nowLocalNanos) {
    if (!served.usableAt(nowLocalNanos + BEFORE_END_NANOS)) {
      return null;
    }
    long bound = Jury.timeOf(source).tai().errorBoundAt(nowLocalNanos);
    long held = served.errorBoundNanosAt(nowLocalNanos);
    return bound <= COARSE_NANOS || bound / TIMES <= held
        ? null
        : "what is held is off by less than %s, %s by up to %s"
            .formatted(
                Disagreement.amount(rounded(held)),
                source.name(),
                Disagreement.amount(bound / (double) NANOS));
  }

  /** To the next decade above: what grows all the time is not news all the time. */
  private static double rounded(long nanos) {
    return Math.pow(10, Math.ceil(Math.log10((double) Math.max(1, nanos)))) / NANOS;
  }

  /** Notes whose time is followed now. */
  void followed(ClockSegment estimate, long nowLocalNanos) {
    followedBoundNanos = estimate.errorBoundAt(nowLocalNanos);
  }

  /**
   * True if what is served is wrong by more than the estimate can be, whoever was followed before
   * could not know, and to slew it away would take more than an hour.
   *
   * @param offNanos the estimate less what is served
   * @param slewPpm how fast that may be slewed
   */
  boolean isWorthAStep(long offNanos, ClockSegment estimate, double slewPpm, long nowLocalNanos) {
    long off = Math.abs(offNanos);
    return off > estimate.errorBoundAt(nowLocalNanos)
        && off <= followedBoundNanos
        && off > PATIENCE_SECONDS * slewPpm * 1e3;
  }
}
