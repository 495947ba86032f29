package io.timebridge.clock.transport;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import io.timebridge.clock.LocalClock;

/**
 * Since when an event loop's thread has been busy, so that what it reads now may have waited in its
 * socket's queue. A stamp that is taken after the reading says no more than that the packet came
 * before it; how long before is bounded by the last moment at which the thread had nothing to do.
 * What the host needs to wake a thread that sleeps is not counted: it cannot be seen from here.
 *
 * <p>Lives on the loop's thread; is asked by the loop each time before it looks at its sockets.
 */
final class Attention implements SelectStrategy {
  private final LocalClock clock;
  private boolean asleep;
  private long busySinceLocalNanos;

  Attention(LocalClock clock) {
    this.clock = clock;
    this.busySinceLocalNanos = clock.localNanos();
  }

  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    int ready = selectNow.get();
    // With a task there may be something to read though nothing is ready: the task is the reading.
    if (hasTasks || ready > 0) {
      asleep = false;
      return ready;
    }
    asleep = true;
    busySinceLocalNanos = clock.localNanos(); // nothing waits
    return SelectStrategy.SELECT;
  }

  /** The thread does something now: if it slept, it has woken up for that. */
  void awake(long nowLocalNanos) {
    if (asleep) {
      asleep = false;
      busySinceLocalNanos = nowLocalNanos;
    }
  }

  /** How long what was read at this time may have waited at most. */
  long waitedNanos(long readLocalNanos) {
    awake(readLocalNanos);
    return Math.max(0, readLocalNanos - busySinceLocalNanos);
  }
}
