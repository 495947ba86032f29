package io.timebridge.bridge.interop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What every test of a lab has in common: it ends, and it leaves nothing behind. */
@Timeout(300)
abstract class LabTest {
  /** The UTC of a ptp4l here minus the host's: it calls the host's UTC TAI, 37 s from UTC. */
  static final long SERVED_MINUS_HOST_NANOS = -37_000_000_000L;

  static final long MILLI = 1_000_000;

  /** Fails if two times are further apart than allowed. */
  static void assertNear(long expectedNanos, long nanos, long allowedNanos, Object context) {
    if (Math.abs(nanos - expectedNanos) > allowedNanos) {
      throw new AssertionError(
          "%d ns is further than %d ns from %d ns: %s"
              .formatted(nanos, allowedNanos, expectedNanos, context));
    }
  }

  @AfterEach
  final void leaveNothingBehind() {
    Lab.closeMine();
  }
}
