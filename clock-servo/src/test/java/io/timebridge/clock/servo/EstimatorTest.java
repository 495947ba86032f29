package io.timebridge.clock.servo;

import static io.timebridge.clock.servo.SimulatedExchange.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.StampQuality;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorTest {
  private static final long MILLI = 1_000_000;

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void followsALanAndStaysLocked(EstimatorType type) {
    SimulatedExchange lan = SimulatedExchange.lan(type, 1);
    lan.run(200);
    assertTrue(lan.estimator.locked());
    lan.forgetStatistics();
    lan.run(400);
    assertTrue(lan.rms() < 1500, () -> "rms " + lan.rms() + " ns");
    assertTrue(lan.estimator.locked());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void boundHoldsTheTruthAndTheEstimateFromTheFirstReadingOn(long seed) {
    SimulatedExchange lan = SimulatedExchange.lan(EstimatorType.ENVELOPE, seed);
    lan.run(600);
    assertTrue(lan.readings > 9000);
    double share = (double) lan.boundViolations / lan.readings;
    assertTrue(share <= 0.001, () -> "violated in a share of " + share);
    assertTrue(lan.segment().errorBoundNanos() < 100_000, "a bound that says something");
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void findsFrequencyDelayAndTimeWhenNothingJitters(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 30);
    assertNear(10_000, quiet.estimator.pathDelayNanos(), 5);
    assertNear(0, quiet.errorAt(quiet.trueNanos), 20);
    assertNear(0, quiet.estimator.offsetNanos(), 20);
    assertNear(0, quiet.estimator.jitterNanos(), 20);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void showsNoTimeUntilTheDelayIsKnown(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.fromSource();
    assertFalse(quiet.estimator.locked());
    assertNull(quiet.estimator.clock().map());
    assertEquals(0, quiet.estimator.pathDelayNanos());
    quiet.run(1);
    assertNear(0, quiet.errorAt(quiet.trueNanos), 15_000);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void delayThatIsKnownFromElsewhereNeedsNoMessageToTheSource(EstimatorType type) {
    Estimator estimator = type.create(ServoConfig.DEFAULT);
    Measurement m = new Measurement();
    m.set(true, 1000, 5_000_000, StampQuality.KERNEL, 50, 0).withPathDelay(700);
    estimator.measured(m);
    ClockMap map = estimator.clock().map();
    assertEquals(5_000_700, map == null ? 0 : map.nanosAt(1000));
    assertEquals(750, map == null ? 0 : map.current().errorBoundAt(1000));
    assertEquals(700, estimator.pathDelayNanos());
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void newEpochKeepsFrequencyAndSmallOffsetsButForgetsThePath(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    assertEquals(1, quiet.estimator.startEpoch());
    assertEquals(1, quiet.estimator.epoch());
    assertEquals(0, quiet.estimator.pathDelayNanos());
    assertFalse(quiet.estimator.locked());
    quiet.sourceJumpNanos = 9 * MILLI;
    quiet.exchange();
    quiet.forgetStatistics();
    quiet.exchange();
    assertEquals(1, quiet.segment().epoch());
    assertNear(-9 * MILLI, quiet.errorAt(quiet.trueNanos), 100_000);
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 30);
    assertEquals(0, quiet.boundViolations);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void newEpochStepsWhatIsBeyondTheThreshold(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    quiet.estimator.startEpoch();
    quiet.sourceJumpNanos = 11 * MILLI;
    quiet.exchange();
    quiet.exchange();
    assertNear(0, quiet.errorAt(quiet.trueNanos), 1000);
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 30);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void slewIsNoFasterThanTheOperatorAllows(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    quiet.sourceJumpNanos = 9 * MILLI;
    for (int i = 0; i < 8 * 60; i++) {
      quiet.exchange();
      assertEquals(quiet.estimator.frequencyPpb(), quiet.segment().frequencyPpb(), 501_000);
    }
    assertNear(0, quiet.errorAt(quiet.trueNanos), 300_000);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void oneOutlierMovesNothing(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    ClockSegment before = quiet.segment();
    quiet.extraDelayNanos = 50 * MILLI;
    quiet.fromSource();
    assertEquals(before, quiet.segment());
    quiet.extraDelayNanos = 0;
    quiet.trueNanos += SECOND / 8;
    quiet.run(20);
    assertEquals(0, quiet.estimator.epoch());
    assertNear(0, quiet.errorAt(quiet.trueNanos), 100);
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 30);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void theBoundTakesNoConfiguredAsymmetryForGranted(EstimatorType type) {
    Estimator estimator = type.create(ServoConfig.DEFAULT);
    Measurement m = new Measurement();
    for (long i = 1; i <= 200; i++) { // a symmetric path of 10 µs, said to be 200 µs asymmetric
      long at = i * SECOND / 8;
      m.set(true, at + 10_000, at, StampQuality.SIMULATED, 0, 0).withAsymmetry(200_000);
      estimator.measured(m);
      m.set(false, at + 20_000, at + 30_000, StampQuality.SIMULATED, 0, 0);
      estimator.measured(m);
    }
    long local = 200 * SECOND / 8 + 10_000;
    ClockSegment segment = java.util.Objects.requireNonNull(estimator.clock().map()).current();
    assertNear(200_000, segment.nanosAt(local) - local, 500);
    assertTrue(segment.errorBoundAt(local) >= 200_000);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void anOutlierIsNoHalfOfARoundTrip(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    quiet.extraDelayNanos = 50 * MILLI;
    quiet.fromSource();
    quiet.extraDelayNanos = 0;
    for (int i = 0; i < 20; i++) { // its successors are lost
      quiet.trueNanos += SECOND / 8;
      quiet.toSource(quiet.trueNanos);
    }
    assertNear(10_000, quiet.estimator.pathDelayNanos(), 5);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void fourthInARowIsAJumpAndBeginsAnEpoch(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    quiet.sourceJumpNanos = 50 * MILLI;
    quiet.exchange();
    quiet.exchange();
    quiet.exchange();
    assertEquals(0, quiet.estimator.epoch());
    quiet.exchange();
    assertEquals(1, quiet.estimator.epoch());
    quiet.exchange();
    quiet.exchange();
    assertEquals(1, quiet.segment().epoch());
    assertNear(0, quiet.errorAt(quiet.trueNanos), 1000);
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 30);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void lostSourceLeavesTheDriftAndABoundThatGrows(EstimatorType type) {
    SimulatedExchange lan = SimulatedExchange.lan(type, 1);
    lan.run(200);
    long now = lan.localNow();
    long shown = lan.map().nanosAt(now);
    lan.estimator.sourceLost(now);
    ClockSegment held = lan.segment();
    assertFalse(lan.estimator.locked());
    assertEquals(shown, lan.map().nanosAt(now), "no step");
    assertEquals(-10_000, held.frequencyPpb(), 150);
    long grown = held.errorBoundAt(now + 1000 * SECOND) - held.errorBoundAt(now);
    assertTrue(grown >= 1_000 * 1000, () -> "the bound grew by " + grown);
    long hourLater = lan.trueNanos + 3600 * SECOND;
    long bound = held.errorBoundAt(now + 3600 * SECOND);
    assertTrue(Math.abs(lan.errorAt(hourLater)) <= bound);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void frequencyThatIsNotYetKnownIsHeldWithABoundThatCoversIt(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(2);
    long now = quiet.localNow();
    quiet.estimator.sourceLost(now);
    assertTrue(quiet.segment().boundGrowthPpb() >= 15_000);
    long hourLater = quiet.trueNanos + 3600 * SECOND;
    assertTrue(
        Math.abs(quiet.errorAt(hourLater)) <= quiet.segment().errorBoundAt(now + 3600 * SECOND));
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void returningSourceIsFollowedAgain(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    quiet.estimator.sourceLost(quiet.localNow());
    quiet.trueNanos += 600 * SECOND;
    quiet.run(60);
    assertTrue(quiet.estimator.locked());
    assertNear(0, quiet.errorAt(quiet.trueNanos), 1000);
    assertEquals(0, quiet.boundViolations);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void measurementOfAnotherEpochIsIgnored(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    ClockMap before = quiet.map();
    long now = quiet.trueNanos;
    quiet.estimator.measured(quiet.measurement(true, now + 10_000, now, 1));
    quiet.estimator.measured(quiet.measurement(true, now + 10_000, now, -1));
    assertSame(before, quiet.map());
    quiet.estimator.measured(quiet.measurement(true, now + 10_000, now, 0));
    assertTrue(before != quiet.map(), "of its own epoch it is not");
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void stampsThatRunBackwardsAreIgnored(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    ClockMap before = quiet.map();
    long past = quiet.trueNanos - SECOND;
    quiet.estimator.measured(quiet.measurement(true, past, past - 10_000, 0));
    assertSame(before, quiet.map());
    long again = before.current().localNanos();
    quiet.estimator.measured(
        new Measurement().set(true, again, before.nanosAt(again), StampQuality.USER, 0, 0));
    assertSame(before, quiet.map());
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void stampFromBeforeTheSourceWasLostIsIgnored(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    quiet.estimator.sourceLost(quiet.localNow());
    ClockMap held = quiet.map();
    long inFlight = quiet.trueNanos - 50_000;
    quiet.estimator.measured(quiet.measurement(true, inFlight, inFlight - 10_000, 0));
    assertSame(held, quiet.map());
    quiet.run(10);
    assertTrue(quiet.estimator.locked());
  }

  @ParameterizedTest
  @EnumSource(value = EstimatorType.class, names = "REGRESSION", mode = EnumSource.Mode.EXCLUDE)
  void sourceLostAtTheInstantOfItsLastMessageIsHeldAtTheDriftToo(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    quiet.sourceJumpNanos = 5 * MILLI;
    quiet.exchange();
    quiet.exchange();
    quiet.fromSource();
    ClockSegment slewing = quiet.segment();
    assertTrue(slewing.frequencyPpb() > 100_000);
    quiet.estimator.sourceLost(slewing.localNanos());
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 5000);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void acquisitionBeginsAnewWhenTheSourceWasLostInIt(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(3);
    quiet.estimator.sourceLost(quiet.localNow());
    quiet.run(60);
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 500);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void oneOutlierDuringAcquisitionMovesNothing(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(3);
    quiet.extraDelayNanos = 50 * MILLI;
    quiet.fromSource();
    quiet.extraDelayNanos = 0;
    quiet.trueNanos += SECOND / 8;
    quiet.run(60);
    assertEquals(0, quiet.estimator.epoch());
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 300);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void jumpDuringAcquisitionBeginsAnEpoch(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(3);
    quiet.sourceJumpNanos = -SECOND;
    quiet.run(60);
    assertEquals(1, quiet.estimator.epoch());
    assertNear(0, quiet.errorAt(quiet.trueNanos), 1000);
    assertEquals(-10_000, quiet.segment().frequencyPpb(), 300);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void outliersThatDisagreeAreNoJump(EstimatorType type) {
    SimulatedExchange quiet = SimulatedExchange.quiet(type);
    quiet.run(100);
    for (long delay : new long[] {15, 40, 90, 200, 450, 200, 90}) {
      quiet.extraDelayNanos = delay * MILLI;
      quiet.fromSource();
      quiet.trueNanos += SECOND;
    }
    assertEquals(0, quiet.estimator.epoch());
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void boundHoldsWhenStampsToTheSourceAreOffByTheirWidth(EstimatorType type) {
    SimulatedExchange wide = SimulatedExchange.quiet(type);
    wide.widthNanos = 60_000;
    wide.sendStampErrorNanos = 60_000;
    wide.run(100);
    assertEquals(0, wide.boundViolations);
    assertTrue(wide.segment().errorBoundNanos() >= 2 * wide.widthNanos);
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void boundHoldsWhenTheSourceIsLostAfterAnySlew(EstimatorType type) {
    for (int seconds = 0; seconds < 120; seconds += 3) {
      SimulatedExchange quiet = SimulatedExchange.quiet(type);
      quiet.run(60);
      quiet.sourceJumpNanos = 9 * MILLI;
      quiet.run(seconds + 1);
      assertHoldsForAnHour(quiet, "lost after " + seconds + " s of slewing");
    }
  }

  @ParameterizedTest
  @EnumSource(EstimatorType.class)
  void boundHoldsWhenTheSourceIsLostRightAfterANoisyAcquisition(EstimatorType type) {
    for (int seed = 0; seed < 200; seed++) {
      SimulatedExchange congested =
          new SimulatedExchange(type, ServoConfig.DEFAULT, 10, 30_000, 50_000, seed);
      congested.run(5);
      assertHoldsForAnHour(congested, "seed " + seed);
    }
  }

  private static void assertHoldsForAnHour(SimulatedExchange exchange, String when) {
    long lost = exchange.localNow();
    exchange.estimator.sourceLost(lost);
    for (long later : new long[] {10, 100, 1000, 3600}) {
      long error = Math.abs(exchange.errorAt(exchange.trueNanos + later * SECOND));
      long bound = exchange.segment().errorBoundAt(lost + later * SECOND);
      String what = when + ", " + later + " s later: " + error + " ns, bound " + bound;
      assertTrue(error <= bound, what);
    }
  }

  private static void assertNear(long expected, long actual, long within) {
    assertTrue(Math.abs(actual - expected) <= within, () -> "expected " + expected + ": " + actual);
  }
}
