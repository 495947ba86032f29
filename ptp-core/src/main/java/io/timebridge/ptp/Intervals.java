package io.timebridge.ptp;

/** Intervals as PTP writes them: powers of two of a second. */
final class Intervals {
  private static final int MIN_LOG = -7;
  private static final int MAX_LOG = 7;

  private Intervals() {}

  /** Whether a logMessageInterval that came over the network may be believed. */
  static boolean isSane(int log) {
    return log >= MIN_LOG && log <= MAX_LOG;
  }

  static long nanos(int log) {
    return log >= 0 ? 1_000_000_000L << log : 1_000_000_000L >> -log;
  }

  /** 2⁻¹⁶ ns to the nearest ns. */
  static long roundScaled(long scaledNanos) {
    return (scaledNanos >> 16) + (scaledNanos >> 15 & 1);
  }
}
