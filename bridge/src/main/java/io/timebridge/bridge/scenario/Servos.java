package io.timebridge.bridge.scenario;

import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import java.util.Arrays;
import java.util.Locale;

/** The estimators that a scenario may choose from, by the word for them: the one place. */
final class Servos {
  static final String DEFAULT = word(EstimatorType.ENVELOPE);

  private Servos() {}

  static String[] words() {
    return Arrays.stream(EstimatorType.values()).map(Servos::word).toArray(String[]::new);
  }

  private static String word(EstimatorType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  static Estimator make(String word) {
    return EstimatorType.valueOf(word.toUpperCase(Locale.ROOT)).create(ServoConfig.DEFAULT);
  }
}
