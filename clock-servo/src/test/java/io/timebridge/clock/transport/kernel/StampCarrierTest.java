package io.timebridge.clock.transport.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StampCarrierTest {
  private static final long MS = 1_000_000L;

  /** A host whose real clock is slewed and stepped against the raw one. */
  private static final class Host {
    final StampCarrier carrier = new StampCarrier();
    long raw = 5_000_000_000L;
    long real = 1_700_000_000_000_000_000L;
    double ppm;
    private double rest;

    void run(long nanos) {
      double gained = nanos * ppm * 1e-6 + rest;
      long whole = (long) Math.floor(gained);
      rest = gained - whole;
      raw += nanos;
      real += nanos + whole;
    }

    /** Reads real after {@code before} of a bracket's time, and ends the bracket. */
    void read(long before, long after) {
      long rawBefore = raw;
      run(before);
      long realNow = real;
      run(after);
      carrier.bracket(rawBefore, realNow, raw);
    }

    void settle(int millis) {
      for (int i = 0; i < millis; i++) {
        run(MS);
        read(50, 50);
      }
    }
  }

  private static void assertNear(long expected, long actual, long within) {
    assertTrue(
        Math.abs(actual - expected) <= within, () -> "off by " + (actual - expected) + " ns");
  }

  @Test
  void nothingIsCarriedBeforeTheFirstReading() {
    assertEquals(StampCarrier.LOST, new StampCarrier().localNanos(0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 10, -500, 500, 83_333, -83_333})
  void stampIsCarriedAtTheRateOfTheSlew(double ppm) {
    Host host = new Host();
    host.ppm = ppm;
    host.read(50, 50);
    host.settle(100);
    long truth = host.raw;
    long stamp = host.real;
    host.run(200_000);
    host.read(60, 40);
    long carried = host.carrier.localNanos(stamp);
    assertTrue(Math.abs(carried - truth) <= 75, () -> "off by " + (carried - truth));
    assertTrue(host.carrier.widthNanos() < 400, () -> "width " + host.carrier.widthNanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {60_000, -60_000, 1_000_000, 1_000_000_000L, -1_000_000_000L, 1L << 60})
  void stampsAcrossAStepAreLostAndThoseAfterItAreNot(long step) {
    Host host = new Host();
    host.read(50, 50);
    host.settle(100);
    long before = host.real;
    host.run(10_000);
    host.real += step; // a leap second is a step back by one
    long behind = host.real;
    host.run(10_000);
    host.read(50, 50);
    assertEquals(StampCarrier.LOST, host.carrier.localNanos(before));
    assertEquals(StampCarrier.LOST, host.carrier.localNanos(behind));
    host.run(MS);
    host.read(50, 50);
    // One that waited through the step, on another socket.
    assertEquals(StampCarrier.LOST, host.carrier.localNanos(before));
    host.settle(15);
    long truth = host.raw;
    long stamp = host.real;
    host.run(20_000);
    host.read(50, 50);
    assertNear(truth, host.carrier.localNanos(stamp), 60);
  }

  @Test
  void onlyWhatNoSlewCouldDoIsCalledAStep() {
    Host host = new Host();
    host.read(50, 50);
    host.settle(100);
    host.ppm = 83_333;
    host.run(10 * MS);
    host.read(50, 50);
    assertFalse(host.carrier.stepped());
    assertEquals(StampCarrier.LOST, host.carrier.localNanos(host.real));
    host.real += 20 * MS;
    host.run(10 * MS);
    host.read(50, 50);
    assertTrue(host.carrier.stepped());
  }

  @Test
  void slewThatBeginsIsFollowedSoon() {
    Host host = new Host();
    host.read(50, 50);
    host.settle(100);
    host.ppm = -83_333;
    host.settle(40);
    long truth = host.raw;
    long stamp = host.real;
    host.run(30_000);
    host.read(50, 50);
    assertNear(truth, host.carrier.localNanos(stamp), 60);
  }

  @Test
  void smallChangeOfRateLosesNothing() {
    Host host = new Host();
    host.read(50, 50);
    host.settle(100);
    host.ppm = 40;
    host.run(100 * MS);
    long truth = host.raw;
    long stamp = host.real;
    host.run(30_000);
    host.read(50, 50);
    long carried = host.carrier.localNanos(stamp);
    assertNotEquals(StampCarrier.LOST, carried);
    assertNear(truth, carried, host.carrier.widthNanos());
  }

  @Test
  void wideBracketMakesAWideStampAndNoStep() {
    Host host = new Host();
    host.read(50, 50);
    host.settle(100);
    long truth = host.raw;
    long stamp = host.real;
    host.run(30_000);
    host.read(10, 3 * MS);
    assertFalse(host.carrier.stepped());
    assertNear(truth, host.carrier.localNanos(stamp), host.carrier.widthNanos());
    assertTrue(host.carrier.widthNanos() >= 3 * MS / 2);
    host.settle(20);
    assertNear(host.raw, host.carrier.localNanos(host.real), 100);
  }

  @Test
  void stampOfTheFutureOrOfLongAgoIsNoPassage() {
    Host host = new Host();
    host.read(50, 50);
    host.settle(20);
    assertEquals(StampCarrier.LOST, host.carrier.localNanos(host.real + MS));
    assertEquals(StampCarrier.LOST, host.carrier.localNanos(host.real - 2_000 * MS));
  }

  @Property(seed = "20261122")
  void carriedStampIsWithinItsWidthOfTheTruth(
      @ForAll @DoubleRange(min = -83_000, max = 83_000) double ppm,
      @ForAll @DoubleRange(min = -500, max = 500) double change,
      @ForAll @IntRange(min = 0, max = 40_000) int step,
      @ForAll @IntRange(min = 10, max = 100_000) int widest,
      @ForAll long seed) {
    Random random = new Random(seed);
    Host host = new Host();
    host.ppm = ppm;
    host.read(50, 50);
    int disturbed = 50 + random.nextInt(50);
    for (int i = 0; i < 150; i++) {
      host.run(random.nextInt(3_000_000));
      long truth = host.raw;
      long stamp = host.real;
      host.run(random.nextInt(100_000));
      if (i == disturbed) {
        host.ppm = Math.max(-83_333, Math.min(83_333, ppm + change));
        host.real += step;
      }
      host.run(random.nextInt(10_000));
      host.read(random.nextInt(widest), random.nextInt(widest));
      long carried = host.carrier.localNanos(stamp);
      if (carried != StampCarrier.LOST) {
        long width = host.carrier.widthNanos();
        // A movement that is smaller than the readings are wide is not seen.
        boolean learning = i >= disturbed && i <= disturbed + 20;
        long rounding = 3; // the host's clock is rounded at each of its runs
        long unseen = (learning ? 2L * widest : 0) + (i == disturbed ? 2_000 : rounding);
        int at = i;
        assertTrue(
            Math.abs(carried - truth) <= width + unseen,
            () -> "reading " + at + ": off by " + (carried - truth) + ", width " + width);
      }
    }
  }
}
