package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SequenceWatchTest {
  private final SequenceWatch watch = new SequenceWatch();

  @Test
  void ascendingIdsAreTakenThroughTheWrap() {
    int taken = 0;
    for (int i = 0; i < 200_000; i++) {
      taken += watch.accept(65_000 + i & 0xFFFF) ? 1 : 0;
    }
    assertEquals(200_000, taken);
  }

  @Test
  void doubledAndLateOnesAreNot() {
    assertTrue(watch.accept(2));
    assertFalse(watch.accept(2));
    assertFalse(watch.accept(1));
    assertFalse(watch.accept(65535)); // before the wrap
    assertTrue(watch.accept(3));
    assertTrue(watch.accept(5)); // one was lost
    assertFalse(watch.accept(4)); // and comes too late
  }

  @Test
  void farBehindIsARestart() {
    watch.accept(30_000);
    assertTrue(watch.accept(0));
    assertTrue(watch.accept(1));
  }

  @Test
  void afterAResetAnythingIsNew() {
    watch.accept(10);
    watch.reset();
    assertTrue(watch.accept(3));
    assertFalse(watch.accept(3));
  }
}
