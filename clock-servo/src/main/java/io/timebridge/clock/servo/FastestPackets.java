package io.timebridge.clock.servo;

/**
 * A first frequency and offset, from the fastest packets of some seconds: delay only ever adds, so
 * they tell most, and a program that has just started is slow at first.
 *
 * <p>The frequency is the straight line through the fastest packet of the first third and the
 * fastest of the last; the third between keeps the two apart. The offset is what that last one
 * shows, half of the shortest round trip of the last third added.
 */
final class FastestPackets {
  private static final int FIRST = 0;
  private static final int LAST = 1;
  private static final long NONE = Long.MIN_VALUE;

  private final long thirdNanos;
  private final long[] at = new long[2];
  private final long[] ahead = new long[2];
  private long shortestTrip;
  private int count;

  FastestPackets(long windowNanos) {
    this.thirdNanos = windowNanos / 3;
    clear();
  }

  /**
   * A packet, so long after the start, that showed the source so far ahead of the clock, its delay
   * not counted, in a round trip of that length.
   */
  void add(long elapsedNanos, long aheadNanos, long roundTripNanos) {
    count++;
    if (elapsedNanos < thirdNanos) {
      keepFastest(FIRST, elapsedNanos, aheadNanos);
    } else if (elapsedNanos >= 2 * thirdNanos) {
      keepFastest(LAST, elapsedNanos, aheadNanos);
      shortestTrip = Math.min(shortestTrip, Math.max(0, roundTripNanos));
    }
  }

  /** A late packet makes the source look behind: the fastest shows it farthest ahead. */
  private void keepFastest(int third, long elapsedNanos, long aheadNanos) {
    if (ahead[third] == NONE || aheadNanos > ahead[third]) {
      ahead[third] = aheadNanos;
      at[third] = elapsedNanos;
    }
  }

  int count() {
    return count;
  }

  /** True if packets of the first and of the last third came. */
  boolean complete() {
    return ahead[FIRST] != NONE && ahead[LAST] != NONE;
  }

  /** How much faster than the clock the source runs, parts per 10⁹; it must be complete. */
  double frequencyPpb() {
    return (double) (ahead[LAST] - ahead[FIRST]) / (at[LAST] - at[FIRST]) * 1e9;
  }

  /** Half of the shortest round trip; it must be complete. */
  long delayNanos() {
    return shortestTrip / 2;
  }

  /** How far the source is ahead of the clock now, at a frequency; it must be complete. */
  long aheadNanos(long elapsedNanos, double frequencyPpb) {
    long since = elapsedNanos - at[LAST];
    return ahead[LAST] + delayNanos() + Math.round(since * frequencyPpb * 1e-9);
  }

  void clear() {
    count = 0;
    shortestTrip = Long.MAX_VALUE;
    ahead[FIRST] = NONE;
    ahead[LAST] = NONE;
  }
}
