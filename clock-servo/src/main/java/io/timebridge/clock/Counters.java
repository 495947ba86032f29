package io.timebridge.clock;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts events by kind: packets dropped by reason, messages by type. One thread counts, any thread
 * reads; counting takes no lock and makes no garbage.
 *
 * @param <E> the kinds
 */
@SuppressWarnings("EnumOrdinal") // an array index that never leaves this class
public final class Counters<E extends Enum<E>> {
  private final E[] kinds;
  private final AtomicLongArray counts;

  /**
   * Creates counters that stand at 0.
   *
   * @param type the kinds
   */
  public Counters(Class<E> type) {
    this.kinds = type.getEnumConstants();
    this.counts = new AtomicLongArray(kinds.length);
  }

  /**
   * Counts one event.
   *
   * @param kind its kind
   */
  public void count(E kind) {
    // One writer: a plain increment published in order, no atomic read-modify-write.
    counts.lazySet(kind.ordinal(), counts.getPlain(kind.ordinal()) + 1);
  }

  /**
   * {@return how many of one kind were counted}
   *
   * @param kind the kind
   */
  public long get(E kind) {
    return counts.get(kind.ordinal());
  }

  /** {@return how many were counted in all} */
  public long total() {
    long total = 0;
    for (int i = 0; i < kinds.length; i++) {
      total += counts.get(i);
    }
    return total;
  }

  /** {@return the kinds that were seen at all, with their counts} */
  public Map<E, Long> nonZero() {
    Map<E, Long> seen = new EnumMap<>(kinds[0].getDeclaringClass());
    for (E kind : kinds) {
      if (get(kind) > 0) {
        seen.put(kind, get(kind));
      }
    }
    return seen;
  }
}
