package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The default estimator against linuxptp's, on all networks; each with 5 seeds. */
class ServoTableTest {
  private static final int SEEDS = 5;

  static Stream<Arguments> ptp() {
    return rows(ServoTable.PTP, 20, 100, 450);
  }

  static Stream<Arguments> ntp() {
    return rows(ServoTable.NTP, 5_500, 14_000, 65_000);
  }

  private static Stream<Arguments> rows(List<Scenario> scenarios, double... rms) {
    return Stream.iterate(0, i -> i < rms.length, i -> i + 1)
        .map(i -> Arguments.of(scenarios.get(i), rms[i]));
  }

  static Stream<Scenario> noises() {
    return Stream.concat(ServoTable.SYMMETRIC.stream(), ServoTable.LOADED.stream());
  }

  @ParameterizedTest
  @MethodSource("ptp")
  void beatsPtp4lWithManySamples(Scenario scenario, double rms) {
    Scenario.Result ours = scenario.run(EstimatorType.ENVELOPE, SEEDS);
    Scenario.Result pi = scenario.run(EstimatorType.PI, SEEDS);
    assertAtMost(rms, ours.rms(), "rms");
    assertAtMost(pi.max() / 3, ours.max(), "max");
    assertAtMost(pi.lockSeconds(), ours.lockSeconds(), "median lock");
    assertAtMost(pi.meanLockSeconds(), ours.meanLockSeconds(), "mean lock");
    assertHonest(ours);
  }

  @ParameterizedTest
  @MethodSource("ntp")
  void beatsChronyWithFewSamples(Scenario scenario, double rms) {
    Scenario.Result ours = scenario.run(EstimatorType.ENVELOPE, SEEDS);
    assertAtMost(rms, ours.rms(), "rms");
    assertHonest(ours);
  }

  @ParameterizedTest
  @MethodSource("noises")
  void isNeverWorseThanTheBetterOfLinuxptps(Scenario scenario) {
    Scenario.Result ours = scenario.run(EstimatorType.ENVELOPE, SEEDS);
    Scenario.Result pi = scenario.run(EstimatorType.PI, SEEDS);
    Scenario.Result regression = scenario.run(EstimatorType.REGRESSION, SEEDS);
    assertAtMost(Math.min(pi.rms(), regression.rms()), ours.rms(), "rms");
    assertEquals(0, ours.violations());
  }

  private static void assertHonest(Scenario.Result result) {
    assertEquals(0, result.violations());
    assertTrue(result.ratio() >= 1 && result.ratio() <= 4, "ratio " + result.ratio());
  }

  private static void assertAtMost(double limit, double actual, String what) {
    assertTrue(actual <= limit, what + " " + actual + " is more than " + limit);
  }
}
