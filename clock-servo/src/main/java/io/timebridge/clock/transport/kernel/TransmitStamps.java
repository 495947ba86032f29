package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.LateStamp;
import org.jspecify.annotations.Nullable;

/**
 * Which stamp is whose. The kernel numbers the sends of a socket that ask for a stamp, from 0
 * (SOF_TIMESTAMPING_OPT_ID), and returns the number with the stamp.
 *
 * <p>A stamp that does not come within {@link #TIMEOUT_NANOS} is missing: then the numbering is to
 * be started anew, since only so it is sure that both sides still count alike.
 *
 * <p>After that, stamps of the old numbering may still be on their way, bearing numbers that are
 * used again: they are told by their age, since a packet leaves after it was sent.
 *
 * <p>A late-stamp slot learns from each stamp how long its packet took to leave.
 */
final class TransmitStamps {
  /** What {@link #tokenOf} answers for a number that nobody waits for: the numbering is lost. */
  static final long UNKNOWN = -1;

  /** What {@link #tokenOf} answers for a stamp of an earlier numbering, or that was given up. */
  static final long STALE = -2;

  /** The token of a send whose stamp is for its late-stamp slot only. */
  static final long FOR_LATE_STAMP = Long.MAX_VALUE;

  /** As old as a stamp may be to be carried over; most come within microseconds. */
  static final long TIMEOUT_NANOS = 1_000_000_000L;

  private static final int SIZE = 4096; // more than the error queue holds
  private static final long NEVER = Long.MIN_VALUE;

  private final long[] tokens = new long[SIZE];
  private final long[] sentAt = new long[SIZE];
  private final int[] ids = new int[SIZE];
  private final @Nullable LateStamp[] lates = new @Nullable LateStamp[SIZE];
  private final boolean[] waiting = new boolean[SIZE];
  private int nextId;
  private int oldestId; // no number before it is waited for
  private int lost;
  private long restartedAt = NEVER;

  TransmitStamps() {
    this(0);
  }

  /** Begins the numbering elsewhere. */
  TransmitStamps(int firstId) {
    nextId = firstId;
    oldestId = firstId;
  }

  /**
   * The next send that asks for a stamp went out: not before that local time, which its slot, if it
   * has one, was filled with.
   */
  void sent(long token, long localNanos, @Nullable LateStamp late) {
    int slot = nextId & (SIZE - 1);
    if (nextId - oldestId == SIZE) {
      drop(oldestId++);
    }
    tokens[slot] = token;
    sentAt[slot] = localNanos;
    lates[slot] = late;
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
    if (id - oldestId < 0) {
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
    LateStamp late = lates[slot];
    if (late != null) {
      late.left(sentAt[slot], localNanos);
    }
    return tokens[slot];
  }

  /** The stamp of that number came, but cannot be used. */
  void drop(int id) {
    int slot = id & (SIZE - 1);
    if (waiting[slot] && ids[slot] == id) {
      waiting[slot] = false;
      lost += tokens[slot] == FOR_LATE_STAMP ? 0 : 1; // that one is nobody's loss
    }
  }

  /** True if a stamp is missing for so long that it does not come any more. */
  boolean isOverdue(long localNanos) {
    while (oldestId != nextId && !waiting[oldestId & (SIZE - 1)]) {
      oldestId++;
    }
    return oldestId != nextId && localNanos - sentAt[oldestId & (SIZE - 1)] - TIMEOUT_NANOS > 0;
  }

  /** The socket's numbering starts anew: what is waited for is lost. */
  void restart(long localNanos) {
    for (int id = oldestId; id != nextId; id++) {
      drop(id);
    }
    nextId = 0;
    oldestId = 0;
    restartedAt = localNanos;
  }

  /** How many sends got no stamp, since this was last asked. */
  int takeLost() {
    int taken = lost;
    lost = 0;
    return taken;
  }
}
