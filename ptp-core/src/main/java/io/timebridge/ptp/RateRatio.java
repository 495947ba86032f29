package io.timebridge.ptp;

import java.util.Arrays;

/**
 * How fast another clock's time runs against the local clock, from messages that it stamped: a span
 * of time that one of them has measured is to be told in the other's nanoseconds.
 *
 * <p>The median of what any two messages tell that are far enough apart (Theil and Sen): of 16 two
 * or three may have been held up on their way for however long.
 */
final class RateRatio {
  private static final int SIZE = 16;

  /** Stamps that are some 10 µs off tell a rate to 1 ppm over so long. */
  private static final long MIN_SPAN_NANOS = 8_000_000_000L;

  /** One message of so long a time is enough. */
  private static final long SPACING_NANOS = 2_000_000_000L;

  /** Two clocks that differ by more are not both working: 1,000 ppm. */
  private static final double MAX_ERROR = 1e-3;

  private final long[] theirNanos = new long[SIZE];
  private final long[] localNanos = new long[SIZE];
  private final double[] slopes = new double[SIZE * (SIZE - 1) / 2];
  private int count;
  private int next;
  private long source; // the other clock, as bits
  private boolean known;
  private double error;

  /**
   * A message was timed.
   *
   * @param sourceBits the clock that sent it; another one's rate is learnt anew
   * @param theirs when it left, with all corrections: nanoseconds of the other clock's time
   * @param local when it came, local nanoseconds
   * @return whether the rate is another now
   */
  boolean measured(long sourceBits, long theirs, long local) {
    boolean before = known;
    if (sourceBits != source) {
      source = sourceBits;
      restart();
    }
    int newest = (next + SIZE - 1) % SIZE;
    if (count > 0 && local - localNanos[newest] < SPACING_NANOS) {
      return false;
    }
    int oldest = count < SIZE ? 0 : next;
    if (count > 0
        && local - localNanos[oldest] >= MIN_SPAN_NANOS
        && Math.abs(slope(theirs, local, oldest)) > MAX_ERROR) {
      restart(); // its time jumped
    }
    theirNanos[next] = theirs;
    localNanos[next] = local;
    next = (next + 1) % SIZE;
    count = Math.min(count + 1, SIZE);
    estimate();
    return known || before;
  }

  /** By how much theirs runs faster, from a message and an earlier one. */
  private double slope(long theirs, long local, int earlier) {
    double span = (double) (local - localNanos[earlier]);
    return ((double) (theirs - theirNanos[earlier]) - span) / span;
  }

  private void estimate() {
    int pairs = 0;
    for (int i = 1; i < count; i++) {
      for (int j = 0; j < i; j++) {
        if (Math.abs(localNanos[i] - localNanos[j]) >= MIN_SPAN_NANOS) {
          slopes[pairs++] = slope(theirNanos[i], localNanos[i], j);
        }
      }
    }
    if (pairs == 0) {
      return;
    }
    Arrays.sort(slopes, 0, pairs);
    error = slopes[pairs / 2];
    known = true;
    if (Math.abs(error) > MAX_ERROR) {
      restart();
    }
  }

  /** Nothing is known. */
  void restart() {
    count = 0;
    next = 0;
    known = false;
    error = 0;
  }

  /** The other clock, as bits. */
  long sourceBits() {
    return source;
  }

  /** Whether a rate is known; until then the local clock's own counts. */
  boolean isKnown() {
    return known;
  }

  /** By how much faster the other clock's time runs than the local clock, parts per 10⁹. */
  double ppb() {
    return error * 1e9;
  }

  /** A span of local time in the other clock's nanoseconds, 2⁻¹⁶ ns. */
  long scaled(long localSpanNanos) {
    return (localSpanNanos << 16) + Math.round(localSpanNanos * error * 65536);
  }

  /** A span of the other clock's time in local nanoseconds. */
  long local(long theirSpanNanos) {
    return theirSpanNanos - Math.round(theirSpanNanos * error);
  }
}
