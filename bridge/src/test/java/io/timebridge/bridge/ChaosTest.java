package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Days of chaos: {@link ChaosDay}. Here a few hours of one seed; docs/chaos.md tells how the proof
 * of 20 days is run, {@code -Dchaos.seeds=20 -Dchaos.hours=24}.
 */
class ChaosTest {
  private static final int SEEDS = Integer.getInteger("chaos.seeds", 1);
  private static final double HOURS = Double.parseDouble(System.getProperty("chaos.hours", "2.5"));
  private static final long FIRST = Long.getLong("chaos.first", 1);
  private static final boolean SLEWED = Boolean.getBoolean("chaos.slewed");
  private static final double SHARE = 0.999;

  @Test
  void aMajorityOfHonestSourcesIsEnough() throws Exception {
    List<ChaosOutcome> outcomes = ChaosDays.run(FIRST, SEEDS, HOURS, SLEWED, System.out);
    assertEquals(SEEDS, outcomes.size());
    for (ChaosOutcome outcome : outcomes) {
      ChaosWire wire = outcome.wire;
      assertEquals(List.of(), outcome.wrong, outcome::toString);
      assertEquals(0, outcome.backwards + wire.ptpBackwards);
      assertEquals(0, outcome.steps);
      assertTrue(outcome.withinBound() >= SHARE, outcome::toString);
      assertTrue(wire.ntpWithinBound() >= SHARE, outcome::toString);
      assertTrue(wire.ptpWithinClaim() >= SHARE, outcome::toString);
      assertTrue(outcome.readings > 0.9 * HOURS * 3_600, outcome::toString);
      assertTrue(outcome.faults > 0 && outcome.exclusions > 0, outcome::toString);
    }
  }
}
