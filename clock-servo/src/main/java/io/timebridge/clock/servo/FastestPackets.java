package io.timebridge.clock.servo;

/**
 * A first frequency: the straight line through the fastest packet of the first seconds and the
 * fastest of those after. Delay only ever adds, so the fastest packets tell most, and a program
 * that has just started is slow at first.
 */
final class FastestPackets {
  private final long splitNanos;
  private int count;
  private final long[] at = new long[2];
  private final long[] leads = new long[2];

  /** The first part ends, and the second begins, so long after the start. */
  FastestPackets(long splitNanos) {
    this.splitNanos = splitNanos;
    clear();
  }

  /** A packet, so long after the start, that showed the source so far ahead of the clock. */
  void add(long elapsedNanos, long aheadNanos) {
    count++;
    int half = elapsedNanos < splitNanos ? 0 : 1;
    // A late packet makes the source look behind: the fastest shows it farthest ahead.
    if (aheadNanos > leads[half]) {
      leads[half] = aheadNanos;
      at[half] = elapsedNanos;
    }
  }

  int count() {
    return count;
  }

  /** How much faster than the clock the source runs, parts per 10⁹. */
  double frequencyPpb(long elapsedNanos) {
    if (leads[0] == Long.MIN_VALUE || leads[1] == Long.MIN_VALUE) {
      return leads[1] == Long.MIN_VALUE ? 0 : (double) leads[1] / elapsedNanos * 1e9;
    }
    return (double) (leads[1] - leads[0]) / (at[1] - at[0]) * 1e9;
  }

  void clear() {
    count = 0;
    leads[0] = Long.MIN_VALUE;
    leads[1] = Long.MIN_VALUE;
  }
}
