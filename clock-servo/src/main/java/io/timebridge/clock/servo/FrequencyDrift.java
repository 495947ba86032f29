package io.timebridge.clock.servo;

/**
 * How fast an oscillator's frequency goes one way, by ageing or with a temperature that rises: told
 * from the frequencies that were believed while there was a source, and only if it stands out of
 * what the frequency wanders by anyhow.
 *
 * <p>Mean frequencies are kept over blocks of 1, 2, 4, … intervals, the newest {@value #BLOCKS} of
 * each length. The line through those of one length is a drift, and their second differences, which
 * no drift enters, are what it is judged by: of a frequency that wanders by q a second they are q
 * times the block's length in the mean square (the Hadamard variance of NIST SP 1065 is a sixth of
 * that), and the line's slope errs by 1.2 q over the time it covers. Second differences over longer
 * blocks of the same span tell a bend from a drift. Of all spans the one counts whose drift stands
 * out most; a longer one only while it agrees with the shorter ones, since what has changed lately
 * is the truth now.
 *
 * <p>A drift is believed to go on for as long as it was seen. If a longer span tells another story,
 * the frequency has turned before and will do so again: then for a part of that only.
 */
final class FrequencyDrift {
  private static final int SCALES = 14;
  private static final int BLOCKS = 16;

  /** Below so many standard deviations there is no drift; what is above is shrunk towards it. */
  private static final double SIGNIFICANT = 5;

  private static final double AGREEMENT = 3;

  /** Of a quarter period of a swing, so much may be expected to go on. */
  private static final double SHARE_OF_A_SWING = 0.25;

  private final double[][] ppb = new double[SCALES][BLOCKS]; // newest first
  private final double[][] seconds = new double[SCALES][BLOCKS];
  private final int[] count = new int[SCALES];
  private final boolean[] pending = new boolean[SCALES];

  // Of each span: the drift, and its variance.
  private final double[] slope = new double[SCALES];
  private final double[] variance = new double[SCALES];

  private double ppbPerSecond;
  private double sigma;
  private double believedSeconds;
  private boolean turns;

  /**
   * Takes a frequency that was believed for a time.
   *
   * @param frequencySigmaPpb its standard deviation
   */
  void add(double frequencyPpb, double frequencySigmaPpb, double forSeconds) {
    double value = frequencyPpb;
    double time = forSeconds;
    for (int k = 0; k < SCALES; k++) {
      push(k, value, time);
      pending[k] = !pending[k];
      if (pending[k]) {
        break;
      }
      time = seconds[k][0] + seconds[k][1];
      value = (ppb[k][0] * seconds[k][0] + ppb[k][1] * seconds[k][1]) / time;
    }
    judge(frequencySigmaPpb);
  }

  private void push(int k, double value, double time) {
    System.arraycopy(ppb[k], 0, ppb[k], 1, BLOCKS - 1);
    System.arraycopy(seconds[k], 0, seconds[k], 1, BLOCKS - 1);
    ppb[k][0] = value;
    seconds[k][0] = time;
    count[k] = Math.min(count[k] + 1, BLOCKS);
  }

  /** The source was away: what comes now does not follow on what was. */
  void clear() {
    for (int k = 0; k < SCALES; k++) {
      count[k] = 0;
      pending[k] = false;
    }
    none();
  }

  private void none() {
    ppbPerSecond = 0;
    sigma = 0;
    believedSeconds = 0;
    turns = false;
  }

  private void judge(double frequencySigma) {
    double most = SIGNIFICANT;
    none();
    for (int k = 0; k < SCALES && count[k] == BLOCKS; k++) {
      fit(k, frequencySigma);
      if (!agrees(k)) {
        turns = true;
        believedSeconds *= SHARE_OF_A_SWING;
        return;
      }
      double deviation = Math.sqrt(variance[k]);
      double significance = Math.abs(slope[k]) / deviation;
      if (significance > most) {
        most = significance;
        double share = SIGNIFICANT / significance;
        ppbPerSecond = slope[k] * (1 - share * share);
        sigma = deviation;
        believedSeconds = span(k);
      }
    }
  }

  private double span(int k) {
    double sum = 0;
    for (double each : seconds[k]) {
      sum += each;
    }
    return sum;
  }

  /** The line through the blocks of a length, by least squares. */
  private void fit(int k, double frequencySigma) {
    double t = 0;
    double meanTime = 0;
    double mean = 0;
    for (int i = 0; i < BLOCKS; i++) {
      meanTime += (t + seconds[k][i] / 2) / BLOCKS;
      mean += ppb[k][i] / BLOCKS;
      t += seconds[k][i];
    }
    double span = t;
    double product = 0;
    double square = 0;
    t = 0;
    for (int i = 0; i < BLOCKS; i++) {
      double back = t + seconds[k][i] / 2 - meanTime;
      product -= back * (ppb[k][i] - mean);
      square += back * back;
      t += seconds[k][i];
    }
    slope[k] = product / square;
    double wander = Math.max(wander(k, 1), Math.max(wander(k, 2), wander(k, 4)));
    // Believed frequencies are smoothed: the two ends of the line are known no better than that.
    variance[k] = (1.2 * wander + 2 * frequencySigma * frequencySigma / span) / span;
  }

  /** The variance that the frequency gains a second, by second differences over blocks joined. */
  private double wander(int k, int joined) {
    int differences = BLOCKS - 3 * joined + 1;
    double sum = 0;
    for (int i = 0; i < differences; i++) {
      double second =
          mean(k, i, joined) - 2 * mean(k, i + joined, joined) + mean(k, i + 2 * joined, joined);
      sum += second * second;
    }
    return sum / differences / (joined * span(k) / BLOCKS);
  }

  private double mean(int k, int from, int joined) {
    double sum = 0;
    for (int i = from; i < from + joined; i++) {
      sum += ppb[k][i];
    }
    return sum / joined;
  }

  private boolean agrees(int k) {
    for (int j = 0; j < k; j++) {
      double apart = slope[k] - slope[j];
      if (apart * apart > AGREEMENT * AGREEMENT * (variance[k] + variance[j])) {
        return false;
      }
    }
    return true;
  }

  /** How fast the frequency goes one way, parts per 10⁹ a second; 0 if it cannot be told. */
  double ppbPerSecond() {
    return ppbPerSecond;
  }

  /** The standard deviation of that; 0 if it cannot be told. */
  double sigma() {
    return sigma;
  }

  /** The variance that the frequency gains a second, seen over the longest span; 0 if unknown. */
  double longestWander() {
    int k = SCALES - 1;
    while (k >= 0 && count[k] < BLOCKS) {
      k--;
    }
    return k < 0 ? 0 : Math.max(wander(k, 1), Math.max(wander(k, 2), wander(k, 4)));
  }

  /** For how long it is believed to go on. */
  double believedSeconds() {
    return believedSeconds;
  }

  /** True if the frequency did not always go that way: it will turn again. */
  boolean turns() {
    return turns;
  }
}
