package io.timebridge.clock.servo;

import java.util.Arrays;

/** The median of the last few values: linuxptp's default filter for path delays. */
final class MovingMedian {
  private final long[] values;
  private final long[] sorted;
  private int count;
  private int next;

  MovingMedian(int length) {
    values = new long[length];
    sorted = new long[length];
  }

  void add(long value) {
    values[next] = value;
    next = (next + 1) % values.length;
    count = Math.min(count + 1, values.length);
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The median; of an even number, the mean of the two in the middle. */
  long median() {
    System.arraycopy(values, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    int middle = count / 2;
    if (count % 2 == 1) {
      return sorted[middle];
    }
    return sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
  }

  void clear() {
    count = 0;
    next = 0;
  }
}
