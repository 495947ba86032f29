package io.timebridge.ptp;

import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import org.jspecify.annotations.Nullable;

/** A follower that is granted messages of its own. Used again for another when it has none left. */
final class UnicastFollower {

  /** Messages of one type that are granted. */
  static final class Grant {
    private final UnicastFollower follower;
    private final MessageType type;
    boolean active;
    int logInterval;
    long untilLocal;
    long dueLocal; // when its next message is due, or when it is to be looked at
    int place = DueQueue.NOWHERE;
    private int sequenceId;

    Grant(UnicastFollower follower, MessageType type) {
      this.follower = follower;
      this.type = type;
    }

    UnicastFollower follower() {
      return follower;
    }

    MessageType type() {
      return type;
    }

    /** Each receiver has sequence ids of its own. */
    int nextSequenceId() {
      int id = sequenceId;
      sequenceId = id + 1 & 0xFFFF;
      return id;
    }
  }

  /** ARP is given up after some seconds, and tried again. */
  static final long UNREACHABLE_NANOS = 10_000_000_000L;

  private static final int UNREACHABLE_SYNCS = 8;

  private final Route route = new Route();
  private final Grant announce = new Grant(this, MessageType.ANNOUNCE);
  private final Grant sync = new Grant(this, MessageType.SYNC);
  private final Grant delayResp = new Grant(this, MessageType.DELAY_RESP);
  private long clockBits;
  private int portNumber;
  private int generation;
  boolean named; // it has named our portIdentity: what we send does arrive there
  boolean unstamped; // its newest Sync got no transmit stamp
  private int unansweredSyncs; // that left since a stamp came, if they left at all
  private long stampedLocal; // its newest stamp, or its first Sync since
  @Nullable UnicastFollower next; // in its chain of the table, or of the free ones

  void become(Route from, PtpHeader who) {
    route.copyFrom(from);
    clockBits = who.sourceClockBits();
    portNumber = who.sourcePortNumber();
    generation++;
    named = false;
    unstamped = false;
    unansweredSyncs = 0;
  }

  boolean isAt(Route from) {
    return route.remoteLow() == from.remoteLow()
        && route.remoteHigh() == from.remoteHigh()
        && route.remoteScope() == from.remoteScope();
  }

  boolean is(Route from, PtpHeader who) {
    return clockBits == who.sourceClockBits() && portNumber == who.sourcePortNumber() && isAt(from);
  }

  /** The way to one of its UDP ports, from the address that it spoke to; valid until the next. */
  Route to(int udpPort) {
    return route.setRemotePort(udpPort);
  }

  void syncSent(long nowLocalNanos) {
    stampedLocal = unansweredSyncs == 0 ? nowLocalNanos : stampedLocal;
    unansweredSyncs++;
  }

  void syncStamped() {
    unansweredSyncs = 0;
    unstamped = false;
  }

  /** Whether its Syncs have not left for so long: nobody answers ARP there. */
  boolean isUnreachable(long nowLocalNanos) {
    return unansweredSyncs >= UNREACHABLE_SYNCS
        && nowLocalNanos - stampedLocal >= UNREACHABLE_NANOS;
  }

  /** Since when its Syncs have had no stamp, if they have none. */
  long stampedLocal() {
    return stampedLocal;
  }

  Route route() {
    return route;
  }

  /** Another number for each follower that this object has been. */
  int generation() {
    return generation;
  }

  /** The grant of a type, or null for a type that none is for. */
  @Nullable Grant grant(@Nullable MessageType type) {
    if (type == MessageType.ANNOUNCE) {
      return announce;
    }
    if (type == MessageType.SYNC) {
      return sync;
    }
    return type == MessageType.DELAY_RESP ? delayResp : null;
  }

  Grant announce() {
    return announce;
  }

  Grant sync() {
    return sync;
  }

  Grant delayResp() {
    return delayResp;
  }

  boolean hasNone() {
    return !announce.active && !sync.active && !delayResp.active;
  }
}
