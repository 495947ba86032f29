package io.timebridge.clock.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * True time, as only a simulation knows it: it stands still while events run and jumps to the next.
 * Events of the same instant run in the order they were set. One thread.
 *
 * <p>How: a binary heap of the events by time and order. It is the innermost loop of every
 * simulation, so an event is one object, and what delivers a packet is one itself.
 */
public final class VirtualTime {

  /** Something set to happen. */
  public abstract static class Event {
    private long atNanos;
    private long order;
    private boolean cancelled;

    Event() {}

    abstract void run();

    /** Prevents it; nothing happens if it was. */
    public final void cancel() {
      cancelled = true;
    }

    private boolean isBefore(Event other) {
      return atNanos < other.atNanos || (atNanos == other.atNanos && order < other.order);
    }
  }

  private static final class Action extends Event {
    private final Runnable action;

    Action(Runnable action) {
      this.action = action;
    }

    @Override
    void run() {
      action.run();
    }
  }

  private @Nullable Event[] heap = new @Nullable Event[256];
  private int size;
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
    Event event = new Action(action);
    schedule(atNanos, event);
    return event;
  }

  /** Sets an event to happen that is not set yet. */
  void schedule(long atNanos, Event event) {
    event.atNanos = Math.max(atNanos, nowNanos);
    event.order = nextOrder++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    siftUp(size++, event);
  }

  /**
   * Lets time pass.
   *
   * @param untilNanos true time to stop at, events of that instant included
   */
  public void runUntil(long untilNanos) {
    for (Event next = heap[0]; next != null && next.atNanos <= untilNanos; next = heap[0]) {
      removeFirst();
      if (!next.cancelled) {
        nowNanos = next.atNanos;
        next.run();
      }
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  private void removeFirst() {
    Event last = heap[--size];
    heap[size] = null;
    if (size > 0 && last != null) {
      siftDown(last);
    }
  }

  private void siftUp(int from, Event event) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      Event above = heap[parent];
      if (above == null || above.isBefore(event)) {
        break;
      }
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  private void siftDown(Event event) {
    int place = 0;
    for (int child = 1; child < size; child = 2 * place + 1) {
      Event least = heap[child];
      Event other = child + 1 < size ? heap[child + 1] : null;
      if (least != null && other != null && other.isBefore(least)) {
        least = other;
        child++;
      }
      if (least == null || event.isBefore(least)) {
        break;
      }
      heap[place] = least;
      place = child;
    }
    heap[place] = event;
  }
}
