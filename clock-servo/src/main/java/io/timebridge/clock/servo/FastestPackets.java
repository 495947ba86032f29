package io.timebridge.clock.servo;

/**
 * A first frequency and offset, from the fastest packets of some seconds: delay only ever adds, so
 * they tell most, and a program that has just started is slow at first.
 *
 * <p>The frequency is the straight line through the fastest packet of the first third of the time
 * and the fastest of the last; the third between keeps the two apart. The offset is what that last
 * one shows, half of the shortest round trip of the last third added.
 */
final class FastestPackets {
  private static final int CAPACITY = 64;

  private final long[] at = new long[CAPACITY];
  private final long[] ahead = new long[CAPACITY];
  private final long[] roundTrip = new long[CAPACITY];
  private int kept;
  private int count;

  /**
   * A packet, so long after the start, that showed the source so far ahead of the clock, its delay
   * not counted, in a round trip of that length.
   */
  void add(long elapsedNanos, long aheadNanos, long roundTripNanos) {
    if (kept == CAPACITY) {
      keepTheFasterOfEachPair();
    }
    at[kept] = elapsedNanos;
    ahead[kept] = aheadNanos;
    roundTrip[kept] = Math.max(0, roundTripNanos);
    kept++;
    count++;
  }

  /** A late packet makes the source look behind: the faster shows it farther ahead. */
  private void keepTheFasterOfEachPair() {
    for (int i = 0; i < CAPACITY / 2; i++) {
      int faster = ahead[2 * i] >= ahead[2 * i + 1] ? 2 * i : 2 * i + 1;
      at[i] = at[faster];
      ahead[i] = ahead[faster];
      roundTrip[i] = Math.min(roundTrip[2 * i], roundTrip[2 * i + 1]);
    }
    kept = CAPACITY / 2;
  }

  int count() {
    return count;
  }

  /** How much faster than the clock the source runs, parts per 10⁹; 0 for less than two packets. */
  double frequencyPpb() {
    if (kept < 2) {
      return 0;
    }
    int first = fastest(at[0], at[0] + third());
    int last = fastest(lastThird(), at[kept - 1]);
    return (double) (ahead[last] - ahead[first]) / (at[last] - at[first]) * 1e9;
  }

  /** Half of the shortest round trip of the last third. */
  long delayNanos() {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < kept; i++) {
      if (at[i] >= lastThird()) {
        shortest = Math.min(shortest, roundTrip[i]);
      }
    }
    return kept == 0 ? 0 : shortest / 2;
  }

  /** How far the source is ahead of the clock now, at a frequency; there must be a packet. */
  long aheadNanos(long elapsedNanos, double frequencyPpb) {
    int last = fastest(lastThird(), at[kept - 1]);
    return ahead[last] + delayNanos() + Math.round((elapsedNanos - at[last]) * frequencyPpb * 1e-9);
  }

  private long third() {
    return (at[kept - 1] - at[0]) / 3;
  }

  private long lastThird() {
    return at[kept - 1] - third();
  }

  private int fastest(long from, long to) {
    int fastest = -1;
    for (int i = 0; i < kept; i++) {
      if (at[i] >= from && at[i] <= to && (fastest < 0 || ahead[i] > ahead[fastest])) {
        fastest = i;
      }
    }
    return fastest;
  }

  void clear() {
    kept = 0;
    count = 0;
  }
}
