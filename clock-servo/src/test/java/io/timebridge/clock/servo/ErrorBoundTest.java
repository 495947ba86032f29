package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBoundTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void oneProofHoldsTheSourceWithinTheRoundTrip() {
    ErrorBound bound = new ErrorBound();
    bound.add(1_000, 500, 200, 0); // the source showed 500 to 700
    assertEquals(200, bound.boundNanos(1_000, 500, 0));
    assertEquals(100, bound.boundNanos(1_000, 600, 0));
    assertEquals(300, bound.boundNanos(1_000, 800, 0));
  }

  @Test
  void aFrequencyThatWasNeverProvenMayBeOffAsAQuartzMay() {
    ErrorBound bound = new ErrorBound();
    bound.add(0, 0, 200, 0);
    assertEquals(100 + 100_000, bound.boundNanos(SECOND, SECOND + 100, 0));
  }

  @Test
  void proofsThatLieFarApartProveTheFrequency() {
    ErrorBound bound = new ErrorBound();
    for (int i = 0; i <= 60; i++) {
      bound.add(i * SECOND, i * (SECOND + 20_000), 100_000, 0); // 20 ppm fast
    }
    assertTrue(bound.lowestPpb() <= 20_000 && bound.highestPpb() >= 20_000);
    assertTrue(bound.highestPpb() - bound.lowestPpb() < 6_000);
    assertEquals(15_000, bound.driftBoundPpb(20_000));
    assertTrue(bound.driftBoundPpb(-200_000) > 215_000, "a wrong frequency is not believed");
  }

  @Test
  void aSourceThatMovesAgainstItsOwnPastProvesNothing() {
    ErrorBound bound = new ErrorBound();
    for (int i = 0; i <= 60; i++) {
      bound.add(i * SECOND, i * SECOND, 10_000, 0);
    }
    assertEquals(15_000, bound.driftBoundPpb(0));
    bound.add(61 * SECOND, 61 * SECOND + 5_000_000, 10_000, 0);
    assertTrue(bound.driftBoundPpb(0) >= 100_000);
  }

  /** Whatever the asymmetry and the wander, and however wrong the believed frequency. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsTheTruth(long seed) {
    SeededRandom random = new SeededRandom(seed);
    ErrorBound bound = new ErrorBound();
    double frequency = (random.nextDouble() - 0.5) * 160e-6;
    double believedPpb = (random.nextDouble() - 0.5) * 400_000;
    double truth = 0;
    long local = 0;
    for (int i = 0; i < 2_000; i++) {
      long step = SECOND / 8;
      frequency += 0.35e-9 * random.nextGaussian();
      truth += step * (1 + frequency);
      local += step;
      long out = 1_000 + Math.round(300_000 * random.nextExponential());
      long back = 1_000 + Math.round(20_000 * random.nextExponential());
      bound.add(local, Math.round(truth) - out, out + back, 0);
      long shown = Math.round(truth) + Math.round(random.nextGaussian() * 100_000);
      long error = Math.abs(shown - Math.round(truth));
      long claimed = bound.boundNanos(local, shown, believedPpb);
      assertTrue(error <= claimed + 1, "at " + i + ": " + error + " > " + claimed);
    }
  }
}
