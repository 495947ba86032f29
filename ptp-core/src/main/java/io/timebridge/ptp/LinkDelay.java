package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a port measures the delay, and its peer delay, if that is how. */
final class LinkDelay implements PeerDelay.Link {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  private final PtpClock clock;
  private final PtpPort port;
  private final PeerDelay peerDelay;
  private DelayMechanism mechanism; // AUTO is one or the other

  LinkDelay(PtpClock clock, PtpPort port, PtpPortConfig config, SeededRandom random) {
    this.clock = clock;
    this.port = port;
    this.mechanism = atFirst(config.profile());
    this.peerDelay = new PeerDelay(this, PtpPort.TIMER_PDELAY_REQ, config, random);
  }

  private static DelayMechanism atFirst(PtpProfile profile) {
    return profile.delayMechanism() == DelayMechanism.AUTO
        ? DelayMechanism.E2E
        : profile.delayMechanism();
  }

  /** How the delay is measured now: never AUTO. */
  DelayMechanism mechanism() {
    return mechanism;
  }

  PeerDelay peerDelay() {
    return peerDelay;
  }

  void start(long nowLocalNanos) {
    if (mechanism == DelayMechanism.P2P) {
      peerDelay.start(nowLocalNanos);
    }
  }

  /** The port takes no part any more; when it does again, AUTO may find another neighbour. */
  void stop() {
    peerDelay.stop();
    mechanism = atFirst(port.profile());
  }

  static boolean isPeerDelays(MessageType type) {
    return switch (type) {
      case PDELAY_REQ, PDELAY_RESP, PDELAY_RESP_FOLLOW_UP -> true;
      default -> false;
    };
  }

  /** A message of peer delay came. */
  @Nullable PtpDropReason received(
      Datagram datagram, PtpHeader header, DelayRespMessage answer, MessageType type) {
    boolean auto = port.profile().delayMechanism() == DelayMechanism.AUTO;
    if (auto && mechanism == DelayMechanism.E2E) {
      LOG.info("{}: a neighbour measures the peer delay, so we do", name());
      mechanism = DelayMechanism.P2P;
      FollowerRole follower = port.follower();
      if (follower != null) {
        follower.asksNoMore();
      }
      peerDelay.start(datagram.localNanos());
    }
    if (mechanism != DelayMechanism.P2P) {
      return PtpDropReason.OTHER_MECHANISM;
    }
    return switch (type) {
      case PDELAY_REQ -> peerDelay.request(datagram, header);
      case PDELAY_RESP -> peerDelay.response(datagram, answer);
      default -> peerDelay.followUp(answer);
    };
  }

  /** How the log calls the port. */
  private String name() {
    return clock.ports().size() > 1 ? clock.name() + " port " + port.number() : clock.name();
  }

  @Override
  public PtpProfile profile() {
    return port.profile();
  }

  @Override
  public PortIdentity identity() {
    return port.identity();
  }

  @Override
  public Outbox outbox() {
    return port.outbox();
  }

  @Override
  public long sendPeerEvent(ByteBuffer message, MessageType type, int sequenceId) {
    port.screening().remember(type, sequenceId);
    return port.sending().peerEvent(message, type, null);
  }

  @Override
  public void sendPeerGeneral(ByteBuffer message, MessageType type, int sequenceId) {
    port.screening().remember(type, sequenceId);
    port.sending().peerGeneral(message, type);
  }

  @Override
  public void manyPeers(PortIdentity one, PortIdentity other) {
    PeerDelay.tellManyPeers(name(), one, other);
  }

  @Override
  public void stampMissed() {
    clock.stampMissed();
  }
}
