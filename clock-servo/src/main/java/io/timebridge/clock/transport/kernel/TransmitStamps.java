package io.timebridge.clock.transport.kernel;

/**
 * Which stamp is whose. The kernel numbers the sends of a socket that ask for a stamp, from 0
 * (SOF_TIMESTAMPING_OPT_ID), and returns the number with the stamp.
 */
final class TransmitStamps {
  /** What {@link #tokenOf} answers for a number that nobody waits for. */
  static final long UNKNOWN = -1;

  private static final int SIZE = 1024; // more than the error queue holds

  private final long[] tokens = new long[SIZE];
  private final int[] ids = new int[SIZE];
  private final boolean[] waiting = new boolean[SIZE];
  private int nextId;

  /** The next send that asks for a stamp went out. */
  void sent(long token) {
    int slot = nextId & (SIZE - 1);
    tokens[slot] = token;
    ids[slot] = nextId;
    waiting[slot] = true;
    nextId++;
  }

  /** Whose stamp that is; each is asked for once. */
  long tokenOf(int id) {
    int slot = id & (SIZE - 1);
    if (!waiting[slot] || ids[slot] != id) {
      return UNKNOWN;
    }
    waiting[slot] = false;
    return tokens[slot];
  }

  /** The socket's numbering starts anew: stamps on their way are nobody's. */
  void restart() {
    nextId = 0;
    java.util.Arrays.fill(waiting, false);
  }
}
