package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import org.junit.jupiter.api.Test;

class StampModelTest {
  private final SeededRandom random = new SeededRandom(1);

  @Test
  void aStampIsTheNearestTick() {
    StampModel model = new StampModel(8, 0, 0);
    assertEquals(4, model.widthNanos());
    assertEquals(96, model.received(99, random));
    assertEquals(104, model.received(100, random));
    assertEquals(104, model.transmitted(107, random));
    assertEquals(-8, model.transmitted(-9, random));
    for (long local = -20; local < 20; local++) {
      assertTrue(Math.abs(model.received(local, random) - local) <= model.widthNanos());
    }
  }

  @Test
  void anExactStampIsWhatTheClockShows() {
    assertEquals(99, StampModel.EXACT.received(99, random));
    assertEquals(0, StampModel.EXACT.widthNanos());
  }

  @Test
  void anOutlierIsLateWhenReceivedAndEarlyWhenSent() {
    StampModel model = new StampModel(1, 0.1, 50_000);
    int late = 0;
    int early = 0;
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      long received = model.received(0, random);
      long transmitted = model.transmitted(0, random);
      assertTrue(received >= 0 && transmitted <= 0);
      late += received > 0 ? 1 : 0;
      early += transmitted < 0 ? 1 : 0;
      sum += received;
    }
    assertEquals(10_000, late, 400);
    assertEquals(10_000, early, 400);
    assertEquals(50_000, sum / late, 2_000);
  }
}
