package io.timebridge.ptp;

import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.PtpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The followers that are granted something, by their address. The key is this run's own, so that
 * nobody can choose addresses that meet in one chain; who is at one address is in one chain, which
 * the limit of an address keeps short.
 */
final class FollowerTable {
  private final @Nullable UnicastFollower[] chains;
  private final long key;
  private @Nullable UnicastFollower free;
  private int size;

  /** Room for so many, which is nothing until they come. */
  FollowerTable(int capacity, long key) {
    chains = new @Nullable UnicastFollower[Integer.highestOneBit(2 * capacity)];
    this.key = key;
  }

  @Nullable UnicastFollower find(Route from, PtpHeader who) {
    for (UnicastFollower each = chains[chain(from)]; each != null; each = each.next) {
      if (each.is(from, who)) {
        return each;
      }
    }
    return null;
  }

  /** How many there are at an address. */
  int countAt(Route from) {
    int count = 0;
    for (UnicastFollower each = chains[chain(from)]; each != null; each = each.next) {
      count += each.isAt(from) ? 1 : 0;
    }
    return count;
  }

  int size() {
    return size;
  }

  /** Takes in one that is not there yet. */
  UnicastFollower add(Route from, PtpHeader who) {
    UnicastFollower added = free;
    if (added == null) {
      added = new UnicastFollower();
    } else {
      free = added.next;
    }
    added.become(from, who);
    int chain = chain(from);
    added.next = chains[chain];
    chains[chain] = added;
    size++;
    return added;
  }

  void remove(UnicastFollower gone) {
    int chain = chain(gone.route());
    UnicastFollower before = null;
    for (UnicastFollower each = chains[chain]; each != null; each = each.next) {
      if (each == gone) {
        if (before == null) {
          chains[chain] = gone.next;
        } else {
          before.next = gone.next;
        }
        gone.next = free;
        free = gone;
        size--;
        return;
      }
      before = each;
    }
  }

  private int chain(Route from) {
    // SplitMix64's finish, twice, with the key before each.
    long mixed = mix(from.remoteLow() ^ key);
    mixed = mix(from.remoteHigh() ^ mixed ^ key);
    return (int) mixed & chains.length - 1;
  }

  private static long mix(long bits) {
    long z = (bits ^ bits >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
    return z ^ z >>> 31;
  }
}
