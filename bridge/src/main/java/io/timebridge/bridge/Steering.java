package io.timebridge.bridge;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SoftwareClock;
import org.jspecify.annotations.Nullable;

/**
 * The clock that is served, drawn after the one that is estimated: it never jumps unless it is told
 * to, it runs off its rate by no more than a limit, and what it is still away from the estimate is
 * in its errors. Both outputs are cut from it, so they always show the same time.
 *
 * <p>A difference is taken away over {@link #SETTLE_SECONDS}, so that an estimate that wavers by a
 * few µs moves the outputs by well under a µs in a second. One thread writes; any thread reads
 * {@link #map()}.
 */
final class Steering {
  private static final double SETTLE_SECONDS = 10;

  /** For so long after a step, the estimate is still settling and may be followed quickly. */
  private static final long SETTLING_NANOS = 30_000_000_000L;

  /** What is away from the estimate by more is said to be slewing. */
  private static final long SLEWING_NANOS = 10_000;

  private final double quickPpb;
  private final double gentlePpb;
  private final SoftwareClock clock = new SoftwareClock();
  private long epoch;
  private long steppedLocalNanos;
  private boolean slewing;

  /**
   * Creates one that shows no time yet.
   *
   * @param quickPpm how fast it may be slewed while it settles
   * @param gentlePpm how fast later
   */
  Steering(double quickPpm, double gentlePpm) {
    this.quickPpb = quickPpm * 1e3;
    this.gentlePpb = Math.min(quickPpm, gentlePpm) * 1e3;
  }

  /** The clock, or null before it was first set. Any thread. */
  @Nullable ClockMap map() {
    return clock.map();
  }

  /** True while a difference is taken away that is more than noise. */
  boolean slewing() {
    return slewing;
  }

  /** Shows the estimate from now on, whatever was shown before: a new epoch. */
  ClockSegment step(ClockSegment estimate, double driftPpb, long nowLocalNanos) {
    epoch++;
    steppedLocalNanos = nowLocalNanos;
    return show(estimate, estimate.nanosAt(nowLocalNanos), driftPpb, nowLocalNanos);
  }

  /** Goes on from what is shown, towards the estimate; there must have been a step. */
  ClockSegment follow(ClockSegment estimate, double driftPpb, long nowLocalNanos) {
    ClockSegment shown = present();
    long from = Math.max(nowLocalNanos, shown.localNanos());
    return show(estimate, shown.nanosAt(from), driftPpb, from);
  }

  /** Goes on without an estimate, at the last frequency and not at what it was being slewed by. */
  ClockSegment hold(double driftPpb, long nowLocalNanos) {
    ClockSegment shown = present();
    long from = Math.max(nowLocalNanos, shown.localNanos());
    slewing = false;
    return publish(
        new ClockSegment(
            epoch,
            from,
            shown.nanosAt(from),
            driftPpb,
            shown.estimatedErrorAt(from),
            shown.errorBoundAt(from),
            shown.estimatedGrowthPpb(),
            shown.boundGrowthPpb()));
  }

  private ClockSegment show(
      ClockSegment estimate, long shownNanos, double driftPpb, long nowLocalNanos) {
    long ahead = shownNanos - estimate.nanosAt(nowLocalNanos);
    boolean settling = nowLocalNanos - steppedLocalNanos < SETTLING_NANOS;
    double limit = settling ? quickPpb : gentlePpb;
    double correction = Math.max(-limit, Math.min(limit, -ahead / SETTLE_SECONDS));
    slewing = Math.abs(ahead) > SLEWING_NANOS;
    long away = Math.abs(ahead);
    double slew = Math.abs(driftPpb + correction - estimate.frequencyPpb());
    return publish(
        new ClockSegment(
            epoch,
            nowLocalNanos,
            shownNanos,
            driftPpb + correction,
            estimate.estimatedErrorAt(nowLocalNanos) + away,
            estimate.errorBoundAt(nowLocalNanos) + away,
            estimate.estimatedGrowthPpb(),
            estimate.boundGrowthPpb() + slew));
  }

  private ClockSegment publish(ClockSegment segment) {
    clock.continueWith(segment);
    return segment;
  }

  private ClockSegment present() {
    ClockMap map = clock.map();
    if (map == null) {
      throw new IllegalStateException("no time has been shown yet");
    }
    return map.current();
  }
}
