package io.timebridge.clock.transport;

import java.util.Arrays;

/**
 * How long packets took lately from their late stamp to their departure: the median of the last few
 * whose departure was stamped. One that took longer than {@link #MAX_NANOS} tells of a thread that
 * was interrupted, and nothing of the next packet. Makes no garbage; one thread.
 */
final class TransmitLatency {
  static final long MAX_NANOS = 1_000_000L;
  static final int SAMPLES = 15;

  /** Before so many there is no median worth the name. */
  static final int LEAST_SAMPLES = 5;

  private final long[] recent = new long[SAMPLES];
  private final long[] sorted = new long[SAMPLES];
  private int count;
  private int next;
  private long median;
  private long spread;

  /** A packet left so long after its late stamp was filled. */
  void add(long nanos) {
    if (nanos < 0 || nanos > MAX_NANOS) {
      return;
    }
    recent[next] = nanos;
    next = (next + 1) % SAMPLES;
    count = Math.min(count + 1, SAMPLES);
    if (count >= LEAST_SAMPLES) {
      System.arraycopy(recent, 0, sorted, 0, count);
      Arrays.sort(sorted, 0, count);
      median = sorted[count / 2];
      spread = median - sorted[0];
    }
  }

  /** The median, 0 to {@link #MAX_NANOS}; 0 while too little is known. */
  long medianNanos() {
    return median;
  }

  /** How much less than the median the shortest took. */
  long spreadNanos() {
    return spread;
  }
}
