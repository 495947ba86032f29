package io.timebridge.ntp;

/**
 * Which answer a transmit stamp belongs to: the last thousand that a stamp was asked for, by token.
 * A stamp that comes later than that finds nothing. Belongs to one thread.
 */
final class PendingDepartures {
  private static final int SIZE = 1024;

  private final long[] tokens = new long[SIZE];
  private final long[] receives = new long[SIZE]; // 0: nothing here

  /** An answer was sent. */
  void sent(long token, long receive) {
    int slot = (int) token & (SIZE - 1);
    tokens[slot] = token;
    receives[slot] = receive;
  }

  /** The receive stamp that an answer told, once; 0 if it is not known. */
  long take(long token) {
    int slot = (int) token & (SIZE - 1);
    if (tokens[slot] != token) {
      return 0;
    }
    long receive = receives[slot];
    receives[slot] = 0;
    return receive;
  }
}
