package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** A thousand networks and oscillators, drawn from a seed. */
class RandomScenarioTest {
  private static final int SCENARIOS = 1000;

  @Test
  void boundHoldsAndTheClaimIsHonest() {
    SeededRandom dice = new SeededRandom(20261122);
    double[] ratios = new double[SCENARIOS];
    for (int i = 0; i < SCENARIOS; i++) {
      Scenario scenario = draw(dice, i);
      Scenario.Result result = scenario.run(EstimatorType.ENVELOPE, (long) i);
      assertTrue(
          result.violations() <= 0.001,
          scenario + ": " + result.violations() + " beyond the bound");
      ratios[i] = result.ratio();
    }
    Arrays.sort(ratios);
    double median = ratios[SCENARIOS / 2];
    assertTrue(median >= 1 && median <= 4, "median ratio " + median);
  }

  private static Scenario draw(SeededRandom dice, int number) {
    double interval = Math.pow(2, dice.nextLong(5) - 4.0); // 16 a second to 1 a second
    Delays from = delays(dice);
    Delays to = dice.nextDouble() < 0.7 ? from : delays(dice);
    double walk = Math.pow(10, 2 * dice.nextDouble() - 1);
    return new Scenario(
        "scenario " + number,
        1000 * interval,
        400 * interval,
        interval,
        dice.nextDouble() < 0.2,
        from,
        to,
        walk,
        frequency(dice));
  }

  private static DoubleUnaryOperator frequency(SeededRandom dice) {
    double offset = (dice.nextDouble() - 0.5) * 160_000;
    double step = dice.nextDouble() < 0.2 ? (dice.nextDouble() - 0.5) * 4_000 : 0;
    double at = 1000 * dice.nextDouble();
    double ramp = dice.nextDouble() < 0.3 ? (dice.nextDouble() - 0.5) * 10 : 0;
    return second -> offset + (second < at ? 0 : step) + ramp * second;
  }

  private static Delays delays(SeededRandom dice) {
    double scale = 300 * Math.pow(10, 3 * dice.nextDouble()); // 300 ns to 300 µs
    double base = scale * (1 + 9 * dice.nextDouble());
    Delays idle = Delays.exponential(base, scale);
    double share = 0.1 + 0.8 * dice.nextDouble();
    return switch ((int) dice.nextLong(5)) {
      case 0 -> idle;
      case 1 -> Delays.normal(base, scale);
      case 2 -> Delays.uniform(base, scale);
      case 3 -> Delays.bimodal(base, scale, scale * 20, share);
      default -> Delays.bursty(idle, scale * 20, 10 + 100 * dice.nextDouble(), share);
    };
  }
}
