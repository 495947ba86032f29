package io.timebridge.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.benchmarks.UnicastCrowd.Counts;
import io.timebridge.benchmarks.UnicastFollowers.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class UnicastFollowersTest {
  /** The documented command with fewer followers, untimed: on real sockets, nothing is lost. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void everySyncHasItsFollowUpAndEveryRequestItsAnswer() throws Exception {
    Result result = UnicastFollowers.run(50, 1, -3);
    Counts counts = result.counts();
    assertEquals(0, counts.withoutFollowUp(), result.toString());
    assertEquals(0, counts.withoutDelayResp(), result.toString());
    assertEquals(0, counts.syncGaps(), result.toString());
    assertTrue(counts.syncs() > 200, result.toString());
    assertTrue(counts.delayReqs() > 200, result.toString());
  }

  @Test
  void whatIsNotWholeIsToldSo() {
    assertTrue(result(new Counts(800, 10, 800, 0, 0, 0)).isWhole(-3));
    assertFalse(result(new Counts(700, 10, 800, 0, 0, 0)).isWhole(-3));
    assertFalse(result(new Counts(800, 10, 700, 0, 0, 0)).isWhole(-3));
    assertFalse(result(new Counts(800, 10, 800, 1, 0, 0)).isWhole(-3));
    assertFalse(result(new Counts(800, 10, 800, 0, 1, 0)).isWhole(-3));
    assertFalse(result(new Counts(800, 10, 800, 0, 0, 1)).isWhole(-3));
  }

  private static Result result(Counts counts) {
    return new Result(10, counts, 10, 1, 0, 0, 0);
  }
}
