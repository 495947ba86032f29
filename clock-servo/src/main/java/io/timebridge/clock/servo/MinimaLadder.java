package io.timebridge.clock.servo;

/**
 * What the samples of one direction say of their noise, at block lengths of 1, 2, 4, … samples.
 *
 * <p>Each block is stood for by its earliest sample: delay only ever adds, so that one lies nearest
 * to the truth. Two things are learned at each length:
 *
 * <ul>
 *   <li>the mean square by which a block's minimum misses the line through its two neighbours. Of
 *       white noise R and a frequency that wanders by q a second it is {@code 1.5 R + q T³ / 6}, T
 *       being the time between blocks: so every length bounds q, and the one that bounds it best
 *       leaves R to the others;
 *   <li>how much later the minimum of half a block is, on average, than that of the whole: half of
 *       the mean difference of the two halves' minima, whatever the distribution.
 * </ul>
 */
final class MinimaLadder {
  static final int SCALES = 14;

  private static final int MEMORY = 64;
  private static final int RECENT = 16;
  private static final double ONE_IN_100 = 2.33;
  private static final int ENOUGH = 4;

  private final int sign;
  private final boolean[] pending = new boolean[SCALES];
  private final double[] pendingTime = new double[SCALES];
  private final double[] pendingValue = new double[SCALES];
  private final double[] time1 = new double[SCALES];
  private final double[] value1 = new double[SCALES];
  private final double[] time2 = new double[SCALES];
  private final double[] value2 = new double[SCALES];
  private final int[] blocks = new int[SCALES];

  private final double[] missSquare = new double[SCALES];
  private final double[] recentSquare = new double[SCALES];
  private final double[] spacing = new double[SCALES];
  private final int[] misses = new int[SCALES];
  private final double[] later = new double[SCALES];
  private final int[] pairs = new int[SCALES];
  private final double[] noise = new double[SCALES];

  MinimaLadder(int sign) {
    this.sign = sign;
  }

  /**
   * Takes a sample.
   *
   * @param frequency the believed frequency, by which samples of different times are compared
   * @param frequencySigma what it may be off by; what that would blur is not learned
   * @param learn false while the network is not as it usually is
   */
  void add(double t, double value, double frequency, double frequencySigma, boolean learn) {
    double time = t;
    double best = value;
    for (int k = 0; k < SCALES; k++) {
      shift(k, time, best, learn);
      if (!pending[k]) {
        pending[k] = true;
        pendingTime[k] = time;
        pendingValue[k] = best;
        return;
      }
      pending[k] = false;
      double behind = sign * (best - pendingValue[k] - frequency * (time - pendingTime[k]));
      double doubt = frequencySigma * (time - pendingTime[k]);
      if (learn && k + 1 < SCALES && doubt * doubt < noise[k]) {
        learnBias(k + 1, Math.abs(behind) / 2);
      }
      if (behind >= 0) {
        time = pendingTime[k];
        best = pendingValue[k];
      }
    }
  }

  private void shift(int k, double t, double value, boolean learn) {
    if (blocks[k] >= 2 && learn) {
      double weight = (t - time1[k]) / (t - time2[k]);
      double other = 1 - weight;
      double miss = value1[k] - weight * value2[k] - other * value;
      double square = 1.5 * miss * miss / (1 + weight * weight + other * other);
      if (misses[k] >= 8) {
        square = Math.min(square, 16 * missSquare[k]);
      }
      misses[k]++;
      double step = 1.0 / Math.min(misses[k], MEMORY);
      missSquare[k] += (square - missSquare[k]) * step;
      recentSquare[k] += (square - recentSquare[k]) / Math.min(misses[k], RECENT);
      spacing[k] += ((t - time2[k]) / 2 - spacing[k]) * step;
    }
    blocks[k] = Math.min(blocks[k] + 1, 2);
    time2[k] = time1[k];
    value2[k] = value1[k];
    time1[k] = t;
    value1[k] = value;
  }

  private void learnBias(int k, double half) {
    double clipped = Math.min(half, 4 * Math.sqrt(noise[k - 1]));
    pairs[k]++;
    later[k] += (clipped - later[k]) / Math.min(pairs[k], MEMORY);
  }

  /**
   * The least upper bound of the frequency's wander, its variance a second. A mean of few squares
   * is easily too small: taken is what it exceeds in 99 of 100 cases (Wilson and Hilferty's
   * approximation of the chi-square distribution).
   */
  double wanderAtMost() {
    double least = Double.MAX_VALUE;
    for (int k = 0; k < SCALES; k++) {
      if (misses[k] >= ENOUGH) {
        double cube = spacing[k] * spacing[k] * spacing[k];
        double n = 2 / (9.0 * Math.min(misses[k], RECENT));
        double root = 1 - n - ONE_IN_100 * Math.sqrt(n);
        least = Math.min(least, 6 * recentSquare[k] / (cube * root * root * root));
      }
    }
    return least;
  }

  /**
   * Tells the noise of each length from the wander.
   *
   * @param first what the variance of a single sample is taken for before it is known
   * @param least what no variance can be below
   */
  void separate(double wander, double first, double least) {
    double above = first;
    for (int k = 0; k < SCALES; k++) {
      if (k == 0) {
        above = misses[0] >= ENOUGH ? missSquare[0] / 1.5 : first;
      } else if (misses[k] == 0) {
        // Not seen yet: as it went from the length before the last to the last.
        double trend = k < 2 ? 0.5 : noise[k - 1] / noise[k - 2];
        above *= Math.max(0.25, Math.min(1, trend));
      } else {
        double ofWander = wander * spacing[k] * spacing[k] * spacing[k] / 6;
        double own = Math.max(missSquare[k] - ofWander, 0.1 * missSquare[k]) / 1.5;
        double trust = misses[k] / (misses[k] + (double) ENOUGH);
        above = Math.max(trust * own + (1 - trust) * above / 2, above / 4);
      }
      noise[k] = Math.max(above, least);
    }
  }

  /** The variance of a block's minimum, by length. */
  double noise(int k) {
    return noise[k];
  }

  /** True for a length that may be chosen: half of it has been compared often enough. */
  boolean isMeasured(int k) {
    return misses[Math.max(0, k - 1)] >= ENOUGH - 1;
  }

  /** How much later the minimum of a block of length {@code k} is than that of {@code to}. */
  double bias(int k, int to) {
    double sum = 0;
    for (int i = k + 1; i <= to; i++) {
      sum += later[i];
    }
    return sum;
  }

  /** How late the minimum of a block of length {@code k} is at all, as far as can be told. */
  double biasToFloor(int k, int longest) {
    int top = longest;
    while (top > 0 && pairs[top] < ENOUGH) {
      top--;
    }
    // The next halving would bring as much again as the last one brought, and all after it.
    return top == 0 ? 0 : later[top] + (k <= top ? bias(k, top) : -bias(top, k));
  }

  /** How much earlier the floor is believed to lie than what blocks of length {@code k} reach. */
  double floorBelow(int k) {
    return biasToFloor(k, k);
  }

  /** Forgets all that was learned. */
  void forget() {
    restart();
    for (int k = 0; k < SCALES; k++) {
      misses[k] = 0;
      pairs[k] = 0;
      later[k] = 0;
      missSquare[k] = 0;
      recentSquare[k] = 0;
      spacing[k] = 0;
    }
  }

  /** Begins new blocks; what was learned is kept. */
  void restart() {
    for (int k = 0; k < SCALES; k++) {
      pending[k] = false;
      blocks[k] = 0;
    }
  }
}
