package io.timebridge.ptp;

import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A master that a follower asks for messages of its own: one entry of its table. */
final class UnicastMaster {

  /** One type of messages that is asked for. */
  static final class Wish {
    private final MessageType type;
    private boolean granted;
    private long untilLocal;
    private long renewLocal;
    private int logPeriod;
    private int vain; // requests in a row that were refused or not answered
    private boolean asked;

    Wish(MessageType type) {
      this.type = type;
    }

    MessageType type() {
      return type;
    }

    int logPeriod() {
      return logPeriod;
    }

    int vain() {
      return vain;
    }

    /** It is asked for, or asked for again. */
    void ask() {
      vain++;
      asked = true;
    }

    /** The answer to what was asked; false if nothing was. */
    boolean answered(int log, long seconds, long nowLocalNanos) {
      if (!asked) {
        return false;
      }
      asked = false;
      granted = seconds > 0;
      if (granted) {
        vain = 0;
        logPeriod = log;
        untilLocal = nowLocalNanos + seconds * SECOND;
        renewLocal = nowLocalNanos + seconds * SECOND / 4 * 3; // as ptp4l
      }
      return true;
    }

    /** It is not granted any more, or does not come; nobody has refused it. */
    void lose() {
      granted = false;
      asked = false;
      vain = 0;
    }

    boolean isGranted(long nowLocalNanos) {
      return granted && nowLocalNanos - untilLocal < 0;
    }

    /** Whether the other side may still hold it granted. */
    boolean isHeld() {
      return granted || asked;
    }

    boolean isToBeAsked(long nowLocalNanos) {
      return !granted || nowLocalNanos - renewLocal >= 0;
    }
  }

  private static final long SECOND = 1_000_000_000L;

  private final InetAddress address;
  private final Route event;
  private final Route general;
  private final Wish announce = new Wish(MessageType.ANNOUNCE);
  private final Wish sync = new Wish(MessageType.SYNC);
  private final Wish delayResp = new Wish(MessageType.DELAY_RESP);
  private @Nullable PortIdentity identity; // as its newest message has it
  private long heardLocal; // its newest Announce, or since when one is waited for
  private long shunnedUntil;
  private boolean shunned;

  UnicastMaster(InetAddress address, int eventPort, int generalPort) {
    this.address = address;
    this.event = Route.to(new InetSocketAddress(address, eventPort));
    this.general = Route.to(new InetSocketAddress(address, generalPort));
  }

  boolean isAt(Route from) {
    return from.remoteHigh() == general.remoteHigh() && from.remoteLow() == general.remoteLow();
  }

  Route event() {
    return event;
  }

  Route general() {
    return general;
  }

  Wish announce() {
    return announce;
  }

  Wish sync() {
    return sync;
  }

  Wish delayResp() {
    return delayResp;
  }

  @Nullable Wish wish(@Nullable MessageType type) {
    if (type == MessageType.ANNOUNCE) {
      return announce;
    }
    if (type == MessageType.SYNC) {
      return sync;
    }
    return type == MessageType.DELAY_RESP ? delayResp : null;
  }

  UnicastMasterStatus status(boolean chosen, boolean asksDelay, long nowLocalNanos) {
    boolean serves =
        chosen
            && sync.isGranted(nowLocalNanos)
            && (!asksDelay || delayResp.isGranted(nowLocalNanos));
    return new UnicastMasterStatus(
        address.getHostAddress(),
        announce.isGranted(nowLocalNanos),
        serves,
        isShunned(nowLocalNanos));
  }

  @Nullable PortIdentity identity() {
    return identity;
  }

  void identify(PortIdentity as) {
    identity = as;
  }

  void heard(long nowLocalNanos) {
    heardLocal = nowLocalNanos;
  }

  long heardLocal() {
    return heardLocal;
  }

  /** It announces itself but does not give what it announces: not to be chosen for a while. */
  void shun(long untilLocal) {
    shunned = true;
    shunnedUntil = untilLocal;
  }

  boolean isShunned(long nowLocalNanos) {
    shunned &= nowLocalNanos - shunnedUntil < 0;
    return shunned;
  }
}
