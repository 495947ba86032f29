package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.ptp.Transits.Transit;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages pass a transparent clock, and where the time that they spent in it is told.
 *
 * <p>By a two-step port an event message leaves as it came, and the time until its transmit stamp
 * is added to the message that belongs to it: to the Follow_Up of a Sync, to the Delay_Resp of a
 * Delay_Req, to the Pdelay_Resp_Follow_Up of both messages of peer delay. Whichever of the stamp
 * and that message comes last lets it go. A one-step message becomes a two-step one, and its
 * follow-up is made here. By a one-step port the time is written into the event message itself,
 * just before it leaves, and what follows passes as it is. IEEE 1588 allows either; a stamp that
 * was taken is more exact than one that was expected.
 *
 * <p>Answers are passed only to the port that the question came by.
 */
final class Passage {
  /** A packet that stays longer was delayed by more than a clock should make good. */
  private static final long MAX_RESIDENCE_NANOS = 1_000_000_000L;

  private static final int MAX_MESSAGE = 1500;

  private final TransparentClock clock;
  private final List<TransparentPort> ports;
  private final RateRatio syntonisation;
  private final ByteBuffer out = PtpPort.room(MAX_MESSAGE);
  private final PtpHeader outHeader = new PtpHeader();
  private final ByteBuffer told = PtpPort.room(Transits.MAX_HELD);
  private final PtpHeader toldHeader = new PtpHeader();
  private final TimestampMessage stamped = new TimestampMessage();
  private final DelayRespMessage answer = new DelayRespMessage();

  // The newest two-step Sync of the domain that the rate is taken from, until its Follow_Up.
  private long syncClock;
  private int syncId = -1;
  private long syncCorrection;
  private long syncArrived;

  Passage(TransparentClock clock, List<TransparentPort> ports) {
    this.clock = clock;
    this.ports = ports;
    this.syntonisation = clock.syntonisation();
  }

  /** Passes a message on, or tells why not. */
  @Nullable PtpDropReason pass(
      TransparentPort from, Datagram datagram, PtpHeader header, MessageType type) {
    if (header.messageLength() > MAX_MESSAGE) {
      return PtpDropReason.BAD_LENGTH;
    }
    ByteBuffer packet = datagram.payload();
    return switch (type) {
      case SYNC -> sync(from, datagram, header);
      case FOLLOW_UP -> followUp(from, packet, header);
      case DELAY_REQ, PDELAY_REQ -> request(from, datagram, header, type);
      case DELAY_RESP -> delayResp(from, packet, header);
      case PDELAY_RESP -> pdelayResp(from, datagram, header);
      case PDELAY_RESP_FOLLOW_UP -> pdelayFollowUp(from, packet, header);
      case ANNOUNCE, SIGNALING, MANAGEMENT -> toAll(from, packet, header, type);
    };
  }

  private static boolean isOpen(TransparentPort to, TransparentPort from) {
    return to != from && to.fault() == null;
  }

  private @Nullable PtpDropReason toAll(
      TransparentPort from, ByteBuffer packet, PtpHeader header, MessageType type) {
    for (int i = 0; i < ports.size(); i++) {
      TransparentPort to = ports.get(i);
      if (isOpen(to, from)) {
        to.sendGeneral(copy(packet, header), type);
      }
    }
    return null;
  }

  /** The message without what is behind it, to be changed and sent. */
  private ByteBuffer copy(ByteBuffer packet, PtpHeader header) {
    out.clear();
    out.put(0, packet, packet.position(), header.messageLength());
    out.limit(header.messageLength());
    outHeader.wrap(out);
    return out;
  }

  private @Nullable PtpDropReason sync(TransparentPort from, Datagram datagram, PtpHeader header) {
    boolean peers = clock.delayMechanism() == DelayMechanism.P2P;
    if (peers && !from.peerDelay().isKnown()) {
      return PtpDropReason.LINK_DELAY_UNKNOWN;
    }
    long extra = from.config().delayAsymmetryNanos() << 16;
    extra += peers ? from.peerDelay().scaledNanos() : 0;
    long arrived = from.arrived(datagram);
    boolean twoStep = header.has(PtpFlags.TWO_STEP);
    listen(datagram.payload(), header, twoStep, arrived);
    for (int i = 0; i < ports.size(); i++) {
      TransparentPort to = ports.get(i);
      if (!isOpen(to, from)) {
        continue;
      }
      copy(datagram.payload(), header);
      if (!to.config().twoStep()) {
        sendOneStep(to, MessageType.SYNC, arrived, extra);
        continue;
      }
      outHeader.makeTwoStep();
      long source = header.sourceClockBits();
      int port = header.sourcePortNumber();
      Transit transit = to.transits().find(MessageType.SYNC, source, port, header);
      if (transit == null || !transit.isAwaited()) {
        transit = to.transits().open(MessageType.SYNC, source, port, header, from);
      }
      transit.sent(to.sendEvent(out, MessageType.SYNC, null), arrived, extra);
      if (!twoStep) {
        copy(datagram.payload(), header);
        outHeader.become(MessageType.FOLLOW_UP);
        outHeader.correctionScaledNanos(0); // it stands in the Sync
        out.limit(MessageType.FOLLOW_UP.length());
        transit.hold(out);
      }
    }
    return null;
  }

  /** A Sync tells how fast the master's time runs, if it is of the clock's own domain. */
  private void listen(ByteBuffer packet, PtpHeader header, boolean twoStep, long arrived) {
    if (header.domainNumber() != clock.domain()) {
      return;
    }
    if (twoStep) {
      syncClock = header.sourceClockBits();
      syncId = header.sequenceId();
      syncCorrection = header.correctionScaledNanos();
      syncArrived = arrived;
    } else {
      stamped.wrap(packet);
      long origin = stamped.timestampNanos();
      long correction = Intervals.roundScaled(header.correctionScaledNanos());
      heard(header.sourceClockBits(), origin + correction, arrived);
    }
  }

  private void heard(long source, long masterNanos, long local) {
    if (syntonisation.measured(source, masterNanos, local)) {
      clock.changed();
    }
  }

  private void sendOneStep(TransparentPort to, MessageType type, long arrived, long extra) {
    LateStamp late = to.slots().take(arrived, outHeader.correctionScaledNanos() + extra);
    to.sendEvent(out, type, late);
  }

  private @Nullable PtpDropReason followUp(
      TransparentPort from, ByteBuffer packet, PtpHeader header) {
    if (header.messageLength() > Transits.MAX_HELD) {
      return PtpDropReason.BAD_LENGTH;
    }
    long source = header.sourceClockBits();
    int port = header.sourcePortNumber();
    if (source == syncClock && header.sequenceId() == syncId) {
      syncId = -1;
      stamped.wrap(packet);
      long correction =
          Intervals.roundScaled(syncCorrection)
              + Intervals.roundScaled(header.correctionScaledNanos());
      heard(source, stamped.timestampNanos() + correction, syncArrived);
    }
    for (int i = 0; i < ports.size(); i++) {
      TransparentPort to = ports.get(i);
      if (!isOpen(to, from)) {
        continue;
      }
      copy(packet, header);
      if (!to.config().twoStep()) {
        to.sendGeneral(out, MessageType.FOLLOW_UP);
        continue;
      }
      Transit transit = to.transits().find(MessageType.SYNC, source, port, header);
      if (transit == null) { // it overtook its Sync
        transit = to.transits().open(MessageType.SYNC, source, port, header, from);
      }
      if (transit.ingress() == from) {
        tell(to, transit, out, MessageType.FOLLOW_UP);
      }
    }
    return null;
  }

  /** What belongs to an event message came: it goes at once, or when the stamp is there. */
  private void tell(TransparentPort to, Transit transit, ByteBuffer message, MessageType type) {
    if (transit.hasLeft()) {
      sendTold(to, transit, message, type);
    } else if (transit.held() == null) {
      transit.hold(message);
    }
  }

  private void sendTold(TransparentPort to, Transit transit, ByteBuffer message, MessageType type) {
    told.clear().put(message.duplicate()).flip();
    toldHeader.wrap(told);
    toldHeader.addCorrection(transit.correctionScaled());
    transit.free();
    to.sendGeneral(told, type);
  }

  /** A Delay_Req or Pdelay_Req, on its way to whoever answers. */
  private @Nullable PtpDropReason request(
      TransparentPort from, Datagram datagram, PtpHeader header, MessageType type) {
    long arrived = from.arrived(datagram);
    for (int i = 0; i < ports.size(); i++) {
      TransparentPort to = ports.get(i);
      if (!isOpen(to, from)) {
        continue;
      }
      copy(datagram.payload(), header);
      long extra = -(to.config().delayAsymmetryNanos() << 16);
      long source = header.sourceClockBits();
      Transit transit = to.transits().open(type, source, header.sourcePortNumber(), header, from);
      if (to.config().twoStep()) {
        transit.sent(to.sendEvent(out, type, null), arrived, extra);
      } else {
        sendOneStep(to, type, arrived, extra);
        transit.left(0); // all is told already; where the answer goes is to be known still
      }
    }
    return null;
  }

  private @Nullable Transit question(
      TransparentPort from, MessageType type, ByteBuffer packet, PtpHeader header) {
    answer.wrap(packet);
    return from.transits()
        .find(type, answer.requestingClockBits(), answer.requestingPortNumber(), header);
  }

  private @Nullable PtpDropReason delayResp(
      TransparentPort from, ByteBuffer packet, PtpHeader header) {
    Transit transit = question(from, MessageType.DELAY_REQ, packet, header);
    if (transit == null) {
      return PtpDropReason.UNASKED; // whoever asked is not behind us
    }
    if (header.messageLength() > Transits.MAX_HELD) {
      return PtpDropReason.BAD_LENGTH;
    }
    tell(transit.ingress(), transit, copy(packet, header), MessageType.DELAY_RESP);
    return null;
  }

  /** Its own residence, and that of its request, are told by its follow-up. */
  private @Nullable PtpDropReason pdelayResp(
      TransparentPort from, Datagram datagram, PtpHeader header) {
    ByteBuffer packet = datagram.payload();
    Transit request = question(from, MessageType.PDELAY_REQ, packet, header);
    if (request == null || !request.hasLeft()) {
      return PtpDropReason.UNASKED;
    }
    TransparentPort to = request.ingress();
    long extra = request.correctionScaled() + (from.config().delayAsymmetryNanos() << 16);
    request.free();
    boolean twoStep = header.has(PtpFlags.TWO_STEP);
    copy(packet, header);
    if (!to.config().twoStep()) {
      sendOneStep(to, MessageType.PDELAY_RESP, from.arrived(datagram), extra);
      return null;
    }
    outHeader.makeTwoStep();
    Transit transit =
        to.transits()
            .open(
                MessageType.PDELAY_RESP,
                answer.requestingClockBits(),
                answer.requestingPortNumber(),
                header,
                from);
    transit.sent(to.sendEvent(out, MessageType.PDELAY_RESP, null), from.arrived(datagram), extra);
    if (!twoStep) {
      copy(packet, header);
      outHeader.become(MessageType.PDELAY_RESP_FOLLOW_UP);
      outHeader.correctionScaledNanos(0); // it stands in the response, as does the time of its own
      answer.wrap(out);
      answer.answer(0, answer.requestingClockBits(), answer.requestingPortNumber());
      out.limit(MessageType.PDELAY_RESP_FOLLOW_UP.length());
      transit.hold(out);
    }
    return null;
  }

  private @Nullable PtpDropReason pdelayFollowUp(
      TransparentPort from, ByteBuffer packet, PtpHeader header) {
    if (header.messageLength() > Transits.MAX_HELD) {
      return PtpDropReason.BAD_LENGTH;
    }
    boolean told = false;
    for (int i = 0; i < ports.size(); i++) {
      TransparentPort to = ports.get(i);
      if (!isOpen(to, from)) {
        continue;
      }
      if (!to.config().twoStep()) {
        to.sendGeneral(copy(packet, header), MessageType.PDELAY_RESP_FOLLOW_UP);
        told = true;
        continue;
      }
      answer.wrap(packet);
      Transit transit =
          to.transits()
              .find(
                  MessageType.PDELAY_RESP,
                  answer.requestingClockBits(),
                  answer.requestingPortNumber(),
                  header);
      if (transit != null && transit.ingress() == from) {
        tell(to, transit, copy(packet, header), MessageType.PDELAY_RESP_FOLLOW_UP);
        told = true;
      }
    }
    return told ? null : PtpDropReason.UNASKED;
  }

  /** An event message left by a port. */
  void left(TransparentPort by, long token, long leftLocal, long widthNanos) {
    Transit transit = by.transits().find(token);
    if (transit == null) {
      return;
    }
    long residence = leftLocal - transit.arrivedLocal();
    if (widthNanos > MasterRole.MAX_WIDTH_NANOS
        || residence < 0
        || residence > MAX_RESIDENCE_NANOS) {
      clock.stampMissed();
      transit.free();
      return;
    }
    transit.left(syntonisation.scaled(residence));
    ByteBuffer held = transit.held();
    MessageType type = transit.type();
    if (held == null || type == null) {
      return;
    }
    switch (type) {
      case SYNC -> sendTold(by, transit, held, MessageType.FOLLOW_UP);
      case DELAY_REQ -> sendTold(transit.ingress(), transit, held, MessageType.DELAY_RESP);
      case PDELAY_RESP -> sendTold(by, transit, held, MessageType.PDELAY_RESP_FOLLOW_UP);
      default -> {} // the answer to a Pdelay_Req is an event message itself
    }
  }
}
