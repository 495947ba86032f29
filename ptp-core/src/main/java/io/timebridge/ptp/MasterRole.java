package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.StampFormat;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives the time: Announce, Sync, Follow_Up, and Delay_Resp to who asks.
 *
 * <p>What is claimed of the time is read once an Announce, and whenever its owner says that it
 * changed; the same claims go into the Announce and into the comparison with other masters.
 */
final class MasterRole {

  /**
   * What the master is.
   *
   * @param priority1 0 to 255, lower wins
   * @param priority2 0 to 255, lower wins among equals
   * @param time the time it gives
   */
  record Settings(int priority1, int priority2, MasterTime time) {}

  /**
   * A Sync that left at a time known no better than this gets no Follow_Up: a thread that was
   * interrupted between its two looks at the clock knows nothing worth telling. The next Sync will
   * do, and a follower drops one without a Follow_Up.
   */
  static final long MAX_WIDTH_NANOS = 1_000_000L;

  private final PtpClock clock;
  private final PtpPort port;
  private final PtpPortConfig config;
  private final LateStamp originSlot;
  private final MetadataMessages metadata;
  private final ByteBuffer out = Sending.room(MessageType.ANNOUNCE);
  private final TimestampMessage timestampMessage = new TimestampMessage();
  private final DelayRespMessage delayResp = new DelayRespMessage();
  private final Followers followers = new Followers();
  private final UnicastNegotiation unicast;
  private final @Nullable UnicastGrants grants;
  private final Route back = new Route();

  private int announceId;
  private int syncId;
  private long syncToken = -1;
  private int tokenSyncId;
  private long nextSyncLocal;
  private long nextAnnounceLocal;

  MasterRole(
      PtpClock clock,
      PtpPort port,
      PtpPortConfig config,
      UnicastNegotiation unicast,
      @Nullable UnicastGrants grants) {
    this.unicast = unicast;
    this.grants = grants;
    this.clock = clock;
    this.port = port;
    this.config = config;
    this.originSlot = originSlot(clock, config);
    this.metadata = new MetadataMessages(clock, port);
  }

  /**
   * The slot of a one-step Sync's originTimestamp; how long such Syncs take to leave is its own.
   */
  static LateStamp originSlot(PtpClock clock, PtpPortConfig config) {
    return new LateStamp(
        TimestampMessage.TIMESTAMP,
        StampFormat.PTP,
        local -> clock.nanosAt(local + config.egressLatencyNanos()),
        null);
  }

  /** What is announced has changed. */
  void announceSoon(long nowLocalNanos) {
    nextAnnounceLocal = nowLocalNanos;
    port.outbox().setTimer(PtpPort.TIMER_ANNOUNCE, nowLocalNanos);
  }

  /** The intervals are others: what is due is due one of them from now at the latest. */
  void intervalsChanged(long nowLocalNanos) {
    announceSoon(nowLocalNanos);
    long interval = Intervals.nanos(port.profile().logSyncInterval());
    if (nextSyncLocal - nowLocalNanos > interval) {
      nextSyncLocal = nowLocalNanos + interval;
    }
    port.outbox().setTimer(PtpPort.TIMER_SYNC, nextSyncLocal);
  }

  void start(long nowLocalNanos) {
    nextAnnounceLocal = nowLocalNanos;
    nextSyncLocal = nowLocalNanos;
    port.outbox().setTimer(PtpPort.TIMER_ANNOUNCE, nowLocalNanos);
    port.outbox().setTimer(PtpPort.TIMER_SYNC, nowLocalNanos);
    metadata.start(nowLocalNanos);
  }

  void stop() {
    metadata.stop();
    port.outbox().cancelTimer(PtpPort.TIMER_ANNOUNCE);
    port.outbox().cancelTimer(PtpPort.TIMER_SYNC);
    syncToken = -1;
    if (grants != null) {
      grants.sender().stop();
    }
  }

  void expired(int timer, long nowLocalNanos) {
    if (timer == PtpPort.TIMER_METADATA) {
      metadata.expired(Objects.requireNonNull(clock.masterSettings()).time(), nowLocalNanos);
    } else if (timer == PtpPort.TIMER_ANNOUNCE) {
      clock.timeChanged(nowLocalNanos);
      Given said = clock.given();
      if (said != null && port.state() == PortState.MASTER) {
        nextAnnounceLocal =
            next(nextAnnounceLocal, port.profile().logAnnounceInterval(), nowLocalNanos);
        port.outbox().setTimer(PtpPort.TIMER_ANNOUNCE, nextAnnounceLocal);
        sendAnnounce(said);
        clock.followersHeard(followers.count(nowLocalNanos));
      }
    } else if (timer == PtpPort.TIMER_SYNC) {
      nextSyncLocal = next(nextSyncLocal, port.profile().logSyncInterval(), nowLocalNanos);
      port.outbox().setTimer(PtpPort.TIMER_SYNC, nextSyncLocal);
      if (config.multicast()) {
        sendSync();
      }
    } else if (grants != null) {
      grants.serve(nowLocalNanos);
    }
  }

  /** A steady beat, but no volley after a pause. */
  private static long next(long dueLocalNanos, int logInterval, long nowLocalNanos) {
    long interval = Intervals.nanos(logInterval);
    long next = dueLocalNanos + interval;
    return next - nowLocalNanos < 0 ? nowLocalNanos + interval : next;
  }

  private void sendAnnounce(Given said) {
    AnnounceMessage announce =
        new AnnounceMessage(
            CommonHeader.of(
                MessageType.ANNOUNCE,
                port.profile().domainNumber(),
                port.identity(),
                announceId,
                port.profile().logAnnounceInterval()),
            0,
            said.properties(),
            said.priority1(),
            said.quality(),
            said.priority2(),
            said.grandmaster(),
            said.stepsRemoved(),
            said.tlvs());
    ByteBuffer room = announce.length() <= MessageType.ANNOUNCE.length() ? out : longRoom(announce);
    room.clear();
    announce.write(room);
    room.flip();
    if (grants != null) {
      grants.sender().announces(room);
    }
    if (config.multicast()) {
      port.sendGeneral(room, MessageType.ANNOUNCE, announceId);
      announceId = announceId + 1 & 0xFFFF;
    }
  }

  private static ByteBuffer longRoom(AnnounceMessage announce) {
    return Sending.room(announce.length());
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

  void transmitted(long token, long localNanos, long widthNanos) {
    if (token != syncToken) {
      if (grants != null) {
        grants.transmitted(token, localNanos, widthNanos);
      }
      return;
    }
    syncToken = -1;
    if (widthNanos > MAX_WIDTH_NANOS) {
      clock.stampMissed();
    } else {
      begin(MessageType.FOLLOW_UP, tokenSyncId, 0);
      timestampMessage.timestampNanos(clock.nanosAt(localNanos));
      port.sendGeneral(out, MessageType.FOLLOW_UP, tokenSyncId);
    }
  }

  private void begin(MessageType type, int sequenceId, int flags) {
    out.clear().limit(type.length());
    timestampMessage.wrap(out);
    timestampMessage.write(
        type,
        port.profile().domainNumber(),
        port.identity(),
        sequenceId,
        flags,
        port.profile().logSyncInterval());
  }

  @Nullable PtpDropReason delayReq(Datagram request, PtpHeader header) {
    boolean alone = header.has(PtpFlags.UNICAST);
    if (alone ? !unicast.answersAlone(request, header) : !config.multicast()) {
      return PtpDropReason.NOT_GRANTED;
    }
    long received = request.localNanos() - config.ingressLatencyNanos();
    followers.asked(header, request.localNanos());
    out.clear().limit(MessageType.DELAY_RESP.length());
    delayResp.wrap(out);
    delayResp.write(
        MessageType.DELAY_RESP,
        port.profile().domainNumber(),
        port.identity(),
        header.sequenceId(),
        alone ? PtpFlags.UNICAST : 0,
        alone ? PtpHeader.LOG_INTERVAL_UNKNOWN : port.profile().logMinDelayReqInterval());
    // What the request met on its way is the requester's to subtract.
    delayResp.correctionScaledNanos(header.correctionScaledNanos());
    delayResp.answer(clock.nanosAt(received), header);
    if (alone) {
      Route to = back.copyFrom(request.route()).setRemotePort(config.generalPort());
      port.sending().general(out, MessageType.DELAY_RESP, to);
    } else {
      port.sendGeneral(out, MessageType.DELAY_RESP, header.sequenceId());
    }
    return null;
  }
}
