package io.timebridge.clock.servo;

import static io.timebridge.clock.servo.SimulatedExchange.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the default estimator makes of its oscillator's past when its source goes away. */
class HoldoverTest {
  private static final int SEEDS = 5;

  static Stream<HoldoverRun> drifting() {
    return HoldoverRun.DRIFTING.stream();
  }

  static Stream<HoldoverRun> wandering() {
    return HoldoverRun.WANDERING.stream();
  }

  static Stream<HoldoverRun> swinging() {
    return HoldoverRun.SWINGING.stream();
  }

  @ParameterizedTest
  @MethodSource("drifting")
  void aDriftIsFollowedAndTheBoundHolds(HoldoverRun run) {
    for (int hours : new int[] {1, 24}) {
      HoldoverRun.Result result = run.run(hours, SEEDS);
      assertTrue(result.violations() <= 0.001, run + ": " + result);
      // What was seen for as long as it is to be held is held well.
      boolean seen = hours == (run.lockedHours() >= 24 ? 24 : 1);
      double share = seen ? 0.5 : 1;
      assertTrue(result.rmsNanos() <= share * result.straightNanos(), run + ": " + result);
    }
  }

  @ParameterizedTest
  @MethodSource("wandering")
  void whereThereIsNoDriftNothingIsLost(HoldoverRun run) {
    for (int hours : new int[] {1, 24}) {
      HoldoverRun.Result result = run.run(hours, 4 * SEEDS);
      assertTrue(result.violations() <= 0.001, run + ": " + result);
      assertTrue(result.rmsNanos() <= 1.02 * result.straightNanos(), run + ": " + result);
    }
  }

  /** What will turn back is not to be taken for a drift for long. */
  @ParameterizedTest
  @MethodSource("swinging")
  void theBoundHoldsWhereTheTemperatureTurns(HoldoverRun run) {
    for (int hours : new int[] {1, 24}) {
      HoldoverRun.Result result = run.run(hours, SEEDS);
      assertTrue(result.violations() <= 0.001, run + ": " + result);
      assertTrue(result.rmsNanos() <= 1.3 * result.straightNanos(), run + ": " + result);
    }
  }

  @Test
  void theClockIsDrawnOnWithoutAStepAndOnlyWhileTheSourceIsAway() {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, 1);
    lan.run(100);
    ClockMap before = lan.map();
    lan.estimator.holdOver(lan.localNow());
    assertEquals(before, lan.map(), "the source is there");
    lan.estimator.sourceLost(lan.localNow());
    for (int i = 0; i < 100; i++) {
      lan.trueNanos += 8 * SECOND;
      lan.estimator.holdOver(lan.localNow());
      List<ClockSegment> newestFirst = lan.map().segments();
      ClockSegment now = newestFirst.get(0);
      assertEquals(newestFirst.get(1).nanosAt(now.localNanos()), now.nanos());
      assertTrue(now.errorBoundNanos() >= newestFirst.get(1).errorBoundNanos());
    }
    lan.run(1);
    ClockMap back = lan.map();
    lan.estimator.holdOver(lan.localNow());
    assertEquals(back, lan.map(), "the source is back");
  }
}
