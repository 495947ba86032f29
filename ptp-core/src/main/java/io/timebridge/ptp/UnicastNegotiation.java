package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.SignalingMessage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The Signaling messages of unicast negotiation: reads them, TLV by TLV, hands them to the part of
 * the port that they are for, and answers all of a message in one, so that nobody gets more packets
 * than were sent in its name.
 */
final class UnicastNegotiation {
  /** TLVs of one message that are looked at: there are four that one may ask for at once. */
  private static final int MAX_TLVS = 8;

  /** Requests a second of those that we do not know and that do not know us. */
  private static final long STRANGERS_NANOS = 1_000_000L;

  private static final int STRANGERS_AT_ONCE = 1024;

  private final PtpClock clock;
  private final PtpPort port;
  private final PtpPortConfig config;
  private final @Nullable UnicastGrants grants;
  private final @Nullable UnicastMasters masters;
  private final AnswerBudget strangers = new AnswerBudget(STRANGERS_AT_ONCE, STRANGERS_NANOS);
  private final SignalingMessage in = new SignalingMessage();
  private final SignalingMessage out = new SignalingMessage();
  private final Route back = new Route();
  private final ByteBuffer room =
      Sending.room(MessageType.SIGNALING.length() + MAX_TLVS * SignalingMessage.MAX_TLV_LENGTH);
  private int nextSequenceId;

  UnicastNegotiation(
      PtpClock clock, PtpPort port, PtpPortConfig config, @Nullable UnicastGrants grants) {
    this.clock = clock;
    this.port = port;
    this.config = config;
    this.grants = grants;
    UnicastClient client = clock.estimator() == null ? null : config.unicastClient();
    this.masters = client == null ? null : new UnicastMasters(clock, port, config, client, this);
  }

  /** Takes a Signaling message, or tells why not. */
  @Nullable PtpDropReason received(Datagram datagram) {
    in.wrap(datagram.payload());
    boolean named = in.isFor(port.identity());
    if (!named && !in.isForAll()) {
      return PtpDropReason.NOT_FOR_US;
    }
    UnicastMaster master = masters == null ? null : masters.at(datagram.route());
    if (masters != null && master != null) {
      return answerOf(master, masters, datagram);
    }
    if (grants == null) {
      return PtpDropReason.NOT_USED;
    }
    if (!clock.grantsTo(datagram.route())) {
      return PtpDropReason.NOT_ALLOWED;
    }
    if (!named && !grants.knows(datagram.route(), in) && !strangers.take(datagram.localNanos())) {
      return PtpDropReason.TOO_MANY_REQUESTS;
    }
    return answer(datagram, grants, named);
  }

  /** What a master says that we asked. */
  private @Nullable PtpDropReason answerOf(
      UnicastMaster master, UnicastMasters to, Datagram datagram) {
    beginAnswer();
    boolean used = false;
    boolean cancels = false;
    int tlv = in.firstTlv();
    for (int i = 0; i < MAX_TLVS && tlv >= 0; i++) {
      int action = in.action(tlv);
      int type = in.messageType(tlv);
      if (action == SignalingMessage.GRANT) {
        int period = in.logInterMessagePeriod(tlv);
        used |= to.granted(master, type, period, in.duration(tlv), datagram.localNanos());
      } else if (action == SignalingMessage.CANCEL) {
        to.cancelled(master, in, tlv);
        out.addAcknowledge(type, in.maintainsRequest(tlv), in.maintainsGrant(tlv));
        cancels = true;
      }
      tlv = in.nextTlv(tlv);
    }
    if (used) {
      master.identify(in.sourcePortIdentity());
    }
    if (cancels) {
      send(master.general());
    }
    return used || cancels ? null : PtpDropReason.UNASKED;
  }

  private @Nullable PtpDropReason answer(Datagram datagram, UnicastGrants from, boolean named) {
    beginAnswer();
    int answers = 0;
    int tlv = in.firstTlv();
    for (int i = 0; i < MAX_TLVS && tlv >= 0; i++) {
      int action = in.action(tlv);
      if (action == SignalingMessage.REQUEST) {
        request(datagram, from, named, tlv);
        answers++;
      } else if (action == SignalingMessage.CANCEL && !in.maintainsRequest(tlv)) {
        int type = in.messageType(tlv);
        from.cancelled(datagram.route(), in, type, datagram.localNanos());
        out.addAcknowledge(type, in.maintainsRequest(tlv), in.maintainsGrant(tlv));
        answers++;
      }
      tlv = in.nextTlv(tlv);
    }
    if (answers > 0) {
      send(back.copyFrom(datagram.route()).setRemotePort(config.generalPort()));
    }
    return answers > 0 ? null : PtpDropReason.NOT_USED;
  }

  private void request(Datagram datagram, UnicastGrants from, boolean named, int tlv) {
    int type = in.messageType(tlv);
    int period = in.logInterMessagePeriod(tlv);
    long seconds =
        from.requested(
            datagram.route(), in, named, type, period, in.duration(tlv), datagram.localNanos());
    out.addGrant(type, period, seconds, seconds > 0);
  }

  /** Begins a message to a port, or to whatever port is there. */
  void begin(@Nullable PortIdentity target) {
    begin();
    if (target != null) {
      out.target(target.clock().bits(), target.portNumber());
    }
  }

  /** Begins the answer to the message that was read. */
  private void beginAnswer() {
    begin();
    out.target(in.sourceClockBits(), in.sourcePortNumber());
  }

  private void begin() {
    room.clear();
    out.wrap(room);
    out.begin(port.profile().domainNumber(), port.identity(), nextSequenceId);
    nextSequenceId = nextSequenceId + 1 & 0xFFFF;
  }

  /** What was begun. */
  SignalingMessage out() {
    return out;
  }

  @Nullable UnicastMasters masters() {
    return masters;
  }

  void send(Route to) {
    room.limit(out.messageLength());
    port.sending().general(room, MessageType.SIGNALING, to);
  }

  /** Whether a Delay_Req that was sent to us alone is answered so. */
  boolean answersAlone(Datagram request, PtpHeader header) {
    return config.unicastDelayResp()
        || (grants != null
            && grants.grantsDelayResp(request.route(), header, request.localNanos()));
  }
}
