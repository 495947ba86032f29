package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.ptp.Transits.Transit;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
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
  private final Syntonisation syntonisation;
  private final ByteBuffer out = Sending.room(MAX_MESSAGE);
  private final PtpHeader outHeader = new PtpHeader();
  private final ByteBuffer told = Sending.room(Transits.MAX_HELD);
  private final PtpHeader toldHeader = new PtpHeader();
  private final DelayRespMessage answer = new DelayRespMessage();

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
      case FOLLOW_UP -> followUp(from, datagram, header);
      case DELAY_REQ, PDELAY_REQ -> request(from, datagram, header, type);
      case DELAY_RESP -> delayResp(from, datagram, header);
      case PDELAY_RESP -> pdelayResp(from, datagram, header);
      case PDELAY_RESP_FOLLOW_UP -> pdelayFollowUp(from, datagram, header);
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
    if (peers && !from.peerDelay().isSettled()) {
      return PtpDropReason.LINK_DELAY_UNKNOWN;
    }
    long extra = from.config().delayAsymmetryNanos() << 16;
    extra += peers ? from.peerDelay().scaledNanos() : 0;
    long arrived = from.arrived(datagram);
    boolean twoStep = header.has(PtpFlags.TWO_STEP);
    if (syntonisation.sync(datagram.payload(), header, twoStep, arrived)) {
      clock.changed();
    }
    long now = datagram.localNanos();
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
      Transit transit = to.transits().find(MessageType.SYNC, source, port, header, now);
      if (transit == null || !transit.isAwaited() || transit.ingress() != from) {
        transit = to.transits().open(MessageType.SYNC, source, port, header, from, now);
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

  private void sendOneStep(TransparentPort to, MessageType type, long arrived, long extra) {
    RateRatio rate = syntonisation.rate(Syntonisation.domain(outHeader));
    LateStamp late = to.slots().take(rate, arrived, outHeader.correctionScaledNanos() + extra);
    to.sendEvent(out, type, late);
  }

  private @Nullable PtpDropReason followUp(
      TransparentPort from, Datagram datagram, PtpHeader header) {
    if (header.messageLength() > Transits.MAX_HELD) {
      return PtpDropReason.BAD_LENGTH;
    }
    ByteBuffer packet = datagram.payload();
    long now = datagram.localNanos();
    long source = header.sourceClockBits();
    int port = header.sourcePortNumber();
    if (syntonisation.followUp(packet, header)) {
      clock.changed();
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
      Transit transit = to.transits().find(MessageType.SYNC, source, port, header, now);
      if (transit == null) { // it overtook its Sync
        transit = to.transits().open(MessageType.SYNC, source, port, header, from, now);
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
    told.clear().put(0, message, 0, message.limit()).limit(message.limit());
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
      int port = header.sourcePortNumber();
      long now = datagram.localNanos();
      Transit transit = to.transits().open(type, source, port, header, from, now);
      if (to.config().twoStep()) {
        transit.sent(to.sendEvent(out, type, null), arrived, extra);
      } else {
        sendOneStep(to, type, arrived, extra);
        transit.left(0); // all is told already; where the answer goes is to be known still
      }
    }
    return null;
  }

  /** What somebody asked, that left by a port, or the first answer to it. */
  private @Nullable Transit question(
      TransparentPort by, MessageType type, Datagram datagram, PtpHeader header) {
    answer.wrap(datagram.payload());
    long clockBits = answer.requestingClockBits();
    int portNumber = answer.requestingPortNumber();
    return by.transits().find(type, clockBits, portNumber, header, datagram.localNanos());
  }

  private @Nullable PtpDropReason delayResp(
      TransparentPort from, Datagram datagram, PtpHeader header) {
    Transit transit = question(from, MessageType.DELAY_REQ, datagram, header);
    if (transit == null) {
      return PtpDropReason.UNASKED; // whoever asked is not behind us
    }
    if (header.messageLength() > Transits.MAX_HELD) {
      return PtpDropReason.BAD_LENGTH;
    }
    tell(transit.ingress(), transit, copy(datagram.payload(), header), MessageType.DELAY_RESP);
    return null;
  }

  /** Its own residence, and that of its request, are told by its follow-up. */
  private @Nullable PtpDropReason pdelayResp(
      TransparentPort from, Datagram datagram, PtpHeader header) {
    ByteBuffer packet = datagram.payload();
    Transit request = question(from, MessageType.PDELAY_REQ, datagram, header);
    if (request == null || request.isAnswered()) {
      return PtpDropReason.UNASKED;
    }
    TransparentPort to = request.ingress();
    boolean known = request.hasLeft(); // or the response overtook the stamp of its request
    if (!known && !to.config().twoStep()) {
      return PtpDropReason.UNASKED;
    }
    long arrived = from.arrived(datagram);
    long extra = from.config().delayAsymmetryNanos() << 16;
    extra += known ? request.correctionScaled() : 0;
    Transit transit =
        to.transits()
            .open(
                MessageType.PDELAY_RESP,
                answer.requestingClockBits(),
                answer.requestingPortNumber(),
                header,
                from,
                datagram.localNanos());
    boolean twoStep = header.has(PtpFlags.TWO_STEP);
    copy(packet, header);
    if (!to.config().twoStep()) {
      sendOneStep(to, MessageType.PDELAY_RESP, arrived, extra);
      transit.left(0); // where its follow-up goes is to be known still
      request.free();
      return null;
    }
    outHeader.makeTwoStep();
    transit.sent(to.sendEvent(out, MessageType.PDELAY_RESP, null), arrived, extra);
    if (known) {
      request.free();
    } else {
      request.answered();
      transit.owe();
    }
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
      TransparentPort from, Datagram datagram, PtpHeader header) {
    if (header.messageLength() > Transits.MAX_HELD) {
      return PtpDropReason.BAD_LENGTH;
    }
    for (int i = 0; i < ports.size(); i++) {
      TransparentPort to = ports.get(i);
      if (!isOpen(to, from)) {
        continue;
      }
      Transit transit = question(to, MessageType.PDELAY_RESP, datagram, header);
      if (transit != null && transit.ingress() == from) {
        ByteBuffer message = copy(datagram.payload(), header);
        tell(to, transit, message, MessageType.PDELAY_RESP_FOLLOW_UP);
        return null;
      }
    }
    return PtpDropReason.UNASKED;
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
    transit.left(syntonisation.rate(transit.domain()).scaled(residence));
    if (transit.isAnswered()) {
      settle(transit);
    } else if (transit.type() == MessageType.DELAY_REQ) {
      release(transit.ingress(), transit, MessageType.DELAY_RESP);
    } else if (transit.type() == MessageType.SYNC) {
      release(by, transit, MessageType.FOLLOW_UP);
    } else if (transit.type() == MessageType.PDELAY_RESP) {
      release(by, transit, MessageType.PDELAY_RESP_FOLLOW_UP);
    }
  }

  /** When a Pdelay_Req left is known only now, and its response has passed already. */
  private void settle(Transit request) {
    TransparentPort to = request.ingress();
    Transit response = to.transits().responseTo(request);
    if (response != null) {
      response.settle(request.correctionScaled());
      release(to, response, MessageType.PDELAY_RESP_FOLLOW_UP);
    }
    request.free();
  }

  /** What waits for an event message goes, if all is known that it tells. */
  private void release(TransparentPort to, Transit transit, MessageType type) {
    ByteBuffer held = transit.held();
    if (held != null && transit.hasLeft()) {
      sendTold(to, transit, held, type);
    }
  }
}
