package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A local oscillator that errs: it starts at some reading, runs off by a constant, and its
 * frequency walks at random, one normal step a second of true time. One thread.
 */
public final class SimulatedOscillator {
  private static final long STEP_NANOS = 1_000_000_000L;

  private record Piece(long trueNanos, long localNanos, double frequency) {}

  private final SeededRandom random;
  private final double walkPerSecond;
  private final List<Piece> pieces = new ArrayList<>();

  /**
   * Creates one.
   *
   * @param startLocalNanos its reading at true time 0
   * @param offsetPpm how much faster than true time it runs at first, parts per million
   * @param walkPerSecond the standard deviation of the frequency's step each second (1e-9 is a good
   *     quartz); 0 for none
   * @param random where the steps come from
   */
  public SimulatedOscillator(
      long startLocalNanos, double offsetPpm, double walkPerSecond, SeededRandom random) {
    this.random = random;
    this.walkPerSecond = walkPerSecond;
    pieces.add(new Piece(0, startLocalNanos, offsetPpm * 1e-6));
  }

  /**
   * {@return the reading at a true time, nanoseconds}
   *
   * @param trueNanos true time, at least 0
   */
  public long localAt(long trueNanos) {
    Piece piece = pieceAt(trueNanos);
    long elapsed = trueNanos - piece.trueNanos;
    return piece.localNanos + elapsed + Math.round(elapsed * piece.frequency);
  }

  /**
   * {@return the first true time at which the reading is reached, nanoseconds}
   *
   * @param localNanos a reading not before the one at true time 0
   */
  public long trueAt(long localNanos) {
    long guess = localNanos - pieces.get(0).localNanos;
    for (int i = 0; i < 4; i++) {
      guess = Math.max(0, guess + localNanos - localAt(Math.max(0, guess)));
    }
    while (localAt(guess) - localNanos < 0) {
      guess++;
    }
    while (guess > 0 && localAt(guess - 1) - localNanos >= 0) {
      guess--;
    }
    return guess;
  }

  private Piece pieceAt(long trueNanos) {
    int index = (int) (trueNanos / STEP_NANOS);
    while (pieces.size() <= index) {
      Piece last = pieces.get(pieces.size() - 1);
      long local = last.localNanos + STEP_NANOS + Math.round(STEP_NANOS * last.frequency);
      double step = walkPerSecond == 0 ? 0 : walkPerSecond * random.nextGaussian();
      pieces.add(new Piece(last.trueNanos + STEP_NANOS, local, last.frequency + step));
    }
    return pieces.get(index);
  }
}
