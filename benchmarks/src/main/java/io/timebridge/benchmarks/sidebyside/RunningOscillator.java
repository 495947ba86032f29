package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.SimulatedOscillator;
import java.util.function.LongUnaryOperator;

/**
 * A simulated oscillator that runs on the machine's raw clock: local nanoseconds of raw ones. Never
 * runs backwards. Any thread: its walk is drawn beforehand, for as long as it may be asked.
 */
final class RunningOscillator implements LongUnaryOperator {
  private static final long NANOS = 1_000_000_000L;

  /** A first reading may lie before the making, but no stamp is older than this. */
  private static final long BEFORE_NANOS = 10 * NANOS;

  private static final long START_LOCAL_NANOS = 1_000 * NANOS;

  private final SimulatedOscillator oscillator;
  private final long originRawNanos;

  RunningOscillator(
      long rawNanos, long seconds, double offsetPpm, double walkPerSecond, long seed) {
    originRawNanos = rawNanos - BEFORE_NANOS;
    SeededRandom random = new SeededRandom(seed);
    oscillator = new SimulatedOscillator(START_LOCAL_NANOS, offsetPpm, walkPerSecond, random);
    long unused = oscillator.localAt(BEFORE_NANOS + seconds * NANOS);
  }

  @Override
  public long applyAsLong(long rawNanos) {
    return oscillator.localAt(rawNanos - originRawNanos);
  }
}
