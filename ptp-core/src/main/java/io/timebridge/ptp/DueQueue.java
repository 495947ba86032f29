package io.timebridge.ptp;

import io.timebridge.ptp.UnicastFollower.Grant;
import org.jspecify.annotations.Nullable;

/**
 * Grants in the order in which they are due: a binary heap in which each knows its place, so that
 * one can be moved or taken out in O(log n). Makes no garbage.
 */
final class DueQueue {
  static final int NOWHERE = -1;

  private final @Nullable Grant[] heap;
  private int size;

  DueQueue(int capacity) {
    heap = new @Nullable Grant[capacity];
  }

  /** The one that is due first, or null. */
  @Nullable Grant first() {
    return size == 0 ? null : heap[0];
  }

  int size() {
    return size;
  }

  /** Takes a grant in, or moves it to where it belongs now. */
  void put(Grant grant, long dueLocal) {
    grant.dueLocal = dueLocal;
    if (grant.place == NOWHERE) {
      grant.place = size++;
    }
    settle(grant);
  }

  void remove(Grant grant) {
    int hole = grant.place;
    if (hole == NOWHERE) {
      return;
    }
    grant.place = NOWHERE;
    Grant last = heap[--size];
    heap[size] = null;
    if (last != null && last != grant) {
      last.place = hole;
      settle(last);
    }
  }

  /** Up or down, from its place. */
  private void settle(Grant grant) {
    int at = grant.place;
    while (at > 0) {
      Grant above = heap[(at - 1) / 2];
      if (above == null || !isBefore(grant, above)) {
        break;
      }
      set(at, above);
      at = (at - 1) / 2;
    }
    int below = earlierBelow(at);
    while (below < size) {
      Grant earlier = heap[below];
      if (earlier == null || !isBefore(earlier, grant)) {
        break;
      }
      set(at, earlier);
      at = below;
      below = earlierBelow(at);
    }
    set(at, grant);
  }

  private int earlierBelow(int at) {
    int left = 2 * at + 1;
    if (left + 1 >= size) {
      return left;
    }
    Grant one = heap[left];
    Grant other = heap[left + 1];
    return one == null || other == null || isBefore(one, other) ? left : left + 1;
  }

  private void set(int at, Grant grant) {
    heap[at] = grant;
    grant.place = at;
  }

  private static boolean isBefore(Grant one, Grant other) {
    return one.dueLocal - other.dueLocal < 0;
  }
}
