package io.timebridge.clock;

/**
 * UTC with its leap seconds smeared: a view of UTC for those who cannot bear a minute of 61
 * seconds. Around a leap second it runs a little slower (or faster, if one is deleted), so that it
 * has no step, repeats nothing and skips nothing; elsewhere it is UTC. Within the window it is off
 * UTC by up to a second, and must not be mixed with it. TAI and PTP are never smeared.
 *
 * <p>The window of a leap second is given in smeared UTC, around the midnight of the leap. In TAI
 * it is longer (or shorter) by the leap second. Immutable; any thread.
 */
public final class LeapSmear {
  private static final long NANOS = 1_000_000_000L;
  private static final long HOUR_NANOS = 3_600 * NANOS;

  /** So much that even a cosine's rate stays below 500 ppm, which is what NTP clients follow. */
  private static final long SHORTEST_NANOS = HOUR_NANOS;

  private static final long LONGEST_NANOS = 31 * 24 * HOUR_NANOS;

  /** How the second is spread over the window. */
  public enum Shape {
    /** Evenly: 11.6 ppm over a day. */
    LINEAR,
    /**
     * By (1 − cos(π t / w)) / 2: slow at both ends, the rate without a step (Google's first smear,
     * "Time, technology and leaping seconds", 2011).
     */
    COSINE
  }

  private final LeapSeconds table;
  private final Shape shape;
  private final long beforeNanos;
  private final long afterNanos;

  /**
   * A view.
   *
   * @param table when the leap seconds are
   * @param shape how each is spread
   * @param beforeNanos from how long before midnight, nanoseconds, at least 0
   * @param afterNanos until how long after midnight, nanoseconds, at least 0
   * @throws IllegalArgumentException if the window is shorter than an hour or longer than 31 days,
   *     or the windows of two leap seconds meet
   */
  public LeapSmear(LeapSeconds table, Shape shape, long beforeNanos, long afterNanos) {
    this.table = table;
    this.shape = shape;
    this.beforeNanos = beforeNanos;
    this.afterNanos = afterNanos;
    if (!isLength(beforeNanos) || !isLength(afterNanos) || !isWindow(beforeNanos + afterNanos)) {
      throw new IllegalArgumentException(
          "a smear from %d ns before midnight to %d ns after it is not of 1 h to 31 d"
              .formatted(beforeNanos, afterNanos));
    }
    for (int i = 2; i < table.size(); i++) {
      if (beginUtc(i) < endUtc(i - 1)) {
        throw new IllegalArgumentException("the smears of two leap seconds meet");
      }
    }
  }

  /**
   * {@return the smear that Google and Amazon use and propose to all: linear from noon to noon} <a
   * href="https://developers.google.com/time/smear">developers.google.com/time/smear</a>
   *
   * @param table when the leap seconds are
   */
  public static LeapSmear noonToNoon(LeapSeconds table) {
    return new LeapSmear(table, Shape.LINEAR, 12 * HOUR_NANOS, 12 * HOUR_NANOS);
  }

  /**
   * {@return the smeared UTC of a TAI instant, nanoseconds since 1970; it never goes back}
   *
   * @param taiNanos TAI nanoseconds since 1970
   */
  public long taiToSmearedUtc(long taiNanos) {
    for (int i = table.size() - 1; i > 0; i--) {
      if (taiNanos >= endTai(i)) {
        return taiNanos - table.offset(i) * NANOS;
      }
      if (taiNanos >= beginTai(i)) {
        return smeared(i, taiNanos);
      }
    }
    return taiNanos - table.offset(0) * NANOS;
  }

  /**
   * {@return the first TAI instant, nanoseconds since 1970, at which the smeared UTC is so late; to
   * the nanosecond the inverse of {@link #taiToSmearedUtc}}
   *
   * @param smearedUtcNanos smeared UTC nanoseconds since 1970
   */
  public long smearedUtcToTai(long smearedUtcNanos) {
    for (int i = table.size() - 1; i > 0; i--) {
      if (smearedUtcNanos >= endUtc(i)) {
        return smearedUtcNanos + table.offset(i) * NANOS;
      }
      if (smearedUtcNanos >= beginUtc(i)) {
        return search(i, smearedUtcNanos);
      }
    }
    return smearedUtcNanos + table.offset(0) * NANOS;
  }

  /**
   * {@return true within a window, where smeared UTC is not UTC}
   *
   * @param taiNanos TAI nanoseconds since 1970
   */
  public boolean smearsAtTai(long taiNanos) {
    for (int i = table.size() - 1; i > 0; i--) {
      if (taiNanos >= beginTai(i)) {
        return taiNanos < endTai(i);
      }
    }
    return false;
  }

  /** Never back: in a nanosecond of TAI the part that is smeared grows by far less than one. */
  private long smeared(int index, long taiNanos) {
    long begin = beginTai(index);
    double part = (double) (taiNanos - begin) / (endTai(index) - begin);
    if (shape == Shape.COSINE) {
      double sine = StrictMath.sin(Math.PI / 2 * part);
      part = sine * sine; // (1 - cos(π part)) / 2, without the loss of digits near 0
    }
    return taiNanos - table.offset(index - 1) * NANOS - Math.round(leapNanos(index) * part);
  }

  private long search(int index, long smearedUtcNanos) {
    long low = beginTai(index);
    long high = endTai(index);
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (smeared(index, middle) >= smearedUtcNanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private long beginUtc(int index) {
    return table.startUtcNanos(index) - beforeNanos;
  }

  private long endUtc(int index) {
    return table.startUtcNanos(index) + afterNanos;
  }

  private long beginTai(int index) {
    return beginUtc(index) + table.offset(index - 1) * NANOS;
  }

  private long endTai(int index) {
    return endUtc(index) + table.offset(index) * NANOS;
  }

  private long leapNanos(int index) {
    return (table.offset(index) - table.offset(index - 1)) * NANOS;
  }

  private static boolean isLength(long nanos) {
    return nanos >= 0 && nanos <= LONGEST_NANOS;
  }

  private static boolean isWindow(long nanos) {
    return nanos >= SHORTEST_NANOS && nanos <= LONGEST_NANOS;
  }
}
