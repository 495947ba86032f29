package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of a transparent clock: checks what comes, lets the clock pass it on, sends what passes
 * and keeps, of each event message that it sent, when that left.
 */
final class TransparentPort implements Engine, PeerDelay.Link {
  private static final Logger LOG = LoggerFactory.getLogger(TransparentClock.class);
  private static final int TIMER_PDELAY_REQ = 0;

  private final TransparentClock clock;
  private final int number;
  private final PtpPortConfig config;
  private final Outbox outbox;
  private final Passage passage;
  private final Sending sending;
  private final PeerDelay peerDelay;
  private final Transits transits;
  private final ResidenceSlots slots;
  private final PtpHeader header = new PtpHeader();
  private final DelayRespMessage answer = new DelayRespMessage();
  private @Nullable String fault;

  TransparentPort(
      TransparentClock clock,
      int number,
      PtpPortConfig config,
      Outbox outbox,
      Passage passage,
      SeededRandom random) {
    this.clock = clock;
    this.number = number;
    this.config = config;
    this.outbox = outbox;
    this.passage = passage;
    this.sending = new Sending(config, outbox, clock.sent());
    this.peerDelay = new PeerDelay(this, TIMER_PDELAY_REQ, config, random);
    this.transits = new Transits(this);
    this.slots = new ResidenceSlots(clock.syntonisation().own(), config.egressLatencyNanos());
  }

  int number() {
    return number;
  }

  PtpPortConfig config() {
    return config;
  }

  PeerDelay peerDelay() {
    return peerDelay;
  }

  Transits transits() {
    return transits;
  }

  ResidenceSlots slots() {
    return slots;
  }

  /** Why nothing passes here now, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** A Follow_Up waited here for a Sync that never came. */
  void followUpWasLone() {
    clock.drop(PtpDropReason.LONE_FOLLOW_UP);
  }

  /** When an event message came, by the wire. */
  long arrived(Datagram datagram) {
    return datagram.localNanos() - config.ingressLatencyNanos();
  }

  @Override
  public PtpProfile profile() {
    return config.profile();
  }

  @Override
  public PortIdentity identity() {
    return new PortIdentity(clock.identity(), number);
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public void started(long nowLocalNanos) {
    if (clock.delayMechanism() == DelayMechanism.P2P) {
      peerDelay.start(nowLocalNanos);
    }
    clock.changed();
  }

  @Override
  public void linkDown(long nowLocalNanos, String why) {
    LOG.warn("{} port {}: FAULTY: {}", clock.name(), number, why);
    fault = why;
    peerDelay.stop();
    transits.clear();
    clock.changed();
  }

  @Override
  public void linkUp(long nowLocalNanos) {
    LOG.info("{} port {}: its link is back", clock.name(), number);
    fault = null;
    started(nowLocalNanos);
  }

  @Override
  public void received(Datagram datagram) {
    PtpDropReason reason = use(datagram);
    if (reason != null) {
      clock.drop(reason);
    }
  }

  /** Passes a packet on, or tells why it is dropped. */
  private @Nullable PtpDropReason use(Datagram datagram) {
    ByteBuffer packet = datagram.payload();
    PtpDropReason reason = PtpCheck.check(packet);
    if (reason != null) {
      return reason;
    }
    header.wrap(packet);
    MessageType type = Objects.requireNonNull(header.messageType());
    if (type.isEvent() != (datagram.lane() == Lane.EVENT)) {
      return PtpDropReason.WRONG_PORT;
    }
    if (datagram.route().isFromLocalAddress()
        || header.sourceClockBits() == clock.identity().bits()) {
      return PtpDropReason.OWN;
    }
    if (header.has(PtpFlags.UNICAST) || fault != null) {
      return PtpDropReason.NOT_USED; // the host's own routing hands unicast on, or nobody does
    }
    clock.received().count(type);
    if (clock.delayMechanism() == DelayMechanism.P2P && isDelays(type)) {
      return peerDelay(datagram, type);
    }
    if (clock.guard().passed(packet, header, type, datagram.localNanos())) {
      return PtpDropReason.LOOPED;
    }
    return passage.pass(this, datagram, header, type);
  }

  private static boolean isDelays(MessageType type) {
    return switch (type) {
      case DELAY_REQ, DELAY_RESP, PDELAY_REQ, PDELAY_RESP, PDELAY_RESP_FOLLOW_UP -> true;
      default -> false;
    };
  }

  private @Nullable PtpDropReason peerDelay(Datagram datagram, MessageType type) {
    if (header.sdoId() != 0) {
      return PtpDropReason.OTHER_SDO;
    }
    if (header.domainNumber() != profile().domainNumber()) {
      return PtpDropReason.OTHER_DOMAIN;
    }
    answer.wrap(datagram.payload());
    return switch (type) {
      case PDELAY_REQ -> peerDelay.request(datagram, header);
      case PDELAY_RESP -> peerDelay.response(datagram, answer);
      case PDELAY_RESP_FOLLOW_UP -> peerDelay.followUp(answer);
      default -> PtpDropReason.OTHER_MECHANISM;
    };
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    long left = localNanos + config.egressLatencyNanos();
    if (!peerDelay.transmitted(token, left, widthNanos)) {
      passage.left(this, token, left, widthNanos);
    }
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {
    peerDelay.expired(nowLocalNanos);
    clock.changed();
  }

  /** Sends an event message on; returns its token. */
  long sendEvent(ByteBuffer message, MessageType type, @Nullable LateStamp late) {
    return LinkDelay.isPeerDelays(type)
        ? sending.peerEvent(message, type, late)
        : sending.event(message, type, late);
  }

  /** Sends a general message on. */
  void sendGeneral(ByteBuffer message, MessageType type) {
    if (LinkDelay.isPeerDelays(type)) {
      sending.peerGeneral(message, type);
    } else {
      sending.general(message, type);
    }
  }

  @Override
  public long sendPeerEvent(ByteBuffer message, MessageType type, int sequenceId) {
    return sendEvent(message, type, null);
  }

  @Override
  public void sendPeerGeneral(ByteBuffer message, MessageType type, int sequenceId) {
    sendGeneral(message, type);
  }

  @Override
  public void manyPeers(PortIdentity one, PortIdentity other) {
    PeerDelay.tellManyPeers(clock.name() + " port " + number, one, other);
  }

  @Override
  public void stampMissed() {
    clock.stampMissed();
  }
}
