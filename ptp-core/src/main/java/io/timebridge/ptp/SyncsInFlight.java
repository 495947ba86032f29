package io.timebridge.ptp;

import org.jspecify.annotations.Nullable;

/**
 * The Syncs that have been sent to followers of their own and whose transmit stamps are still to
 * come. The kernel's error queue holds some 255 stamps, so no more than {@link #WINDOW} are waited
 * for at once. A stamp that takes longer than {@link #PATIENCE_NANOS} holds nobody up any more; it
 * still gets its Follow_Up if it comes before so many others were sent.
 */
final class SyncsInFlight {
  /** How many may wait for their stamps at once. */
  static final int WINDOW = 64;

  /** The usual stamp comes within a millisecond; a host without an answer to ARP gets none. */
  static final long PATIENCE_NANOS = 100_000_000L;

  private static final int SIZE = 256; // a power of two
  private static final int MASK = SIZE - 1;

  /** One Sync. */
  static final class Flight {
    private long token;
    private long sentLocal;
    private boolean open; // its stamp may still come
    private boolean counts; // among those in the window
    private int generation;
    @Nullable UnicastFollower follower;
    int sequenceId;

    /** Whether its follower is still the one that it was sent to. */
    boolean isCurrent() {
      return follower != null && follower.generation() == generation;
    }
  }

  private final Flight[] flights = new Flight[SIZE];
  private int oldest; // of the ring, counted on
  private int impatient; // none before it counts
  private int next;
  private int waiting;
  private long newestStamped = Long.MIN_VALUE; // when that Sync was sent

  SyncsInFlight() {
    for (int i = 0; i < SIZE; i++) {
      flights[i] = new Flight();
    }
  }

  /** Whether a Sync that was sent after that got its stamp. */
  boolean hasStampAfter(long localNanos) {
    return newestStamped != Long.MIN_VALUE && newestStamped - localNanos > 0;
  }

  boolean isFull() {
    return waiting >= WINDOW;
  }

  /** How many are waited for. */
  int waiting() {
    return waiting;
  }

  /** When the oldest that is waited for holds nobody up any more. */
  long patienceEnds() {
    return flights[impatient & MASK].sentLocal + PATIENCE_NANOS;
  }

  /** One was sent. True if an older one had to be given up for it. */
  boolean sent(UnicastFollower follower, int sequenceId, long token, long nowLocalNanos) {
    boolean lost = false;
    if (next - oldest == SIZE) {
      Flight given = flights[oldest & MASK];
      lost = given.open;
      close(given);
      oldest++;
      impatient = impatient - oldest < 0 ? oldest : impatient;
    }
    Flight flight = flights[next & MASK];
    flight.token = token;
    flight.sentLocal = nowLocalNanos;
    flight.open = true;
    flight.counts = !follower.unstamped; // nobody waits for one that is not even at home
    flight.generation = follower.generation();
    flight.follower = follower;
    flight.sequenceId = sequenceId;
    follower.syncSent(nowLocalNanos);
    waiting += flight.counts ? 1 : 0;
    next++;
    skipSettled();
    return lost;
  }

  /** Whose stamp it is, which is then waited for no more; null if it is none of these. */
  @Nullable Flight stamped(long token) {
    for (int i = oldest; i != next; i++) {
      Flight flight = flights[i & MASK];
      if (flight.token == token && flight.open) {
        close(flight);
        newestStamped = flight.sentLocal;
        if (flight.isCurrent() && flight.follower != null) {
          flight.follower.syncStamped();
        }
        while (oldest != next && !flights[oldest & MASK].open) {
          oldest++;
        }
        skipSettled();
        return flight;
      }
      if (flight.token - token > 0) {
        return null; // tokens increase
      }
    }
    return null;
  }

  /** Lets those hold nobody up any more that have waited for too long. */
  void losePatience(long nowLocalNanos) {
    skipSettled();
    while (impatient != next && patienceEnds() - nowLocalNanos <= 0) {
      Flight flight = flights[impatient & MASK];
      if (flight.counts) {
        flight.counts = false;
        waiting--;
        if (flight.isCurrent() && flight.follower != null) {
          flight.follower.unstamped = true;
        }
      }
      skipSettled();
    }
  }

  /** Nobody waits for anything any more; tells how many Syncs that leaves without a Follow_Up. */
  int clear() {
    int lost = 0;
    for (; oldest != next; oldest++) {
      Flight flight = flights[oldest & MASK];
      lost += flight.open ? 1 : 0;
      close(flight);
    }
    impatient = next;
    return lost;
  }

  private void skipSettled() {
    impatient = impatient - oldest < 0 ? oldest : impatient;
    while (impatient != next && !flights[impatient & MASK].counts) {
      impatient++;
    }
  }

  private void close(Flight flight) {
    flight.open = false;
    waiting -= flight.counts ? 1 : 0;
    flight.counts = false;
  }
}
