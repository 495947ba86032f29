package io.timebridge.clock.stability;

import java.util.ArrayList;
import java.util.List;

/**
 * The phase of a clock against its reference at equal distances in time, and how stable the clock
 * was.
 *
 * <p>An averaging factor {@code m} stands for the averaging time m · tau0, tau0 being the distance
 * between two samples. Each deviation takes time proportional to the number of samples; the maximum
 * time interval error that times log m. Immutable; any thread.
 */
public final class PhaseSeries {
  private final double[] phase;
  private final double tau0Seconds;

  /**
   * Takes a copy of the samples.
   *
   * @param phaseNanos the clock minus its reference, in nanoseconds. A double keeps 1 ns only up to
   *     2^53 ns (104 days): give time errors, not times of day
   * @param tau0Seconds the time between two samples, in seconds, greater than 0
   * @throws IllegalArgumentException if a sample is not finite or {@code tau0Seconds} is not
   *     positive
   */
  public PhaseSeries(double[] phaseNanos, double tau0Seconds) {
    this.tau0Seconds = checkedTau0(tau0Seconds);
    phase = phaseNanos.clone();
    for (double sample : phase) {
      checkedSample(sample);
    }
  }

  /** {@return the number of samples} */
  public int size() {
    return phase.length;
  }

  /**
   * {@return the original Allan deviation, from differences that do not overlap; without unit}
   * {@link #overlappingAdev} says the same with more confidence.
   *
   * @param factor the averaging factor, 1 up to (size − 1) / 2
   * @throws IllegalArgumentException if the factor is out of that range
   */
  public double adev(int factor) {
    check(factor, (phase.length - 1) / 2);
    int last = (phase.length - 1) / factor;
    double squares = 0;
    for (int k = 2; k <= last; k++) {
      double difference = difference(k * factor, factor);
      squares += difference * difference;
    }
    return Stability.allanDeviation(factor * tau0Seconds, squares / (last - 1));
  }

  /**
   * {@return the overlapping Allan deviation; without unit} NIST SP 1065 eq. (11), ITU-T G.810
   * II.1.
   *
   * @param factor the averaging factor, 1 up to (size − 1) / 2
   * @throws IllegalArgumentException if the factor is out of that range
   */
  public double overlappingAdev(int factor) {
    check(factor, (phase.length - 1) / 2);
    return Stability.allanDeviation(factor * tau0Seconds, meanSquaredDifference(factor));
  }

  /**
   * {@return the modified Allan deviation; without unit} NIST SP 1065 eq. (15), ITU-T G.810 II.2.
   *
   * @param factor the averaging factor, 1 up to size / 3
   * @throws IllegalArgumentException if the factor is out of that range
   */
  public double mdev(int factor) {
    return Stability.modifiedDeviation(factor * tau0Seconds, tdevNanos(factor));
  }

  /**
   * {@return the time deviation, in nanoseconds} ITU-T G.810 II.3; the time variance of NIST SP
   * 1065.
   *
   * @param factor the averaging factor, 1 up to size / 3
   * @throws IllegalArgumentException if the factor is out of that range
   */
  public double tdevNanos(int factor) {
    check(factor, phase.length / 3);
    return Stability.timeDeviation(factor, meanSquaredSum(factor));
  }

  /**
   * {@return the maximum time interval error, in nanoseconds: the greatest peak to peak within any
   * {@code factor + 1} samples in a row} ITU-T G.810 II.5.
   *
   * @param factor the observation interval over tau0, 1 up to size − 1
   * @throws IllegalArgumentException if the factor is out of that range
   */
  public double mtieNanos(int factor) {
    check(factor, phase.length - 1);
    double[] highest = phase.clone();
    double[] lowest = phase.clone();
    int samples = factor + 1;
    int width = 1; // highest[i] is the highest of so many samples from i on
    while (width < samples) {
      // Two windows that overlap make one that is up to twice as wide.
      int step = Math.min(width, samples - width);
      int windows = phase.length - width - step + 1;
      for (int i = 0; i < windows; i++) {
        highest[i] = Math.max(highest[i], highest[i + step]);
        lowest[i] = Math.min(lowest[i], lowest[i + step]);
      }
      width += step;
    }
    double mtie = 0;
    for (int i = 0; i + factor < phase.length; i++) {
      mtie = Math.max(mtie, highest[i] - lowest[i]);
    }
    return mtie;
  }

  /** {@return everything for the factors 1, 2, 4 … up to size / 3, in this order} */
  public List<Stability> octaves() {
    List<Stability> rows = new ArrayList<>();
    for (int factor = 1; factor <= phase.length / 3; factor *= 2) {
      rows.add(
          Stability.of(
              factor,
              factor * tau0Seconds,
              meanSquaredDifference(factor),
              meanSquaredSum(factor),
              mtieNanos(factor)));
    }
    return rows;
  }

  /** The second difference of phase that ends at a sample. */
  private double difference(int end, int factor) {
    return phase[end] - 2 * phase[end - factor] + phase[end - 2 * factor];
  }

  private double meanSquaredDifference(int factor) {
    double squares = 0;
    for (int i = 2 * factor; i < phase.length; i++) {
      double difference = difference(i, factor);
      squares += difference * difference;
    }
    return squares / (phase.length - 2 * factor);
  }

  private double meanSquaredSum(int factor) {
    MovingSum moving = new MovingSum(factor);
    double squares = 0;
    for (int i = 2 * factor; i < phase.length; i++) {
      double out = i < 3 * factor ? 0 : difference(i - factor, factor);
      double sum = moving.slide(difference(i, factor), out);
      if (i >= 3 * factor - 1) {
        squares += sum * sum;
      }
    }
    return squares / (phase.length - 3 * factor + 1);
  }

  private void check(int factor, int most) {
    if (factor < 1 || factor > most) {
      throw new IllegalArgumentException(
          "averaging factor " + factor + " is not within 1 to " + most);
    }
  }

  static double checkedTau0(double tau0Seconds) {
    if (!(tau0Seconds > 0 && tau0Seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("tau0 is not positive: " + tau0Seconds + " s");
    }
    return tau0Seconds;
  }

  static double checkedSample(double phaseNanos) {
    if (!Double.isFinite(phaseNanos)) {
      throw new IllegalArgumentException("not a phase: " + phaseNanos);
    }
    return phaseNanos;
  }
}
