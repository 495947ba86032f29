package io.timebridge.ntp;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The transmit stamps of recent answers by the receive stamps that those told: what a server must
 * remember for clients in interleaved mode (RFC 9769 §2), shared by its threads without a lock, in
 * bounded memory.
 *
 * <p>How: a four-way set-associative table of pairs (receive stamp, transmit stamp). A writer takes
 * a pair by marking it busy with a compare-and-set and gives up if another has it: nobody waits. A
 * pair that is overwritten, or was never written, means an answer in basic mode: the client loses
 * some accuracy, once. Keys are odd, so that {@link #EMPTY} and {@link #BUSY} are none.
 */
final class InterleavedStamps {
  private static final int WAYS = 4;
  private static final long EMPTY = 0;
  private static final long BUSY = 2;
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private final AtomicLongArray words; // key and value by turns
  private final int shift;

  /**
   * Creates an empty table.
   *
   * @param setBits log2 of the number of sets, 1 to 24; a set takes 64 octets
   */
  InterleavedStamps(int setBits) {
    this.words = new AtomicLongArray((2 * WAYS) << setBits);
    this.shift = Long.SIZE - setBits;
  }

  private int first(long receive) {
    return (int) ((receive * GOLDEN_GAMMA) >>> shift) * 2 * WAYS;
  }

  /**
   * Remembers when the answer left that told a receive stamp; in place of the oldest in its set.
   *
   * @param receive NTP timestamp, odd
   * @param transmit NTP timestamp, not 0
   */
  void put(long receive, long transmit) {
    int first = first(receive);
    int oldest = first;
    long oldestKey = 0;
    for (int i = first; i < first + 2 * WAYS; i += 2) {
      long key = words.get(i);
      if (key == EMPTY) {
        oldest = i;
        oldestKey = EMPTY;
        break;
      }
      // Stamps of different eras are compared by their difference. RFC 5905 §6.
      if (key != BUSY && (oldestKey == 0 || key - oldestKey < 0)) {
        oldest = i;
        oldestKey = key;
      }
    }
    if (words.compareAndSet(oldest, oldestKey, BUSY)) {
      words.set(oldest + 1, transmit);
      words.set(oldest, receive);
    }
  }

  /**
   * {@return when the answer left that told a receive stamp, and forgets it; 0 if that is not
   * known} Each stamp is told once, as chrony does: a request that comes twice is a copy.
   *
   * @param receive NTP timestamp, odd
   */
  long take(long receive) {
    int first = first(receive);
    for (int i = first; i < first + 2 * WAYS; i += 2) {
      if (words.get(i) == receive && words.compareAndSet(i, receive, BUSY)) {
        long transmit = words.get(i + 1);
        words.set(i, EMPTY);
        return transmit;
      }
    }
    return 0;
  }
}
