package io.timebridge.bridge.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the timeline is kept and steered.
 *
 * @param holdoverNanos how long time is served after the last source vanished, nanoseconds; at
 *     least 0
 * @param maxSlewPpm how fast an offset is slewed away, parts per million; 1 to 100,000
 * @param stepThresholdNanos an offset larger than this is stepped away, nanoseconds; at least 1
 * @param localClock which free-running clock is read: {@code auto}
 * @param timestamps where packets get their stamps
 * @param leapSecondsFile a {@code leap-seconds.list}; null for the built-in table alone
 * @param history where the relation of PTP domains to UTC is written to; null for nowhere
 */
public record ClockConfig(
    long holdoverNanos,
    double maxSlewPpm,
    long stepThresholdNanos,
    String localClock,
    Timestamps timestamps,
    @Nullable Path leapSecondsFile,
    @Nullable HistoryConfig history) {

  /** Where packets get their stamps. */
  public enum Timestamps {
    /** The best that the host and the privileges give. */
    AUTO,
    /** In the kernel. */
    KERNEL,
    /** In this process. */
    USER
  }
}
