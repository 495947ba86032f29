package io.timebridge.bridge;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SoftwareClock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A clock of no epoch that runs at the rate of a PTP domain, as long as there is one: what slow
 * sources are measured against. A grandmaster on an arbitrary epoch cannot say what time it is, but
 * eight Syncs a second hold the rate far better than this host's crystal does.
 *
 * <p>It never jumps: when the domain goes or comes, or begins another epoch, it goes on from where
 * it is at the rate that it had, and takes over the new domain's changes of rate, not the
 * difference to it; what the domain is sure of only after {@link #LEARNING_NANOS} is no change. One
 * thread writes; {@link #nanosAt} and {@link #source} may be called by any.
 */
final class RateClock {
  /** A domain that has just come may find its rate wrong by some parts per million at first. */
  static final long LEARNING_NANOS = 30_000_000_000L;

  private static final double SLEWING_PPB = 5_000;

  private final SoftwareClock clock = new SoftwareClock();
  private volatile @Nullable Source source;
  private long sourceEpoch;
  private long sinceLocalNanos;
  private long anchorNanos;
  private long anchorSource;
  private double correctionPpb; // added to the source's rate
  private double ratePpb;
  private double usualPpb; // ratePpb of the last minutes

  /** Creates one that runs like the local clock, from the same zero. */
  RateClock() {
    clock.continueWith(new ClockSegment(0, 0, 0, 0, 0, 0, 0, 0));
  }

  /** Its reading at a local time that is now or was lately. */
  long nanosAt(long localNanos) {
    return map().nanosAt(localNanos);
  }

  /** How much faster than the local clock it runs, as far as is believed; parts per 10⁹. */
  double ratePpb() {
    return ratePpb;
  }

  /** The source whose rate it has, or null if it runs by itself. */
  @Nullable Source source() {
    return source;
  }

  /** Its source ran off: goes back to the rate that was usual before, and runs by itself. */
  void fallBack(long nowLocalNanos) {
    long now = Math.max(nowLocalNanos, map().current().localNanos());
    source = null;
    ratePpb = usualPpb;
    run(now, nanosAt(now), ratePpb);
  }

  /**
   * Takes the rate of a source, or goes on with the last one.
   *
   * @param from a source with a rate; null for none
   */
  void update(@Nullable Source from, long nowLocalNanos) {
    long now = Math.max(nowLocalNanos, map().current().localNanos());
    Source.Rate rate = from == null ? null : from.rate();
    if (rate == null) {
      if (source != null) {
        source = null;
        run(now, nanosAt(now), ratePpb);
      }
      return;
    }
    ClockSegment piece = rate.clock().current();
    // A domain that is put right by less than a step runs fast or slow for a while: no rate.
    boolean slews = Math.abs(piece.frequencyPpb() - rate.driftPpb()) > SLEWING_PPB;
    if (slews || from != source || piece.epoch() != sourceEpoch) {
      source = from;
      sourceEpoch = piece.epoch();
      sinceLocalNanos = now;
    }
    if (now - sinceLocalNanos < LEARNING_NANOS) {
      anchorNanos = nanosAt(now);
      anchorSource = rate.clock().nanosAt(now);
      correctionPpb = ratePpb - rate.driftPpb();
      run(now, anchorNanos, ratePpb);
      return;
    }
    // The source's own progress since then, and the difference of rate on top.
    long elapsed = rate.clock().nanosAt(now) - anchorSource;
    long nanos = anchorNanos + elapsed + Math.round(elapsed * (correctionPpb * 1e-9));
    double passed = (now - map().current().localNanos()) * 1e-9;
    usualPpb += (ratePpb - usualPpb) * Math.min(1, passed / RateJudge.CRYSTAL_SECONDS);
    ratePpb = rate.driftPpb() + correctionPpb;
    run(now, nanos, piece.frequencyPpb() + correctionPpb);
  }

  private void run(long local, long nanos, double ppb) {
    clock.continueWith(new ClockSegment(0, local, nanos, ppb, 0, 0, 0, 0));
  }

  /**
   * A piece of a clock that was measured against this one, as a piece against the local clock.
   *
   * @param overThis its {@code localNanos} are this clock's
   * @param nowLocalNanos where the new piece begins
   */
  ClockSegment overLocal(ClockSegment overThis, long nowLocalNanos) {
    long here = nanosAt(nowLocalNanos);
    return new ClockSegment(
        overThis.epoch(),
        nowLocalNanos,
        overThis.nanosAt(here),
        overThis.frequencyPpb() + map().segmentAt(nowLocalNanos).frequencyPpb(),
        overThis.estimatedErrorAt(here),
        overThis.errorBoundAt(here),
        overThis.estimatedGrowthPpb(),
        overThis.boundGrowthPpb());
  }

  private ClockMap map() {
    return Objects.requireNonNull(clock.map(), "it was set when it was made");
  }
}
