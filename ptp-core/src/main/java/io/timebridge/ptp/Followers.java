package io.timebridge.ptp;

import io.timebridge.ptp.wire.PtpHeader;

/**
 * Who has asked lately: the distinct ports that sent a Delay_Req. Bounded, and makes no garbage: a
 * flood of invented ones only fills the table.
 */
final class Followers {
  /** A power of two; of more followers than this some are not counted. */
  static final int CAPACITY = 8192;

  /** The slowest that may ask, once in 128 s on average, has asked within this. */
  static final long FORGOTTEN_NANOS = 300_000_000_000L;

  private static final int PROBES = 32;

  private final long[] clocks = new long[CAPACITY];
  private final int[] ports = new int[CAPACITY]; // 0: free
  private final long[] heardLocal = new long[CAPACITY];

  /** Somebody asked. */
  void asked(PtpHeader request, long nowLocalNanos) {
    long clock = request.sourceClockBits();
    int port = request.sourcePortNumber();
    long mixed = (clock + port) * 0x9E3779B97F4A7C15L; // Fibonacci hashing
    int home = (int) (mixed >>> 40);
    int place = -1;
    for (int i = 0; i < PROBES; i++) {
      int at = home + i & CAPACITY - 1;
      if (ports[at] == port && clocks[at] == clock) {
        heardLocal[at] = nowLocalNanos;
        return;
      }
      if (place < 0 && (ports[at] == 0 || isForgotten(at, nowLocalNanos))) {
        place = at;
      }
    }
    if (place >= 0) {
      clocks[place] = clock;
      ports[place] = port;
      heardLocal[place] = nowLocalNanos;
    }
  }

  private boolean isForgotten(int at, long nowLocalNanos) {
    return nowLocalNanos - heardLocal[at] > FORGOTTEN_NANOS;
  }

  /** How many have asked lately. */
  int count(long nowLocalNanos) {
    int count = 0;
    for (int at = 0; at < CAPACITY; at++) {
      if (ports[at] != 0 && !isForgotten(at, nowLocalNanos)) {
        count++;
      }
    }
    return count;
  }
}
