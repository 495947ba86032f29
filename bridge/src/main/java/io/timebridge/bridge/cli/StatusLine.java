package io.timebridge.bridge.cli;

import io.timebridge.bridge.TimeBridge;
import io.timebridge.bridge.TimeReading;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The timeline in one line for a person. */
final class StatusLine {
  private StatusLine() {}

  static String of(TimeBridge bridge) {
    TimeReading now = bridge.now();
    if (!now.hasTime()) {
      return now.toString();
    }
    return "%s  UTC %s  error %s, at most %s  (%s)"
        .formatted(
            now.state().word(),
            now.utc().truncatedTo(ChronoUnit.MILLIS),
            duration(now.estimatedErrorNanos()),
            duration(now.errorBoundNanos()),
            now.reason());
  }

  /** Nanoseconds as a person reads them: three digits and a unit. */
  static String duration(long nanos) {
    double magnitude = Math.abs((double) nanos);
    if (magnitude < 1e3) {
      return nanos + " ns";
    }
    if (magnitude < 1e6) {
      return String.format(Locale.ROOT, "%.3g µs", nanos / 1e3);
    }
    return magnitude < 1e9
        ? String.format(Locale.ROOT, "%.3g ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
  }
}
