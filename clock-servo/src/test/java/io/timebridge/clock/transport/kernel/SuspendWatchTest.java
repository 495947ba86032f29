package io.timebridge.clock.transport.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SuspendWatchTest {
  private static final long MS = 1_000_000L;

  private final SuspendWatch watch = new SuspendWatch();

  @Test
  void suspendsOfBeforeTheFirstReadingAreNotNoticed() {
    assertEquals(0, watch.slept(9_000_000 * MS, 5 * MS));
    assertEquals(0, watch.slept(9_000_010 * MS, 15 * MS));
  }

  @Test
  void suspendIsNoticedOnceAndSoIsTheNext() {
    assertEquals(0, watch.slept(1_000 * MS, 1_000 * MS));
    assertEquals(60_000 * MS, watch.slept(61_020 * MS, 1_020 * MS));
    assertEquals(0, watch.slept(61_030 * MS, 1_030 * MS));
    assertEquals(100 * MS, watch.slept(61_140 * MS, 1_040 * MS));
    assertEquals(0, watch.slept(61_150 * MS, 1_050 * MS));
  }

  @Test
  void busyHostDoesNotLookLikeOneThatSlept() {
    assertEquals(0, watch.slept(1_000 * MS, 1_000 * MS));
    // Half a second passed between the two halves of this reading, nothing in those after it.
    assertEquals(0, watch.slept(2_000 * MS, 2_500 * MS));
    assertEquals(0, watch.slept(2_600 * MS, 2_600 * MS));
    assertEquals(0, watch.slept(2_610 * MS, 2_610 * MS));
  }

  @Test
  void whatTheFirstReadingMissedIsNoSuspend() {
    assertEquals(0, watch.slept(1_000 * MS, 1_005 * MS));
    assertEquals(0, watch.slept(1_010 * MS, 1_010 * MS));
    assertEquals(200 * MS, watch.slept(1_220 * MS, 1_020 * MS));
  }

  /** The real clock goes on in a suspend; on some hosts only when somebody sets it, later. */
  @Test
  void stampInFlightAcrossASuspendIsDropped() {
    long real = 1_700_000_000_000_000_000L;
    StampCarrier carrier = new StampCarrier();
    carrier.bracket(1_000 * MS, real, 1_000 * MS + 100);
    carrier.bracket(1_020 * MS, real + 20 * MS, 1_020 * MS + 100);
    assertEquals(1_020 * MS + 50 - 10, carrier.localNanos(real + 20 * MS - 10));
    assertEquals(0, watch.slept(1_020 * MS, 1_020 * MS));
    carrier.bracket(1_021 * MS, real + 21 * MS, 1_021 * MS + 100);
    if (watch.slept(61_021 * MS, 1_021 * MS) > 0) {
      carrier.breakOff();
    }
    assertEquals(StampCarrier.LOST, carrier.localNanos(real + 20 * MS));
    carrier.bracket(1_026 * MS, real + 26 * MS, 1_026 * MS + 100);
    assertEquals(StampCarrier.LOST, carrier.localNanos(real + 20 * MS));
    carrier.bracket(1_032 * MS, real + 32 * MS, 1_032 * MS + 100);
    assertEquals(1_032 * MS + 50 - 10, carrier.localNanos(real + 32 * MS - 10));
  }
}
