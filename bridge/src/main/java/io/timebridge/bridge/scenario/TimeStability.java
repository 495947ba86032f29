package io.timebridge.bridge.scenario;

import io.timebridge.clock.stability.PhaseSeries;
import java.util.ArrayList;
import java.util.List;

/**
 * How a clock wandered over one averaging time.
 *
 * @param tauSeconds the averaging time, or observation interval, seconds
 * @param tdevNanos the time deviation, nanoseconds. ITU-T G.810 II.3
 * @param mtieNanos the maximum time interval error, nanoseconds. ITU-T G.810 II.5
 */
public record TimeStability(double tauSeconds, double tdevNanos, double mtieNanos) {
  private static final int[] STEPS = {1, 2, 5};

  /** How many rows lead to ten times the averaging time. */
  static final int A_DECADE = STEPS.length;

  /** {@return 1, 2, 5, 10, 20 … samples, up to a third of them} */
  static List<TimeStability> of(double[] errorNanos, double sampleSeconds) {
    List<TimeStability> rows = new ArrayList<>();
    PhaseSeries series = new PhaseSeries(errorNanos, sampleSeconds);
    for (int decade = 1; decade <= errorNanos.length / 3; decade *= 10) {
      for (int step : STEPS) {
        int factor = step * decade;
        if (factor <= errorNanos.length / 3) {
          rows.add(
              new TimeStability(
                  factor * sampleSeconds, series.tdevNanos(factor), series.mtieNanos(factor)));
        }
      }
    }
    return List.copyOf(rows);
  }
}
