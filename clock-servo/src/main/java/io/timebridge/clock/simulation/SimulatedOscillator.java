package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;
import java.util.Arrays;

/**
 * A local oscillator that errs as a model says: it starts at some reading, and its frequency is
 * another each second of true time, constant within it. One thread.
 */
public final class SimulatedOscillator {
  private static final long STEP_NANOS = 1_000_000_000L;

  private final SeededRandom random;
  private final OscillatorModel model;

  // The pieces, one a second: the reading at its beginning, and the frequency within it.
  private long[] localNanos = new long[64];
  private double[] frequency = new double[64];
  private int pieces = 1;
  private double walked;

  /**
   * Creates one with a constant offset and a random walk of its frequency.
   *
   * @param startLocalNanos its reading at true time 0
   * @param offsetPpm how much faster than true time it runs at first, parts per million
   * @param walkPerSecond the standard deviation of the frequency's step each second (1e-9 is a good
   *     quartz); 0 for none
   * @param random where the steps come from
   */
  public SimulatedOscillator(
      long startLocalNanos, double offsetPpm, double walkPerSecond, SeededRandom random) {
    this(startLocalNanos, new OscillatorModel(offsetPpm, walkPerSecond * 1e9), random);
  }

  /**
   * Creates one.
   *
   * @param startLocalNanos its reading at true time 0
   * @param model how it errs
   * @param random where its random steps come from
   */
  public SimulatedOscillator(long startLocalNanos, OscillatorModel model, SeededRandom random) {
    this.random = random;
    this.model = model;
    localNanos[0] = startLocalNanos;
    frequency[0] = model.frequencyAt(0);
  }

  /**
   * {@return the reading at a true time, nanoseconds}
   *
   * @param trueNanos true time, at least 0
   */
  public long localAt(long trueNanos) {
    int piece = (int) (trueNanos / STEP_NANOS);
    if (piece >= pieces) {
      extendTo(piece);
    }
    long elapsed = trueNanos - piece * STEP_NANOS;
    return localNanos[piece] + elapsed + Math.round(elapsed * frequency[piece]);
  }

  /**
   * {@return the first true time at which the reading is reached, nanoseconds}
   *
   * @param reading a reading not before the one at true time 0
   */
  public long trueAt(long reading) {
    long guess = reading - localNanos[0];
    for (int i = 0; i < 4; i++) {
      guess = Math.max(0, guess + reading - localAt(Math.max(0, guess)));
    }
    while (localAt(guess) - reading < 0) {
      guess++;
    }
    while (guess > 0 && localAt(guess - 1) - reading >= 0) {
      guess--;
    }
    return guess;
  }

  private void extendTo(int piece) {
    if (piece >= localNanos.length) {
      int length = Math.max(piece + 1, 2 * localNanos.length);
      localNanos = Arrays.copyOf(localNanos, length);
      frequency = Arrays.copyOf(frequency, length);
    }
    for (; pieces <= piece; pieces++) {
      long last = localNanos[pieces - 1];
      localNanos[pieces] = last + STEP_NANOS + Math.round(STEP_NANOS * frequency[pieces - 1]);
      walked += model.walkPpb() == 0 ? 0 : model.walkPpb() * 1e-9 * random.nextGaussian();
      frequency[pieces] = model.frequencyAt(pieces * STEP_NANOS) + walked;
    }
  }
}
