package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.StampFormat;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives the time: Announce, Sync, Follow_Up, and Delay_Resp to who asks.
 *
 * <p>What is claimed of the time is read once an Announce, and whenever its owner says that it
 * changed; the same claims go into the Announce and into the comparison with other masters.
 */
final class MasterRole {

  private final PtpClock clock;
  private final PtpPort port;
  private final PtpPortConfig config;
  private final MasterTime time;
  private final LateStamp originSlot;
  private final ByteBuffer out = PtpPort.room(MessageType.ANNOUNCE);
  private final TimestampMessage timestampMessage = new TimestampMessage();
  private final DelayRespMessage delayResp = new DelayRespMessage();
  private final Followers followers = new Followers();

  private MasterTime.@Nullable Claims claims;
  private int announceId;
  private int syncId;
  private long syncToken = -1;
  private int tokenSyncId;
  private long nextSyncLocal;
  private long nextAnnounceLocal;

  MasterRole(PtpClock clock, PtpPort port, PtpPortConfig config, MasterTime time) {
    this.clock = clock;
    this.port = port;
    this.config = config;
    this.time = time;
    this.originSlot =
        new LateStamp(
            TimestampMessage.TIMESTAMP,
            StampFormat.PTP,
            local -> time.nanosAt(local + config.egressLatencyNanos()),
            null);
  }

  /**
   * Who is master, and why.
   *
   * <p>An ordinary clock that wins is the grandmaster, at once: the qualification timeout
   * (PRE_MASTER) is for a boundary clock's ports that have a master elsewhere. linuxptp's fsm.c has
   * it so, too: RS_GRAND_MASTER does not lead through PRE_MASTER.
   *
   * @param best the best other master that may be considered, or null
   */
  void decide(ForeignMasters.@Nullable Master best, long nowLocalNanos) {
    if (claims == null) {
      clock.become(port, PortState.LISTENING, null, "there is no time to give", nowLocalNanos);
    } else if (best != null) {
      DataSetComparison.Outcome outcome =
          DataSetComparison.compare(
              dataSet(claims.quality()),
              DataSetComparison.DataSet.of(best.announce(), clock.portIdentity()));
      boolean ours = outcome.order() < 0;
      String why = best.announce().grandmasterIdentity() + (ours ? " loses" : " wins");
      clock.become(
          port,
          ours ? PortState.MASTER : PortState.PASSIVE,
          ours ? null : best,
          why + " by " + outcome.by(),
          nowLocalNanos);
    } else if (port.hasListened()) { // nothing less proves that there is none
      clock.become(port, PortState.MASTER, null, "no other master is heard", nowLocalNanos);
    }
  }

  /** What others compare of us: our own grandmaster, no step away. */
  private DataSetComparison.DataSet dataSet(ClockQuality quality) {
    PortIdentity self = clock.portIdentity();
    return new DataSetComparison.DataSet(
        clock.settings().priority1(),
        quality,
        clock.settings().priority2(),
        self.clock(),
        0,
        self,
        self);
  }

  /** What was last claimed of the time, or null if there is none to give. */
  MasterTime.@Nullable Claims claims() {
    return claims;
  }

  /** The time that is given, nanoseconds of the domain's timescale; only while it is claimed. */
  long nanosAt(long localNanos) {
    return time.nanosAt(localNanos);
  }

  /**
   * Priorities or intervals are others: who is master is decided anew, others hear of it at once,
   * and the next Sync is due one interval from now at the latest.
   */
  void settingsChanged(long nowLocalNanos) {
    clock.decide(port, nowLocalNanos);
    if (clock.state() == PortState.MASTER) {
      nextAnnounceLocal = nowLocalNanos;
      port.outbox().setTimer(PtpPort.TIMER_ANNOUNCE, nowLocalNanos);
      long interval = Intervals.nanos(port.profile().logSyncInterval());
      if (nextSyncLocal - nowLocalNanos > interval) {
        nextSyncLocal = nowLocalNanos + interval;
      }
      port.outbox().setTimer(PtpPort.TIMER_SYNC, nextSyncLocal);
    }
  }

  /** Reads anew what is claimed of the time; if it changed, others hear of it at once. */
  void timeChanged(long nowLocalNanos) {
    MasterTime.Claims fresh = time.claimsAt(nowLocalNanos);
    if (Objects.equals(fresh, claims)) {
      return;
    }
    claims = fresh;
    clock.decide(port, nowLocalNanos);
    if (clock.state() == PortState.MASTER) {
      nextAnnounceLocal = nowLocalNanos;
      port.outbox().setTimer(PtpPort.TIMER_ANNOUNCE, nowLocalNanos);
    }
  }

  void start(long nowLocalNanos) {
    nextAnnounceLocal = nowLocalNanos;
    nextSyncLocal = nowLocalNanos;
    port.outbox().setTimer(PtpPort.TIMER_ANNOUNCE, nowLocalNanos);
    port.outbox().setTimer(PtpPort.TIMER_SYNC, nowLocalNanos);
  }

  void stop() {
    port.outbox().cancelTimer(PtpPort.TIMER_ANNOUNCE);
    port.outbox().cancelTimer(PtpPort.TIMER_SYNC);
    syncToken = -1;
  }

  void expired(int timer, long nowLocalNanos) {
    if (timer == PtpPort.TIMER_ANNOUNCE) {
      timeChanged(nowLocalNanos);
      MasterTime.Claims said = claims;
      if (said != null && clock.state() == PortState.MASTER) {
        nextAnnounceLocal =
            next(nextAnnounceLocal, port.profile().logAnnounceInterval(), nowLocalNanos);
        port.outbox().setTimer(PtpPort.TIMER_ANNOUNCE, nextAnnounceLocal);
        sendAnnounce(said);
        clock.followersHeard(followers.count(nowLocalNanos));
      }
    } else if (timer == PtpPort.TIMER_SYNC) {
      nextSyncLocal = next(nextSyncLocal, port.profile().logSyncInterval(), nowLocalNanos);
      port.outbox().setTimer(PtpPort.TIMER_SYNC, nextSyncLocal);
      sendSync();
    }
  }

  /** A steady beat, but no volley after a pause. */
  private static long next(long dueLocalNanos, int logInterval, long nowLocalNanos) {
    long interval = Intervals.nanos(logInterval);
    long next = dueLocalNanos + interval;
    return next - nowLocalNanos < 0 ? nowLocalNanos + interval : next;
  }

  private void sendAnnounce(MasterTime.Claims said) {
    PortIdentity self = clock.portIdentity();
    AnnounceMessage announce =
        new AnnounceMessage(
            CommonHeader.of(
                MessageType.ANNOUNCE,
                port.profile().domainNumber(),
                self,
                announceId,
                port.profile().logAnnounceInterval()),
            0,
            said.properties(),
            clock.settings().priority1(),
            said.quality(),
            clock.settings().priority2(),
            self.clock(),
            0,
            List.of());
    out.clear();
    announce.write(out);
    port.sendGeneral(out.flip(), MessageType.ANNOUNCE, announceId);
    announceId = announceId + 1 & 0xFFFF;
  }

  private void sendSync() {
    if (syncToken >= 0) {
      clock.stampMissed(); // its followers have waited in vain for the Follow_Up
    }
    begin(MessageType.SYNC, syncId, config.twoStep() ? PtpFlags.TWO_STEP : 0);
    LateStamp late = config.twoStep() ? null : originSlot;
    long token = port.sendEvent(out, MessageType.SYNC, syncId, late);
    syncToken = config.twoStep() ? token : -1;
    tokenSyncId = syncId;
    syncId = syncId + 1 & 0xFFFF;
  }

  void transmitted(long token, long localNanos) {
    if (token == syncToken) {
      syncToken = -1;
      begin(MessageType.FOLLOW_UP, tokenSyncId, 0);
      timestampMessage.timestampNanos(time.nanosAt(localNanos));
      port.sendGeneral(out, MessageType.FOLLOW_UP, tokenSyncId);
    }
  }

  private void begin(MessageType type, int sequenceId, int flags) {
    out.clear().limit(type.length());
    timestampMessage.wrap(out);
    timestampMessage.write(
        type,
        port.profile().domainNumber(),
        clock.portIdentity(),
        sequenceId,
        flags,
        port.profile().logSyncInterval());
  }

  @Nullable PtpDropReason delayReq(Datagram request, PtpHeader header) {
    long received = request.localNanos() - config.ingressLatencyNanos();
    followers.asked(header, request.localNanos());
    out.clear().limit(MessageType.DELAY_RESP.length());
    delayResp.wrap(out);
    delayResp.write(
        MessageType.DELAY_RESP,
        port.profile().domainNumber(),
        clock.portIdentity(),
        header.sequenceId(),
        0,
        port.profile().logMinDelayReqInterval());
    // What the request met on its way is the requester's to subtract.
    delayResp.correctionScaledNanos(header.correctionScaledNanos());
    delayResp.answer(time.nanosAt(received), header);
    port.sendGeneral(out, MessageType.DELAY_RESP, header.sequenceId());
    return null;
  }
}
