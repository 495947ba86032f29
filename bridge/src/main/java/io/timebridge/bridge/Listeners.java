package io.timebridge.bridge;

import io.timebridge.clock.ClockSegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners what happened, one event after the other, while those who make the events go
 * on. Written by the sources' thread; the listeners are called on an executor.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  /** So many events wait for a listener that is slow. */
  static final int MOST = 1_000;

  private final List<TimeBridgeListener> listeners;
  private final Executor executor;
  private final Queue<Consumer<TimeBridgeListener>> waiting = new ArrayDeque<>();
  private boolean busy;
  private long missed;

  /**
   * Creates one.
   *
   * @param listeners who is told
   * @param executor where they are told
   */
  Listeners(List<TimeBridgeListener> listeners, Executor executor) {
    this.listeners = List.copyOf(listeners);
    this.executor = executor;
  }

  /** The timeline was published; mostly nothing of it is new. */
  void published(TimelineSnapshot before, TimelineSnapshot now) {
    if (listeners.isEmpty()) {
      return;
    }
    if (before.state() != now.state() || !Objects.equals(before.source(), now.source())) {
      tell(listener -> listener.stateChanged(before, now));
    }
    if (stepped(before.tai(), now.tai())) {
      tell(listener -> listener.timeStepped(before, now));
    }
  }

  private static boolean stepped(@Nullable ClockSegment before, @Nullable ClockSegment now) {
    return before != null && now != null && before.epoch() != now.epoch();
  }

  /** A PTP domain is in a new epoch. */
  void epochBegan(Correlation domain, long epoch) {
    if (!listeners.isEmpty()) {
      tell(listener -> listener.epochBegan(domain, epoch));
    }
  }

  private void tell(Consumer<TimeBridgeListener> event) {
    synchronized (waiting) {
      if (waiting.size() == MOST) {
        missed++;
        return;
      }
      waiting.add(event);
      if (busy) {
        return;
      }
      busy = true;
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException e) {
      synchronized (waiting) {
        busy = false; // what waits is told with the next event, if there is room then
      }
    }
  }

  private void drain() {
    while (true) {
      Consumer<TimeBridgeListener> event;
      long lost;
      synchronized (waiting) {
        event = waiting.poll();
        lost = missed;
        missed = 0;
        if (event == null) {
          busy = false;
          return;
        }
      }
      if (lost > 0) {
        LOG.warn("a listener is too slow: {} events were not told", lost);
      }
      listeners.forEach(listener -> tell(listener, event));
    }
  }

  private static void tell(TimeBridgeListener listener, Consumer<TimeBridgeListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | Error e) { // an assertion of the program's, too
      LOG.warn("{} failed, and is told of the next event all the same", listener, e);
    }
  }
}
