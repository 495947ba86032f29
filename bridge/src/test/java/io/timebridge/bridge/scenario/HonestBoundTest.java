package io.timebridge.bridge.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The truth lies within the error bound: in each scenario that ships, and in some drawn at random.
 * {@code RandomScenarios} of the benchmarks draws a thousand.
 */
class HonestBoundTest {
  private static final double LEAST_SHARE = 0.999;

  static Stream<String> shipped() {
    return Scenario.shippedNames().stream();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 12);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void inEachScenarioThatShips(String name) {
    check(Scenario.shipped(name).run(1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void inScenariosDrawnAtRandom(long seed) {
    check(Scenario.random(seed).run(seed));
  }

  private static void check(SimulationReport report) {
    for (NodeReport node : report.nodes()) {
      assertTrue(node.readings() > 100, node.toString());
      assertTrue(node.boundHeld() >= LEAST_SHARE, node.toString());
    }
  }

  @Test
  void eachSeedDrawsAScenarioOfItsOwnAndTheSameAgain() {
    assertEquals(RandomPlan.of(5), RandomPlan.of(5));
    assertNotEquals(RandomPlan.of(5).nodes(), RandomPlan.of(6).nodes());
  }
}
