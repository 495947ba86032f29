package io.timebridge.benchmarks.sidebyside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RunningOscillatorTest {
  private static final long NANOS = 1_000_000_000L;
  private static final long START = 12_345 * NANOS;

  @Test
  void runsOffAndNeverBack() {
    RunningOscillator oscillator = new RunningOscillator(START, 100, 10, 1e-9, 1);
    long gained = oscillator.applyAsLong(START + 100 * NANOS) - oscillator.applyAsLong(START);
    assertEquals(10e-6, (gained - 100.0 * NANOS) / (100.0 * NANOS), 1e-7);
    long last = oscillator.applyAsLong(START - NANOS);
    for (long raw = START - NANOS; raw < START + 100 * NANOS; raw += 999_983) {
      long local = oscillator.applyAsLong(raw);
      assertTrue(local >= last);
      last = local;
    }
  }

  @Test
  void neverRunsBackWhereItsFrequencyChanges() {
    RunningOscillator oscillator = new RunningOscillator(START, 20, -10, 1e-6, 2);
    for (long second = -5; second < 20; second++) {
      long last = Long.MIN_VALUE;
      for (long raw = START + second * NANOS - 1_000; raw < START + second * NANOS + 1_000; raw++) {
        long local = oscillator.applyAsLong(raw);
        assertTrue(local >= last);
        last = local;
      }
    }
  }

  @Test
  void seedDecidesTheWalk() {
    RunningOscillator one = new RunningOscillator(START, 50, 10, 1e-9, 1);
    RunningOscillator same = new RunningOscillator(START, 50, 10, 1e-9, 1);
    RunningOscillator other = new RunningOscillator(START, 50, 10, 1e-9, 2);
    long late = START + 50 * NANOS;
    assertEquals(one.applyAsLong(late), same.applyAsLong(late));
    assertTrue(one.applyAsLong(late) != other.applyAsLong(late));
  }
}
