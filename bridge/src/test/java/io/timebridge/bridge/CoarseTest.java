package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.clock.ClockSegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When to hold instead of following is tested with a receiver: {@link ReadingSourceTest}. */
class CoarseTest {
  private static final double MILLI = 1e6;

  private static ClockSegment boundBy(double millis) {
    long nanos = Math.round(millis * MILLI);
    return new ClockSegment(0, 0, 0, 0, nanos, nanos, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "500, 0.03, 388, 4, true", // sentences were followed, and pulses begin
    "500, 0.03, -388, 4, true",
    "500, 0.03, 388, 500, false", // it is slewed away in 13 minutes
    "500, 0.03, 14, 4, false", // and so is this in less than an hour
    "500, 400, 388, 4, false", // who comes now does not know either
    "0.03, 0.03, 20, 4, false" // who was followed would have known: it is the held time's own error
  })
  void aStepIsWorthItWhereItIsProvenAndLarge(
      double followedMillis, double estimateMillis, double offMillis, double ppm, boolean step) {
    Coarse coarse = new Coarse();
    coarse.followed(boundBy(followedMillis), 0);
    long off = Math.round(offMillis * MILLI);
    assertEquals(step, coarse.isWorthAStep(off, boundBy(estimateMillis), ppm, 0));
  }
}
