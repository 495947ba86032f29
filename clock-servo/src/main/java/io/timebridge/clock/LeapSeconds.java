package io.timebridge.clock;

import io.timebridge.clock.LeapSecondsList.Entry;
import java.util.List;

/**
 * TAI − UTC since 1972, and the two conversions.
 *
 * <p>UTC is counted as POSIX counts it, 86,400 to a day: an inserted second (23:59:60) counts like
 * the first second of the next day, which then comes a second time; a deleted second (23:59:59) is
 * skipped. So a count of UTC with {@link #leapSecondAtTai} beside it is as good as TAI.
 *
 * <p>The table is good until {@link #expiresUtcNanos()}. Immutable; any thread.
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

  private static final LeapSeconds BUILT_IN = makeBuiltIn();

  /** From this second of UTC on, each offset holds. */
  private final long[] startUtcSeconds;

  private final int[] offsets;
  private final long expiresUtcSeconds;

  private LeapSeconds(long[] startUtcSeconds, int[] offsets, long expiresUtcSeconds) {
    this.startUtcSeconds = startUtcSeconds;
    this.offsets = offsets;
    this.expiresUtcSeconds = expiresUtcSeconds;
  }

  private static LeapSeconds makeBuiltIn() {
    int[] offsets = new int[STARTS.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = FIRST_OFFSET + i;
    }
    return new LeapSeconds(STARTS, offsets, EXPIRES_UTC_SECONDS);
  }

  /**
   * {@return the table that is built into this software: the IERS's (Bulletin C), as published in
   * {@code leap-seconds.list} with IANA's tzdata 2026f}
   */
  public static LeapSeconds builtIn() {
    return BUILT_IN;
  }

  /**
   * {@return the table of a list, as it was read from a file}
   *
   * @param list the list
   */
  public static LeapSeconds of(LeapSecondsList list) {
    List<Entry> entries = list.entries();
    return new LeapSeconds(
        entries.stream().mapToLong(Entry::startUtcSeconds).toArray(),
        entries.stream().mapToInt(Entry::taiMinusUtc).toArray(),
        list.expiresUtcSeconds());
  }

  /** {@return when the table ends to be known good, UTC nanoseconds since 1970} */
  public long expiresUtcNanos() {
    return expiresUtcSeconds * NANOS;
  }

  /**
   * {@return TAI − UTC in seconds at an instant given in UTC; before the table begins, its first,
   * which is 10} In a repeated second it is the new value.
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  public int taiMinusUtcAtUtc(long utcNanos) {
    long seconds = Math.floorDiv(utcNanos, NANOS);
    int i = size() - 1;
    while (i > 0 && seconds < startUtcSeconds[i]) {
      i--;
    }
    return offsets[i];
  }

  /**
   * {@return TAI − UTC in seconds at an instant given in TAI; before the table begins, its first,
   * which is 10} In an inserted second it is still the old value, so that UTC repeats the second.
   *
   * @param taiNanos TAI nanoseconds since 1970
   */
  public int taiMinusUtcAtTai(long taiNanos) {
    return offsets[indexAtTai(taiNanos)];
  }

  private int indexAtTai(long taiNanos) {
    int i = size() - 1;
    while (i > 0 && taiNanos < startTaiNanos(i)) {
      i--;
    }
    return i;
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
   * {@return true in an inserted second, 23:59:60, the first of the two that have the same UTC}
   *
   * @param taiNanos TAI nanoseconds since 1970
   */
  public boolean leapSecondAtTai(long taiNanos) {
    return taiMinusUtcAtTai(taiNanos) < taiMinusUtcAtUtc(taiToUtc(taiNanos));
  }

  /**
   * {@return the TAI of a UTC instant, nanoseconds since 1970; of a repeated second, the later; of
   * a skipped one, which no clock shows, as if it had come}
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  public long utcToTai(long utcNanos) {
    return utcNanos + taiMinusUtcAtUtc(utcNanos) * NANOS;
  }

  /**
   * {@return the TAI of a UTC instant, nanoseconds since 1970} It undoes {@link #taiToUtc} exactly,
   * at every instant.
   *
   * @param utcNanos UTC nanoseconds since 1970
   * @param leapSecond what {@link #leapSecondAtTai} says: of a repeated second, true for the first
   *     (23:59:60), false for the second (00:00:00)
   * @throws IllegalArgumentException if it is to be a leap second and there is none
   */
  public long utcToTai(long utcNanos, boolean leapSecond) {
    long later = utcToTai(utcNanos);
    if (!leapSecond) {
      return later;
    }
    if (!leapSecondAtTai(later - NANOS)) {
      throw new IllegalArgumentException("no leap second was inserted at UTC " + utcNanos + " ns");
    }
    return later - NANOS;
  }

  /**
   * {@return the TAI from which the next leap second counts, nanoseconds since 1970: the end of an
   * inserted one, the place of a deleted one; {@link Long#MAX_VALUE} if the table has none ahead}
   *
   * @param taiNanos TAI nanoseconds since 1970
   */
  public long nextLeapTaiNanos(long taiNanos) {
    int next = indexAtTai(taiNanos) + 1;
    // The first offset is the table's beginning, not a leap second.
    return next < size() ? startTaiNanos(next) : Long.MAX_VALUE;
  }

  /** How many offsets there are. */
  int size() {
    return offsets.length;
  }

  int offset(int index) {
    return offsets[index];
  }

  long startUtcNanos(int index) {
    return startUtcSeconds[index] * NANOS;
  }

  /** An offset starts at its UTC start, which in TAI is that much later. */
  long startTaiNanos(int index) {
    return (startUtcSeconds[index] + offsets[index]) * NANOS;
  }
}
