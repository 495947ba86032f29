package io.timebridge.clock.servo;

/**
 * A first frequency and offset: the straight line through the fastest packet of the first third of
 * some seconds and the fastest of the last third. Delay only ever adds, so the fastest packets tell
 * most; and the third between them keeps the two apart.
 */
final class FastestPackets {
  private static final int FIRST = 0;
  private static final int LAST = 1;
  private static final long NONE = Long.MIN_VALUE;

  private final long thirdNanos;
  private final long[] at = new long[2];
  private final long[] ahead = new long[2];
  private int count;
  private double meanElapsed;
  private double meanAhead;

  FastestPackets(long windowNanos) {
    this.thirdNanos = windowNanos / 3;
    clear();
  }

  /** A packet, so long after the start, that showed the source so far ahead of the clock. */
  void add(long elapsedNanos, long aheadNanos) {
    count++;
    meanElapsed += (elapsedNanos - meanElapsed) / count;
    meanAhead += (aheadNanos - meanAhead) / count;
    if (elapsedNanos < thirdNanos) {
      keepFastest(FIRST, elapsedNanos, aheadNanos);
    } else if (elapsedNanos >= 2 * thirdNanos) {
      keepFastest(LAST, elapsedNanos, aheadNanos);
    }
  }

  /** A late packet makes the source look behind: the fastest shows it farthest ahead. */
  private void keepFastest(int third, long elapsedNanos, long aheadNanos) {
    if (ahead[third] == NONE || aheadNanos > ahead[third]) {
      ahead[third] = aheadNanos;
      at[third] = elapsedNanos;
    }
  }

  int count() {
    return count;
  }

  /** How much faster than the clock the source runs, parts per 10⁹; 0 if a third was empty. */
  double frequencyPpb() {
    if (ahead[FIRST] == NONE || ahead[LAST] == NONE) {
      return 0;
    }
    return (double) (ahead[LAST] - ahead[FIRST]) / (at[LAST] - at[FIRST]) * 1e9;
  }

  /** How far the source is ahead of the clock, as all packets say on the mean. */
  long aheadNanos(long elapsedNanos) {
    return Math.round(meanAhead + (elapsedNanos - meanElapsed) * frequencyPpb() * 1e-9);
  }

  void clear() {
    count = 0;
    meanElapsed = 0;
    meanAhead = 0;
    ahead[FIRST] = NONE;
    ahead[LAST] = NONE;
  }
}
