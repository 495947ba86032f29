package io.timebridge.bridge.interop;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** What many readings of a busy machine have in common; one alone shows nothing. */
final class Median {
  private Median() {}

  /** {@return the median; of an even number, the upper one of the two in the middle} */
  static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * {@return the median of some questions' answers}
   *
   * @param question asked again and again; each must be answered
   */
  static double of(int times, Supplier<OptionalDouble> question) {
    double[] answers = new double[times];
    for (int i = 0; i < times; i++) {
      answers[i] = question.get().orElseThrow(() -> new AssertionError("no answer"));
    }
    return of(answers);
  }

  /** {@return the medians of each so many values in a row, one for each that can be the first} */
  static double[] moving(int length, double... values) {
    double[] medians = new double[Math.max(0, values.length - length + 1)];
    for (int i = 0; i < medians.length; i++) {
      medians[i] = of(Arrays.copyOfRange(values, i, i + length));
    }
    return medians;
  }

  /**
   * {@return the largest difference between the medians of two groups, one just behind the other}
   */
  static double largestJump(int length, double... values) {
    double[] medians = moving(length, values);
    double largest = 0;
    for (int i = length; i < medians.length; i++) {
      largest = Math.max(largest, Math.abs(medians[i] - medians[i - length]));
    }
    return largest;
  }
}
