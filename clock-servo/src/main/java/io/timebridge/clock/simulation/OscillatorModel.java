package io.timebridge.clock.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * How an oscillator errs. Immutable; frequencies are relative to true time, positive if fast.
 *
 * @param offsetPpm how much faster than true time it runs at first, parts per million; −100,000 to
 *     100,000
 * @param walkPpb the standard deviation of the frequency's random step each second, parts per 10⁹
 *     (1 is a good quartz); 0 for none
 * @param ageingPpbPerDay by how much its frequency drifts each day, parts per 10⁹
 * @param daily what the temperature of night and day does to it
 * @param changes when else its frequency changes
 */
public record OscillatorModel(
    double offsetPpm,
    double walkPpb,
    double ageingPpbPerDay,
    Daily daily,
    List<FrequencyChange> changes) {

  /** Runs with true time. */
  public static final OscillatorModel PERFECT = new OscillatorModel(0, 0);

  /** What an offset and all changes may not exceed together. */
  private static final double LIMIT_PPM = 100_000;

  public OscillatorModel {
    changes = List.copyOf(changes);
    double most = Math.abs(offsetPpm) + Math.abs(daily.swingPpm());
    for (FrequencyChange change : changes) {
      most += Math.abs(change.ppm());
    }
    if (!(most <= LIMIT_PPM) || !(walkPpb >= 0)) {
      throw new IllegalArgumentException("an oscillator is not off by more than 100,000 ppm");
    }
  }

  /**
   * An oscillator with an offset and a random walk of its frequency.
   *
   * @param offsetPpm parts per million
   * @param walkPpb parts per 10⁹ each second
   */
  public OscillatorModel(double offsetPpm, double walkPpb) {
    this(offsetPpm, walkPpb, 0, Daily.NONE, List.of());
  }

  /**
   * A swing of the frequency with the temperature, a sine from its mean on.
   *
   * @param swingPpm its amplitude, parts per million
   * @param periodNanos its period, nanoseconds of true time; at least 1 s
   */
  public record Daily(double swingPpm, long periodNanos) {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    /** A constant temperature. */
    public static final Daily NONE = new Daily(0, DAY_NANOS);

    public Daily {
      if (periodNanos < 1_000_000_000L) {
        throw new IllegalArgumentException("a period is at least 1 s");
      }
    }

    double ppmAt(long trueNanos) {
      double turn = (double) (trueNanos % periodNanos) / periodNanos;
      return swingPpm == 0 ? 0 : swingPpm * StrictMath.sin(2 * StrictMath.PI * turn);
    }
  }

  /**
   * A change of the frequency that stays: a step, or a ramp as of a temperature that rises.
   *
   * @param atNanos when it begins, true time, taken to the whole second
   * @param overNanos how long it takes, nanoseconds; 0 for a step
   * @param ppm by how much the frequency changes in all, parts per million
   */
  public record FrequencyChange(long atNanos, long overNanos, double ppm) {
    public FrequencyChange {
      if (atNanos < 0 || overNanos < 0) {
        throw new IllegalArgumentException("a change does not begin before time, nor end before");
      }
    }

    double ppmAt(long trueNanos) {
      if (trueNanos < atNanos) {
        return 0;
      }
      long elapsed = trueNanos - atNanos;
      return elapsed >= overNanos ? ppm : ppm * ((double) elapsed / overNanos);
    }
  }

  /**
   * {@return this one, with one more change}
   *
   * @param change the change
   */
  public OscillatorModel with(FrequencyChange change) {
    List<FrequencyChange> more = new ArrayList<>(changes);
    more.add(change);
    return new OscillatorModel(offsetPpm, walkPpb, ageingPpbPerDay, daily, more);
  }

  /** {@return what is not random of the frequency at a true time, as a fraction} */
  double frequencyAt(long trueNanos) {
    double ppm = offsetPpm + daily.ppmAt(trueNanos);
    for (FrequencyChange change : changes) {
      ppm += change.ppmAt(trueNanos);
    }
    return ppm * 1e-6 + ageingPpbPerDay * 1e-9 * ((double) trueNanos / Daily.DAY_NANOS);
  }
}
