package io.timebridge.ntp;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Token buckets of as many addresses as there is room for, shared by the threads of a server
 * without a lock.
 *
 * <p>How: a bucket is one number, the local time at which it will be full again ("virtual
 * scheduling", the generic cell rate algorithm, ITU-T I.371 annex A): an answer moves it by the
 * interval, and one that would move it further than the burst ahead of now is refused. Beside 24
 * bits of the address's hash it fits a word, so that one compare-and-set is an update. The table is
 * eight-way set-associative: eight words, a cache line, for each set of addresses.
 *
 * <p>A new address takes the place of the bucket in its set that is full, or will be first. A full
 * bucket says no more than none at all, so that forgetting it costs nothing; and the buckets that
 * are emptiest, of those who ask most, stay longest. A flood from any number of addresses can only
 * make a bucket be forgotten, which never keeps an answer from an honest client. Two addresses of
 * the same hash share a bucket: one pair in 2²⁴ of those that meet in a set, and nobody can choose
 * them without the hash's key.
 */
final class RateLimiter {

  /** What is to be done with a request. */
  enum Verdict {
    PASS,
    DROP,
    KISS
  }

  private static final int WAYS = 8;
  private static final int TIME_BITS = 40;
  private static final long TIME_MASK = (1L << TIME_BITS) - 1;

  /** Time is counted in 2²⁰ ns, about a millisecond: 40 bits of that are 36 years. */
  private static final int TICK_SHIFT = 20;

  private static final long EMPTY = 0;

  private final AtomicLongArray words;
  private final int setMask;
  private final long interval; // ticks
  private final long depth; // ticks that the bucket may be ahead of now and still give
  private final long leakMask;
  private final long kodMask;
  private final boolean kisses;
  private final int leastPoll;

  /**
   * Creates an empty table.
   *
   * @param setBits log2 of the number of sets, 0 to 24; a set takes 64 octets
   */
  RateLimiter(RateLimit limit, int setBits) {
    this.words = new AtomicLongArray(WAYS << setBits);
    this.setMask = (1 << setBits) - 1;
    this.interval = Math.max(1, Math.round((double) limit.intervalNanos() / (1 << TICK_SHIFT)));
    this.depth = interval * (limit.burst() - 1);
    this.leakMask = (1L << limit.leak()) - 1;
    this.kodMask = (1L << limit.kod()) - 1;
    this.kisses = limit.kod() > 0;
    this.leastPoll = limit.leastPoll();
  }

  /** The poll exponent that keeps the limit. */
  int leastPoll() {
    return leastPoll;
  }

  /**
   * Takes a token from an address's bucket.
   *
   * @param hash of the address
   * @param localNanos local time
   * @param random 64 random bits
   */
  Verdict take(long hash, long localNanos, long random) {
    long now = (localNanos >> TICK_SHIFT) & TIME_MASK;
    long tag = tag(hash);
    int first = ((int) hash & setMask) * WAYS;
    int victim = first;
    long leastAhead = Long.MAX_VALUE;
    for (int i = first; i < first + WAYS; i++) {
      long word = words.get(i);
      if (word != EMPTY && word >>> TIME_BITS == tag) {
        return update(i, tag, now, random);
      }
      long ahead = word == EMPTY ? Long.MIN_VALUE : ahead(word, now);
      if (ahead < leastAhead) {
        leastAhead = ahead;
        victim = i;
      }
    }
    // Should another thread take the place first, this bucket is forgotten: no harm.
    words.compareAndSet(victim, words.get(victim), word(tag, now + interval));
    return Verdict.PASS;
  }

  private Verdict update(int i, long tag, long now, long random) {
    while (true) {
      long word = words.get(i);
      if (word >>> TIME_BITS != tag) {
        return Verdict.PASS; // another address took the place just now
      }
      long ahead = Math.max(0, ahead(word, now));
      if (ahead > depth) {
        return excess(random);
      }
      // It fails only where another thread has made progress with this very address.
      if (words.compareAndSet(i, word, word(tag, now + ahead + interval))) {
        return Verdict.PASS;
      }
    }
  }

  private Verdict excess(long random) {
    if ((random & leakMask) == 0) {
      return Verdict.PASS;
    }
    return kisses && ((random >>> Integer.SIZE) & kodMask) == 0 ? Verdict.KISS : Verdict.DROP;
  }

  /** By how much a bucket will be full later than now, ticks; negative if it is full. */
  private static long ahead(long word, long now) {
    return (word - now) << (Long.SIZE - TIME_BITS) >> (Long.SIZE - TIME_BITS);
  }

  private static long word(long tag, long time) {
    return (tag << TIME_BITS) | (time & TIME_MASK);
  }

  /** 24 bits of the hash that did not choose the set; never 0, which is for an empty word. */
  private static long tag(long hash) {
    return Math.max(1, hash >>> TIME_BITS);
  }
}
