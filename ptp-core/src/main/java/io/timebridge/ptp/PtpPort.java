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
import io.timebridge.ptp.wire.PortIdentity;
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
 * and sends what the roles say. What it does is its clock's decision.
 */
final class PtpPort implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  static final int TIMER_ANNOUNCE_RECEIPT = 0;
  static final int TIMER_SYNC_RECEIPT = 1;
  static final int TIMER_DELAY_REQ = 2;
  static final int TIMER_ANNOUNCE = 3;
  static final int TIMER_SYNC = 4;
  static final int TIMER_QUALIFICATION = 5;
  static final int TIMER_HOLDOVER = 6;
  static final int TIMER_GRANTS = 7;
  static final int TIMER_UNICAST_REQUEST = 8;

  /** How often a clock without a master is drawn on. */
  private static final long HOLDOVER_NANOS = 8_000_000_000L;

  static final int IPV6_TRAILER = 2; // octets

  private final PtpClock clock;
  private final int number;
  private final PtpPortConfig config;
  private final Outbox outbox;
  private final SeededRandom random;
  private final ForeignMasters foreignMasters;
  private final @Nullable FollowerRole follower;
  private final @Nullable MasterRole master;
  private final UnicastNegotiation unicast;
  private final @Nullable UnicastMasters unicastMasters; // null: what is sent to all is followed
  private final Route eventRoute;
  private final Route generalRoute;
  private final @Nullable ManagementNode management;
  private final EchoFilter echo = new EchoFilter();

  private final PtpHeader header = new PtpHeader();
  private final TimestampMessage timestampMessage = new TimestampMessage();
  private final DelayRespMessage delayResp = new DelayRespMessage();

  private PtpProfile profile;
  private PortIdentity identity; // made once: it is looked at for each packet
  private PortState state = PortState.INITIALIZING;
  private ForeignMasters.@Nullable Master best; // the best that is heard here
  private ForeignMasters.@Nullable Master watched; // whom the state depends on
  private long spreadNanos; // what the announce receipt timeout is longer by
  private boolean takenReported;
  private boolean listened; // for a whole announce receipt timeout
  private int twin; // the port of this clock that is on the same network, or 0
  private long twinUntil; // until when it counts as heard

  PtpPort(PtpClock clock, int number, PtpPortConfig config, Outbox outbox, SeededRandom random) {
    this.clock = clock;
    this.number = number;
    this.identity = new PortIdentity(clock.identity(), number);
    this.config = config;
    this.profile = config.profile();
    this.outbox = outbox;
    this.random = random;
    this.foreignMasters =
        new ForeignMasters(profile.logAnnounceInterval(), profile.announceReceiptTimeout());
    InetAddress group = config.primaryGroup();
    this.eventRoute = Route.to(new InetSocketAddress(group, config.eventPort()));
    this.generalRoute = Route.to(new InetSocketAddress(group, config.generalPort()));
    this.follower =
        clock.estimator() == null
            ? null
            : new FollowerRole(clock, this, config, clock.estimator(), random);
    UnicastGrants grants =
        clock.masterSettings() == null || config.unicastService() == null
            ? null
            : new UnicastGrants(clock, this, config, random);
    this.unicast = new UnicastNegotiation(clock, this, config, grants);
    this.unicastMasters = unicast.masters();
    this.master =
        clock.masterSettings() == null
            ? null
            : new MasterRole(clock, this, config, unicast, grants);
    NodeDescription description = clock.description();
    this.management =
        description == null
            ? null
            : new ManagementNode(
                clock, this, new DataSets(clock, this, config, description), clock.access());
  }

  int number() {
    return number;
  }

  PortIdentity identity() {
    return identity;
  }

  void identityChanged() {
    identity = new PortIdentity(clock.identity(), number);
  }

  PortState state() {
    return state;
  }

  Outbox outbox() {
    return outbox;
  }

  PtpProfile profile() {
    return profile;
  }

  DelayMechanism delayMechanism() {
    return profile.delayMechanism();
  }

  @Nullable FollowerRole follower() {
    return follower;
  }

  @Nullable ManagementNode management() {
    return management;
  }

  /** Other intervals, or another timeout, from now on. */
  void adopt(PtpProfile other, long nowLocalNanos) {
    profile = other;
    foreignMasters.configure(profile.logAnnounceInterval(), profile.announceReceiptTimeout());
    if (state == PortState.MASTER) {
      Objects.requireNonNull(master).intervalsChanged(nowLocalNanos);
    }
  }

  /** Takes the port out of the network: it neither sends nor listens, but can be managed. */
  void disable(long nowLocalNanos) {
    if (state == PortState.DISABLED) {
      return;
    }
    foreignMasters.forgetAll();
    if (state.follows()) {
      clock.decide(nowLocalNanos); // without the masters that were heard here
    }
    outbox.cancelTimer(TIMER_HOLDOVER);
    if (unicastMasters != null) {
      unicastMasters.stop();
    }
    leave(PortState.DISABLED, "by management");
    best = null;
    listened = false;
    twin = 0;
    clock.decide(nowLocalNanos); // the others' part may be another now
    clock.portChanged(nowLocalNanos);
  }

  /** Lets the port take part again, as one that just started. */
  void enable(long nowLocalNanos) {
    if (state == PortState.DISABLED) {
      started(nowLocalNanos);
      clock.portChanged(nowLocalNanos);
    }
  }

  /** Whom the port follows, or null. */
  ForeignMasters.@Nullable Master parent() {
    return state.follows() ? watched : null;
  }

  /** Whom the port's state depends on, or null. */
  ForeignMasters.@Nullable Master watched() {
    return watched;
  }

  /** Looks anew which of the masters that are heard here is the best (E_rbest). */
  void chooseBest(long nowLocalNanos) {
    best = foreignMasters.best(identity, watched, clock.comparison(), nowLocalNanos);
  }

  ForeignMasters.@Nullable Master bestMaster() {
    return best;
  }

  /** The best that is heard here, as it is compared, or null. */
  @Nullable DataSet best() {
    return best == null ? null : DataSet.of(best.announce(), identity);
  }

  /** Whether a whole announce receipt timeout has passed, so that a silence proves something. */
  boolean hasListened() {
    return listened;
  }

  @Override
  public void started(long nowLocalNanos) {
    enter(PortState.LISTENING, "as " + identity);
    if (unicastMasters != null) {
      unicastMasters.start(nowLocalNanos);
    }
    if (master != null) {
      // Whoever would be master listens first, be there a time to give or not.
      clock.timeChanged(nowLocalNanos);
      watch(null, nowLocalNanos);
    }
  }

  void enter(PortState next, String why) {
    if (next != state || next == PortState.UNCALIBRATED) {
      String which = clock.ports().size() > 1 ? " port " + number : "";
      LOG.info("{}{}: {}: {}", clock.name(), which, next, why);
    }
    state = next;
    clock.stateChanged();
  }

  /** Does what was decided, unless it is to follow, which the clock does; true if that is new. */
  boolean become(StateDecision.Decision decision, long nowLocalNanos) {
    if (state == PortState.DISABLED) {
      return false;
    }
    return switch (decision.code()) {
      case M1, M2 -> twin != 0 ? yieldToTwin() : lead(decision, nowLocalNanos);
      case M3 -> twin != 0 ? yieldToTwin() : qualify(decision.why(), nowLocalNanos);
      case P1, P2 -> rest(best, decision.why(), nowLocalNanos);
      case NONE -> listen(decision.why());
      case S1 -> false;
    };
  }

  /**
   * A grandmaster is one at once: the qualification timeout (PRE_MASTER) is for a boundary clock's
   * ports that have a master elsewhere. linuxptp's fsm.c has it so, too: RS_GRAND_MASTER does not
   * lead through PRE_MASTER.
   */
  private boolean lead(StateDecision.Decision decision, long nowLocalNanos) {
    if (state == PortState.MASTER) {
      return false;
    }
    leave(PortState.MASTER, decision.why());
    Objects.requireNonNull(master).start(nowLocalNanos);
    return true;
  }

  /**
   * Time for a better master to be heard, who is as many steps away as the time that is handed on:
   * IEEE 1588's qualification timeout.
   */
  private boolean qualify(String why, long nowLocalNanos) {
    boolean leadsOn = state == PortState.MASTER && clock.given() != null;
    if (leadsOn || state == PortState.PRE_MASTER) {
      return false;
    }
    leave(PortState.PRE_MASTER, why);
    ForeignMasters.Master parent = Objects.requireNonNull(clock.parent());
    long intervals = 1L + parent.announce().stepsRemoved();
    outbox.setTimer(TIMER_QUALIFICATION, nowLocalNanos + intervals * announceIntervalNanos());
    return true;
  }

  private void qualified(long nowLocalNanos) {
    if (clock.given() == null) { // the clock has not got the time itself yet
      outbox.setTimer(TIMER_QUALIFICATION, nowLocalNanos + announceIntervalNanos());
      return;
    }
    enter(PortState.MASTER, "no better master was heard meanwhile");
    Objects.requireNonNull(master).start(nowLocalNanos);
    clock.portChanged(nowLocalNanos);
  }

  private boolean rest(ForeignMasters.@Nullable Master passiveFor, String why, long nowLocalNanos) {
    if (state == PortState.PASSIVE && watched == passiveFor) {
      return false;
    }
    leave(PortState.PASSIVE, why);
    watch(passiveFor, nowLocalNanos);
    return true;
  }

  private boolean yieldToTwin() {
    if (state == PortState.PASSIVE && watched == null) {
      return false;
    }
    leave(PortState.PASSIVE, "our own port " + twin + " is on the same network");
    outbox.setTimer(TIMER_ANNOUNCE_RECEIPT, twinUntil);
    return true;
  }

  private boolean listen(String why) {
    if (state != PortState.MASTER && state != PortState.PRE_MASTER && state != PortState.PASSIVE) {
      return false;
    }
    leave(PortState.LISTENING, why);
    return true;
  }

  private void leave(PortState next, String why) {
    if (state == PortState.MASTER) {
      Objects.requireNonNull(master).stop();
    }
    watched = null;
    outbox.cancelTimer(TIMER_QUALIFICATION);
    outbox.cancelTimer(TIMER_ANNOUNCE_RECEIPT);
    enter(next, why);
  }

  /** The port depends on a master from now on, or on nobody's being heard. */
  private void watch(ForeignMasters.@Nullable Master whom, long nowLocalNanos) {
    watched = whom;
    // IEEE 1588 lets it be up to one announce interval longer, so that not all wake at once.
    spreadNanos = random.nextLong(announceIntervalNanos());
    outbox.setTimer(
        TIMER_ANNOUNCE_RECEIPT,
        nowLocalNanos + profile.announceReceiptTimeout() * announceIntervalNanos() + spreadNanos);
  }

  void startFollowing(ForeignMasters.Master chosen, long nowLocalNanos) {
    if (state == PortState.MASTER) {
      Objects.requireNonNull(master).stop();
    }
    outbox.cancelTimer(TIMER_QUALIFICATION);
    watch(chosen, nowLocalNanos);
    Objects.requireNonNull(follower).start(nowLocalNanos);
    if (unicastMasters != null) {
      unicastMasters.choose(chosen.announce().source(), nowLocalNanos);
    }
  }

  /** A master that is heard is not to be followed for now. */
  void leaveMaster(@Nullable PortIdentity whom, long nowLocalNanos) {
    ForeignMasters.Master left = whom == null ? null : foreignMasters.find(whom);
    if (left != null) {
      LOG.info("{}: {} does not give what it announces; it is left", clock.name(), whom);
      foreignMasters.forget(left);
      clock.decide(nowLocalNanos);
    }
  }

  /** Where a Delay_Req goes if not to all, or null. */
  @Nullable Route delayReqRoute() {
    if (unicastMasters != null) {
      return unicastMasters.delayReqRoute();
    }
    ForeignMasters.Master parent = config.hybridE2e() ? parent() : null;
    return parent == null ? null : parent.route(config.eventPort());
  }

  @Nullable UnicastMasters unicastMasters() {
    return unicastMasters;
  }

  void stopFollowing(long nowLocalNanos) {
    if (unicastMasters != null) {
      unicastMasters.choose(null, nowLocalNanos);
    }
    outbox.cancelTimer(TIMER_ANNOUNCE_RECEIPT);
    watched = null;
    Objects.requireNonNull(follower).stop();
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
    if (header.domainNumber() != profile.domainNumber()) {
      return PtpDropReason.OTHER_DOMAIN;
    }
    if (header.sdoId() != 0) {
      return PtpDropReason.OTHER_SDO;
    }
    if (type == MessageType.MANAGEMENT || header.sourceClockBits() != identity.clock().bits()) {
      return null; // pmc on this very host has the interface's identity, as we do
    }
    if (datagram.route().isFromLocalAddress() && echo.sent(type, header.sequenceId())) {
      return PtpDropReason.OWN;
    }
    if (isTwins(type)) {
      heardTwin(type, datagram.localNanos());
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
          identity.clock());
    }
    return PtpDropReason.IDENTITY_TAKEN;
  }

  /** Whether another port of this clock sent it. */
  private boolean isTwins(MessageType type) {
    int port = header.sourcePortNumber();
    return port != number
        && port >= 1
        && port <= clock.ports().size()
        && clock.ports().get(port - 1).echo.sent(type, header.sequenceId());
  }

  /** Of two ports on one network the one with the lower number speaks. */
  private void heardTwin(MessageType type, long nowLocalNanos) {
    if (type == MessageType.ANNOUNCE && header.sourcePortNumber() < number) {
      twin = header.sourcePortNumber();
      twinUntil = nowLocalNanos + profile.announceReceiptTimeout() * announceIntervalNanos();
      if (state == PortState.MASTER || state == PortState.PRE_MASTER) {
        clock.decide(nowLocalNanos);
      }
    }
  }

  private @Nullable PtpDropReason dispatch(Datagram datagram, MessageType type) {
    if (type == MessageType.MANAGEMENT) {
      return management == null ? PtpDropReason.NOT_USED : management.received(datagram);
    }
    if (state == PortState.DISABLED) {
      return PtpDropReason.NOT_USED;
    }
    if (type == MessageType.SIGNALING) {
      return unicast.received(datagram);
    }
    if (unicastMasters != null && isMasters(type) && !header.has(PtpFlags.UNICAST)) {
      return PtpDropReason.NOT_GRANTED; // what is sent to all has sequence ids of its own
    }
    if (type == MessageType.ANNOUNCE) {
      return announce(datagram);
    }
    if (master != null && type == MessageType.DELAY_REQ && state == PortState.MASTER) {
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

  private static boolean isMasters(MessageType type) {
    return switch (type) {
      case ANNOUNCE, SYNC, FOLLOW_UP, DELAY_RESP -> true;
      default -> false;
    };
  }

  private @Nullable PtpDropReason announce(Datagram datagram) {
    AnnounceMessage announce = AnnounceMessage.read(datagram.payload());
    long now = datagram.localNanos();
    if (announce.grandmasterIdentity().equals(identity.clock())
        || announce.cameThrough(identity.clock()::equals)
        || announce.header().has(PtpFlags.ALTERNATE_MASTER)) {
      return PtpDropReason.UNQUALIFIED;
    }
    if (clock.refuses(announce)) {
      clock.heardOwnOutput(announce, now);
      return PtpDropReason.OWN_OUTPUT;
    }
    if (unicastMasters != null && !unicastMasters.hears(datagram.route(), announce, now)) {
      return PtpDropReason.NOT_GRANTED;
    }
    PtpDropReason reason = foreignMasters.heard(announce, datagram.route(), now);
    if (reason != null) {
      return reason;
    }
    ForeignMasters.Master parent = parent();
    if (parent != null && parent.announce().source().equals(announce.source())) {
      clock.parentAnnounced(announce, now);
    }
    clock.decide(now);
    return null;
  }

  /** How many Delay_Req in a row had no answer. */
  int unansweredDelayReqs() {
    return follower == null ? 0 : follower.unanswered();
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    long left = localNanos + config.egressLatencyNanos();
    if (follower != null) {
      follower.transmitted(token, left, widthNanos, quality);
    }
    if (master != null) {
      master.transmitted(token, left, widthNanos);
    }
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {
    switch (timer) {
      case TIMER_ANNOUNCE_RECEIPT -> announceReceiptExpired(nowLocalNanos);
      case TIMER_QUALIFICATION -> qualified(nowLocalNanos);
      case TIMER_HOLDOVER -> {
        if (clock.parent() == null) {
          holdOver(nowLocalNanos);
        }
      }
      case TIMER_ANNOUNCE, TIMER_SYNC, TIMER_GRANTS ->
          Objects.requireNonNull(master).expired(timer, nowLocalNanos);
      case TIMER_UNICAST_REQUEST -> Objects.requireNonNull(unicastMasters).expired(nowLocalNanos);
      default -> Objects.requireNonNull(follower).expired(timer, nowLocalNanos);
    }
  }

  /** The timer is not moved at each Announce: it looks for itself whether one came meanwhile. */
  private void announceReceiptExpired(long nowLocalNanos) {
    ForeignMasters.Master silentOne = watched;
    if (silentOne != null || twin != 0) {
      long deadline = silentOne == null ? twinUntil : silentUntil(silentOne);
      if (nowLocalNanos - deadline < 0) {
        outbox.setTimer(TIMER_ANNOUNCE_RECEIPT, deadline);
        return;
      }
    }
    twin = 0;
    listened = true;
    if (silentOne != null) {
      foreignMasters.forget(silentOne);
      watched = null;
    }
    clock.announceTimeout(this, silentOne, nowLocalNanos);
  }

  private long silentUntil(ForeignMasters.Master whom) {
    return whom.newestLocalNanos()
        + profile.announceReceiptTimeout() * foreignMasters.interval(whom)
        + spreadNanos;
  }

  private long announceIntervalNanos() {
    return Intervals.nanos(profile.logAnnounceInterval());
  }

  /** No master is left: the clock goes on by itself. */
  void holdOver(long nowLocalNanos) {
    Objects.requireNonNull(follower).holdOver(nowLocalNanos);
    outbox.setTimer(TIMER_HOLDOVER, nowLocalNanos + HOLDOVER_NANOS);
  }

  /** What is announced has changed: others hear of it at once. */
  void announceSoon(long nowLocalNanos) {
    if (state == PortState.MASTER) {
      Objects.requireNonNull(master).announceSoon(nowLocalNanos);
    }
  }

  /** {@return room for messages of at most a type's length, whatever carries them} */
  static ByteBuffer room(MessageType longest) {
    return room(longest.length());
  }

  /** {@return room for a message of so many octets, whatever carries it} */
  static ByteBuffer room(int octets) {
    return ByteBuffer.allocate(octets + IPV6_TRAILER);
  }

  /** Sends a management message, in {@link #room} of its own, to one receiver or to the group. */
  void sendManagement(ByteBuffer message, @Nullable Route to) {
    sendGeneralAlone(message, MessageType.MANAGEMENT, to == null ? generalRoute : to);
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
    return sendEventAlone(message, type, late, eventRoute);
  }

  /** Sends a general message, in {@link #room} of its own, to the multicast group. */
  void sendGeneral(ByteBuffer message, MessageType type, int sequenceId) {
    echo.remember(type, sequenceId);
    sendGeneralAlone(message, type, generalRoute);
  }

  /**
   * Sends an event message, in {@link #room} of its own, to one receiver: it does not come back.
   */
  long sendEventAlone(ByteBuffer message, MessageType type, @Nullable LateStamp late, Route to) {
    clock.sent().count(type);
    return outbox.sendEvent(carried(message), to, late);
  }

  /** Sends a general message, in {@link #room} of its own, to one receiver. */
  void sendGeneralAlone(ByteBuffer message, MessageType type, Route to) {
    clock.sent().count(type);
    outbox.sendGeneral(carried(message), to);
  }
}
