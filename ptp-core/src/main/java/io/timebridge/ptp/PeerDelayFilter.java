package io.timebridge.ptp;

/**
 * The delay of a link from single measurements of it. Waiting makes packets late, never early, and
 * the estimators go by the Syncs that waited least; so the lowest of the last measurements counts,
 * but for one, which may be wrong.
 */
final class PeerDelayFilter {
  /** As many of the last measurements are looked at: a longer way is believed after so many. */
  private static final int SIZE = 64;

  /** Of fewer the lowest counts. */
  private static final int FEW = 8;

  /** As many of the last responses tell a rate. */
  private static final int RATES = 16;

  /** Two clocks that differ by more are not both working: 1,000 ppm. */
  private static final double MAX_RATE_ERROR = 1e-3;

  /** Stamps that are some 10 µs off tell a rate to 1 ppm over so long. */
  private static final long MIN_RATE_SPAN_NANOS = 8_000_000_000L;

  private final long[] delays = new long[SIZE]; // 2⁻¹⁶ ns
  private int count;
  private int next;
  private long delayScaledNanos;

  private final long[] peerNanos = new long[RATES]; // the neighbour's clock at each response
  private final long[] localNanos = new long[RATES];
  private int rateCount;
  private int rateNext;
  private boolean rateKnown;
  private double rateError; // by how much faster ours runs than the neighbour's

  void reset() {
    count = 0;
    next = 0;
    rateCount = 0;
    rateNext = 0;
    rateKnown = false;
    rateError = 0;
    delayScaledNanos = 0;
  }

  boolean isKnown() {
    return count > 0;
  }

  /** The delay, 2⁻¹⁶ ns; 0 before it is known. */
  long delayScaledNanos() {
    return delayScaledNanos;
  }

  /**
   * Takes a measurement with a two-step responder.
   *
   * @param requestLocal when the request left, local nanoseconds
   * @param receiptNanos when it arrived, nanoseconds of the neighbour's clock
   * @param responseNanos when the response left, nanoseconds of the neighbour's clock
   * @param responseLocal when it arrived, local nanoseconds
   * @param correctionsScaled what both met on their way, 2⁻¹⁶ ns
   */
  void measured(
      long requestLocal,
      long receiptNanos,
      long responseNanos,
      long responseLocal,
      long correctionsScaled) {
    rate(responseNanos, responseLocal);
    long turnaround = responseNanos - receiptNanos;
    turnaround += Math.round(turnaround * rateError);
    add(((responseLocal - requestLocal - turnaround) << 16) - correctionsScaled);
  }

  /** Takes a measurement with a one-step responder, whose corrections hold its turnaround, too. */
  void measured(long requestLocal, long responseLocal, long correctionsScaled) {
    add(((responseLocal - requestLocal) << 16) - correctionsScaled);
  }

  private void rate(long peer, long local) {
    // The oldest that is kept, or the first.
    int oldest = rateCount < RATES ? 0 : rateNext;
    if (rateCount > 0 && local - localNanos[oldest] >= MIN_RATE_SPAN_NANOS) {
      double span = local - localNanos[oldest];
      double error = (span - (peer - peerNanos[oldest])) / span;
      if (Math.abs(error) > MAX_RATE_ERROR) {
        rateCount = 0; // its clock was set
        rateNext = 0;
        rateKnown = false;
        rateError = 0;
      } else {
        if (!rateKnown) {
          count = 0; // what was measured without it is worth less
          next = 0;
        }
        rateKnown = true;
        rateError = error;
      }
    }
    peerNanos[rateNext] = peer;
    localNanos[rateNext] = local;
    rateNext = (rateNext + 1) % RATES;
    rateCount = Math.min(rateCount + 1, RATES);
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
    delayScaledNanos = count < FEW ? lowest : second;
  }
}
