package io.timebridge.clock.simulation;

import java.util.PriorityQueue;

/**
 * True time, as only a simulation knows it: it stands still while events run and jumps to the next.
 * Events of the same instant run in the order they were set. One thread.
 */
public final class VirtualTime {

  /** Something set to happen. */
  public static final class Event implements Comparable<Event> {
    private final long atNanos;
    private final long order;
    private final Runnable action;
    private boolean cancelled;

    private Event(long atNanos, long order, Runnable action) {
      this.atNanos = atNanos;
      this.order = order;
      this.action = action;
    }

    /** Prevents it; nothing happens if it was. */
    public void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(order);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowNanos;
  private long nextOrder;

  /** Starts at 0. */
  public VirtualTime() {}

  /** {@return true time, nanoseconds since the start} */
  public long nowNanos() {
    return nowNanos;
  }

  /**
   * Sets something to happen.
   *
   * @param atNanos when, true time; now if that is past
   * @param action what
   * @return the event, which can be cancelled
   */
  public Event schedule(long atNanos, Runnable action) {
    Event event = new Event(Math.max(atNanos, nowNanos), nextOrder++, action);
    events.add(event);
    return event;
  }

  /**
   * Lets time pass.
   *
   * @param untilNanos true time to stop at, events of that instant included
   */
  public void runUntil(long untilNanos) {
    for (Event next = events.peek(); next != null && next.atNanos <= untilNanos; ) {
      events.remove();
      if (!next.cancelled) {
        nowNanos = next.atNanos;
        next.action.run();
      }
      next = events.peek();
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }
}
