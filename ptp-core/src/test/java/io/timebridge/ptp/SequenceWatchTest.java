package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWatchTest {
  private final SequenceWatch watch = new SequenceWatch(2);

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

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 8, 16, 31, 32, 1024, 32_768})
  void aStrayIdAheadSilencesNobody(int leap) {
    watch.accept(100);
    assertTrue(watch.accept(100 + leap));
    for (int id = 101; id < 200; id++) {
      // The stray's own id, when the sender gets there, is as good as any.
      assertTrue(watch.accept(id), "id " + id);
      assertFalse(watch.accept(id));
    }
  }

  @Test
  void aLeapThatIsConfirmedIsNone() {
    watch.accept(100);
    watch.accept(110); // nine were lost
    watch.accept(111);
    assertFalse(watch.accept(101));
  }

  @Test
  void manyStraysSilenceNobodyEither() {
    watch.accept(100);
    watch.accept(110);
    watch.accept(125);
    watch.accept(7);
    assertTrue(watch.accept(101));
    assertTrue(watch.accept(102));
  }
}
