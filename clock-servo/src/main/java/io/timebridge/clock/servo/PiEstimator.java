package io.timebridge.clock.servo;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SoftwareClock;

/**
 * An estimator like ptp4l's: the median of the last path delays, the offset of each message from
 * the source, and a PI servo.
 *
 * <p>It starts by setting the clock to the source, then takes the frequency from the fastest
 * packets of the first few seconds ({@link #ACQUISITION_SAMPLES} and {@link #ACQUISITION_NANOS} at
 * least), then hands over to the servo. A new epoch keeps the frequency. Whatever the servo
 * believes of the frequency is kept within what {@link ErrorBound} has proven. An offset beyond
 * {@link ServoConfig#stepThresholdNanos()} is stepped away at an epoch's first sample; later only
 * when {@link #JUMP_SAMPLES} in a row agree that the source jumped, which begins a new epoch.
 * Samples agree if they differ by less than half of what they claim: a burst of late packets seldom
 * does.
 */
public final class PiEstimator implements Estimator {
  private static final int DELAY_FILTER_LENGTH = 10; // ptp4l(8), delay_filter_length
  private static final int ACQUISITION_SAMPLES = 16;
  private static final long ACQUISITION_NANOS = 4_000_000_000L;
  private static final int JUMP_SAMPLES = 4;
  private static final long LOCK_NANOS = 1_000_000;

  /** An NTP poll of 2^10 s; a longer silence says nothing of the interval. */
  private static final double LONGEST_INTERVAL_SECONDS = 1024;

  private static final double BELIEVED_WANDER_PPB = 1_000;

  private final long stepThresholdNanos;
  private final PiServo servo;
  private final SoftwareClock clock = new SoftwareClock();
  private final MovingMedian pathDelay = new MovingMedian(DELAY_FILTER_LENGTH);
  private final ErrorBound bound = new ErrorBound();
  private final FastestPackets acquisition = new FastestPackets();

  private long epoch;
  private boolean frequencyKnown;
  private boolean phaseKnown; // in this epoch
  private boolean locked;
  private int jumpSamples;
  private long jumpOffset; // of the first of them

  private boolean haveForward;
  private long forwardLocal;
  private long forwardRemote;
  private double intervalSeconds = 1;
  private boolean haveReverse;
  private long reverseLocal;
  private long reverseRemote;
  private long reverseWidth;
  private long newestDelay;

  private long offsetNanos;
  private double meanSquareOffset;

  /**
   * Creates one whose clock shows no time yet.
   *
   * @param config the operator's limits
   */
  public PiEstimator(ServoConfig config) {
    this.stepThresholdNanos = config.stepThresholdNanos();
    this.servo = new PiServo(config.maxSlewPpm() * 1000);
  }

  @Override
  public void measured(Measurement m) {
    if (m.epoch() != epoch) {
      return;
    }
    if (m.fromSource()) {
      fromSource(m);
    } else if (haveForward) {
      toSource(m);
    }
  }

  private void toSource(Measurement m) {
    reverseLocal = m.localNanos();
    reverseRemote = m.remoteNanos();
    reverseWidth = m.widthNanos();
    haveReverse = true;
    newestDelay = roundTrip() / 2;
    pathDelay.add(newestDelay);
  }

  /**
   * The newest message from the source and the newest to it, as one round trip. The time between
   * the two is taken at the believed frequency, so that only an error of that remains.
   */
  private long roundTrip() {
    long between = reverseLocal - forwardLocal;
    return reverseRemote - forwardRemote - between - Math.round(between * servo.driftPpb() * 1e-9);
  }

  private void fromSource(Measurement m) {
    long elapsed = m.localNanos() - forwardLocal;
    if ((haveForward && elapsed <= 0) || isBeforeClock(m.localNanos())) {
      return; // stamps of one path cannot run backwards
    }
    if (haveForward) {
      double seconds = Math.min(elapsed * 1e-9, LONGEST_INTERVAL_SECONDS);
      intervalSeconds += (seconds - intervalSeconds) / 8;
      servo.setInterval(Math.max(intervalSeconds, 1e-3));
    }
    haveForward = true;
    forwardLocal = m.localNanos();
    forwardRemote = m.remoteNanos();
    long roundTrip;
    long width = m.widthNanos();
    if (m.pathDelayNanos() != Measurement.PATH_DELAY_UNKNOWN) {
      newestDelay = m.pathDelayNanos();
      pathDelay.add(newestDelay);
      roundTrip = 2 * newestDelay;
    } else if (haveReverse) {
      roundTrip = roundTrip();
      long between = Math.abs(reverseLocal - forwardLocal);
      width += reverseWidth + Math.round(between * driftBoundPpb() * 1e-9);
    } else {
      return; // as long as the delay is not known the offset is not either
    }
    long sourceNanos = forwardRemote + pathDelay.median() + m.asymmetryNanos();
    if (isFar(sourceNanos)) {
      suspectJump();
      return;
    }
    jumpSamples = 0;
    // The bound takes nothing for granted, so it is not told of the configured asymmetry.
    bound.add(forwardLocal, forwardRemote, roundTrip, width);
    servo.keepDrift(bound.lowestPpb(), bound.highestPpb());
    discipline(sourceNanos, m);
  }

  /** The source was given up, or its time rewritten, after the stamp was taken. */
  private boolean isBeforeClock(long local) {
    ClockMap map = clock.map();
    return map != null && local - map.current().localNanos() < 0;
  }

  private double driftBoundPpb() {
    return bound.driftBoundPpb(servo.driftPpb());
  }

  /** True for an offset that is too large to be slewed away, in an epoch that has begun. */
  private boolean isFar(long sourceNanos) {
    ClockMap map = clock.map();
    if (map == null) {
      offsetNanos = 0;
      return false;
    }
    ClockSegment present = map.current();
    offsetNanos = present.nanosAt(forwardLocal) - sourceNanos;
    // A clock whose frequency is not known yet runs off by itself.
    double elapsed = (double) (forwardLocal - present.localNanos());
    double runOff = frequencyKnown ? 0 : elapsed * ErrorBound.FREE_OSCILLATOR_PPB * 1e-9;
    return phaseKnown && Math.abs(offsetNanos) > stepThresholdNanos + runOff;
  }

  private void discipline(long sourceNanos, Measurement m) {
    ClockMap map = clock.map();
    long local = forwardLocal;
    if (map == null) {
      beginEpoch();
      publish(local, sourceNanos, 0, m.widthNanos());
      return;
    }
    ClockSegment present = map.current();
    long shown = present.nanosAt(local);
    if (!phaseKnown) {
      beginEpoch();
      boolean step = Math.abs(offsetNanos) > stepThresholdNanos;
      publish(local, step ? sourceNanos : shown, servo.driftPpb(), m.widthNanos());
    } else if (!frequencyKnown) {
      acquire(local, forwardRemote + m.asymmetryNanos(), present, m.widthNanos());
    } else {
      meanSquareOffset += ((double) offsetNanos * offsetNanos - meanSquareOffset) / 16;
      // Once locked it stays so until the source jumps or goes: noise alone must not flap it.
      locked |= Math.abs(offsetNanos) < LOCK_NANOS;
      publish(local, shown, servo.sample(offsetNanos), m.widthNanos());
    }
  }

  private void suspectJump() {
    haveForward = false; // a suspect is no half of a round trip
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

  private void beginEpoch() {
    phaseKnown = true;
    jumpSamples = 0;
    meanSquareOffset = 0;
    acquisition.clear();
  }

  private void acquire(long local, long remote, ClockSegment start, long width) {
    long elapsed = local - start.localNanos();
    long shown = start.nanosAt(local);
    acquisition.add(elapsed, remote - shown, 2 * newestDelay);
    if (acquisition.count() < ACQUISITION_SAMPLES || elapsed < ACQUISITION_NANOS) {
      return;
    }
    frequencyKnown = true;
    servo.start(servo.driftPpb() + acquisition.frequencyPpb());
    servo.keepDrift(bound.lowestPpb(), bound.highestPpb());
    pathDelay.clear(); // what the start was slow with is not the path's
    pathDelay.add(acquisition.delayNanos());
    double relativePpb = servo.driftPpb() - start.frequencyPpb();
    long ahead = acquisition.aheadNanos(elapsed, relativePpb);
    publish(local, shown + ahead, servo.driftPpb(), width);
  }

  private void publish(long local, long nanos, double frequencyPpb, long width) {
    double growth = driftBoundPpb();
    long error = bound.boundNanos(local, nanos, servo.driftPpb());
    long believed = Math.min(error, Math.max(jitterNanos(), Math.abs(offsetNanos)) + width + 1);
    // Until the next news the clock runs at frequencyPpb, not at the believed drift.
    double slew = Math.abs(frequencyPpb - servo.driftPpb());
    clock.continueWith(
        new ClockSegment(
            epoch,
            local,
            nanos,
            frequencyPpb,
            believed,
            error,
            frequencyKnown ? BELIEVED_WANDER_PPB : growth,
            growth + slew));
  }

  @Override
  public void sourceLost(long nowLocalNanos) {
    locked = false;
    ClockMap map = clock.map();
    if (map == null) {
      return;
    }
    if (!frequencyKnown) {
      acquisition.clear(); // its line began with the present piece
    }
    ClockSegment last = map.current();
    long now = isBeforeClock(nowLocalNanos) ? last.localNanos() : nowLocalNanos;
    clock.continueWith(
        new ClockSegment(
            epoch,
            now,
            last.nanosAt(now),
            servo.driftPpb(),
            last.estimatedErrorAt(now),
            last.errorBoundAt(now),
            last.estimatedGrowthPpb(),
            driftBoundPpb()));
  }

  @Override
  public void pathChanged() {
    pathDelay.clear();
    bound.clear();
    haveForward = false;
    haveReverse = false;
  }

  @Override
  public long startEpoch() {
    epoch++;
    pathChanged();
    phaseKnown = false;
    locked = false;
    return epoch;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public SoftwareClock clock() {
    return clock;
  }

  @Override
  public boolean locked() {
    return locked;
  }

  @Override
  public long offsetNanos() {
    return offsetNanos;
  }

  @Override
  public long jitterNanos() {
    return Math.round(Math.sqrt(meanSquareOffset));
  }

  @Override
  public double frequencyPpb() {
    return servo.driftPpb();
  }

  @Override
  public long pathDelayNanos() {
    return pathDelay.isEmpty() ? 0 : pathDelay.median();
  }
}
