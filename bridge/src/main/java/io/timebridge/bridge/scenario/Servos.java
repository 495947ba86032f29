package io.timebridge.bridge.scenario;

import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.PiEstimator;
import io.timebridge.clock.servo.ServoConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The estimators that a scenario may choose from, by the word for them: the one place. */
final class Servos {
  static final String DEFAULT = "pi";

  private static final Map<String, Supplier<Estimator>> MAKERS = new LinkedHashMap<>();

  static {
    MAKERS.put("pi", () -> new PiEstimator(ServoConfig.DEFAULT));
  }

  private Servos() {}

  static String[] words() {
    return MAKERS.keySet().toArray(String[]::new);
  }

  static Estimator make(String word) {
    Supplier<Estimator> maker = MAKERS.get(word);
    if (maker == null) {
      throw new IllegalArgumentException("no servo " + word);
    }
    return maker.get();
  }
}
