package io.timebridge.clock.servo;

/**
 * What the clock's error cannot exceed while its source is honest.
 *
 * <p>A message that left the source at {@code remote} and arrived at {@code local} proves that at
 * {@code local} the source showed between {@code remote} and {@code remote} plus the round trip,
 * whatever the asymmetry. Each of the last few such proofs, carried forward at the believed
 * frequency and widened by what that may be wrong by, bounds the clock; the tightest one counts.
 */
final class ErrorBound {
  private static final int PROOFS = 8;

  private final long[] localNanos = new long[PROOFS];
  private final long[] remoteNanos = new long[PROOFS];
  private final long[] roundTripNanos = new long[PROOFS];
  private final long[] widthNanos = new long[PROOFS];
  private int count;
  private int next;

  void add(long local, long remote, long roundTrip, long width) {
    localNanos[next] = local;
    remoteNanos[next] = remote;
    roundTripNanos[next] = Math.max(0, roundTrip);
    widthNanos[next] = width;
    next = (next + 1) % PROOFS;
    count = Math.min(count + 1, PROOFS);
  }

  /** The bound for a clock that shows {@code nanos} at {@code local}; there must be a proof. */
  long boundNanos(long local, long nanos, double driftPpb, double driftBoundPpb) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      long elapsed = local - localNanos[i];
      long earliest = remoteNanos[i] + elapsed + Math.round(elapsed * driftPpb * 1e-9);
      long widening = widthNanos[i] + Math.round(Math.abs(elapsed) * driftBoundPpb * 1e-9);
      long ahead = nanos - earliest;
      long behind = earliest + roundTripNanos[i] - nanos;
      best = Math.min(best, Math.max(ahead, behind) + widening);
    }
    return best;
  }

  void clear() {
    count = 0;
    next = 0;
  }
}
