package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peer delay mechanism of a port: asks its neighbour on the link again and again how long a
 * message between them takes, whoever is master, and answers when it is asked.
 *
 * <p>Four stamps make a delay: the request left here and arrived there, the response left there and
 * arrived here. Of the neighbour's clock only the time between its two counts, so it need not be
 * set; how fast it runs against ours is measured from response to response.
 */
final class PeerDelay {

  /** What peer delay needs of its port. */
  interface Link {
    PtpProfile profile();

    PortIdentity identity();

    Outbox outbox();

    /** Sends an event message to the neighbour, who is in a multicast group; returns its token. */
    long sendPeerEvent(ByteBuffer message, MessageType type, int sequenceId);

    /** Sends a general message to the neighbour. */
    void sendPeerGeneral(ByteBuffer message, MessageType type, int sequenceId);

    /** More than one answers on the link: the delay to none of them is known. */
    void manyPeers(PortIdentity one, PortIdentity other);

    /** A response could not be followed up, for want of a usable transmit stamp. */
    void stampMissed();
  }

  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);
  private static final int NONE = -1;

  private final Link link;
  private final int timer;
  private final long ingressLatencyNanos;
  private final SeededRandom random;
  private final PeerDelayFilter filter = new PeerDelayFilter();
  private final PeerResponder responder;
  private final ByteBuffer out = Sending.room(MessageType.PDELAY_REQ);
  private final PtpHeader outHeader = new PtpHeader();

  private int nextRequest = NONE;
  private int requestId = NONE;
  private long requestToken;
  private boolean requestLeft;
  private long requestLocal; // t1
  private boolean responded;
  private boolean twoStep;
  private boolean followed;
  private boolean used; // or spoilt by a second answer
  private long receiptNanos; // t2, of the neighbour's clock
  private long responseNanos; // t3, of the neighbour's clock
  private long responseLocal; // t4
  private long responseCorrection; // 2⁻¹⁶ ns
  private long followUpCorrection; // 2⁻¹⁶ ns
  private long followUpClock; // who sent it
  private int followUpNumber;
  private long peerClock; // who answered last
  private int peerNumber; // 0 before anybody did
  private int answers; // to the request that is out
  private boolean manyTold;
  private int unanswered;

  /**
   * Creates one that neither asks nor answers before it is started.
   *
   * @param link its port
   * @param timer the number of the timer that is its own
   * @param config the port's
   * @param random where sequenceIds begin is drawn when it is first started
   */
  PeerDelay(Link link, int timer, PtpPortConfig config, SeededRandom random) {
    this.link = link;
    this.timer = timer;
    this.ingressLatencyNanos = config.ingressLatencyNanos();
    this.random = random;
    this.responder = new PeerResponder(link, config.ingressLatencyNanos());
    outHeader.wrap(out);
  }

  /** Begins to ask: nothing is known of the link yet. */
  void start(long nowLocalNanos) {
    stop();
    if (nextRequest == NONE) {
      nextRequest = (int) random.nextLong(0x10000);
    }
    link.outbox().setTimer(timer, nowLocalNanos);
  }

  /** Asks no more, and forgets what it knew. */
  void stop() {
    link.outbox().cancelTimer(timer);
    filter.reset();
    responder.reset();
    requestId = NONE;
    peerNumber = 0;
    manyTold = false;
    unanswered = 0;
  }

  /** Whether the delay has been measured. */
  boolean isKnown() {
    return filter.isKnown();
  }

  /** Whether it has been measured often enough to be added to somebody else's time. */
  boolean isSettled() {
    return filter.isSettled();
  }

  /** The usual delay to the neighbour, peerMeanPathDelay, 2⁻¹⁶ ns; 0 before it is known. */
  long scaledNanos() {
    return filter.usualScaledNanos();
  }

  /** {@link #scaledNanos} to the nearest nanosecond. */
  long nanos() {
    return Intervals.roundScaled(scaledNanos());
  }

  /**
   * By how much most messages are slower than those that need not wait, nanoseconds. No Sync tells
   * how long it waited itself, and a clock that follows is drawn along by those that all did.
   */
  long spreadNanos() {
    return Intervals.roundScaled(filter.mostScaledNanos() - filter.leastScaledNanos());
  }

  /** The delay of a message that need not wait, to the nearest nanosecond. */
  long leastNanos() {
    return Intervals.roundScaled(filter.leastScaledNanos());
  }

  /** How many requests in a row had no answer. */
  int unanswered() {
    return unanswered;
  }

  /** Asks, and will again. */
  void expired(long nowLocalNanos) {
    if (requestId != NONE && answers == 0) {
      unanswered++;
    }
    requestId = nextRequest;
    nextRequest = nextRequest + 1 & 0xFFFF;
    requestLeft = false;
    responded = false;
    followed = false;
    used = false;
    answers = 0;
    int interval = link.profile().logMinPdelayReqInterval();
    out.clear().limit(MessageType.PDELAY_REQ.length());
    outHeader.write(
        MessageType.PDELAY_REQ,
        link.profile().domainNumber(),
        link.identity(),
        requestId,
        0,
        PtpHeader.LOG_INTERVAL_UNKNOWN);
    requestToken = link.sendPeerEvent(out, MessageType.PDELAY_REQ, requestId);
    link.outbox().setTimer(timer, nowLocalNanos + Intervals.nanos(interval));
  }

  /** An event message left: true if it was one of peer delay. */
  boolean transmitted(long token, long localNanos, long widthNanos) {
    if (requestId != NONE && token == requestToken && !requestLeft) {
      requestLeft = true;
      requestLocal = localNanos;
      if (widthNanos > MasterRole.MAX_WIDTH_NANOS) {
        used = true; // nothing worth measuring with
      }
      complete();
      return true;
    }
    return responder.transmitted(token, localNanos, widthNanos);
  }

  @Nullable PtpDropReason request(Datagram datagram, PtpHeader request) {
    return responder.request(datagram, request);
  }

  @Nullable PtpDropReason response(Datagram datagram, DelayRespMessage response) {
    PtpDropReason reason = check(response);
    if (reason != null) {
      return reason;
    }
    boolean samePeer = isFromPeer(response);
    if (answers > 0) {
      if (samePeer) {
        return PtpDropReason.UNASKED; // doubled on its way
      }
      secondPeer(response);
      return PtpDropReason.SECOND_PEER;
    }
    answers = 1;
    unanswered = 0;
    if (!samePeer) {
      if (peerNumber != 0) {
        filter.reset(); // another neighbour, another link
      }
      peerClock = response.sourceClockBits();
      peerNumber = response.sourcePortNumber();
    }
    responded = true;
    followed &= followUpClock == peerClock && followUpNumber == peerNumber;
    twoStep = response.has(PtpFlags.TWO_STEP);
    receiptNanos = response.receiveNanos();
    responseCorrection = response.correctionScaledNanos();
    responseLocal = datagram.localNanos() - ingressLatencyNanos;
    if (datagram.widthNanos() > MasterRole.MAX_WIDTH_NANOS) {
      used = true;
    }
    complete();
    return null;
  }

  private boolean isFromPeer(PtpHeader answer) {
    return answer.sourceClockBits() == peerClock && answer.sourcePortNumber() == peerNumber;
  }

  /** It may overtake its response. */
  @Nullable PtpDropReason followUp(DelayRespMessage followUp) {
    PtpDropReason reason = check(followUp);
    if (reason != null) {
      return reason;
    }
    boolean fits = !responded || (twoStep && isFromPeer(followUp));
    if (followed || !fits) {
      return PtpDropReason.UNASKED;
    }
    followed = true;
    followUpClock = followUp.sourceClockBits();
    followUpNumber = followUp.sourcePortNumber();
    responseNanos = followUp.receiveNanos();
    followUpCorrection = followUp.correctionScaledNanos();
    complete();
    return null;
  }

  private @Nullable PtpDropReason check(DelayRespMessage answer) {
    if (!answer.isFor(link.identity())) {
      return PtpDropReason.NOT_FOR_US;
    }
    return answer.sequenceId() == requestId ? null : PtpDropReason.UNASKED;
  }

  /**
   * Two answers to one question: a hub, or a switch that knows nothing of PTP, joins more than two.
   * Which of them our time comes through is not known. IEEE 1588 has the port taken out of service;
   * since anybody can send one packet more, only what was asked now is lost here.
   */
  private void secondPeer(DelayRespMessage other) {
    if (!used) {
      used = true;
    } else if (answers == 1) {
      filter.reset(); // it was measured against whoever came first
    }
    answers++;
    if (!manyTold) {
      manyTold = true;
      link.manyPeers(
          new PortIdentity(new ClockIdentity(peerClock), peerNumber), other.sourcePortIdentity());
    }
  }

  static void tellManyPeers(String who, PortIdentity one, PortIdentity other) {
    LOG.warn(
        "{}: {} and {} both answer one peer delay request: there is no delay to a single neighbour",
        who,
        one,
        other);
  }

  private void complete() {
    if (used || !requestLeft || !responded || (twoStep && !followed)) {
      return;
    }
    used = true;
    long corrections = responseCorrection + (twoStep ? followUpCorrection : 0);
    if (twoStep) {
      filter.measured(
          peerClock, requestLocal, receiptNanos, responseNanos, responseLocal, corrections);
    } else {
      filter.measured(requestLocal, responseLocal, corrections);
    }
  }
}
