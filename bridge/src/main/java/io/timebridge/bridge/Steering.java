package io.timebridge.bridge;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SoftwareClock;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock that is served, drawn after the one that is estimated: it never jumps unless it is told
 * to, it runs off its rate by no more than a limit, and what it is still away from the estimate is
 * in its errors. Both outputs are cut from it, so they always show the same time.
 *
 * <p>A difference is taken away over {@link #SETTLE_SECONDS}, and over longer if the estimate is
 * believed to be worse: a difference as large as its error moves the outputs by no more than a
 * small share of what they may be slewed by. What it says of the frequency is smoothed over as
 * long, beside the rate that is known better. A clock that is new has no past to be smoothed with:
 * of its age, half at most, until that is as long as the estimate asks for; then its frequency is
 * known. One thread writes; any thread reads {@link #map()}.
 */
final class Steering {
  private static final double SETTLE_SECONDS = 10;
  private static final double NOISE_SHARE = 0.05;
  private static final double AGE_SHARE = 0.5;

  /** So many times as long as a difference takes: a source that is back is not sure of itself. */
  private static final double MEMORY = 3;

  /** A quartz that warms up by a degree or two must still be followed. */
  private static final double LONGEST_SETTLE_SECONDS = 4_000;

  /** For so long after a step, the estimate is still settling and may be followed quickly. */
  private static final long SETTLING_NANOS = 30_000_000_000L;

  /** What is drawn to the estimate faster than noise alone would be is said to be slewing. */
  private static final double SLEWING_SHARE = 2 * NOISE_SHARE;

  private final double quickPpb;
  private final double gentlePpb;
  private final DoubleSupplier ratePpb;
  private final SoftwareClock clock = new SoftwareClock();
  private long epoch;
  private long steppedLocalNanos;
  private boolean slewing;
  private boolean hurrying;
  private boolean gentle;
  private boolean frequencyKnown;
  private double driftOverRatePpb;

  // What a holdover goes by: how the frequency drifts, since when, and how the bound grows.
  private double ppbPerSecond;
  private double driftSeconds;
  private long estimatedLocalNanos;
  private double boundGrowthPpb;

  /**
   * Creates one that shows no time yet.
   *
   * @param quickPpm how fast it may be slewed while it settles
   * @param gentlePpm how fast later
   * @param ratePpb what is known of the frequency apart from the estimates, to be followed at once;
   *     parts per 10⁹
   */
  Steering(double quickPpm, double gentlePpm, DoubleSupplier ratePpb) {
    this.ratePpb = ratePpb;
    this.quickPpb = quickPpm * 1e3;
    this.gentlePpb = Math.min(quickPpm, gentlePpm) * 1e3;
  }

  /** The clock, or null before it was first set. Any thread. */
  @Nullable ClockMap map() {
    return clock.map();
  }

  /** How fast it is slewed once it has settled, parts per million. */
  double slewPpm() {
    return gentlePpb * 1e-3;
  }

  /** True while a difference is taken away that is more than noise. */
  boolean slewing() {
    return slewing;
  }

  /**
   * From now on it is never followed quickly, not after a step either: what is believed of the
   * frequency outlives that.
   */
  void beGentle() {
    gentle = true;
  }

  /** True while a difference is taken away faster than it may be once it has settled. */
  boolean hurrying() {
    return hurrying;
  }

  /** Shows the estimate from now on, whatever was shown before: a new epoch. */
  ClockSegment step(ClockSegment estimate, double driftPpb, long nowLocalNanos) {
    epoch++;
    steppedLocalNanos = nowLocalNanos;
    if (!gentle) {
      frequencyKnown = false;
      driftOverRatePpb = driftPpb - ratePpb.getAsDouble();
    }
    return show(estimate, estimate.nanosAt(nowLocalNanos), SETTLE_SECONDS, nowLocalNanos);
  }

  /**
   * Goes on from what is shown, towards the estimate; there must have been a step.
   *
   * @param noiseNanos what the estimate is believed to wander by
   */
  ClockSegment follow(
      ClockSegment estimate, double noiseNanos, double driftPpb, long nowLocalNanos) {
    ClockSegment shown = present();
    long from = Math.max(nowLocalNanos, shown.localNanos());
    double settle = settleSeconds(noiseNanos, from);
    double elapsed = (from - shown.localNanos()) * 1e-9;
    double memory = frequencyKnown ? MEMORY * settle : settle - SETTLE_SECONDS;
    double share = memory <= 0 ? 1 : Math.min(1, elapsed / memory);
    driftOverRatePpb += (driftPpb - ratePpb.getAsDouble() - driftOverRatePpb) * share;
    return show(estimate, shown.nanosAt(from), settle, from);
  }

  private double settleSeconds(double noiseNanos, long nowLocalNanos) {
    double noise = noiseNanos / (NOISE_SHARE * gentlePpb);
    double wanted = Math.max(SETTLE_SECONDS, Math.min(LONGEST_SETTLE_SECONDS, noise));
    double past = (nowLocalNanos - steppedLocalNanos) * 1e-9 * AGE_SHARE;
    frequencyKnown |= past >= wanted;
    return frequencyKnown ? wanted : Math.max(SETTLE_SECONDS, past);
  }

  /** The frequency that is believed, parts per 10⁹: that of the clock while it is not slewed. */
  double driftPpb() {
    return driftOverRatePpb + ratePpb.getAsDouble();
  }

  /**
   * Says how the frequency of the estimates drifts; without an estimate it is believed to go on so.
   *
   * @param perSecond parts per 10⁹ a second
   * @param seconds for how long at most
   */
  void drifts(double perSecond, double seconds) {
    ppbPerSecond = perSecond;
    driftSeconds = seconds;
  }

  /** The frequency that a holdover has at a local time, parts per 10⁹. */
  double heldPpb(long nowLocalNanos) {
    double passed = Math.max(0, nowLocalNanos - estimatedLocalNanos) * 1e-9;
    return driftPpb() + ppbPerSecond * Math.min(passed, driftSeconds);
  }

  /**
   * Goes on without an estimate, at the last frequency as it drifts and not at what it was being
   * slewed by. The bound takes the drift for granted no more than that there is none.
   */
  ClockSegment hold(long nowLocalNanos) {
    ClockSegment shown = present();
    long from = Math.max(nowLocalNanos, shown.localNanos());
    double frequency = heldPpb(from);
    slewing = false;
    return publish(
        new ClockSegment(
            epoch,
            from,
            shown.nanosAt(from),
            frequency,
            shown.estimatedErrorAt(from),
            shown.errorBoundAt(from),
            shown.estimatedGrowthPpb(),
            boundGrowthPpb + Math.abs(frequency - driftPpb())));
  }

  private ClockSegment show(
      ClockSegment estimate, long shownNanos, double settleSeconds, long nowLocalNanos) {
    long ahead = shownNanos - estimate.nanosAt(nowLocalNanos);
    boolean settling = !gentle && nowLocalNanos - steppedLocalNanos < SETTLING_NANOS;
    double limit = settling ? quickPpb : gentlePpb;
    double correction = Math.max(-limit, Math.min(limit, -ahead / settleSeconds));
    hurrying = Math.abs(correction) > gentlePpb;
    slewing = Math.abs(correction) > SLEWING_SHARE * gentlePpb;
    long away = Math.abs(ahead);
    double frequency = driftPpb() + correction;
    double slew = Math.abs(frequency - estimate.frequencyPpb());
    estimatedLocalNanos = nowLocalNanos;
    boundGrowthPpb = estimate.boundGrowthPpb() + slew;
    return publish(
        new ClockSegment(
            epoch,
            nowLocalNanos,
            shownNanos,
            frequency,
            estimate.estimatedErrorAt(nowLocalNanos) + away,
            estimate.errorBoundAt(nowLocalNanos) + away,
            estimate.estimatedGrowthPpb(),
            boundGrowthPpb));
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
