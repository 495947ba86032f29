package io.timebridge.ptp;

import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.UnicastMaster.Wish;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.SignalingMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The masters that a follower asks for messages of its own: all of them for Announce, the best of
 * those that announce themselves for Sync and Delay_Resp, each again before it ends. One that is
 * left gets Sync and Delay_Resp back at once.
 *
 * <p>A master that announces itself but gives nothing to measure is left out for {@link
 * #SHUNNED_NANOS}, if another one is there.
 */
final class UnicastMasters {
  /** So many requests in vain, or Syncs that were granted and did not come, are no accident. */
  static final int PATIENCE = 4;

  static final long SHUNNED_NANOS = 60_000_000_000L;

  private static final int UNANSWERED_DELAY_REQS = 8;

  private final PtpClock clock;
  private final PtpPort port;
  private final UnicastClient config;
  private final UnicastNegotiation negotiation;
  private final List<UnicastMaster> masters;
  private @Nullable UnicastMaster chosen;
  private int silences; // of the chosen one's Syncs, since one was measured

  UnicastMasters(
      PtpClock clock,
      PtpPort port,
      PtpPortConfig config,
      UnicastClient client,
      UnicastNegotiation negotiation) {
    this.clock = clock;
    this.port = port;
    this.config = client;
    this.negotiation = negotiation;
    this.masters =
        client.masters().stream()
            .map(each -> new UnicastMaster(each, config.eventPort(), config.generalPort()))
            .toList();
  }

  void start(long nowLocalNanos) {
    port.outbox().setTimer(PtpPort.TIMER_UNICAST_REQUEST, nowLocalNanos);
  }

  /** Gives everything back. */
  void stop() {
    port.outbox().cancelTimer(PtpPort.TIMER_UNICAST_REQUEST);
    for (UnicastMaster each : masters) {
      cancel(each, true);
    }
    chosen = null;
  }

  /** Whose address it is, or null. */
  @Nullable UnicastMaster at(Route from) {
    for (int i = 0; i < masters.size(); i++) {
      if (masters.get(i).isAt(from)) {
        return masters.get(i);
      }
    }
    return null;
  }

  /** Whether an Announce is one of a master that may be chosen. */
  boolean hears(Route from, AnnounceMessage announce, long nowLocalNanos) {
    UnicastMaster master = at(from);
    if (master == null || master.isShunned(nowLocalNanos)) {
      return false;
    }
    master.identify(announce.source());
    master.heard(nowLocalNanos);
    return true;
  }

  /** The port follows a master from now on, or none. */
  void choose(@Nullable PortIdentity whom, long nowLocalNanos) {
    UnicastMaster before = chosen;
    chosen = null;
    for (UnicastMaster each : masters) {
      if (whom != null && whom.equals(each.identity())) {
        chosen = each;
      }
    }
    if (before != null && before != chosen) {
      cancel(before, false);
    }
    if (chosen != null && chosen != before) {
      silences = 0;
      chosen.sync().lose();
      chosen.delayResp().lose();
      port.outbox().setTimer(PtpPort.TIMER_UNICAST_REQUEST, nowLocalNanos);
    }
  }

  /** Where a Delay_Req goes, or null while none is to be asked. */
  @Nullable Route delayReqRoute() {
    return chosen == null ? null : chosen.event();
  }

  private void cancel(UnicastMaster master, boolean announce) {
    negotiation.begin(master.identity());
    boolean any = false;
    for (Wish wish : List.of(master.announce(), master.sync(), master.delayResp())) {
      if ((announce || wish != master.announce()) && wish.isHeld()) {
        negotiation.out().addCancel(wish.type());
        any = true;
      }
      if (announce || wish != master.announce()) {
        wish.lose();
      }
    }
    if (any) {
      negotiation.send(master.general());
    }
  }

  /** Time to ask for what is not granted, or soon not any more. */
  void expired(long nowLocalNanos) {
    for (UnicastMaster each : masters) {
      loseSilent(each, nowLocalNanos);
      ask(each, nowLocalNanos);
    }
    UnicastMaster poor = chosen;
    if (poor != null && isPoor(poor, nowLocalNanos) && isAnother(poor, nowLocalNanos)) {
      poor.shun(nowLocalNanos + SHUNNED_NANOS);
      port.election().leaveMaster(poor.identity(), nowLocalNanos);
    }
    clock.unicastMasters(
        masters.stream().map(each -> each.status(each == chosen, asksDelay(), nowLocalNanos)));
    port.outbox()
        .setTimer(
            PtpPort.TIMER_UNICAST_REQUEST,
            nowLocalNanos + Intervals.nanos(config.logRequestInterval()));
  }

  private boolean asksDelay() {
    return port.delayMechanism() == DelayMechanism.E2E;
  }

  /** What was granted but does not come was forgotten there: it is asked for again. */
  private void loseSilent(UnicastMaster master, long nowLocalNanos) {
    Wish announce = master.announce();
    if (announce.isGranted(nowLocalNanos)) {
      long interval = Intervals.nanos(announce.logPeriod());
      long intervals = port.profile().announceReceiptTimeout() + 1L;
      if (nowLocalNanos - master.heardLocal() > intervals * interval) {
        announce.lose();
      }
    }
    if (master == chosen && port.unansweredDelayReqs() >= UNANSWERED_DELAY_REQS) {
      master.delayResp().lose();
    }
  }

  private void ask(UnicastMaster master, long nowLocalNanos) {
    negotiation.begin(master.identity());
    PtpProfile profile = port.profile();
    boolean any = ask(master.announce(), profile.logAnnounceInterval(), nowLocalNanos);
    if (master == chosen) {
      any |= ask(master.sync(), profile.logSyncInterval(), nowLocalNanos);
      any |=
          asksDelay() && ask(master.delayResp(), profile.logMinDelayReqInterval(), nowLocalNanos);
    }
    if (any) {
      negotiation.send(master.general());
    }
  }

  private boolean ask(Wish wish, int logPeriod, long nowLocalNanos) {
    if (!wish.isToBeAsked(nowLocalNanos)) {
      return false;
    }
    wish.ask();
    negotiation.out().addRequest(wish.type(), logPeriod, config.durationSeconds());
    return true;
  }

  private boolean isPoor(UnicastMaster master, long nowLocalNanos) {
    return silences >= PATIENCE
        || isInVain(master.sync(), nowLocalNanos)
        || (asksDelay() && isInVain(master.delayResp(), nowLocalNanos));
  }

  private static boolean isInVain(Wish wish, long nowLocalNanos) {
    return wish.vain() > PATIENCE && !wish.isGranted(nowLocalNanos);
  }

  private boolean isAnother(UnicastMaster poor, long nowLocalNanos) {
    for (UnicastMaster each : masters) {
      if (each != poor
          && !each.isShunned(nowLocalNanos)
          && each.identity() != null
          && each.announce().isGranted(nowLocalNanos)) {
        return true;
      }
    }
    return false;
  }

  /** A master answers a request; false if it was not asked. */
  boolean granted(
      UnicastMaster master, int typeCode, int logPeriod, long seconds, long nowLocalNanos) {
    MessageType type = MessageType.of(typeCode);
    Wish wish = master.wish(type);
    boolean wasGranted = wish != null && wish.isGranted(nowLocalNanos);
    if (wish == null
        || !Intervals.isSane(logPeriod)
        || !wish.answered(logPeriod, seconds, nowLocalNanos)) {
      return false;
    }
    if (type == MessageType.ANNOUNCE && !wasGranted) {
      master.heard(nowLocalNanos); // waited for from now on
    }
    FollowerRole follower = port.follower();
    if (follower != null && master == chosen && seconds > 0) {
      follower.granted(wish.type(), logPeriod);
    }
    return true;
  }

  /** A master takes back what it granted, and is answered. */
  void cancelled(UnicastMaster master, SignalingMessage in, int tlv) {
    Wish wish = master.wish(MessageType.of(in.messageType(tlv)));
    if (wish != null && !in.maintainsGrant(tlv)) {
      wish.lose();
    }
  }

  /** No Sync of the chosen one could be measured for a while. */
  void syncLost() {
    if (chosen != null) {
      silences++;
      chosen.sync().lose();
    }
  }

  /** A Sync was measured. */
  void syncMeasured() {
    silences = 0;
  }
}
