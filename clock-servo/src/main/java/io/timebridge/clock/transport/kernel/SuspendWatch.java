package io.timebridge.clock.transport.kernel;

/**
 * Notices that the host was suspended: CLOCK_BOOTTIME went on meanwhile, CLOCK_MONOTONIC stood
 * still. Nothing here reads a clock.
 */
final class SuspendWatch {
  /** No suspend is as short; the first reading may be off by what came between its halves. */
  private static final long LEAST_NANOS = 100_000_000L;

  private boolean started;
  private long suspendedNanos;

  /**
   * Takes a reading of both, CLOCK_BOOTTIME first: what comes between makes their difference less,
   * never more, so that a busy host does not look like one that slept. Returns how long the host
   * was suspended since the last reading, or 0.
   */
  long slept(long boottimeNanos, long monotonicNanos) {
    long suspended = boottimeNanos - monotonicNanos;
    long more = suspended - suspendedNanos;
    boolean slept = started && more >= LEAST_NANOS;
    if (!started || more > 0) {
      suspendedNanos = suspended;
    }
    started = true;
    return slept ? more : 0;
  }
}
