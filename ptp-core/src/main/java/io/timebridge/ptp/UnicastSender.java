package io.timebridge.ptp;

import io.timebridge.clock.transport.LateStamp;
import io.timebridge.ptp.UnicastFollower.Grant;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;

/**
 * Sends followers the messages of their own: Announce as it was last announced to all, Sync, and
 * the Follow_Up when the Sync's stamp comes. logMessageInterval of Sync and Follow_Up is 0x7F, that
 * of Announce what was granted, as {@code ptp4l} has it.
 */
final class UnicastSender {
  private final PtpClock clock;
  private final PtpPort port;
  private final PtpPortConfig config;
  private final LateStamp originSlot;
  private final SyncsInFlight inFlight = new SyncsInFlight();
  private final ByteBuffer out = Sending.room(MessageType.FOLLOW_UP);
  private final TimestampMessage message = new TimestampMessage();
  private final PtpHeader header = new PtpHeader();
  private ByteBuffer announce = Sending.room(MessageType.ANNOUNCE).limit(0);
  private int announceLength;

  UnicastSender(PtpClock clock, PtpPort port, PtpPortConfig config) {
    this.clock = clock;
    this.port = port;
    this.config = config;
    this.originSlot = MasterRole.originSlot(clock, config);
  }

  /** What all are told from now on. */
  void announces(ByteBuffer message) {
    announceLength = message.remaining();
    if (!Sending.fits(announce, announceLength)) {
      announce = Sending.room(announceLength);
    }
    announce.clear().put(0, message, message.position(), announceLength);
  }

  /** Nothing is announced any more, and nobody waits for a Follow_Up. */
  void stop() {
    announceLength = 0;
    for (int lost = inFlight.clear(); lost > 0; lost--) {
      clock.stampMissed();
    }
  }

  /** Whether there is something to announce: a time to give. */
  boolean isReady() {
    return announceLength > 0;
  }

  /** Whether a follower's Syncs do not leave, while others' do. */
  boolean isUnreachable(UnicastFollower follower, long nowLocalNanos) {
    return follower.isUnreachable(nowLocalNanos) && inFlight.hasStampAfter(follower.stampedLocal());
  }

  boolean isFull() {
    return inFlight.isFull();
  }

  int waiting() {
    return inFlight.waiting();
  }

  long patienceEnds() {
    return inFlight.patienceEnds();
  }

  void losePatience(long nowLocalNanos) {
    inFlight.losePatience(nowLocalNanos);
  }

  void send(Grant grant, long nowLocalNanos) {
    if (grant.type() == MessageType.SYNC) {
      sendSync(grant, nowLocalNanos);
    } else {
      announce.clear().limit(announceLength);
      header.wrap(announce);
      header.makeUnicast(grant.nextSequenceId(), grant.logInterval);
      port.sending()
          .general(announce, MessageType.ANNOUNCE, grant.follower().to(config.generalPort()));
    }
  }

  private void sendSync(Grant grant, long nowLocalNanos) {
    UnicastFollower follower = grant.follower();
    int sequenceId = grant.nextSequenceId();
    boolean twoStep = config.twoStep();
    begin(MessageType.SYNC, sequenceId, twoStep ? PtpFlags.TWO_STEP : 0);
    long token =
        port.sending()
            .event(
                out,
                MessageType.SYNC,
                twoStep ? null : originSlot,
                follower.to(config.eventPort()));
    if (twoStep && inFlight.sent(follower, sequenceId, token, nowLocalNanos)) {
      clock.stampMissed();
    }
  }

  /** True if it was one of these. */
  boolean transmitted(long token, long localNanos, long widthNanos) {
    SyncsInFlight.Flight flight = inFlight.stamped(token);
    if (flight == null) {
      return false;
    }
    if (widthNanos > MasterRole.MAX_WIDTH_NANOS) {
      clock.stampMissed();
    } else if (flight.isCurrent() && flight.follower != null) {
      begin(MessageType.FOLLOW_UP, flight.sequenceId, 0);
      message.timestampNanos(clock.nanosAt(localNanos));
      port.sending().general(out, MessageType.FOLLOW_UP, flight.follower.to(config.generalPort()));
    }
    return true;
  }

  private void begin(MessageType type, int sequenceId, int flags) {
    out.clear().limit(type.length());
    message.wrap(out);
    message.write(
        type,
        port.profile().domainNumber(),
        port.identity(),
        sequenceId,
        PtpFlags.UNICAST | flags,
        PtpHeader.LOG_INTERVAL_UNKNOWN);
  }
}
