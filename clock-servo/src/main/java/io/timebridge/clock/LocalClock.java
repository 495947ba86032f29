package io.timebridge.clock;

/**
 * A free-running clock of this machine: monotonic, with an arbitrary origin, steered by nobody
 * here. Every time stamp is a reading of one local clock, and a disciplined clock is a map from it.
 *
 * <p>Implementations may be read from any thread.
 */
@FunctionalInterface
public interface LocalClock {

  /** {@return the reading now, in nanoseconds since an arbitrary origin; never decreasing} */
  long localNanos();

  /**
   * {@return the JVM's monotonic clock} On Linux that is CLOCK_MONOTONIC, whose rate follows
   * whatever disciplines the host's clock.
   */
  static LocalClock monotonic() {
    return System::nanoTime;
  }
}
