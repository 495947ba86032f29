package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SeededRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SteeringTest {
  private static final long SECOND = 1_000_000_000L;

  private final Steering steering = new Steering(500, 5, () -> 0);

  /** An estimate that is {@code ahead} of local time, made at {@code local}. */
  private static ClockSegment estimate(long local, long ahead) {
    return new ClockSegment(7, local, local + ahead, 0, 100, 1_000, 10, 15_000);
  }

  /** Towards an estimate all of whose error is noise. */
  private static ClockSegment follow(
      Steering steering, ClockSegment estimate, double driftPpb, long nowLocalNanos) {
    double noise = (double) estimate.estimatedErrorAt(nowLocalNanos);
    return steering.follow(estimate, noise, driftPpb, nowLocalNanos);
  }

  @Test
  void showsNothingBeforeTheFirstStep() {
    assertNull(steering.map());
    assertThrows(IllegalStateException.class, () -> follow(steering, estimate(0, 0), 0, 0));
    ClockSegment shown = steering.step(estimate(0, 5 * SECOND), 0, 0);
    assertEquals(5 * SECOND, shown.nanosAt(0));
    assertEquals(1_000, shown.errorBoundAt(0));
    assertNotNull(steering.map());
    assertFalse(steering.slewing());
  }

  @Test
  void aStepIsANewEpoch() {
    long first = steering.step(estimate(0, 0), 0, 0).epoch();
    assertEquals(first, follow(steering, estimate(SECOND, 0), 0, SECOND).epoch());
    assertTrue(steering.step(estimate(SECOND, SECOND), 0, SECOND).epoch() > first);
  }

  /** What is not yet slewed away is owned up to. */
  @Test
  void aDifferenceIsSlewedAwayAndInTheErrors() {
    steering.step(estimate(0, 0), 0, 0);
    long now = 100 * SECOND;
    ClockSegment shown = follow(steering, estimate(now, 200_000), 0, now);
    assertEquals(now, shown.nanosAt(now));
    assertEquals(5_000, shown.frequencyPpb(), 1e-6);
    assertEquals(200_100, shown.estimatedErrorAt(now));
    assertEquals(201_000, shown.errorBoundAt(now));
    assertEquals(20_000, shown.boundGrowthPpb(), 1e-6);
    assertTrue(steering.slewing());
    for (int i = 1; i <= 200; i++) {
      long at = now + i * SECOND;
      shown = follow(steering, estimate(at, 200_000), 0, at);
    }
    long end = now + 200 * SECOND;
    assertEquals(200_000.0, (double) (shown.nanosAt(end) - end), 10);
    assertFalse(steering.slewing());
  }

  @Test
  void justAfterAStepItIsFollowedQuickly() {
    steering.step(estimate(0, 0), 0, 0);
    assertEquals(100_000, follow(steering, estimate(SECOND, 1_000_000), 0, SECOND).frequencyPpb());
  }

  @Test
  void holdsTheRateAndNotTheSlew() {
    steering.step(estimate(0, 0), 300, 0);
    follow(steering, estimate(100 * SECOND, SECOND / 1000), 300, 100 * SECOND);
    ClockSegment held = steering.hold(101 * SECOND);
    assertEquals(300, held.frequencyPpb());
    assertEquals(35_300.0, (double) (held.nanosAt(101 * SECOND) - 101 * SECOND), 1);
    assertFalse(steering.slewing());
  }

  /** 1 ppb a second, seen for 100 s: so it goes on for 100 s, and is 15 µs ahead after 200 s. */
  @Test
  void holdsTheDriftForAsLongAsItWasSeen() {
    steering.step(estimate(0, 0), 300, 0);
    steering.drifts(1, 100);
    follow(steering, estimate(SECOND, 0), 0, SECOND);
    for (int i = 1; i <= 2000; i++) {
      steering.hold(SECOND + i * (SECOND / 10));
    }
    long end = 201 * SECOND;
    ClockSegment held = steering.hold(end);
    double straight = end + 300 * 1.0 + steering.driftPpb() * 200;
    assertEquals(15_000, held.nanosAt(end) - straight, 700);
    assertEquals(100, held.frequencyPpb() - steering.driftPpb(), 1e-6);
    assertTrue(held.errorBoundAt(end) - 1_000 >= 200 * 15_000 + 15_000);
  }

  /** Whatever the estimates do: no jump, never backwards, never faster than allowed. */
  @Property(seed = "20261122")
  void neverMovesFasterThanItMay(
      @ForAll long seed, @ForAll @LongRange(min = 1, max = 5_000_000) long noise) {
    SeededRandom random = new SeededRandom(seed);
    Steering each = new Steering(500, 5, () -> 0);
    each.step(estimate(0, 0), 0, 0);

    long from = 31 * SECOND;
    follow(each, estimate(from, 0), 0, from);
    long before = each.step(estimate(from, 0), 0, from).nanosAt(from);
    long local = from + 31 * SECOND;
    before += 31 * SECOND;
    for (int i = 0; i < 200; i++) {
      long next = local + 1 + random.nextLong(SECOND);
      long ahead = random.nextLong(2 * noise) - noise;
      ClockSegment shown = follow(each, estimate(next, ahead), 0, next);
      long moved = shown.nanosAt(next) - before - (next - local);
      assertTrue(Math.abs(moved) <= 5e-6 * (next - local) + 2, "moved " + moved);
      assertTrue(Math.abs(shown.nanosAt(next) - next - ahead) <= shown.errorBoundAt(next));
      before = shown.nanosAt(next);
      local = next;
    }
  }
}
