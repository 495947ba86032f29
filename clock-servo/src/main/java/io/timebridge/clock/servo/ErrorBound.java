package io.timebridge.clock.servo;

/**
 * What the clock's error cannot exceed while its source is honest.
 *
 * <p>A message that left the source at {@code remote} and arrived at {@code local} proves that at
 * {@code local} the source showed between {@code remote} and {@code remote} plus the round trip,
 * whatever the asymmetry. Each of the last few such proofs, carried forward at the believed
 * frequency and widened by what that may be wrong by, bounds the clock; the tightest one counts.
 *
 * <p>What the frequency may be wrong by is proven the same way: two proofs that lie far apart hold
 * the source's frequency between two lines. So a frequency that was measured badly does not make
 * the bound a lie, only wide. What the oscillator may do from now on, unwatched, is told by its
 * history.
 */
final class ErrorBound {
  private static final int PROOFS = 8;
  private static final int ANCHORS = 16;
  private static final long ANCHOR_SPACING_NANOS = 4_000_000_000L;

  /** How fast what was proven of a frequency grows old: parts per 10⁹ a second. */
  private static final double AGEING_PPB = 10;

  /** What a quartz oscillator may be off by before it was measured. */
  static final double FREE_OSCILLATOR_PPB = 100_000;

  private final FrequencyHistory history = new FrequencyHistory();
  private final Proofs recent = new Proofs(PROOFS);
  private final Proofs anchors = new Proofs(ANCHORS);
  private double lowestPpb = -FREE_OSCILLATOR_PPB;
  private double highestPpb = FREE_OSCILLATOR_PPB;
  private boolean started;
  private long newestLocal;

  /** Proofs in the order they came, the oldest overwritten. */
  private static final class Proofs {
    private final long[] local;
    private final long[] remote;
    private final long[] roundTrip;
    private int count;
    private int next;

    Proofs(int size) {
      local = new long[size];
      remote = new long[size];
      roundTrip = new long[size];
    }

    void add(long localNanos, long remoteNanos, long roundTripNanos) {
      local[next] = localNanos;
      remote[next] = remoteNanos;
      roundTrip[next] = roundTripNanos;
      next = (next + 1) % local.length;
      count = Math.min(count + 1, local.length);
    }

    int newest() {
      return (next + local.length - 1) % local.length;
    }

    void clear() {
      count = 0;
      next = 0;
    }
  }

  /** Takes a proof; the stamps' widths widen the round trip. */
  void add(long local, long remote, long roundTrip, long width) {
    long earliest = remote - width;
    long trip = Math.max(0, roundTrip) + 2 * width;
    proveFrequency(local, earliest, trip);
    recent.add(local, earliest, trip);
    if (anchors.count == 0 || local - anchors.local[anchors.newest()] >= ANCHOR_SPACING_NANOS) {
      anchors.add(local, earliest, trip);
    } else if (trip < anchors.roundTrip[anchors.newest()]) {
      // A tighter proof in the same few seconds is the better anchor.
      anchors.next = anchors.newest();
      anchors.count--;
      anchors.add(local, earliest, trip);
    }
  }

  /** The two lines between which the source's frequency lies: of all anchors, the tightest pair. */
  private void proveFrequency(long local, long remote, long trip) {
    double age = started ? Math.max(0, local - newestLocal) * 1e-9 * AGEING_PPB : 0;
    started = true;
    newestLocal = local;
    lowestPpb -= age;
    highestPpb += age;
    for (int i = 0; i < anchors.count; i++) {
      double elapsed = (double) (local - anchors.local[i]);
      double advance = (double) (remote - anchors.remote[i]) - elapsed;
      double low = (advance - anchors.roundTrip[i]) / elapsed * 1e9;
      double high = (advance + trip) / elapsed * 1e9;
      if (low > highestPpb || high < lowestPpb) {
        distrust();
        return;
      }
      if (elapsed > 0 && high - low < highestPpb - lowestPpb) {
        lowestPpb = low;
        highestPpb = high;
      }
    }
  }

  /** The source's time moved against its own past: nothing is proven of its frequency any more. */
  private void distrust() {
    anchors.clear();
    lowestPpb = Math.min(lowestPpb, 0) - FREE_OSCILLATOR_PPB;
    highestPpb = Math.max(highestPpb, 0) + FREE_OSCILLATOR_PPB;
  }

  /** The least that the source's frequency can be over the local clock's, parts per 10⁹. */
  double lowestPpb() {
    return lowestPpb;
  }

  /** The most that it can be. */
  double highestPpb() {
    return highestPpb;
  }

  /** A frequency that was believed for so long: the oscillator's history. */
  void believed(double ppb, double seconds) {
    history.add(ppb, seconds);
  }

  /** What a believed frequency may be wrong by, parts per 10⁹. */
  double driftBoundPpb(double driftPpb) {
    return Math.max(history.wanderPpb(), Math.max(highestPpb - driftPpb, driftPpb - lowestPpb));
  }

  /** The bound for a clock that shows {@code nanos} at {@code local}; there must be a proof. */
  long boundNanos(long local, long nanos, double driftPpb) {
    double driftBound = driftBoundPpb(driftPpb) * 1e-9;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < recent.count; i++) {
      long elapsed = local - recent.local[i];
      long earliest = recent.remote[i] + elapsed + Math.round(elapsed * driftPpb * 1e-9);
      long ahead = nanos - earliest;
      long behind = earliest + recent.roundTrip[i] - nanos;
      long widening = Math.round(Math.abs(elapsed) * driftBound);
      best = Math.min(best, Math.max(ahead, behind) + widening);
    }
    return best;
  }

  /** Another way to the source, or another source: the proofs of where it was are void. */
  void clear() {
    recent.clear();
    anchors.clear();
  }
}
