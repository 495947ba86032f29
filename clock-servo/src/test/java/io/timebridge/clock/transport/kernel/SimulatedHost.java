package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.SimulatedOscillator;
import java.util.ArrayList;
import java.util.List;

/**
 * A host in virtual time, as the kernel shows it: a raw clock on a quartz of its own, a real clock
 * that somebody steps and slews, and sleep, in which the raw clock stands still and the real one
 * goes on.
 */
final class SimulatedHost {
  private static final long START_REAL_NANOS = 1_700_000_000_000_000_000L;

  /** The real clock from a true time on. */
  private record Piece(long trueNanos, long realNanos, double slewPpm) {
    long realAt(long atTrueNanos) {
      long elapsed = atTrueNanos - trueNanos;
      return realNanos + elapsed + (long) Math.floor(elapsed * slewPpm * 1e-6);
    }
  }

  private final List<Piece> pieces = new ArrayList<>(List.of(new Piece(0, START_REAL_NANOS, 0)));
  private final SimulatedOscillator quartz;
  private long asleepAt = Long.MAX_VALUE;
  private long awakeAt = Long.MAX_VALUE;

  SimulatedHost(SeededRandom random) {
    quartz = new SimulatedOscillator(12_345_678, 10, 1e-9, random);
  }

  /** From a true time on the real clock shows so much more, and is slewed so fast. */
  void disturb(long trueNanos, long stepNanos, double slewPpm) {
    long real = pieceAt(trueNanos).realAt(trueNanos) + stepNanos;
    pieces.add(new Piece(trueNanos, real, slewPpm));
  }

  /** Sleeps once. */
  void sleep(long fromTrueNanos, long untilTrueNanos) {
    asleepAt = fromTrueNanos;
    awakeAt = untilTrueNanos;
  }

  boolean isAsleep(long trueNanos) {
    return trueNanos >= asleepAt && trueNanos < awakeAt;
  }

  long awakeAt() {
    return awakeAt;
  }

  private Piece pieceAt(long trueNanos) {
    Piece found = pieces.get(0);
    for (Piece piece : pieces) {
      found = piece.trueNanos <= trueNanos ? piece : found;
    }
    return found;
  }

  long realAt(long trueNanos) {
    return pieceAt(trueNanos).realAt(trueNanos);
  }

  /** The raw clock; for how long the host slept it does not know. */
  long rawAt(long trueNanos) {
    long slept = Math.max(0, Math.min(trueNanos, awakeAt) - asleepAt);
    return quartz.localAt(trueNanos - slept);
  }
}
