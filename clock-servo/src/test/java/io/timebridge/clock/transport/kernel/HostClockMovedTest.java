package io.timebridge.clock.transport.kernel;

import static io.timebridge.clock.transport.kernel.SimulatedFollower.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is done to the host's clock while a follower runs on it, from the kernel's stamp to the
 * disciplined clock: it must not show there.
 */
class HostClockMovedTest {
  private static final int LOOKS = 16; // between two messages of the source
  private static final long MS = 1_000_000L;

  /**
   * A movement that begins between a stamp and its reading, and is smaller than the readings can
   * tell from none, widens no stamp.
   */
  private static final long UNSEEN_NANOS = 1_000;

  /** A follower that is left in peace, and one whose host's clock is moved; otherwise the same. */
  private static final class Pair {
    final SimulatedFollower peaceful;
    final SimulatedFollower moved;

    Pair(long seed) {
      peaceful = new SimulatedFollower(seed);
      moved = new SimulatedFollower(seed);
      for (int i = 0; i < 8 * 100; i++) {
        peaceful.exchange();
        moved.exchange();
      }
      assertTrue(moved.estimator.locked());
      assertTrue(moved.boundAt(moved.trueNanos()) < 10_000, "a bound that says something");
    }

    /** Lets both run, and compares each look at the two clocks with what they claim. */
    void run(int seconds) {
      for (int i = 0; i < 8 * seconds; i++) {
        long from = moved.trueNanos();
        peaceful.exchange();
        moved.exchange();
        for (int look = 0; look < LOOKS; look++) {
          look(from + look * (moved.trueNanos() - from) / LOOKS);
        }
      }
    }

    private void look(long at) {
      long bound = moved.boundAt(at);
      long move = moved.clockAt(at) - peaceful.clockAt(at);
      assertTrue(
          Math.abs(move) < bound, () -> "moved by " + move + " ns, the bound is " + bound + " ns");
      long error = moved.errorAt(at);
      assertTrue(
          Math.abs(error) <= bound, () -> "off by " + error + " ns, the bound is " + bound + " ns");
    }

    void assertStampsHonest() {
      assertTrue(peaceful.worstBeyondWidthNanos <= 0);
      assertTrue(
          moved.worstBeyondWidthNanos < UNSEEN_NANOS,
          () -> "a stamp was " + moved.worstBeyondWidthNanos + " ns beyond its width");
      assertEquals(0, moved.estimator.epoch());
      assertTrue(moved.estimator.locked());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000000000",
    "2, -1000000000",
    "3, 1000000",
    "4, -1000000",
    "5, 100000",
    "6, -60000",
    "7, 1000000000000000",
    "8, -1000000000000000"
  })
  void step(long seed, long stepNanos) {
    Pair pair = new Pair(seed);
    SimulatedFollower moved = pair.moved;
    for (int i = 0; i < 20; i++) {
      // As a packet is on its way from the kernel to its reader.
      long at = moved.withinNextPassage();
      moved.watch(at);
      moved.host.disturb(at, stepNanos, 0);
      pair.run(1);
    }
    assertEquals(20, moved.straddling);
    assertEquals(0, moved.straddlingCarried);
    assertTrue(moved.lost < 3 * 20, () -> moved.lost + " stamps lost");
    pair.assertStampsHonest();
  }

  @ParameterizedTest
  @CsvSource({"1, 300", "2, -900", "3, 3000", "4, -9000"})
  void stepTooSmallToLoseAStampForWidensIt(long seed, long stepNanos) {
    Pair pair = new Pair(seed);
    for (int i = 0; i < 20; i++) {
      pair.moved.host.disturb(pair.moved.withinNextPassage(), stepNanos, 0);
      pair.run(1);
    }
    assertEquals(0, pair.moved.lost);
    pair.assertStampsHonest();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void leapSecondOfTheKernel(long seed) {
    // clock_adjtime's STA_INS: the last second of the UTC day is counted twice.
    Pair pair = new Pair(seed);
    SimulatedFollower moved = pair.moved;
    long midnight = moved.trueNanos() + SECOND - moved.host.realAt(moved.trueNanos()) % SECOND;
    moved.watch(midnight);
    moved.host.disturb(midnight, -SECOND, 0);
    pair.run(20);
    assertEquals(0, moved.straddlingCarried);
    assertTrue(moved.lost <= 3, () -> moved.lost + " stamps lost");
    pair.assertStampsHonest();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 500",
    "2, -500",
    "3, 83333",
    "4, -83333",
    "5, 40",
    "6, -90",
    "7, 5000",
    "8, -20000"
  })
  void slew(long seed, double ppm) {
    Pair pair = new Pair(seed);
    SimulatedFollower moved = pair.moved;
    for (long i = 0; i < 10; i++) {
      // Begins and ends anywhere between two packets, or while one waits.
      long begin = moved.trueNanos() + i * 13 * MS + 10_000;
      moved.host.disturb(begin, 0, ppm);
      moved.host.disturb(begin + 2 * SECOND + i * 7 * MS, 0, 0);
      pair.run(4);
    }
    assertTrue(moved.lost < 4 * 20, () -> moved.lost + " stamps lost");
    assertTrue(moved.carried > 1_600 + 10 * 4 * 16 - 4 * 20);
    pair.assertStampsHonest();
  }

  /** The local clock stands still meanwhile: to it, the source jumps. A new epoch, then. */
  @Test
  void suspend() {
    SimulatedFollower moved = new Pair(1).moved;
    long asleep = moved.withinNextPassage();
    long awake = asleep + 30 * SECOND;
    moved.host.sleep(asleep, awake);
    moved.watch(awake);
    while (moved.trueNanos() < awake) {
      moved.exchange();
    }
    assertEquals(1, moved.straddling);
    assertEquals(0, moved.straddlingCarried);
    // What waited through the sleep moved nothing: the clock is late by just that sleep.
    long now = moved.trueNanos();
    assertEquals(0, moved.estimator.epoch());
    assertTrue(Math.abs(moved.errorAt(now) + 30 * SECOND) <= moved.boundAt(now));
    for (int i = 0; i < 8; i++) {
      moved.exchange();
    }
    assertEquals(1, moved.estimator.epoch());
    long then = moved.trueNanos();
    assertTrue(Math.abs(moved.errorAt(then)) <= moved.boundAt(then));
    assertTrue(moved.worstBeyondWidthNanos < UNSEEN_NANOS);
  }
}
