package io.timebridge.bridge.cli;

import io.timebridge.bridge.scenario.Scenario;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far a long run is, as a bar on the standard error stream: where a person is watching, and
 * once a second has gone by.
 */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 40;
  private static final long FIRST_NANOS = 1_000_000_000L;
  private static final long BETWEEN_NANOS = 100_000_000L;
  private static final String CLEAR = "\r\u001B[K";

  private final long whole;
  private final @Nullable PrintStream out;
  private final LongSupplier clock;
  private final long startNanos;
  private long nextNanos;
  private boolean drawn;

  /**
   * Creates a bar.
   *
   * @param whole what the run will reach
   * @param out where to draw, or null for nowhere
   * @param clock tells the nanoseconds that pass
   */
  Progress(long whole, @Nullable PrintStream out, LongSupplier clock) {
    this.whole = whole;
    this.out = out;
    this.clock = clock;
    this.startNanos = clock.getAsLong();
    this.nextNanos = startNanos + FIRST_NANOS;
  }

  static Progress of(Scenario scenario) {
    PrintStream out = Terminal.isInteractive() ? System.err : null;
    return new Progress(scenario.durationNanos(), out, System::nanoTime);
  }

  /** The run has come so far. */
  void at(long reached) {
    long now = clock.getAsLong();
    if (out != null && now - nextNanos >= 0) {
      double share = (double) reached / whole;
      int filled = (int) (share * WIDTH);
      double left = (now - startNanos) * 1e-9 * (1 - share) / share;
      String bar = "=".repeat(filled) + " ".repeat(WIDTH - filled);
      out.print(
          CLEAR + String.format(Locale.ROOT, "[%s] %3.0f %%, %.0f s left", bar, 100 * share, left));
      out.flush();
      drawn = true;
      nextNanos = now + BETWEEN_NANOS;
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    if (out != null && drawn) {
      out.print(CLEAR);
      out.flush();
    }
  }
}
