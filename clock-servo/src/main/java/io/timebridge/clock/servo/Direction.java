package io.timebridge.clock.servo;

/** One of the two ways between source and clock: its noise, its load, and the open block. */
final class Direction {

  /** What a wander within a block costs, against the error of the filter that takes the blocks. */
  private static final double WANDER_COST = 0.1;

  /** Another length must be that much better. */
  private static final double HYSTERESIS = 0.8;

  /** An early sample is alone if so many before it were not. */
  private static final int EARLY_WITHIN = 24;

  private static final double EARLY_AGREEMENT = 0.4;

  /** -1 for messages from the source, +1 for those to it: the sign that delay has in a sample. */
  final int sign;

  final MinimaLadder ladder;
  private final LoadDetector load = new LoadDetector();

  private boolean kept;
  private double interval;
  private double lastTime = Double.NEGATIVE_INFINITY;
  private double lastValue;

  private int best;
  private int scale;
  private int count;
  private double blockTime;
  private double blockValue;

  private int earlySamples;
  private double lastEarly = Double.NEGATIVE_INFINITY;
  private double lastEarlyBy;
  private double earlySince;
  private double lastAlarm = Double.NEGATIVE_INFINITY;
  private int alarms;
  private int lateBlocks;
  private double lateSince;

  Direction(int sign) {
    this.sign = sign;
    this.ladder = new MinimaLadder(sign);
  }

  boolean isAfterLast(double t) {
    return t > lastTime;
  }

  /** Keeps a sample while there is nothing yet to compare it with. */
  void keep(double t, double value) {
    kept = true;
    lastTime = t;
    lastValue = value;
  }

  boolean isKept() {
    return kept;
  }

  void forgetKept() {
    kept = false;
  }

  double lastTime() {
    return lastTime;
  }

  double lastValue() {
    return lastValue;
  }

  /** True once there were two samples. */
  boolean isHeard() {
    return interval > 0;
  }

  double interval() {
    return interval;
  }

  /** Takes a sample into the open block and into what is known of all lengths. */
  void add(double t, double value, double frequency, double frequencySigma) {
    if (kept) {
      double since = t - lastTime;
      interval = interval == 0 ? since : interval + (Math.min(since, 4 * interval) - interval) / 16;
      load.add(Math.abs(value - lastValue - frequency * since) / 2, since);
    }
    keep(t, value);
    ladder.add(t, value, frequency, frequencySigma, !load.isLoaded());
    if (count == 0 || sign * (value - blockValue - frequency * (t - blockTime)) < 0) {
      blockTime = t;
      blockValue = value;
    }
    count++;
  }

  boolean isOpen() {
    return count > 0;
  }

  boolean isFull() {
    return count > 0 && count >= 1 << scale;
  }

  /** The time of the open block's earliest sample, as delay goes. */
  double blockTime() {
    return blockTime;
  }

  double blockValue() {
    return blockValue;
  }

  /** The length, as a power of two, that the open block has reached. */
  int reached() {
    return Math.min(scale, 31 - Integer.numberOfLeadingZeros(Math.max(1, count)));
  }

  /** The length, as a power of two, at which blocks are finished now. */
  int scale() {
    return scale;
  }

  /** The length that would be best; blocks grow towards it one by one. */
  int best() {
    return best;
  }

  double seconds(int k) {
    return interval * (1 << k);
  }

  /** The length of blocks that take a time. */
  int scaleOf(double seconds) {
    int k = 0;
    while (k < MinimaLadder.SCALES - 1 && seconds(k) * StrictMath.sqrt(2) < seconds) {
      k++;
    }
    return interval > 0 ? k : 0;
  }

  void closeBlock() {
    count = 0;
  }

  /** Begins new blocks, short ones at first. */
  void restart() {
    ladder.restart();
    closeBlock();
    lateBlocks = 0;
    earlySamples = 0;
    scale = 0;
  }

  /**
   * Chooses the block length: the error of a filter that takes blocks of noise R every T seconds
   * and follows a wander q goes with (R T)^¾ q^¼, and within a block time wanders by q T³.
   */
  void choose(double wander) {
    int least = 0;
    double cost = Double.MAX_VALUE;
    for (int k = 0; k < MinimaLadder.SCALES && ladder.isMeasured(k); k++) {
      double c = cost(k, wander);
      if (c < cost) {
        cost = c;
        least = k;
      }
    }
    if (!ladder.isMeasured(best) || cost < HYSTERESIS * cost(best, wander)) {
      best = least;
    }
    scale = Math.min(best, scale + 1);
  }

  private double cost(int k, double wander) {
    double t = seconds(k);
    double rt = ladder.noise(k) * t;
    return Math.sqrt(2 * Math.sqrt(rt * rt * rt * wander)) + WANDER_COST * wander * t * t * t;
  }

  boolean isLoaded() {
    return load.isLoaded();
  }

  double loadNanos() {
    return load.loadNanos();
  }

  /** True when the newest sample showed that the network is much quieter than it was. */
  boolean isQuieter() {
    return load.isQuieter();
  }

  double formerSpread() {
    return load.formerSpread();
  }

  void forgetNoise() {
    ladder.forget();
    restart();
  }

  /** Counts a sample that is early by so much; false if no other nearby says about the same. */
  boolean early(double t, double by) {
    double runOff = ErrorBound.FREE_OSCILLATOR_PPB * interval;
    boolean agrees = Math.abs(by - lastEarlyBy) < Math.max(EARLY_AGREEMENT * by, runOff);
    boolean alone = !agrees || t - lastEarly > EARLY_WITHIN * interval;
    lastEarly = t;
    lastEarlyBy = by;
    if (!agrees) {
      earlySamples = 0;
    }
    if (earlySamples == 0 && !isAlarmed(t)) {
      earlySince = t;
      alarms = 0;
    }
    earlySamples++;
    return !alone;
  }

  /** How many samples in close succession were early, and agreed on it. */
  int earlySamples() {
    return earlySamples;
  }

  /** A block was not early. */
  void notEarly() {
    earlySamples = 0;
  }

  /** Counts an alarm, and tells for how long samples have been early. */
  double alarm(double t) {
    earlySamples = 0;
    alarms++;
    lastAlarm = t;
    return t - earlySince + interval;
  }

  /** True while the next alarm belongs to the last one. */
  private boolean isAlarmed(double t) {
    return t - lastAlarm <= 4 * (seconds(scale) + interval);
  }

  /** How many alarms there were in close succession. */
  int alarms() {
    return alarms;
  }

  /** Counts a late block, and tells for how many seconds blocks have been late. */
  double tooLate(double t) {
    if (lateBlocks++ == 0) {
      lateSince = t;
    }
    return t - lateSince;
  }

  int lateBlocks() {
    return lateBlocks;
  }

  void inTime() {
    lateBlocks = 0;
  }
}
