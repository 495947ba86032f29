package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that scatter to both sides, once a second, against a crystal that is 12 ppm slow. */
class AveragingEstimatorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final double REMOTE_PPB = 12_000;

  private final Estimator estimator = Estimator.averaging(new ServoConfig(500, 200 * MILLI));
  private final Measurement measurement = new Measurement();
  private long local;
  private long jump;

  private long truth() {
    return 7_000 * SECOND + local + Math.round(local * (REMOTE_PPB * 1e-9)) + jump;
  }

  private void second(SeededRandom random, long scatter) {
    local += SECOND;
    long off = scatter == 0 ? 0 : random.nextLong(2 * scatter) - scatter;
    estimator.measured(
        measurement
            .set(true, local, truth() + off, StampQuality.USER, scatter + 1_000, estimator.epoch())
            .withPathDelay(0));
  }

  private ClockSegment shown() {
    ClockMap map = Objects.requireNonNull(estimator.clock().map());
    return map.current();
  }

  private long error() {
    return shown().nanosAt(local) - truth();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void averagesAndItsBoundHolds(long seed) {
    SeededRandom random = new SeededRandom(seed);
    for (int i = 0; i < 60; i++) {
      second(random, 30 * MILLI);
      assertTrue(Math.abs(error()) <= shown().errorBoundAt(local), "at the start, " + error());
    }
    assertTrue(estimator.locked());
    double squares = 0;
    for (int i = 0; i < 3_000; i++) {
      second(random, 30 * MILLI);
      assertTrue(Math.abs(error()) <= shown().errorBoundAt(local), error() + " ns");
      assertTrue(Math.abs(error()) <= shown().estimatedErrorAt(local), error() + " ns");
      squares += i < 1_000 ? 0 : (double) error() * error();
    }
    double rms = Math.sqrt(squares / 2_000);
    assertTrue(rms < 2 * MILLI, "of 17 ms rms a reading " + rms + " ns rms are left");
    assertEquals(REMOTE_PPB, estimator.frequencyPpb(), 3_000);
  }

  @Test
  void withoutScatterItIsExact() {
    SeededRandom random = new SeededRandom(1);
    for (int i = 0; i < 300; i++) {
      second(random, 0);
    }
    assertEquals(REMOTE_PPB, estimator.frequencyPpb(), 10);
    assertTrue(Math.abs(error()) < 1_000, error() + " ns");
  }

  @Test
  void aJumpIsBelievedAtTheFourthReadingAndKeepsTheFrequency() {
    SeededRandom random = new SeededRandom(2);
    for (int i = 0; i < 1_000; i++) {
      second(random, 10 * MILLI);
    }
    jump = 2 * SECOND;
    for (int i = 0; i < 3; i++) {
      second(random, 10 * MILLI);
      assertEquals(0, estimator.epoch());
    }
    second(random, 10 * MILLI);
    assertEquals(1, estimator.epoch());
    assertFalse(estimator.locked());
    for (int i = 0; i < 20; i++) {
      second(random, 10 * MILLI);
    }
    assertTrue(estimator.locked());
    assertTrue(Math.abs(error()) < 15 * MILLI, error() + " ns");
    assertEquals(REMOTE_PPB, estimator.frequencyPpb(), 5_000);
  }

  @Test
  void whatIsMeasuredTheOtherWayIsIgnored() {
    SeededRandom random = new SeededRandom(3);
    for (int i = 0; i < 100; i++) {
      second(random, 0);
    }
    ClockSegment before = shown();
    estimator.measured(
        measurement.set(false, local, truth() + SECOND, StampQuality.USER, 0, estimator.epoch()));
    assertEquals(before, shown());
  }
}
