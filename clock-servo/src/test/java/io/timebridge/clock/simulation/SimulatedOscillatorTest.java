package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SimulatedOscillatorTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void startsWhereItIsToldAndRunsOffByItsOffset() {
    SimulatedOscillator oscillator = new SimulatedOscillator(77, 10, 0, new SeededRandom(1));
    assertEquals(77, oscillator.localAt(0));
    assertEquals(77 + SECOND + 10_000, oscillator.localAt(SECOND));
    assertEquals(77 + 1000 * SECOND + 10_000_000, oscillator.localAt(1000 * SECOND));
  }

  @Test
  void frequencyWalksByItsStepEachSecond() {
    double sumSquares = 0;
    for (int seed = 0; seed < 400; seed++) {
      SimulatedOscillator oscillator = new SimulatedOscillator(0, 0, 1e-6, new SeededRandom(seed));
      long start = oscillator.localAt(100 * SECOND);
      double frequency = (oscillator.localAt(101 * SECOND) - start - SECOND) / 1e9;
      sumSquares += frequency * frequency;
    }
    assertEquals(1e-5, Math.sqrt(sumSquares / 400), 1e-6); // 100 steps of 1e-6
  }

  @Property(seed = "1", tries = 300)
  void trueAtIsTheFirstTimeThatShowsTheReading(
      @ForAll @LongRange(min = 0, max = 300 * SECOND) long trueNanos,
      @ForAll @DoubleRange(min = -1000, max = 1000) double offsetPpm,
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    assertFirst(new SimulatedOscillator(-5, offsetPpm, 1e-9, new SeededRandom(seed)), trueNanos);
  }

  @Property(seed = "3", tries = 300)
  void readingNeverRunsBackwards(
      @ForAll @LongRange(min = 0, max = 300 * SECOND) long trueNanos,
      @ForAll @LongRange(min = 0, max = 5) long later,
      @ForAll @DoubleRange(min = -1000, max = 1000) double offsetPpm) {
    SimulatedOscillator oscillator =
        new SimulatedOscillator(0, offsetPpm, 1e-9, new SeededRandom(9));
    assertTrue(oscillator.localAt(trueNanos + later) >= oscillator.localAt(trueNanos));
  }

  @Test
  void sameSeedGivesTheSameReadingsInWhateverOrderTheyAreTaken() {
    SimulatedOscillator one = new SimulatedOscillator(0, 10, 1e-6, new SeededRandom(3));
    SimulatedOscillator two = new SimulatedOscillator(0, 10, 1e-6, new SeededRandom(3));
    long late = one.localAt(500 * SECOND);
    for (int i = 1; i < 500; i++) {
      assertEquals(one.localAt(i * SECOND), two.localAt(i * SECOND));
    }
    assertEquals(late, two.localAt(500 * SECOND));
    SimulatedOscillator other = new SimulatedOscillator(0, 10, 1e-6, new SeededRandom(4));
    assertNotEquals(late, other.localAt(500 * SECOND));
  }

  @Property(seed = "2", tries = 300)
  void trueAtIsTheFirstEvenForAVerySlowOrFastOscillator(
      @ForAll @LongRange(min = 0, max = 300 * SECOND) long trueNanos,
      @ForAll @DoubleRange(min = -100_000, max = 100_000) double offsetPpm) {
    assertFirst(new SimulatedOscillator(0, offsetPpm, 0, new SeededRandom(1)), trueNanos);
  }

  @Test
  void trueAtFollowsAReadingThatWraps() {
    SimulatedOscillator oscillator =
        new SimulatedOscillator(Long.MAX_VALUE - SECOND, 10, 0, new SeededRandom(1));
    assertFirst(oscillator, 5 * SECOND);
  }

  private static void assertFirst(SimulatedOscillator oscillator, long trueNanos) {
    long reading = oscillator.localAt(trueNanos);
    long first = oscillator.trueAt(reading);
    assertEquals(reading, oscillator.localAt(first));
    assertTrue(first == 0 || oscillator.localAt(first - 1) - reading < 0, "not the first");
  }
}
