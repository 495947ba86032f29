package io.timebridge.clock.servo;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SoftwareClock;
import org.jspecify.annotations.Nullable;

/**
 * What all estimators have in common: the order of stamps, epochs, jumps of the source, the error
 * bound, and the clock that is shown.
 *
 * <p>An offset beyond {@link ServoConfig#stepThresholdNanos()} is stepped away at an epoch's first
 * sample only. Later it is believed only when {@link #JUMP_SAMPLES} in a row agree that the source
 * jumped, which begins a new epoch. Samples agree if they differ by less than half of what they
 * claim: a burst of late packets seldom does.
 */
abstract class FollowingEstimator implements Estimator {
  /** What is believed of an error is this many standard deviations. */
  static final double SIGMAS = 5;

  private static final int JUMP_SAMPLES = 4;
  private static final double KNOWN_SIGMA_PPB = 3_000;
  private static final double HISTORY_SIGMA_PPB = 200;
  private static final double HISTORY_SECONDS = 10;

  /** A few messages may be lost; after so many intervals, what comes is another history. */
  private static final double HISTORY_GAPS = 6;

  /** How far ahead the growth of the believed error looks, seconds. */
  private static final double HORIZON_SECONDS = 300;

  private final long stepThresholdNanos;
  private final double maxSlewPpb;
  private final SoftwareClock clock = new SoftwareClock();
  private final ErrorBound bound = new ErrorBound();
  private final FrequencyDrift drift = new FrequencyDrift();
  private @Nullable Holdover holdover;

  private long epoch;
  private boolean phaseKnown; // in this epoch
  private boolean locked;
  private int jumpSamples;
  private long jumpOffset; // of the first of them

  private boolean haveForward;
  private long forwardLocal;
  private long forwardRemote;
  private long historyLocal;
  private double intervalSeconds = 1;
  private double expectedSeconds; // 0: it is not known
  private boolean haveReverse;
  private long reverseLocal;
  private long reverseRemote;
  private long reverseWidth;

  private long offsetNanos;
  private double meanSquareOffset;

  FollowingEstimator(ServoConfig config) {
    this.stepThresholdNanos = config.stepThresholdNanos();
    this.maxSlewPpb = config.maxSlewPpm() * 1000;
  }

  /** Learns from a message that is no suspect. */
  abstract void learn(Measurement m);

  /** True once enough was learned, in both directions, to tell the offset. */
  abstract boolean isDelayKnown();

  /** The one-way delay that is taken off a message from the source, nanoseconds. */
  abstract long delayNanos();

  /** The believed frequency without what is being slewed, parts per 10⁹. */
  abstract double driftPpb();

  /** The standard deviation of that; without limit while it was not measured. */
  abstract double driftSigmaPpb();

  /** Goes on from what is shown at a local time, as the newest message from the source demands. */
  abstract void discipline(long local, long shown, Measurement m);

  /** What the clock's error is believed to be when it shows a time, nanoseconds. */
  abstract long believedErrorNanos(long local, long nanos);

  /** What that grows by in so many seconds without news, nanoseconds. */
  abstract double believedRunOffNanos(double seconds);

  /** Forgets the path; and the phase too, when an epoch begins. */
  abstract void forget(boolean phaseToo);

  /** The source is silent: what was begun and not finished is void. */
  abstract void pause();

  @Override
  public final void measured(Measurement m) {
    if (m.epoch() != epoch) {
      return;
    }
    if (m.fromSource()) {
      fromSource(m);
    } else {
      toSource(m);
    }
  }

  private void toSource(Measurement m) {
    if (haveReverse && m.localNanos() - reverseLocal <= 0) {
      return;
    }
    reverseLocal = m.localNanos();
    reverseRemote = m.remoteNanos();
    reverseWidth = m.widthNanos();
    haveReverse = true;
    if (jumpSamples == 0) {
      learn(m);
    }
  }

  private void fromSource(Measurement m) {
    long local = m.localNanos();
    if ((haveForward && local - forwardLocal <= 0) || isBeforeClock(local)) {
      return; // stamps of one path cannot run backwards
    }
    if (isDelayKnown() && isFar(m)) {
      suspectJump();
      return;
    }
    jumpSamples = 0;
    if (haveForward) {
      double seconds = Math.min((local - forwardLocal) * 1e-9, 16 * intervalSeconds);
      intervalSeconds += (seconds - intervalSeconds) / 8;
    }
    haveForward = true;
    forwardLocal = local;
    forwardRemote = m.remoteNanos();
    learn(m);
    if (isDelayKnown() && prove(m)) {
      remember(local);
      follow(m);
    }
  }

  private void remember(long local) {
    double seconds = (local - historyLocal) * 1e-9;
    if (driftSigmaPpb() < HISTORY_SIGMA_PPB && seconds >= HISTORY_SECONDS) {
      bound.believed(driftPpb(), Math.min(seconds, 2 * HISTORY_SECONDS));
      if (seconds > HISTORY_GAPS * Math.max(HISTORY_SECONDS, intervalSeconds())) {
        drift.clear();
      } else {
        drift.add(driftPpb(), driftSigmaPpb(), seconds);
      }
      historyLocal = local;
    }
  }

  final boolean isDriftKnown() {
    return driftSigmaPpb() < KNOWN_SIGMA_PPB;
  }

  /** The source was given up, or its time rewritten, after the stamp was taken. */
  private boolean isBeforeClock(long local) {
    ClockMap map = clock.map();
    return map != null && local - map.current().localNanos() < 0;
  }

  /** What the source shows when a message from it arrives. */
  final long sourceNanos(Measurement m) {
    return m.remoteNanos() + delayNanos() + m.asymmetryNanos();
  }

  /** True for an offset that is too large to be slewed away, in an epoch that has begun. */
  private boolean isFar(Measurement m) {
    ClockMap map = clock.map();
    if (map == null || !phaseKnown) {
      return false;
    }
    ClockSegment present = map.current();
    offsetNanos = offsetOf(m);
    // A clock whose frequency is not known yet runs off by itself.
    long since = holdover == null ? present.localNanos() : holdover.sinceLocalNanos();
    double elapsed = (double) (m.localNanos() - since);
    double runOff = isDriftKnown() ? 0 : elapsed * ErrorBound.FREE_OSCILLATOR_PPB * 1e-9;
    return Math.abs(offsetNanos) > stepThresholdNanos + runOff;
  }

  /** The clock shows so much more than its source; 0 as long as it shows nothing. */
  private long offsetOf(Measurement m) {
    ClockMap map = clock.map();
    return map == null || !phaseKnown ? 0 : map.current().nanosAt(m.localNanos()) - sourceNanos(m);
  }

  private void suspectJump() {
    long spread = Math.abs(offsetNanos - jumpOffset);
    if (jumpSamples == 0 || spread > Math.max(stepThresholdNanos, Math.abs(jumpOffset) / 2)) {
      jumpSamples = 0;
      jumpOffset = offsetNanos;
    }
    jumpSamples++;
    if (jumpSamples == JUMP_SAMPLES) {
      startEpoch();
    }
  }

  /** Adds the newest message from the source to the bound; false if its round trip is not known. */
  private boolean prove(Measurement m) {
    long width = m.widthNanos();
    long trip;
    if (m.pathDelayNanos() != Measurement.PATH_DELAY_UNKNOWN) {
      // Others' packets took so long; this one alone may have waited, and then looks like an
      // offset.
      trip = 2 * (m.pathDelayNanos() + Math.abs(offsetOf(m)));
    } else if (haveReverse) {
      trip = roundTripNanos();
      long between = Math.abs(reverseLocal - forwardLocal);
      width += reverseWidth + Math.round(between * bound.driftBoundPpb(driftPpb()) * 1e-9);
    } else {
      return false;
    }
    // The bound takes nothing for granted, so it is not told of the configured asymmetry.
    bound.add(forwardLocal, forwardRemote, trip, width);
    return true;
  }

  final boolean haveRoundTrip() {
    return haveForward && haveReverse;
  }

  /**
   * The newest message from the source and the newest to it, as one round trip. The time between
   * the two is taken at the believed frequency, so that only an error of that remains.
   */
  final long roundTripNanos() {
    long between = reverseLocal - forwardLocal;
    return reverseRemote - forwardRemote - between - Math.round(between * driftPpb() * 1e-9);
  }

  private void follow(Measurement m) {
    ClockMap map = clock.map();
    long local = m.localNanos();
    long source = sourceNanos(m);
    long shown = map == null ? source : map.current().nanosAt(local);
    offsetNanos = shown - source;
    if (map == null || !phaseKnown) {
      phaseKnown = true;
      meanSquareOffset = 0;
      boolean step = Math.abs(offsetNanos) > stepThresholdNanos;
      publish(local, step ? source : shown, driftPpb());
    } else {
      meanSquareOffset += ((double) offsetNanos * offsetNanos - meanSquareOffset) / 16;
      discipline(local, shown, m);
    }
  }

  /** Shows a time from a local time on, running at a frequency until the next news. */
  final void publish(long local, long nanos, double frequencyPpb) {
    double growth = bound.driftBoundPpb(driftPpb());
    long error = bound.boundNanos(local, nanos, driftPpb());
    // Until the next news the clock runs at frequencyPpb, not at the believed drift.
    double slew = Math.abs(frequencyPpb - driftPpb());
    holdover = null;
    clock.continueWith(
        new ClockSegment(
            epoch,
            local,
            nanos,
            frequencyPpb,
            Math.min(error, believedErrorNanos(local, nanos)),
            error,
            Math.min(growth, believedGrowthPpb()) + slew,
            growth + slew));
  }

  /** Goes on from what is shown, and makes up until the next message for what that is behind by. */
  final void catchUp(long local, long shown, double behindNanos) {
    double slew = behindNanos / intervalSeconds();
    publish(local, shown, driftPpb() + Math.max(-maxSlewPpb, Math.min(maxSlewPpb, slew)));
  }

  private double believedGrowthPpb() {
    return believedRunOffNanos(HORIZON_SECONDS) / HORIZON_SECONDS;
  }

  /** Keeps a frequency within what is proven of it. */
  final double proven(double ppb) {
    return Math.max(bound.lowestPpb(), Math.min(bound.highestPpb(), ppb));
  }

  /** Once locked it stays so until the source jumps or goes: noise alone must not flap it. */
  final void lock() {
    locked = true;
  }

  @Override
  public final void expectNext(long nanos) {
    expectedSeconds = nanos * 1e-9;
  }

  /**
   * The mean time between messages from the source; where it is known that the next will take
   * longer, that: a slew that ends too late is a swing.
   */
  final double intervalSeconds() {
    return Math.max(Math.max(intervalSeconds, expectedSeconds), 1e-3);
  }

  @Override
  public final void sourceLost(long nowLocalNanos) {
    locked = false;
    pause();
    ClockMap map = clock.map();
    if (map == null) {
      return;
    }
    if (holdover == null) {
      ClockSegment last = map.current();
      long now = notBefore(last, nowLocalNanos);
      double growth = bound.driftBoundPpb(driftPpb());
      ClockSegment straight =
          new ClockSegment(
              epoch,
              now,
              last.nanosAt(now),
              driftPpb(),
              last.estimatedErrorAt(now),
              last.errorBoundAt(now),
              Math.min(growth, believedGrowthPpb()),
              growth);
      holdover = new Holdover(straight, drift, this::believedRunOffNanos);
    }
    holdOver(nowLocalNanos);
  }

  @Override
  public final void holdOver(long nowLocalNanos) {
    ClockMap map = clock.map();
    if (holdover != null && map != null) {
      ClockSegment last = map.current();
      long now = notBefore(last, nowLocalNanos);
      clock.continueWith(holdover.from(now, last.nanosAt(now)));
    }
  }

  private static long notBefore(ClockSegment last, long local) {
    return local - last.localNanos() < 0 ? last.localNanos() : local;
  }

  @Override
  public final double frequencyDriftPpbPerSecond() {
    return drift.ppbPerSecond();
  }

  @Override
  public final double frequencyDriftSeconds() {
    return drift.believedSeconds();
  }

  @Override
  public final void pathChanged() {
    forgetPath(false);
  }

  private void forgetPath(boolean phaseToo) {
    bound.clear();
    haveForward = false;
    haveReverse = false;
    jumpSamples = 0;
    forget(phaseToo);
  }

  @Override
  public final long startEpoch() {
    epoch++;
    phaseKnown = false;
    locked = false;
    forgetPath(true);
    return epoch;
  }

  @Override
  public final long epoch() {
    return epoch;
  }

  @Override
  public final SoftwareClock clock() {
    return clock;
  }

  @Override
  public final boolean locked() {
    return locked;
  }

  @Override
  public final long offsetNanos() {
    return offsetNanos;
  }

  @Override
  public final long jitterNanos() {
    return Math.round(Math.sqrt(meanSquareOffset));
  }

  @Override
  public final double frequencyPpb() {
    return driftPpb();
  }

  @Override
  public final long pathDelayNanos() {
    return isDelayKnown() ? delayNanos() : 0;
  }
}
