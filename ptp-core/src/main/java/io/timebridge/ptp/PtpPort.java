package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port: checks what comes, hands it to the role that has use for it, counts the rest by reason,
 * and sends what the roles say.
 */
final class PtpPort implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  static final int TIMER_ANNOUNCE_RECEIPT = 0;
  static final int TIMER_SYNC_RECEIPT = 1;
  static final int TIMER_DELAY_REQ = 2;
  static final int TIMER_ANNOUNCE = 3;
  static final int TIMER_SYNC = 4;

  private static final int IPV6_TRAILER = 2; // octets

  private final PtpClock clock;
  private final PtpPortConfig config;
  private final Outbox outbox;
  private final ForeignMasters foreignMasters;
  private final @Nullable FollowerRole follower;
  private final @Nullable MasterRole master;
  private final Route eventRoute;
  private final Route generalRoute;
  private final @Nullable ManagementNode management;
  private final EchoFilter echo = new EchoFilter();

  private final PtpHeader header = new PtpHeader();
  private final TimestampMessage timestampMessage = new TimestampMessage();
  private final DelayRespMessage delayResp = new DelayRespMessage();

  private boolean takenReported;
  private boolean listened; // for a whole announce receipt timeout

  PtpPort(PtpClock clock, PtpPortConfig config, Outbox outbox, SeededRandom random) {
    this.clock = clock;
    this.config = config;
    this.outbox = outbox;
    this.foreignMasters =
        new ForeignMasters(
            config.profile().logAnnounceInterval(), config.profile().announceReceiptTimeout());
    InetAddress group = config.primaryGroup();
    this.eventRoute = Route.to(new InetSocketAddress(group, config.eventPort()));
    this.generalRoute = Route.to(new InetSocketAddress(group, config.generalPort()));
    this.follower =
        clock.estimator() == null
            ? null
            : new FollowerRole(clock, this, config, clock.estimator(), random);
    this.master =
        clock.masterTime() == null ? null : new MasterRole(clock, this, config, clock.masterTime());
    NodeDescription description = clock.description();
    this.management =
        description == null
            ? null
            : new ManagementNode(clock, this, new DataSets(clock, this, config, description));
  }

  ForeignMasters foreignMasters() {
    return foreignMasters;
  }

  Outbox outbox() {
    return outbox;
  }

  PtpProfile profile() {
    return clock.settings().profile();
  }

  @Nullable FollowerRole follower() {
    return follower;
  }

  /** Priorities, intervals or the timeout are others from now on. */
  void settingsChanged(long nowLocalNanos) {
    foreignMasters.configure(profile().logAnnounceInterval(), profile().announceReceiptTimeout());
    if (master != null) {
      master.settingsChanged(nowLocalNanos);
    }
  }

  /** Sends nothing any more, waits for nothing and forgets what it has heard. */
  void silence() {
    outbox.cancelTimer(TIMER_ANNOUNCE_RECEIPT);
    foreignMasters.forgetAll();
    listened = false;
    if (master != null) {
      master.stop();
    }
  }

  @Override
  public void started(long nowLocalNanos) {
    LOG.info("{}: LISTENING as {}", clock.name(), clock.portIdentity());
    if (master != null) {
      // Whoever would be master listens first, be there a time to give or not.
      master.timeChanged(nowLocalNanos);
      outbox.setTimer(TIMER_ANNOUNCE_RECEIPT, nowLocalNanos + announceTimeoutNanos());
    }
  }

  @Override
  public void received(Datagram datagram) {
    PtpDropReason reason = use(datagram);
    if (reason != null) {
      clock.dropped().count(reason);
    }
  }

  /** Uses a packet, or tells why it is dropped. */
  private @Nullable PtpDropReason use(Datagram datagram) {
    ByteBuffer packet = datagram.payload();
    PtpDropReason reason = PtpCheck.check(packet);
    if (reason != null) {
      if (reason == PtpDropReason.PTP_V1) {
        clock.heardVersion1(datagram);
      }
      return reason;
    }
    header.wrap(packet);
    MessageType type = Objects.requireNonNull(header.messageType());
    reason = checkHeader(datagram, type);
    if (reason == null) {
      reason = dispatch(datagram, type);
    }
    if (reason == null) {
      clock.received().count(type);
    }
    return reason;
  }

  private @Nullable PtpDropReason checkHeader(Datagram datagram, MessageType type) {
    if (type.isEvent() != (datagram.lane() == Lane.EVENT)) {
      return PtpDropReason.WRONG_PORT;
    }
    if (header.domainNumber() != profile().domainNumber()) {
      return PtpDropReason.OTHER_DOMAIN;
    }
    if (header.sdoId() != 0) {
      return PtpDropReason.OTHER_SDO;
    }
    if (type == MessageType.MANAGEMENT
        || header.sourceClockBits() != clock.portIdentity().clock().bits()) {
      return null; // pmc on this very host has the interface's identity, as we do
    }
    if (datagram.route().isFromLocalAddress() && echo.sent(type, header.sequenceId())) {
      return PtpDropReason.OWN;
    }
    // A neighbour with our MAC address made the same identity of it.
    if (clock.giveUpIdentity(datagram.localNanos())) {
      return null;
    }
    if (!takenReported) {
      takenReported = true;
      LOG.warn(
          "{}: {} uses our identity {}; its messages are dropped",
          clock.name(),
          datagram.route(),
          clock.portIdentity().clock());
    }
    return PtpDropReason.IDENTITY_TAKEN;
  }

  private @Nullable PtpDropReason dispatch(Datagram datagram, MessageType type) {
    if (type == MessageType.MANAGEMENT) {
      return management == null ? PtpDropReason.NOT_USED : management.received(datagram);
    }
    if (clock.state() == PortState.DISABLED) {
      return PtpDropReason.NOT_USED;
    }
    if (type == MessageType.ANNOUNCE) {
      return announce(datagram);
    }
    if (master != null && type == MessageType.DELAY_REQ && clock.state() == PortState.MASTER) {
      return master.delayReq(datagram, header);
    }
    if (follower == null) {
      return PtpDropReason.NOT_USED;
    }
    timestampMessage.wrap(datagram.payload());
    delayResp.wrap(datagram.payload());
    return switch (type) {
      case SYNC -> follower.sync(datagram, timestampMessage);
      case FOLLOW_UP -> follower.followUp(timestampMessage);
      case DELAY_RESP -> follower.delayResp(delayResp);
      default -> PtpDropReason.NOT_USED;
    };
  }

  private @Nullable PtpDropReason announce(Datagram datagram) {
    AnnounceMessage announce = AnnounceMessage.read(datagram.payload());
    long now = datagram.localNanos();
    if (announce.grandmasterIdentity().equals(clock.portIdentity().clock())
        || announce.cameThrough(clock.portIdentity().clock()::equals)
        || announce.header().has(PtpFlags.ALTERNATE_MASTER)) {
      return PtpDropReason.UNQUALIFIED;
    }
    if (clock.refuses(announce)) {
      clock.heardOwnOutput(announce, now);
      return PtpDropReason.OWN_OUTPUT;
    }
    PtpDropReason reason = foreignMasters.heard(announce, datagram.route(), now);
    if (reason != null) {
      return reason;
    }
    ForeignMasters.Master parent = clock.parent();
    if (parent != null && parent.announce().source().equals(announce.source())) {
      clock.parentAnnounced(this, announce, now);
    }
    clock.decide(this, now);
    return null;
  }

  /** How many Delay_Req in a row had no answer. */
  int unansweredDelayReqs() {
    return follower == null ? 0 : follower.unanswered();
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    if (follower != null) {
      follower.transmitted(token, localNanos + config.egressLatencyNanos(), widthNanos, quality);
    } else if (master != null) {
      master.transmitted(token, localNanos + config.egressLatencyNanos());
    }
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {
    if (timer == TIMER_ANNOUNCE_RECEIPT) {
      announceReceiptExpired(nowLocalNanos);
    } else if (follower != null) {
      follower.expired(timer, nowLocalNanos);
    } else if (master != null) {
      master.expired(timer, nowLocalNanos);
    }
  }

  /** The timer is not moved at each Announce: it looks for itself whether one came meanwhile. */
  private void announceReceiptExpired(long nowLocalNanos) {
    ForeignMasters.Master parent = clock.parent();
    if (parent != null) {
      long deadline = parent.newestLocalNanos() + announceTimeoutNanos(parent);
      if (nowLocalNanos - deadline < 0) {
        outbox.setTimer(TIMER_ANNOUNCE_RECEIPT, deadline);
        return;
      }
    }
    listened = true;
    clock.announceTimeout(this, nowLocalNanos);
  }

  private long announceTimeoutNanos() {
    return profile().announceReceiptTimeout() * Intervals.nanos(profile().logAnnounceInterval());
  }

  private long announceTimeoutNanos(ForeignMasters.Master parent) {
    return profile().announceReceiptTimeout() * foreignMasters.interval(parent);
  }

  void watchAnnounces(long nowLocalNanos) {
    outbox.setTimer(TIMER_ANNOUNCE_RECEIPT, nowLocalNanos + announceTimeoutNanos());
  }

  void startFollowing(long nowLocalNanos) {
    watchAnnounces(nowLocalNanos);
    Objects.requireNonNull(follower).start(nowLocalNanos);
  }

  void stopFollowing() {
    outbox.cancelTimer(TIMER_ANNOUNCE_RECEIPT);
    Objects.requireNonNull(follower).stop();
  }

  /** Whether a whole announce receipt timeout has passed, so that a silence proves something. */
  boolean hasListened() {
    return listened;
  }

  MasterRole master() {
    return Objects.requireNonNull(master);
  }

  /** What the master claims of its time may have changed. */
  void timeChanged(long nowLocalNanos) {
    if (master != null) {
      master.timeChanged(nowLocalNanos);
    }
  }

  /** Sends a general message, in room of its own, to one receiver or to the multicast group. */
  void sendManagement(ByteBuffer message, @Nullable Route to) {
    clock.sent().count(MessageType.MANAGEMENT);
    outbox.sendGeneral(carried(message), to == null ? generalRoute : to);
  }

  /** {@return room for messages of at most a type's length, whatever carries them} */
  static ByteBuffer room(MessageType longest) {
    return room(longest.length());
  }

  /** {@return room for a message of so many octets, whatever carries it} */
  static ByteBuffer room(int octets) {
    return ByteBuffer.allocate(octets + IPV6_TRAILER);
  }

  /**
   * Over IPv6, where UDP's checksum must be right, a message has two octets of zero behind it that
   * its messageLength does not count: a transparent clock makes good in them what it changes before
   * them, as the packet passes. IEEE 1588's mapping to UDP over IPv6, and linuxptp's udp6.c.
   */
  private ByteBuffer carried(ByteBuffer message) {
    if (config.networkProtocol() == NetworkProtocol.UDP_IPV6) {
      int end = message.limit();
      message.limit(end + IPV6_TRAILER).putShort(end, (short) 0);
    }
    return message;
  }

  /** Sends an event message, in {@link #room} of its own, to the multicast group. */
  long sendEvent(ByteBuffer message, MessageType type, int sequenceId, @Nullable LateStamp late) {
    echo.remember(type, sequenceId);
    clock.sent().count(type);
    return outbox.sendEvent(carried(message), eventRoute, late);
  }

  /** Sends a general message, in {@link #room} of its own, to the multicast group. */
  void sendGeneral(ByteBuffer message, MessageType type, int sequenceId) {
    echo.remember(type, sequenceId);
    clock.sent().count(type);
    outbox.sendGeneral(carried(message), generalRoute);
  }
}
