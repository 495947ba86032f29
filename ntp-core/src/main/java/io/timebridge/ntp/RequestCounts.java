package io.timebridge.ntp;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts packets by version, mode and verdict. One thread counts, any thread reads; counting takes
 * no lock and makes no garbage.
 */
@SuppressWarnings("EnumOrdinal") // an array index that never leaves this class
final class RequestCounts {
  private static final int VALUES = 8; // of a version or a mode: 3 bits
  private static final int VERDICTS = NtpVerdict.values().length;

  /** After those of all versions and modes: of packets too short to have any. */
  private static final int NEITHER = VALUES * VALUES;

  private final AtomicLongArray counts = new AtomicLongArray((NEITHER + 1) * VERDICTS);

  void count(int version, int mode, NtpVerdict verdict) {
    int index = index(version, mode, verdict);
    counts.lazySet(index, counts.getPlain(index) + 1); // one writer
  }

  long get(int version, int mode, NtpVerdict verdict) {
    return counts.get(index(version, mode, verdict));
  }

  /** How many got a verdict, of any version and mode, or none. */
  long get(NtpVerdict verdict) {
    long sum = 0;
    for (int i = verdict.ordinal(); i < counts.length(); i += VERDICTS) {
      sum += counts.get(i);
    }
    return sum;
  }

  private static int index(int version, int mode, NtpVerdict verdict) {
    return (version < 0 ? NEITHER : version * VALUES + mode) * VERDICTS + verdict.ordinal();
  }
}
