package io.timebridge.clock.servo;

import static io.timebridge.clock.servo.SimulatedExchange.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the default estimator does when something happens. */
class EnvelopeEstimatorTest {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  /** Whatever comes, within an epoch the clock goes forward, and slews no faster than allowed. */
  @Property(tries = 200, seed = "20261122")
  void showsTimeThatNeverRunsBackwards(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 1000) int maxSlewPpm,
      @ForAll @LongRange(min = 1, max = 9 * MILLI) long trouble) {
    ServoConfig config = new ServoConfig(maxSlewPpm, 10 * MILLI);
    SeededRandom dice = new SeededRandom(seed);
    SimulatedExchange exchange =
        new SimulatedExchange(EstimatorType.ENVELOPE, config, 50, 20_000, 10_000, seed);
    exchange.run(1);
    for (int i = 0; i < 8 * 30; i++) {
      double die = dice.nextDouble();
      exchange.extraDelayNanos = die < 0.1 ? dice.nextLong(trouble) : 0;
      exchange.extraReturnNanos = die > 0.9 ? dice.nextLong(trouble) : 0;
      if (die > 0.45 && die < 0.46) {
        exchange.sourceJumpNanos = dice.nextLong(trouble) - trouble / 2;
      }
      exchange.exchange();
      assertContinuous(exchange.map(), maxSlewPpm * 1000);
    }
  }

  /**
   * A cold JVM's first packets are late by tens of milliseconds; its later ones by hundreds of µs.
   */
  @Test
  void aSlowStartLeadsItNotAstray() {
    for (long seed = 1; seed <= 100; seed++) {
      SeededRandom dice = new SeededRandom(seed);
      SimulatedExchange exchange =
          new SimulatedExchange(
              EstimatorType.ENVELOPE, ServoConfig.DEFAULT, 10, 20_000, 300_000, seed);
      for (int i = 0; i < 8 * 60; i++) {
        double late = i < 8 ? 20 * MILLI : 0;
        exchange.extraDelayNanos = Math.round(late * dice.nextExponential());
        exchange.extraReturnNanos = Math.round(late * dice.nextExponential());
        exchange.exchange();
      }
      long error = exchange.errorAt(exchange.trueNanos);
      assertTrue(Math.abs(error) < 300 * MICRO, "seed " + seed + ": " + error + " ns");
      assertTrue(exchange.estimator.locked(), "seed " + seed);
    }
  }

  private static void assertContinuous(ClockMap map, double maxSlewPpb) {
    List<ClockSegment> newestFirst = map.segments();
    ClockSegment now = newestFirst.get(0);
    ClockSegment before = newestFirst.get(1);
    assertEquals(before.epoch(), now.epoch());
    assertEquals(before.nanosAt(now.localNanos()), now.nanos(), "no step");
    assertTrue(now.frequencyPpb() > -1e9, "forward");
    // The believed frequency itself is within what a quartz can be off by.
    double most = maxSlewPpb + ErrorBound.FREE_OSCILLATOR_PPB + 1;
    assertTrue(Math.abs(now.frequencyPpb()) <= most, now.frequencyPpb() + " ppb");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sameMeasurementsMakeTheSameClock(long seed) {
    SimulatedExchange one = SimulatedExchange.lan(EstimatorType.ENVELOPE, seed);
    SimulatedExchange two = SimulatedExchange.lan(EstimatorType.ENVELOPE, seed);
    one.run(100);
    two.run(100);
    assertEquals(one.map().segments(), two.map().segments());
  }

  @Test
  void singleWrongStampsMoveNothing() {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, 1);
    lan.run(300);
    lan.forgetStatistics();
    for (int i = 0; i < 60; i++) {
      lan.extraDelayNanos = i % 2 == 0 ? -8_000 : 3 * MILLI; // too early, and much too late
      lan.exchange();
      lan.extraDelayNanos = 0;
      lan.run(5);
    }
    assertTrue(lan.rms() < 150, "rms " + lan.rms());
    assertTrue(lan.worst < 600, "worst " + lan.worst);
  }

  @ParameterizedTest
  @ValueSource(longs = {30_000, -6_000})
  void pathThatChangesBothWaysAlikeMovesLittle(long longer) {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, 2);
    lan.run(300);
    lan.extraDelayNanos = longer;
    lan.extraReturnNanos = longer;
    lan.forgetStatistics();
    lan.run(300);
    assertEquals(0, lan.boundViolations);
    assertTrue(lan.worst < Math.abs(longer), "worst " + lan.worst);
    assertNear(10_000 + longer, lan.estimator.pathDelayNanos(), 300);
    lan.forgetStatistics();
    lan.run(100);
    assertTrue(lan.rms() < 150, "rms " + lan.rms());
  }

  /** Half of what one way grew by cannot be told from time; the bound knows. */
  @Test
  void pathThatChangesOneWayIsWithinTheBound() {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, 3);
    lan.run(300);
    lan.extraDelayNanos = 40 * MICRO;
    lan.run(600);
    assertEquals(0, lan.boundViolations);
    assertTrue(Math.abs(lan.errorAt(lan.trueNanos)) < 21 * MICRO);
  }

  @Test
  void announcedPathChangeForgetsTheDelayAndKeepsTheTime() {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, 4);
    lan.run(300);
    lan.estimator.pathChanged();
    lan.extraDelayNanos = 90 * MICRO;
    lan.extraReturnNanos = 90 * MICRO;
    lan.forgetStatistics();
    lan.run(120);
    assertEquals(0, lan.boundViolations);
    assertTrue(lan.worst < 2_000, "worst " + lan.worst);
    assertNear(100_000, lan.estimator.pathDelayNanos(), 300);
  }

  @Test
  void anotherGrandmasterIsFollowedFromTheFirstMessage() {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, 5);
    lan.run(300);
    lan.estimator.startEpoch();
    lan.sourceJumpNanos = 3600 * SECOND;
    lan.exchange();
    lan.exchange();
    lan.forgetStatistics();
    lan.run(60);
    assertEquals(1, lan.segment().epoch());
    assertEquals(0, lan.boundViolations);
    assertTrue(lan.worst < 20_000, "worst " + lan.worst);
    lan.forgetStatistics();
    lan.run(60);
    assertTrue(lan.rms() < 250, "rms " + lan.rms()); // the frequency was kept
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void frequencyStepIsCaughtUpWithoutLosingTheBound(long seed) {
    Scenario step =
        ServoTable.OSCILLATORS.stream()
            .filter(scenario -> scenario.name().contains("10 ppm"))
            .findAny()
            .orElseThrow();
    Scenario.Result ours = step.run(EstimatorType.ENVELOPE, seed);
    assertEquals(0, ours.violations());
    assertTrue(ours.max() < 20_000, "max " + ours.max());
    assertTrue(ours.rms() < 300, "rms " + ours.rms());
  }

  @Test
  void knownPathDelayNeedsOneDirectionOnly() {
    Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
    SeededRandom random = new SeededRandom(7);
    Measurement m = new Measurement();
    double worst = 0;
    for (long i = 1; i <= 8 * 200; i++) {
      long sent = i * SECOND / 8;
      long delay = 2_000 + Math.round(500 * random.nextExponential());
      long local = Math.round((sent + delay) * (1 + 20e-6));
      m.set(true, local, sent, StampQuality.SIMULATED, 0, 0).withPathDelay(2_000);
      estimator.measured(m);
      if (i > 8 * 60) {
        ClockMap map = Objects.requireNonNull(estimator.clock().map());
        worst = Math.max(worst, (double) Math.abs(map.nanosAt(local) - sent - delay));
      }
    }
    assertTrue(worst < 150, "worst " + worst);
    assertNear(2_000, estimator.pathDelayNanos(), 50);
    assertTrue(estimator.locked());
  }

  /** Sync is sent 8 times a second, Delay_Req once. */
  @Test
  void directionsMayBeOfDifferentRates() {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, 6);
    for (int i = 0; i < 8 * 400; i++) {
      if (i == 8 * 200) {
        lan.forgetStatistics();
      }
      if (i % 8 == 0) {
        lan.exchange();
      } else {
        lan.fromSource();
        lan.observe();
      }
    }
    assertEquals(0, lan.boundViolations);
    assertTrue(lan.rms() < 250, "rms " + lan.rms());
  }

  @Test
  void userSpaceStampsOfAMillisecondAreFollowedToo() {
    SimulatedExchange coarse =
        new SimulatedExchange(EstimatorType.ENVELOPE, ServoConfig.DEFAULT, 20, 50_000, 1e6, 8);
    coarse.run(200);
    assertTrue(coarse.estimator.locked());
    coarse.forgetStatistics();
    coarse.run(400);
    assertEquals(0, coarse.boundViolations);
    assertTrue(coarse.rms() < 20_000, "rms " + coarse.rms());
  }

  private static void assertNear(long expected, long actual, long within) {
    assertTrue(Math.abs(actual - expected) <= within, () -> "expected " + expected + ": " + actual);
  }
}
