package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import org.junit.jupiter.api.Test;

class FrequencyDriftTest {
  private static final double STEP = 10;

  /** So many steps of a frequency that drifts and wanders, from where it was. */
  private static double feed(
      FrequencyDrift drift,
      SeededRandom random,
      double from,
      double perSecond,
      double walk,
      int n) {
    double ppb = from;
    for (int i = 0; i < n; i++) {
      ppb += perSecond * STEP + walk * Math.sqrt(STEP) * random.nextGaussian();
      drift.add(ppb, 1, STEP);
    }
    return ppb;
  }

  @Test
  void aWanderingFrequencyHasNoDrift() {
    int told = 0;
    for (int seed = 1; seed <= 500; seed++) {
      FrequencyDrift drift = new FrequencyDrift();
      feed(drift, new SeededRandom(seed), 0, 0, 1, 3000);
      told += drift.ppbPerSecond() == 0 ? 0 : 1;
    }
    assertTrue(told <= 5, told + " of 500");
  }

  @Test
  void aDriftThatStandsOutIsTold() {
    for (int seed = 1; seed <= 20; seed++) {
      FrequencyDrift drift = new FrequencyDrift();
      feed(drift, new SeededRandom(seed), 5_000, -0.5, 0.3, 2000);
      assertEquals(-0.5, drift.ppbPerSecond(), 0.05, "seed " + seed);
      assertTrue(drift.sigma() > 0 && drift.sigma() < 0.03, "sigma " + drift.sigma());
      assertTrue(drift.believedSeconds() > 0);
    }
  }

  /** A host that has warmed up does not go on warming up. */
  @Test
  void aDriftThatHasEndedIsForgotten() {
    FrequencyDrift drift = new FrequencyDrift();
    SeededRandom random = new SeededRandom(1);
    double warm = feed(drift, random, 0, 2, 0.1, 500);
    assertEquals(2, drift.ppbPerSecond(), 0.2);
    feed(drift, random, warm, 0, 0.1, 60);
    assertEquals(0, drift.ppbPerSecond(), 0.1);
  }

  @Test
  void aStepIsNoDrift() {
    FrequencyDrift drift = new FrequencyDrift();
    SeededRandom random = new SeededRandom(2);
    double before = feed(drift, random, 0, 0, 0.3, 1000);
    for (int i = 0; i < 1000; i++) {
      before = feed(drift, random, i == 0 ? before + 10_000 : before, 0, 0.3, 1);
      assertTrue(Math.abs(drift.ppbPerSecond()) < 0.3, i + ": " + drift.ppbPerSecond());
    }
  }

  @Test
  void afterAGapTheHistoryBeginsAnew() {
    FrequencyDrift drift = new FrequencyDrift();
    feed(drift, new SeededRandom(3), 0, 1, 0.1, 1000);
    assertTrue(drift.ppbPerSecond() > 0 && drift.longestWander() > 0);
    drift.clear();
    assertEquals(0, drift.ppbPerSecond());
    assertEquals(0, drift.longestWander());
  }
}
