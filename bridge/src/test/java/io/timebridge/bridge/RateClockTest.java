package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateClockTest {
  private static final long SECOND = 1_000_000_000L;

  /** A source that has a rate and nothing else. */
  private static final class Metronome implements Source {
    private @Nullable Rate rate;

    Metronome(long epoch, long ahead, double ppb) {
      rate = new Rate(ClockMap.of(new ClockSegment(epoch, 0, ahead, ppb, 0, 0, 0, 0)), ppb);
    }

    @Override
    public String name() {
      return "metronome";
    }

    @Override
    public Kind kind() {
      return Kind.PTP;
    }

    @Override
    public Health health() {
      return new Health(TimelineState.LOCKED, false, "no epoch");
    }

    @Override
    public @Nullable SourceTime time() {
      return null;
    }

    @Override
    public @Nullable Rate rate() {
      return rate;
    }

    @Override
    public void describe(ObjectNode node) {}
  }

  private final RateClock clock = new RateClock();

  private static void assertNear(long expected, long actual) {
    assertTrue(Math.abs(expected - actual) <= 1, () -> expected + " is not " + actual);
  }

  @Test
  void byItselfItIsTheLocalClock() {
    clock.update(null, 5 * SECOND);
    assertEquals(5 * SECOND, clock.nanosAt(5 * SECOND));
    assertNull(clock.source());
  }

  /** The first source's rate is no different from what was: only its changes count. */
  @Test
  void aSourceTakesOverWithoutAJumpInTimeOrRate() {
    Metronome first = new Metronome(0, 77 * SECOND, 10_000);
    clock.update(first, SECOND);
    assertSame(first, clock.source());
    assertEquals(SECOND, clock.nanosAt(SECOND));
    clock.update(first, 11 * SECOND);
    assertNear(11 * SECOND, clock.nanosAt(11 * SECOND));
    assertEquals(0, clock.ratePpb(), 1e-9);
  }

  @Test
  void aChangeOfTheSourcesRateIsFollowed() {
    clock.update(new Metronome(0, 0, 10_000), SECOND);
    Source same = clock.source();
    Metronome faster = new Metronome(0, 0, 10_000);
    clock.update(faster, SECOND); // another source: nothing moves
    assertEquals(SECOND, clock.nanosAt(SECOND));
    assertEquals(0, clock.ratePpb(), 1e-9);
    assertSame(faster, clock.source());
    assertSame(Source.Kind.PTP, same == null ? null : same.kind());
  }

  /** What it says at first is settling; what it says later counts. */
  @Test
  void aRateIsLearntBeforeItsChangesCount() {
    Metronome source = new Metronome(0, 0, 3_500);
    clock.update(source, SECOND);
    source.rate = new Metronome(0, 0, 0).rate();
    clock.update(source, 5 * SECOND);
    clock.update(source, 20 * SECOND);
    assertEquals(0, clock.ratePpb(), 1e-9);
    assertNear(20 * SECOND, clock.nanosAt(20 * SECOND));
    source.rate = new Metronome(0, 0, 2_000).rate();
    clock.update(source, 100 * SECOND);
    assertEquals(2_000, clock.ratePpb(), 1e-9);
  }

  @Test
  void anotherEpochIsNoJump() {
    clock.update(new Metronome(0, 0, 5_000), SECOND);
    clock.update(new Metronome(1, -1000 * SECOND, -5_000), 2 * SECOND);
    assertNear(2 * SECOND, clock.nanosAt(2 * SECOND));
    assertEquals(0, clock.ratePpb(), 1e-9);
    clock.update(null, 3 * SECOND);
    assertNear(10 * SECOND, clock.nanosAt(10 * SECOND));
  }

  /** What was measured against it reads the same over the local clock. */
  @Test
  void aPieceOverItIsAPieceOverTheLocalClock() {
    ClockSegment over = new ClockSegment(3, 10 * SECOND, 500 * SECOND, 2_000, 5, 50, 1, 15_000);
    ClockSegment local = clock.overLocal(over, 20 * SECOND);
    assertEquals(over.nanosAt(20 * SECOND), local.nanosAt(20 * SECOND));
    assertNear(over.nanosAt(30 * SECOND), local.nanosAt(30 * SECOND));
    assertEquals(over.errorBoundAt(20 * SECOND), local.errorBoundAt(20 * SECOND));
    assertEquals(3, local.epoch());
  }
}
