package io.timebridge.clock.stability;

import java.util.Arrays;

/** Data sets that published deviations belong to. Frequency 1 is a second a second. */
final class PublishedData {
  private PublishedData() {}

  /** NBS Monograph 140, Annex 8.E; NIST SP 1065 section 12.3. */
  static double[] ninePoints() {
    return new double[] {892, 809, 823, 798, 671, 644, 883, 903, 677};
  }

  /** NIST SP 1065 section 12.4: n(i+1) = 16807 n(i) mod 2147483647, over the modulus. */
  static double[] thousandPoints(long first) {
    double[] frequency = new double[1000];
    long n = first;
    for (int i = 0; i < frequency.length; i++) {
      frequency[i] = n / 2147483647.0;
      n = 16807 * n % 2147483647;
    }
    return frequency;
  }

  /** The phase in nanoseconds at tau0 = 1 s: one sample more than frequencies, the first 0. */
  static double[] phaseNanos(double[] frequency) {
    double[] phase = new double[frequency.length + 1];
    for (int i = 0; i < frequency.length; i++) {
      phase[i + 1] = phase[i] + frequency[i] * 1e9;
    }
    return phase;
  }

  static double[] withoutMean(double[] frequency) {
    double mean = Arrays.stream(frequency).average().orElseThrow();
    return Arrays.stream(frequency).map(f -> f - mean).toArray();
  }
}
