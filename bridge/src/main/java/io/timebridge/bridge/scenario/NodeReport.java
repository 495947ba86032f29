package io.timebridge.bridge.scenario;

import java.util.Arrays;
import java.util.List;

/**
 * How far one clock was from true time, positive if ahead. Only samples from the scenario's {@code
 * settle} on count, but for the time to lock.
 *
 * @param name the host's name
 * @param role what it does, as the scenario says it
 * @param servo its estimator
 * @param readings how many samples found the clock with a time
 * @param missing how many did not
 * @param rmsNanos the root mean square of the error, nanoseconds
 * @param meanNanos its mean
 * @param maxNanos the largest, without its sign
 * @param p999Nanos what 99.9 % of the errors, without their signs, do not exceed
 * @param lockSeconds the time to lock: when the first span began in which no error reached 3 times
 *     {@code rmsNanos}; NaN if there was none. A span is 60 s, for an NTP client 16 polls if that
 *     is longer
 * @param boundHeld the share of readings whose error was within their {@code errorBoundNanos}
 * @param estimateRatio the median of {@code estimatedErrorNanos} over {@code p999Nanos}; NaN if
 *     that is 0
 * @param stability TDEV and MTIE at 1, 2, 5, 10 … samples
 */
public record NodeReport(
    String name,
    String role,
    String servo,
    long readings,
    long missing,
    double rmsNanos,
    double meanNanos,
    double maxNanos,
    double p999Nanos,
    double lockSeconds,
    double boundHeld,
    double estimateRatio,
    List<TimeStability> stability) {

  private static final long LOCK_NANOS = 60_000_000_000L;
  private static final int LOCK_POLLS = 16;
  private static final double LOCK_RMS = 3;

  static NodeReport of(Trace trace, double sampleSeconds) {
    int from = trace.samples() - trace.settledReadings();
    int count = trace.settledReadings();
    double[] errors = new double[count];
    double[] magnitudes = new double[count];
    double[] estimates = new double[count];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      errors[i] = trace.errorNanos(from + i);
      magnitudes[i] = Math.abs(errors[i]);
      estimates[i] = trace.estimatedErrorNanos(from + i);
      sum += errors[i];
      squares += errors[i] * errors[i];
    }
    Arrays.sort(magnitudes);
    Arrays.sort(estimates);
    double rms = Math.sqrt(squares / count);
    double p999 = quantile(magnitudes, 0.999);
    return new NodeReport(
        trace.host().name,
        trace.host().plan.role().word(),
        trace.host().plan.servo(),
        count,
        trace.samples() - trace.firstSettled() - count,
        rms,
        sum / count,
        quantile(magnitudes, 1),
        p999,
        lockSeconds(trace, LOCK_RMS * rms, sampleSeconds),
        (double) trace.boundHeld() / count,
        p999 == 0 ? Double.NaN : quantile(estimates, 0.5) / p999,
        TimeStability.of(errors, sampleSeconds));
  }

  /** The least value that a share of the values, sorted, does not exceed; NaN of none. */
  static double quantile(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted.length == 0 ? Double.NaN : sorted[Math.max(1, rank) - 1];
  }

  private static double lockSeconds(Trace trace, double limitNanos, double sampleSeconds) {
    Plan.Node node = trace.host().plan;
    long polls = node.role() == Role.NTP_CLIENT ? LOCK_POLLS * node.pollNanos() : 0;
    double spanSeconds = Math.max(LOCK_NANOS, polls) * 1e-9;
    int span = (int) Math.ceil(spanSeconds / sampleSeconds);
    int within = 0;
    for (int i = 0; i < trace.samples(); i++) {
      long error = trace.errorNanos(i);
      boolean close = error != Trace.NONE && Math.abs(error) < limitNanos;
      within = close ? within + 1 : 0;
      if (within == span) {
        return trace.secondsOf(i - span + 1);
      }
    }
    return Double.NaN;
  }
}
