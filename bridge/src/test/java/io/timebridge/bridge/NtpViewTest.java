package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LeapSmear;
import io.timebridge.ntp.ServerTime;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class NtpViewTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MIDNIGHT =
      Instant.parse("2027-01-01T00:00:00Z").getEpochSecond() * SECOND;
  private static final UtcRule PLAIN = new UtcRule(37, 0, 0);

  /** A local clock that shows the seconds since midnight UTC; perfect but for its bound. */
  private static TimelineSnapshot snapshot(
      TimelineState state, boolean traceable, UtcRule rule, long rootDelay, long bound) {
    ClockSegment tai =
        new ClockSegment(0, 0, MIDNIGHT + 37 * SECOND, 0, bound / 2, bound, 1000, 15_000);
    TimelineSnapshot.Origin origin =
        new TimelineSnapshot.Origin(
            "a",
            Source.Kind.PTP,
            1,
            traceable,
            new Reference(Reference.PTP, traceable, true, 100),
            rootDelay,
            0x0A000002,
            -100 * SECOND);
    return new TimelineSnapshot(state, "why", origin, tai, rule, 1000 * SECOND);
  }

  private static ServerTime locked(UtcRule rule) {
    return NtpView.of(snapshot(TimelineState.LOCKED, true, rule, 20_000, 30_000));
  }

  @Test
  void withoutATimeThereIsNone() {
    TimelineSnapshot nothing =
        new TimelineSnapshot(TimelineState.ACQUIRING, "why", null, null, null, 0);
    assertSame(ServerTime.NONE, NtpView.of(nothing));
  }

  @Test
  void stratumOneIsForTheTraceableOnly() {
    assertEquals(1, locked(PLAIN).stratum());
    ServerTime other = NtpView.of(snapshot(TimelineState.LOCKED, false, PLAIN, 0, 0));
    assertEquals(2, other.stratum());
    assertEquals(0x0A000002, other.referenceId());
  }

  @Test
  void synchronisedInLockAndHoldoverUntilTheEnd() {
    for (TimelineState state : TimelineState.values()) {
      boolean serves = state == TimelineState.LOCKED || state == TimelineState.HOLDOVER;
      ServerTime view = NtpView.of(snapshot(state, true, PLAIN, 0, 0));
      assertEquals(serves, view.synchronisedAt(0), state.word());
      assertEquals(serves, view.synchronisedAt(1000 * SECOND - 1), state.word());
      assertFalse(view.synchronisedAt(1000 * SECOND), state.word());
    }
  }

  @Test
  void theLeapIndicatorHoldsUntilTheLeap() {
    ServerTime insert = locked(new UtcRule(37, 1, MIDNIGHT + 38 * SECOND));
    assertEquals(1, insert.leapIndicatorAt(-SECOND));
    assertEquals(1, insert.leapIndicatorAt(SECOND - 1));
    assertEquals(0, insert.leapIndicatorAt(SECOND));
    assertEquals(MIDNIGHT + SECOND - 1, insert.utcNanosAt(SECOND - 1));
    assertEquals(MIDNIGHT, insert.utcNanosAt(SECOND));
    ServerTime delete = locked(new UtcRule(37, -1, MIDNIGHT + 36 * SECOND));
    assertEquals(2, delete.leapIndicatorAt(-SECOND - 1));
    assertEquals(0, delete.leapIndicatorAt(-SECOND));
    assertEquals(0, locked(PLAIN).leapIndicatorAt(0));
  }

  private static void assertNear(long expected, long actual, long allowed) {
    assertTrue(Math.abs(actual - expected) <= allowed, () -> expected + " is not " + actual);
  }

  /** The last leap second that was: 2017-01-01. */
  private static ServerTime smeared(LeapSmear.Shape shape, long taiMinusMidnight, UtcRule rule) {
    long midnight = Instant.parse("2017-01-01T00:00:00Z").getEpochSecond() * SECOND;
    ClockSegment tai =
        new ClockSegment(0, 0, midnight + taiMinusMidnight, 0, 1000, 1000, 1000, 15_000);
    TimelineSnapshot plain = snapshot(TimelineState.LOCKED, true, rule, 0, 1000);
    TimelineSnapshot then =
        new TimelineSnapshot(TimelineState.LOCKED, "why", plain.origin(), tai, rule, 1000 * SECOND);
    return NtpView.of(then, new SmearedView(LeapSeconds.builtIn(), shape));
  }

  @Test
  void aLeapSecondIsSmearedFromNoonToNoonAndNotAnnounced() {
    long midnight = Instant.parse("2017-01-01T00:00:00Z").getEpochSecond() * SECOND;
    long hour = 3600 * SECOND;
    UtcRule ahead = new UtcRule(36, 1, midnight + 37 * SECOND);
    UtcRule passed = new UtcRule(37, 0, 0);
    for (LeapSmear.Shape shape : LeapSmear.Shape.values()) {
      ServerTime noon = smeared(shape, -12 * hour + 36 * SECOND, ahead);
      assertEquals(midnight - 12 * hour, noon.utcNanosAt(0));
      assertEquals(0, noon.leapIndicatorAt(0));
      // Half of the second is gone when UTC is in the middle of it.
      ServerTime middle = smeared(shape, 36 * SECOND + SECOND / 2, ahead);
      assertNear(midnight, middle.utcNanosAt(0), 1000);
      assertEquals(0, middle.leapIndicatorAt(0));
      ServerTime after = smeared(shape, 6 * hour + 37 * SECOND, passed);
      long part = shape == LeapSmear.Shape.LINEAR ? 250_000_000 : 146_400_000;
      assertNear(midnight + 6 * hour + part, after.utcNanosAt(0), 1_000_000);
      ServerTime next = smeared(shape, 12 * hour + 37 * SECOND, passed);
      assertEquals(midnight + 12 * hour, next.utcNanosAt(0));
      assertTrue(next.referenceUtcNanos() < next.utcNanosAt(0));
    }
  }

  @Test
  void aLeapSecondThatTheTableDoesNotKnowIsAnnounced() {
    SmearedView smear = new SmearedView(LeapSeconds.builtIn(), LeapSmear.Shape.LINEAR);
    UtcRule rule = new UtcRule(37, 1, MIDNIGHT + 38 * SECOND);
    TimelineSnapshot snapshot = snapshot(TimelineState.LOCKED, true, rule, 0, 0);
    ServerTime view = NtpView.of(snapshot, smear);
    assertEquals(1, view.leapIndicatorAt(-SECOND));
    assertEquals(snapshot.utcNanosAt(-SECOND), view.utcNanosAt(-SECOND));
    assertEquals(MIDNIGHT + 9 * SECOND, view.utcNanosAt(10 * SECOND));
  }

  @Test
  void theReferenceTimeIsWhenTheSourceWasLastHeard() {
    assertEquals(MIDNIGHT - 100 * SECOND, locked(PLAIN).referenceUtcNanos());
  }

  /** A client takes half the root delay and the root dispersion for the error: RFC 5905 §11.2.1. */
  @Property(seed = "20261122")
  void delayAndDispersionTogetherAreTheBound(
      @ForAll @LongRange(min = 0, max = 10_000_000_000L) long rootDelay,
      @ForAll @LongRange(min = 0, max = 10_000_000_000L) long bound,
      @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long local) {
    TimelineSnapshot snapshot = snapshot(TimelineState.LOCKED, true, PLAIN, rootDelay, bound);
    ServerTime view = NtpView.of(snapshot);
    long dispersion = view.rootDispersionNanosAt(local);
    assertEquals(rootDelay, view.rootDelayNanos());
    assertTrue(dispersion >= 0);
    assertTrue(dispersion + rootDelay / 2 >= snapshot.errorBoundNanosAt(local));
  }
}
