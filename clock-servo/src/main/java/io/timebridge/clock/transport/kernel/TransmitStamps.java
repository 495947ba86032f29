package io.timebridge.clock.transport.kernel;

import java.util.Arrays;

/**
 * Which stamp is whose. The kernel numbers the sends of a socket that ask for a stamp, from 0
 * (SOF_TIMESTAMPING_OPT_ID), and returns the number with the stamp.
 *
 * <p>After the numbering was started anew, stamps of the old one may still be on their way, bearing
 * numbers that are used again: they are told by their age, since a packet leaves after it was sent.
 */
final class TransmitStamps {
  /** What {@link #tokenOf} answers for a number that nobody waits for: the numbering is lost. */
  static final long UNKNOWN = -1;

  /** What {@link #tokenOf} answers for a stamp of an earlier numbering. */
  static final long STALE = -2;

  private static final int SIZE = 1024; // more than the error queue holds
  private static final long NEVER = Long.MIN_VALUE;

  private final long[] tokens = new long[SIZE];
  private final long[] sentAt = new long[SIZE];
  private final int[] ids = new int[SIZE];
  private final boolean[] waiting = new boolean[SIZE];
  private int nextId;
  private long restartedAt = NEVER;

  TransmitStamps() {
    this(0);
  }

  /** Begins the numbering elsewhere. */
  TransmitStamps(int firstId) {
    nextId = firstId;
  }

  /** The next send that asks for a stamp went out: not before that local time. */
  void sent(long token, long localNanos) {
    int slot = nextId & (SIZE - 1);
    tokens[slot] = token;
    sentAt[slot] = localNanos;
    ids[slot] = nextId;
    waiting[slot] = true;
    nextId++;
  }

  /** Whose stamp that is, {@link #UNKNOWN} or {@link #STALE}; each is told once. */
  long tokenOf(int id, long localNanos, long widthNanos) {
    long latest = localNanos + widthNanos;
    if (restartedAt != NEVER && latest - restartedAt < 0) {
      return STALE;
    }
    int slot = id & (SIZE - 1);
    if (!waiting[slot] || ids[slot] != id) {
      return UNKNOWN;
    }
    if (latest - sentAt[slot] < 0) {
      return STALE;
    }
    waiting[slot] = false;
    return tokens[slot];
  }

  /** The socket's numbering starts anew: stamps on their way are nobody's. */
  void restart(long localNanos) {
    nextId = 0;
    restartedAt = localNanos;
    Arrays.fill(waiting, false);
  }
}
