package io.timebridge.clock.servo;

/**
 * Follows the lower envelope of each direction's delays.
 *
 * <p>A message can be late for many reasons but early for none. So what a direction says is its
 * earliest message of a block, and a {@link TimeFilter} weighs the blocks of both directions. How
 * long a block is, is each direction's own choice, made from the noise of its minima at all lengths
 * and from the wander of the frequency: where the noise is one-sided long blocks win, where it is
 * symmetric single samples do, which makes the minimum a mean. How late a minimum is at all is
 * learned by halving blocks; both directions count from where blocks of the same time would lie.
 *
 * <p>What does not fit is told apart by its sign and by what else is seen:
 *
 * <ul>
 *   <li>a late block says nothing (load, a queue), unless they stay late for long in a network that
 *       is as quiet as usual: then the path is longer;
 *   <li>an early message cannot be delay. One alone is taken for a wrong stamp; a few raise the
 *       wander, and when that does not suffice, time and frequency are doubted; if both directions
 *       are early at once the path is shorter, since time can move only one of them that way;
 *   <li>while a direction is loaded nothing is learned of its noise, and its blocks count for less.
 * </ul>
 *
 * <p>Times are seconds since any origin; values are nanoseconds that the source is ahead of the
 * local clock, less any constant.
 */
final class EnvelopeFilter {

  /** The wander that a quartz has until it shows another: 1 ppb a square root of a second. */
  private static final double PRIOR_WANDER = 1;

  private static final double LEAST_WANDER = 1e-4;
  private static final double LEAST_NOISE = 1;

  /** The frequency of a quartz that was never measured: ±100 ppm. */
  private static final double FREE_FREQUENCY_VARIANCE = 1e10;

  /** A sample farther off than so many standard deviations does not fit. */
  private static final double GATE = 3.5;

  /** One that is so far off makes what the open blocks hold void. */
  private static final double BIG = 8;

  private static final int EARLY_TO_TELL = 3;
  private static final int ALARMS_TO_DOUBT = 2;
  private static final int LATE_TO_TELL = 8;
  private static final double LATE_SECONDS = 30;

  // The wander's logarithm grows with each block that is early by more than its share, and shrinks.
  private static final double ADAPTATION_RATE = 0.15;
  private static final double ADAPTATION_BALANCE = 1.5;
  private static final double ADAPTATION_CLIP = 12;
  private static final double MAX_ADAPTATION = 6;
  private static final double ALARM_DECAY = 0.5;

  /** Corrections for latencies may make a short delay negative by so much, but not by more. */
  private static final double IMPOSSIBLE_DELAY = 5_000;

  /** So many samples before a mean can be preferred to an envelope. */
  private static final int SAMPLES_FOR_MEAN = 200;

  private final Direction from = new Direction(-1);
  private final Direction to = new Direction(+1);

  private final FirstLine firstLine = new FirstLine();

  /** What finished blocks say. */
  private final TimeFilter filter = new TimeFilter();

  /** That, and the open blocks. */
  private final TimeFilter shown = new TimeFilter();

  private boolean started;
  private boolean phaseKnown;
  private double wander = PRIOR_WANDER;
  private double adaptation;
  private double alarm;
  private double firstNoise;
  private boolean envelope = true;
  private long samples;

  EnvelopeFilter() {
    filter.setFrequency(0, FREE_FREQUENCY_VARIANCE);
  }

  /** True once both directions were heard, or the delay was given. */
  boolean isStarted() {
    return started;
  }

  double aheadAt(double t) {
    return shown.aheadAt(t);
  }

  double aheadSigma() {
    return Math.sqrt(shown.aheadVariance());
  }

  /**
   * What the two directions' floors may lie deeper than is seen, as far as that moves time: only
   * the difference does.
   */
  double floorDoubt() {
    if (!envelope) {
      return 0;
    }
    return Math.abs(from.ladder.floorBelow(from.best()) - to.ladder.floorBelow(to.best())) / 2;
  }

  double frequency() {
    return shown.frequency();
  }

  double frequencySigma() {
    return Math.sqrt(shown.frequencyVariance());
  }

  double delay() {
    return shown.delay();
  }

  /** The variance that the frequency gains a second. */
  double wander() {
    return wander;
  }

  /** Takes a sample of a direction. */
  void sample(boolean fromSource, double t, double value) {
    Direction way = fromSource ? from : to;
    if (!way.isAfterLast(t)) {
      return;
    }
    if (!started) {
      way.keep(t, value);
      startFromBoth();
      return;
    }
    samples++;
    filter.predict(t, wander);
    if (isTooEarly(way, t, value)) {
      return; // until others confirm it
    }
    if (firstLine.add(way.sign, t, value)) {
      drawFirstLine(t);
    }
    way.add(t, value, filter.frequency(), Math.sqrt(filter.frequencyVariance()));
    if (way.isQuieter()) {
      learnAnew(way);
    }
    if (way.isFull()) {
      finish(way);
    }
    show();
  }

  /** Takes the delay from elsewhere, with a sample from the source that came with it. */
  void delayIs(double nanos, double t, double value) {
    double noise = 1 + nanos * nanos / 64;
    if (started) {
      filter.updateDelay(nanos, noise);
    } else {
      start(t, value + nanos, nanos, noise);
    }
  }

  private void startFromBoth() {
    if (!from.isKept() || !to.isKept()) {
      return;
    }
    double t = Math.max(from.lastTime(), to.lastTime());
    double y = filter.frequency();
    double forward = from.lastValue() + y * (t - from.lastTime());
    double reverse = to.lastValue() + y * (t - to.lastTime());
    double delay = (reverse - forward) / 2;
    double apart = Math.abs(from.lastTime() - to.lastTime());
    double doubt = Math.abs(delay) + Math.sqrt(filter.frequencyVariance()) * apart;
    start(t, (forward + reverse) / 2, delay, doubt * doubt);
  }

  private void start(double t, double ahead, double delay, double variance) {
    firstNoise = delay * delay / 4;
    if (phaseKnown) {
      filter.predict(t, wander);
    } else {
      filter.start(t, ahead, variance);
    }
    filter.setDelay(delay, variance);
    started = true;
    phaseKnown = true;
    from.restart();
    to.restart();
    firstLine.restart();
    choose();
    shown.copyFrom(filter);
  }

  /** The first minute as a whole may say more than its blocks. */
  private void drawFirstLine(double now) {
    double within = 1 + GATE * Math.sqrt(filter.frequencyVariance());
    if (!firstLine.draw(now, filter.frequency(), within, wander)) {
      return;
    }
    double back = now - firstLine.time;
    double variance = firstLine.aheadVariance + back * back * firstLine.frequencyVariance;
    if (variance > filter.aheadVariance()) {
      return;
    }
    filter.start(firstLine.time, firstLine.ahead, firstLine.aheadVariance);
    filter.setFrequency(firstLine.frequency, firstLine.frequencyVariance);
    filter.setDelay(firstLine.delay, firstLine.aheadVariance);
    filter.predict(now, wander);
    from.closeBlock();
    to.closeBlock();
  }

  /** Forgets the path; and the phase too, when the source is another. Keeps the frequency. */
  void forget(boolean phaseToo) {
    started = false;
    phaseKnown &= !phaseToo;
    from.forgetKept();
    to.forgetKept();
  }

  /** Begins new blocks: the source was silent. */
  void pause() {
    from.restart();
    to.restart();
    alarm = 0;
  }

  private Direction other(Direction way) {
    return way == from ? to : from;
  }

  /** How much later a sample is than expected of the earliest of a block of that length. */
  private double lateness(TimeFilter f, Direction way, double t, double value, int k) {
    return way.sign * f.innovation(way.sign, t, value) - bias(way, k);
  }

  /** The variance of that. */
  private double latenessVariance(TimeFilter f, Direction way, double t, int k) {
    double back = f.time() - t;
    double load = way.loadNanos();
    double noise = way.ladder.noise(k) + 4 * load * load + wander * back * back * back / 3;
    return f.variance(way.sign, t) + noise;
  }

  /** How late the minimum of a block is: after the floor of a common time, or before the mean. */
  private double bias(Direction way, int k) {
    if (!envelope) {
      return -way.ladder.bias(0, k);
    }
    Direction other = other(way);
    int longest = Math.max(way.best(), way.scaleOf(other.seconds(other.best())));
    return way.ladder.biasToFloor(k, longest);
  }

  private void finish(Direction way) {
    int k = way.reached();
    double late = lateness(filter, way, way.blockTime(), way.blockValue(), k);
    double expected = latenessVariance(filter, way, way.blockTime(), k);
    double gate = GATE * Math.sqrt(expected);
    adapt(late, expected);
    if (late > gate) {
      tooLate(way, late);
    } else {
      way.inTime();
      double t = way.blockTime();
      filter.update(way.sign, t, way.sign * late, clipped(late, expected));
    }
    if (late >= -gate) {
      way.notEarly();
      alarm = Math.max(0, alarm - ALARM_DECAY);
    }
    way.closeBlock();
    choose();
    if (filter.delay() < -GATE * Math.sqrt(filter.delayVariance()) - IMPOSSIBLE_DELAY) {
      startAnew();
    }
  }

  /** What was believed makes packets arrive before they left: the start was led astray. */
  private void startAnew() {
    from.forgetNoise();
    to.forgetNoise();
    adaptation = 0;
    alarm = 0;
    filter.setFrequency(filter.frequency(), FREE_FREQUENCY_VARIANCE);
    forget(true);
  }

  /** What is beyond the gate has the weight of what is at it. */
  private static double clipped(double late, double variance) {
    return Math.max(variance, late * late / (GATE * GATE));
  }

  private void adapt(double late, double expected) {
    double share = late < 0 ? Math.min(2 * late * late / expected, ADAPTATION_CLIP) : 0;
    double step = ADAPTATION_RATE * (share - ADAPTATION_BALANCE);
    adaptation = Math.max(0, Math.min(MAX_ADAPTATION, adaptation + step));
  }

  private void tooLate(Direction way, double late) {
    double seconds = way.tooLate(filter.time());
    Direction other = other(way);
    if (!other.isHeard()) {
      if (way.lateBlocks() >= EARLY_TO_TELL) { // nothing else can tell that the clock has moved
        double rate = late / Math.max(seconds, way.interval());
        filter.doubt(late * late, rate * rate, 0);
        way.inTime();
      }
    } else if (way.lateBlocks() >= LATE_TO_TELL
        && seconds > Math.max(LATE_SECONDS, 2 * LATE_TO_TELL * way.interval())
        && !way.isLoaded()) {
      filter.doubt(0, 0, late * late); // the path is longer
      way.inTime();
    }
  }

  /** True for a sample that delay cannot explain, as long as it is alone with that. */
  private boolean isTooEarly(Direction way, double t, double value) {
    double late = lateness(filter, way, t, value, way.scale());
    double variance = latenessVariance(filter, way, t, way.scale());
    if (late >= -GATE * Math.sqrt(variance)) {
      return false;
    }
    boolean alone = !way.early(t, -late);
    if (way.earlySamples() == EARLY_TO_TELL) {
      raiseAlarm(way, way.alarm(t), late, variance);
    }
    return alone;
  }

  private void raiseAlarm(Direction way, double sinceEarly, double late, double variance) {
    double square = late * late;
    if (-late > ErrorBound.FREE_OSCILLATOR_PPB * EARLY_TO_TELL * way.interval()) {
      filter.doubt(square, 0, square); // no oscillator runs off so fast
      from.restart();
      to.restart();
      return;
    }
    alarm = Math.min(MAX_ADAPTATION, alarm + 1);
    if (isEarlyToo(other(way))) {
      filter.doubt(square / 4, 0, square);
    } else if (way.alarms() >= ALARMS_TO_DOUBT) {
      double rate = late / sinceEarly;
      filter.doubt(square, rate * rate, 0);
      if (square > BIG * BIG * variance) {
        from.restart();
        to.restart();
      }
    }
  }

  private boolean isEarlyToo(Direction way) {
    if (!way.isOpen()) {
      return false;
    }
    double t = way.blockTime();
    double late = lateness(filter, way, t, way.blockValue(), way.reached());
    return late < -2 * Math.sqrt(latenessVariance(filter, way, t, way.reached()));
  }

  /** The network is so much quieter that what was learned was learned of a load. */
  private void learnAnew(Direction way) {
    double load = way.formerSpread();
    firstNoise = load * load;
    way.forgetNoise();
    filter.doubt(firstNoise, 0, firstNoise);
    choose();
  }

  private void choose() {
    double most = Math.min(from.ladder.wanderAtMost(), to.ladder.wanderAtMost());
    double likely = Math.max(LEAST_WANDER, Math.min(most, PRIOR_WANDER));
    wander = likely * StrictMath.exp(adaptation + alarm);
    from.ladder.separate(wander, firstNoise, LEAST_NOISE);
    to.ladder.separate(wander, firstNoise, LEAST_NOISE);
    from.choose(wander);
    to.choose(wander);
    boolean single = from.best() == 0 && to.best() == 0 && samples > SAMPLES_FOR_MEAN;
    boolean longer = from.best() > 1 || to.best() > 1;
    if (envelope ? single : longer) {
      changeReference();
    }
  }

  /** From the envelope to the mean or back: the delay is counted from elsewhere. */
  private void changeReference() {
    double forward = -bias(from, 0);
    double reverse = -bias(to, 0);
    envelope = !envelope;
    forward += bias(from, 0);
    reverse += bias(to, 0);
    double mean = (forward + reverse) / 2;
    double difference = (forward - reverse) / 2;
    filter.shiftDelay(-mean, difference * difference, mean * mean / 16);
    from.closeBlock();
    to.closeBlock();
  }

  private void show() {
    shown.copyFrom(filter);
    show(from);
    show(to);
  }

  private void show(Direction way) {
    if (!way.isOpen()) {
      return;
    }
    double t = way.blockTime();
    double late = lateness(shown, way, t, way.blockValue(), way.reached());
    double expected = latenessVariance(shown, way, t, way.reached());
    if (late <= GATE * Math.sqrt(expected)) {
      shown.update(way.sign, t, way.sign * late, clipped(late, expected));
    }
  }
}
