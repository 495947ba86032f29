package io.timebridge.clock;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * The host's clock (CLOCK_REALTIME on Linux) read against the local clock: between two readings of
 * that, the narrowest of a few.
 */
public final class SystemClock {
  private static final int TRIES = 5;
  private static final long NANOS = 1_000_000_000L;

  /**
   * One reading.
   *
   * @param localNanos local time, the middle of the bracket
   * @param utcNanos what the host's clock showed, UTC nanoseconds since 1970
   * @param widthNanos half the width of the bracket
   */
  public record Reading(long localNanos, long utcNanos, long widthNanos) {}

  private SystemClock() {}

  /**
   * {@return the host's clock now}
   *
   * @param clock the local clock
   */
  public static Reading read(LocalClock clock) {
    return read(clock, InstantSource.system());
  }

  /**
   * {@return a clock that shows UTC, now}
   *
   * @param clock the local clock
   * @param utc the clock that is read
   */
  public static Reading read(LocalClock clock, InstantSource utc) {
    Reading best = null;
    for (int i = 0; i < TRIES; i++) {
      long before = clock.localNanos();
      Instant shown = utc.instant();
      long width = (clock.localNanos() - before) / 2;
      if (best == null || width < best.widthNanos()) {
        long nanos = shown.getEpochSecond() * NANOS + shown.getNano();
        best = new Reading(before + width, nanos, width);
      }
    }
    return Objects.requireNonNull(best);
  }
}
