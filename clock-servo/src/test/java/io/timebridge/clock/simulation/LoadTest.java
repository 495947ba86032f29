package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What each load adds, by its mean, its spread and its least. */
class LoadTest {
  private static final int PACKETS = 100_000;
  private static final long MILLI = 1_000_000;

  private static long[] draw(Load load) {
    LoadDice dice = new LoadDice(load, new SeededRandom(1));
    long[] drawn = new long[PACKETS];
    for (int i = 0; i < PACKETS; i++) {
      drawn[i] = dice.draw(i * MILLI);
    }
    assertTrue(Arrays.stream(drawn).allMatch(each -> each >= 0), load.toString());
    return drawn;
  }

  private static double mean(long[] drawn) {
    return Arrays.stream(drawn).average().orElseThrow();
  }

  private static double deviation(long[] drawn) {
    double mean = mean(drawn);
    return Math.sqrt(
        Arrays.stream(drawn).mapToDouble(d -> (d - mean) * (d - mean)).sum() / PACKETS);
  }

  private static void check(Load load, double mean, double deviation) {
    long[] drawn = draw(load);
    assertEquals(mean, mean(drawn), 0.02 * mean + 1, load.toString());
    assertEquals(deviation, deviation(drawn), 0.03 * deviation + 1, load.toString());
  }

  @Test
  void momentsAreThoseOfTheDistribution() {
    check(Load.NONE, 0, 0);
    check(new Load.Exponential(5_000), 5_000, 5_000);
    check(new Load.Normal(5_000, 1_000), 5_000, 1_000);
    check(new Load.Uniform(5_000), 5_000, 10_000 / Math.sqrt(12));
    check(new Load.Gamma(5_000, 4), 5_000, 2_500);
    check(new Load.Gamma(5_000, 0.5), 5_000, 5_000 * Math.sqrt(2));
    // 0 or 100,000 at 1 to 3, and an exponential of 1,000.
    check(new Load.Bimodal(1_000, 100_000, 0.25), 26_000, Math.sqrt(0.25 * 0.75 * 1e10 + 1e6));
  }

  @Test
  void aNormalLoadIsCutOffAtNothing() {
    long[] drawn = draw(new Load.Normal(0, 1_000));
    assertEquals(0.5, Arrays.stream(drawn).filter(d -> d == 0).count() / (double) PACKETS, 0.01);
  }

  @Test
  void burstsTakeTurnsWithQuietTimes() {
    // 100 s: quiet for 900 ms, a burst of 100 ms, in the mean.
    Load load = new Load.Bursty(0, 1_000_000, 900 * MILLI, 100 * MILLI);
    long[] drawn = draw(load);
    assertEquals(100_000, load.meanNanos());
    assertEquals(0.1, Arrays.stream(drawn).filter(d -> d > 0).count() / (double) PACKETS, 0.04);
    int turns = 0;
    for (int i = 1; i < PACKETS; i++) {
      turns += (drawn[i] > 0) == (drawn[i - 1] > 0) ? 0 : 1;
    }
    assertTrue(turns > 100 && turns < 300, turns + " turns, not each packet for itself");
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(() -> new Load.Exponential(-1));
    refused(() -> new Load.Exponential(Double.NaN));
    refused(() -> new Load.Normal(0, -1));
    refused(() -> new Load.Uniform(Double.POSITIVE_INFINITY));
    refused(() -> new Load.Gamma(1, 0.01));
    refused(() -> new Load.Gamma(1, 2000));
    refused(() -> new Load.Bimodal(1, 1, 1.5));
    refused(() -> new Load.Bursty(1, 1, 0, 1));
    refused(() -> new LinkModel(-1, 0, 0));
    refused(() -> new LinkModel(0, 0, 1.1));
    refused(() -> new LinkModel.Faults(0, 0, 0, -1));
    refused(() -> new LinkModel.Switches(-1, 0, Load.NONE, false));
    refused(() -> new StampModel(0, 0, 0));
    refused(() -> new OscillatorModel(200_000, 0));
    refused(() -> new OscillatorModel(0, -1));
    refused(() -> new OscillatorModel.Daily(1, 1));
    refused(() -> new OscillatorModel.FrequencyChange(-1, 0, 1));
  }

  private static void refused(Supplier<?> making) {
    assertThrows(IllegalArgumentException.class, making::get);
  }
}
