package io.timebridge.ptp;

import java.util.Arrays;

/**
 * The delay of a link from single measurements of it: the usual one, their median, and the least.
 * Waiting makes packets late, never early, and our estimators go by the Syncs that waited least; so
 * a follower takes the least. A transparent clock adds the usual one: where many links add up, none
 * of the Syncs has waited nowhere.
 */
final class PeerDelayFilter {
  /** The least is of so many of the last measurements: a longer way is believed after them. */
  private static final int SIZE = 64;

  /** The usual one is of so many; linuxptp takes the median of 10. */
  private static final int USUAL = 16;

  /** Of fewer the lowest counts. */
  private static final int FEW = 8;

  private final long[] delays = new long[SIZE]; // 2⁻¹⁶ ns
  private int count;
  private int next;
  private final long[] sorted = new long[USUAL];
  private long leastScaledNanos;
  private long usualScaledNanos;

  private final RateRatio rate = new RateRatio();
  private boolean rateKnown;

  void reset() {
    count = 0;
    next = 0;
    rate.restart();
    rateKnown = false;
    leastScaledNanos = 0;
    usualScaledNanos = 0;
  }

  boolean isKnown() {
    return count > 0;
  }

  /** The usual delay, 2⁻¹⁶ ns; 0 before it is known. */
  long usualScaledNanos() {
    return usualScaledNanos;
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
    if (rate.isKnown() && !rateKnown) {
      count = 0; // what was measured without it is worth less
      next = 0;
    }
    rateKnown = rate.isKnown();
    long turnaround = rate.local(responseNanos - receiptNanos);
    add(((responseLocal - requestLocal - turnaround) << 16) - correctionsScaled);
  }

  /** Takes a measurement with a one-step responder, whose corrections hold its turnaround, too. */
  void measured(long requestLocal, long responseLocal, long correctionsScaled) {
    add(((responseLocal - requestLocal) << 16) - correctionsScaled);
  }

  private void add(long roundTripScaled) {
    delays[next] = roundTripScaled / 2;
    next = (next + 1) % SIZE;
    count = Math.min(count + 1, SIZE);
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
    usualScaledNanos = sorted[few / 2];
  }
}
