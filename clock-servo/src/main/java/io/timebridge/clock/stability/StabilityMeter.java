package io.timebridge.clock.stability;

import java.util.ArrayList;
import java.util.List;

/**
 * How stable a clock is, from one phase sample after the other, without end.
 *
 * <p>It answers for the averaging factors 1, 2, 4 … up to a greatest one, as {@link PhaseSeries}
 * would from all samples so far, but keeps only the latest: about 64 bytes times the greatest
 * factor. A sample costs the same small number of steps for each octave. Not for several threads at
 * once.
 */
public final class StabilityMeter {
  private static final int MAX_OCTAVES = 24;

  private final double tau0Seconds;

  /** The latest samples; sample n is at n modulo the length. */
  private final double[] phase;

  private final Octave[] octaves;
  private long count;

  /**
   * A meter without samples.
   *
   * @param tau0Seconds the time between two samples, in seconds, greater than 0
   * @param octaves how many averaging factors: 1, 2, 4 … 2^(octaves − 1); 1 to 24
   * @throws IllegalArgumentException if one of them is out of range
   */
  public StabilityMeter(double tau0Seconds, int octaves) {
    this.tau0Seconds = PhaseSeries.checkedTau0(tau0Seconds);
    if (octaves < 1 || octaves > MAX_OCTAVES) {
      throw new IllegalArgumentException(octaves + " octaves are not within 1 to " + MAX_OCTAVES);
    }
    this.octaves = new Octave[octaves];
    for (int i = 0; i < octaves; i++) {
      this.octaves[i] = new Octave(1 << i);
    }
    phase = new double[4 << (octaves - 1)];
  }

  /**
   * Takes the next sample.
   *
   * @param phaseNanos the clock minus its reference, in nanoseconds: a time error, not a time of
   *     day
   * @throws IllegalArgumentException if it is not finite
   */
  public void add(double phaseNanos) {
    phase[index(count)] = PhaseSeries.checkedSample(phaseNanos);
    double highest = phaseNanos;
    double lowest = phaseNanos;
    for (Octave octave : octaves) {
      octave.addDifference(count);
      octave.addExtremes(count, highest, lowest);
      highest = octave.highest;
      lowest = octave.lowest;
    }
    count++;
  }

  /** {@return how many samples it has taken} */
  public long count() {
    return count;
  }

  /**
   * {@return what the samples so far tell, by increasing averaging time: those factors m for which
   * there were 3 m samples}
   */
  public List<Stability> octaves() {
    List<Stability> rows = new ArrayList<>();
    for (Octave octave : octaves) {
      if (count >= 3L * octave.factor) {
        rows.add(octave.stability());
      }
    }
    return rows;
  }

  private int index(long sample) {
    return (int) (sample & (phase.length - 1));
  }

  /** All that one averaging factor needs. */
  private final class Octave {
    private final int factor;
    private final MovingSum moving;
    private double squaredDifferences;
    private double squaredSums;
    private double mtie;

    /** Extremes of {@code factor} samples; those of windows ending at n are at n modulo factor. */
    private final double[] highests;

    private final double[] lowests;

    /** Extremes of the latest 2 · factor samples. */
    private double highest;

    private double lowest;

    Octave(int factor) {
      this.factor = factor;
      moving = new MovingSum(factor);
      highests = new double[factor];
      lowests = new double[factor];
    }

    void addDifference(long n) {
      if (n < 2L * factor) {
        return;
      }
      double difference = difference(n);
      squaredDifferences += difference * difference;
      double sum = moving.slide(difference, n < 3L * factor ? 0 : difference(n - factor));
      if (n >= 3L * factor - 1) {
        squaredSums += sum * sum;
      }
    }

    /**
     * Takes the extremes of the latest {@code factor} samples, or of as many as there were. The
     * window one sample wider than {@code factor} gives MTIE, the one twice as wide the next
     * octave.
     */
    void addExtremes(long n, double highestOfFactor, double lowestOfFactor) {
      highest = highestOfFactor;
      lowest = lowestOfFactor;
      int slot = (int) (n & (factor - 1));
      if (n >= factor) {
        double first = phase[index(n - factor)];
        mtie = Math.max(mtie, Math.max(highestOfFactor, first) - Math.min(lowestOfFactor, first));
        highest = Math.max(highest, highests[slot]);
        lowest = Math.min(lowest, lowests[slot]);
      }
      highests[slot] = highestOfFactor;
      lowests[slot] = lowestOfFactor;
    }

    Stability stability() {
      return Stability.of(
          factor,
          factor * tau0Seconds,
          squaredDifferences / (count - 2L * factor),
          squaredSums / (count - 3L * factor + 1),
          mtie);
    }

    private double difference(long end) {
      return phase[index(end)] - 2 * phase[index(end - factor)] + phase[index(end - 2L * factor)];
    }
  }
}
