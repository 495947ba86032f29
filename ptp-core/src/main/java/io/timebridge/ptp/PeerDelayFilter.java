package io.timebridge.ptp;

import java.util.Arrays;

/**
 * The delay of a link from single measurements of it: the usual one, their median, and the least.
 * Waiting makes packets late, never early, and our estimators go by the Syncs that waited least; so
 * a follower takes the least. A transparent clock adds the usual one: where many links add up, none
 * of the Syncs has waited nowhere. It adds none of a few measurements that may all have waited: a
 * Sync that comes too early by so much is believed for long.
 */
final class PeerDelayFilter {
  /** The least is of so many of the last measurements: a longer way is believed after them. */
  private static final int SIZE = 64;

  /** The usual one is of so many; linuxptp takes the median of 10. */
  private static final int USUAL = 16;

  /** Of fewer the lowest counts, in both cases. */
  private static final int FEW = 8;

  /** One of so many did not wait. */
  private static final int SETTLED = 3;

  private final long[] spans = new long[SIZE]; // there and back, 2⁻¹⁶ ns
  private final long[] turnarounds =
      new long[SIZE]; // of them, nanoseconds of the neighbour's clock
  private final long[] delays = new long[SIZE]; // 2⁻¹⁶ ns
  private int count;
  private int next;
  private final long[] sorted = new long[USUAL];
  private long leastScaledNanos;
  private long usualScaledNanos;
  private long mostScaledNanos;

  private final RateRatio rate = new RateRatio();

  void reset() {
    count = 0;
    next = 0;
    rate.restart();
    leastScaledNanos = 0;
    usualScaledNanos = 0;
    mostScaledNanos = 0;
  }

  boolean isKnown() {
    return count > 0;
  }

  /** Whether it was measured often enough that the usual delay is one. */
  boolean isSettled() {
    return count >= SETTLED;
  }

  /** The usual delay, 2⁻¹⁶ ns; 0 before it is known. */
  long usualScaledNanos() {
    return usualScaledNanos;
  }

  /** The delay that three in four do not exceed, 2⁻¹⁶ ns; 0 before it is known. */
  long mostScaledNanos() {
    return mostScaledNanos;
  }

  /** The least delay, 2⁻¹⁶ ns; 0 before it is known. */
  long leastScaledNanos() {
    return leastScaledNanos;
  }

  /**
   * Takes a measurement with a two-step responder.
   *
   * @param peer the neighbour's clock, as bits
   * @param requestLocal when the request left, local nanoseconds
   * @param receiptNanos when it arrived, nanoseconds of the neighbour's clock
   * @param responseNanos when the response left, nanoseconds of the neighbour's clock
   * @param responseLocal when it arrived, local nanoseconds
   * @param correctionsScaled what both met on their way, 2⁻¹⁶ ns
   */
  void measured(
      long peer,
      long requestLocal,
      long receiptNanos,
      long responseNanos,
      long responseLocal,
      long correctionsScaled) {
    rate.measured(peer, responseNanos, responseLocal);
    long span = (responseLocal - requestLocal) << 16;
    add(span - correctionsScaled, responseNanos - receiptNanos);
  }

  /** Takes a measurement with a one-step responder, whose corrections hold its turnaround, too. */
  void measured(long requestLocal, long responseLocal, long correctionsScaled) {
    add(((responseLocal - requestLocal) << 16) - correctionsScaled, 0);
  }

  private void add(long spanScaled, long turnaroundNanos) {
    spans[next] = spanScaled;
    turnarounds[next] = turnaroundNanos;
    next = (next + 1) % SIZE;
    count = Math.min(count + 1, SIZE);
    for (int i = 0; i < count; i++) { // what was measured before the rate was known profits, too
      delays[i] = (spans[i] - (rate.local(turnarounds[i]) << 16)) / 2;
    }
    long lowest = Long.MAX_VALUE;
    long second = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      second = Math.min(second, Math.max(lowest, delays[i]));
      lowest = Math.min(lowest, delays[i]);
    }
    leastScaledNanos = count < FEW ? lowest : second; // one of many may be wrong
    int few = Math.min(count, USUAL);
    for (int i = 0; i < few; i++) {
      sorted[i] = delays[(next + SIZE - 1 - i) % SIZE];
    }
    Arrays.sort(sorted, 0, few);
    usualScaledNanos = count < FEW ? lowest : sorted[(few - 1) / 2];
    mostScaledNanos = sorted[(few - 1) * 3 / 4];
  }
}
