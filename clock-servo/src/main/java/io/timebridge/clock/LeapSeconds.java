package io.timebridge.clock;

/**
 * TAI − UTC since 1972, and the two conversions.
 *
 * <p>The table is the IERS's (Bulletin C), as published in {@code leap-seconds.list} with IANA's
 * tzdata 2026f; it is good until {@link #expiresUtcNanos()}. Immutable; any thread.
 */
public final class LeapSeconds {
  private static final long NANOS = 1_000_000_000L;

  /** UTC seconds since 1970 from which TAI − UTC is 10, 11, 12 … seconds. */
  private static final long[] STARTS = {
    63072000,
    78796800,
    94694400,
    126230400,
    157766400,
    189302400,
    220924800,
    252460800,
    283996800,
    315532800,
    362793600,
    394329600,
    425865600,
    489024000,
    567993600,
    631152000,
    662688000,
    709948800,
    741484800,
    773020800,
    820454400,
    867715200,
    915148800,
    1136073600,
    1230768000,
    1341100800,
    1435708800,
    1483228800
  };

  private static final int FIRST_OFFSET = 10;

  /** 2027-06-28, as the published list says of itself. */
  private static final long EXPIRES_UTC_SECONDS = 1_814_140_800L;

  private static final LeapSeconds BUILT_IN = new LeapSeconds();

  private LeapSeconds() {}

  /** {@return the table that is built into this software} */
  public static LeapSeconds builtIn() {
    return BUILT_IN;
  }

  /** {@return when the table ends to be known good, UTC nanoseconds since 1970} */
  public long expiresUtcNanos() {
    return EXPIRES_UTC_SECONDS * NANOS;
  }

  /**
   * {@return TAI − UTC in seconds at an instant given in UTC; 10 before 1972}
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  public int taiMinusUtcAtUtc(long utcNanos) {
    long seconds = Math.floorDiv(utcNanos, NANOS);
    int i = STARTS.length - 1;
    while (i > 0 && seconds < STARTS[i]) {
      i--;
    }
    return FIRST_OFFSET + i;
  }

  /**
   * {@return TAI − UTC in seconds at an instant given in TAI; 10 before 1972} In an inserted second
   * it is still the old value, so that UTC repeats the second.
   *
   * @param taiNanos TAI nanoseconds since 1970
   */
  public int taiMinusUtcAtTai(long taiNanos) {
    long seconds = Math.floorDiv(taiNanos, NANOS);
    int i = STARTS.length - 1;
    // The i-th offset starts at its UTC start, which in TAI is that much later.
    while (i > 0 && seconds < STARTS[i] + FIRST_OFFSET + i) {
      i--;
    }
    return FIRST_OFFSET + i;
  }

  /**
   * {@return the UTC of a TAI instant, nanoseconds since 1970}
   *
   * @param taiNanos TAI nanoseconds since 1970
   */
  public long taiToUtc(long taiNanos) {
    return taiNanos - taiMinusUtcAtTai(taiNanos) * NANOS;
  }

  /**
   * {@return the TAI of a UTC instant, nanoseconds since 1970; of a repeated second, the later}
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  public long utcToTai(long utcNanos) {
    return utcNanos + taiMinusUtcAtUtc(utcNanos) * NANOS;
  }
}
