package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServoConfigTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.99, -1, 100_001, Double.NaN, Double.POSITIVE_INFINITY})
  void slewOutOfRangeIsRefused(double ppm) {
    assertThrows(IllegalArgumentException.class, () -> new ServoConfig(ppm, 1));
  }

  @Test
  void stepThresholdMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new ServoConfig(500, 0));
  }

  @Test
  void endsOfTheRangesAreAllowed() {
    assertEquals(1, new ServoConfig(1, 1).maxSlewPpm());
    assertEquals(100_000, new ServoConfig(100_000, Long.MAX_VALUE).maxSlewPpm());
  }
}
