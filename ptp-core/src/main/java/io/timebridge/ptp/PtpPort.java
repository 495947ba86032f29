package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A port: checks what comes, hands it to the role that has use for it, counts the rest by reason,
 * and sends what the roles say. What it does is its clock's decision.
 */
final class PtpPort implements Engine {
  static final int TIMER_ANNOUNCE_RECEIPT = 0;
  static final int TIMER_SYNC_RECEIPT = 1;
  static final int TIMER_DELAY_REQ = 2;
  static final int TIMER_ANNOUNCE = 3;
  static final int TIMER_SYNC = 4;
  static final int TIMER_QUALIFICATION = 5;
  static final int TIMER_HOLDOVER = 6;
  static final int TIMER_GRANTS = 7;
  static final int TIMER_UNICAST_REQUEST = 8;
  static final int TIMER_PDELAY_REQ = 9;
  static final int TIMER_METADATA = 10;

  /** How often a clock without a master is drawn on. */
  private static final long HOLDOVER_NANOS = 8_000_000_000L;

  private final PtpClock clock;
  private final int number;
  private final PtpPortConfig config;
  private final Outbox outbox;
  private final PortElection election;
  private final Screening screening;
  private final @Nullable FollowerRole follower;
  private final @Nullable MasterRole master;
  private final UnicastNegotiation unicast;
  private final @Nullable UnicastMasters unicastMasters; // null: what is sent to all is followed
  private final Sending sending;
  private final LinkDelay linkDelay;
  private final @Nullable ManagementNode management;

  private final PtpHeader header = new PtpHeader();
  private final TimestampMessage timestampMessage = new TimestampMessage();
  private final DelayRespMessage delayResp = new DelayRespMessage();

  private PtpProfile profile;
  private PortIdentity identity; // made once: it is looked at for each packet
  private @Nullable String fault; // why it cannot be used, or null

  PtpPort(PtpClock clock, int number, PtpPortConfig config, Outbox outbox, SeededRandom random) {
    this.clock = clock;
    this.number = number;
    this.identity = new PortIdentity(clock.identity(), number);
    this.config = config;
    this.profile = config.profile();
    this.outbox = outbox;
    this.election = new PortElection(clock, this, random);
    this.screening = new Screening(clock, this);
    this.sending = new Sending(config, outbox, clock.sent());
    this.linkDelay = new LinkDelay(clock, this, config, random);
    this.follower =
        clock.estimator() == null
            ? null
            : new FollowerRole(clock, this, config, clock.estimator(), random);
    boolean leads = clock.masterSettings() != null && !config.followerOnly();
    UnicastGrants grants =
        leads && config.unicastService() != null
            ? new UnicastGrants(clock, this, config, random)
            : null;
    this.unicast = new UnicastNegotiation(clock, this, config, grants);
    this.unicastMasters = unicast.masters();
    this.master = leads ? new MasterRole(clock, this, config, unicast, grants) : null;
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
    return election.state();
  }

  Outbox outbox() {
    return outbox;
  }

  PtpProfile profile() {
    return profile;
  }

  int maxStepsRemoved() {
    return config.maxStepsRemoved();
  }

  /** Whether it speaks to all, as a master. */
  boolean isMulticast() {
    return config.multicast();
  }

  /** Whether it never follows, though its clock may on another port. */
  boolean masterOnly() {
    return config.masterOnly();
  }

  /** Whether the clock follows whoever is heard here, and never leads here. */
  boolean followerOnly() {
    return config.followerOnly();
  }

  /** How the delay is measured now: never AUTO. */
  DelayMechanism delayMechanism() {
    return linkDelay.mechanism();
  }

  PeerDelay peerDelay() {
    return linkDelay.peerDelay();
  }

  @Nullable FollowerRole follower() {
    return follower;
  }

  @Nullable MasterRole master() {
    return master;
  }

  @Nullable ManagementNode management() {
    return management;
  }

  /** Other intervals, or another timeout, from now on. */
  void adopt(PtpProfile other, long nowLocalNanos) {
    profile = other;
    election.configure(profile);
    if (state() == PortState.MASTER) {
      Objects.requireNonNull(master).intervalsChanged(nowLocalNanos);
    }
  }

  /** Takes the port out of the network: it neither sends nor listens, but can be managed. */
  void disable(long nowLocalNanos) {
    if (state() != PortState.DISABLED) {
      retire(PortState.DISABLED, "by management", nowLocalNanos);
    }
  }

  /** Lets the port take part again, as one that just started. */
  void enable(long nowLocalNanos) {
    if (state() == PortState.DISABLED) {
      if (fault != null) {
        retire(PortState.FAULTY, fault, nowLocalNanos);
      } else {
        begin("by management", nowLocalNanos);
      }
    }
  }

  @Override
  public void linkDown(long nowLocalNanos, String why) {
    fault = why;
    if (state() != PortState.DISABLED) {
      retire(PortState.FAULTY, why, nowLocalNanos);
    }
  }

  @Override
  public void linkUp(long nowLocalNanos) {
    fault = null;
    if (state() == PortState.FAULTY) {
      begin("its link is back", nowLocalNanos);
    }
  }

  /** Why the port is FAULTY, or null if it is not. */
  @Nullable String fault() {
    return state() == PortState.FAULTY ? fault : null;
  }

  /** Its part in the election. */
  PortElection election() {
    return election;
  }

  Screening screening() {
    return screening;
  }

  /** Whom the port follows, or null. */
  ForeignMasters.@Nullable Master parent() {
    return election.parent();
  }

  @Override
  public void started(long nowLocalNanos) {
    begin("as " + identity, nowLocalNanos);
  }

  private void begin(String why, long nowLocalNanos) {
    if (unicastMasters != null) {
      unicastMasters.start(nowLocalNanos);
    }
    linkDelay.start(nowLocalNanos);
    election.begin(why, nowLocalNanos);
  }

  private void retire(PortState next, String why, long nowLocalNanos) {
    if (unicastMasters != null) {
      unicastMasters.stop();
    }
    linkDelay.stop();
    election.retire(next, why, nowLocalNanos);
  }

  void startFollowing(ForeignMasters.Master chosen, long nowLocalNanos) {
    election.follow(chosen, nowLocalNanos);
    Objects.requireNonNull(follower).start(nowLocalNanos);
    if (unicastMasters != null) {
      unicastMasters.choose(chosen.announce().source(), nowLocalNanos);
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
    election.unfollow();
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
        clock.board().heardVersion1(datagram);
      }
      return reason;
    }
    header.wrap(packet);
    MessageType type = Objects.requireNonNull(header.messageType());
    reason = screening.check(datagram, header, type);
    if (reason == null) {
      reason = dispatch(datagram, type);
    }
    if (reason == null) {
      clock.received().count(type);
    }
    return reason;
  }

  private @Nullable PtpDropReason dispatch(Datagram datagram, MessageType type) {
    if (type == MessageType.MANAGEMENT) {
      if (SynchronizationMetadata.isIn(datagram.payload())) {
        return metadata(datagram);
      }
      return management == null ? PtpDropReason.NOT_USED : management.received(datagram);
    }
    if (election.isRetired()) {
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
    if (type == MessageType.SYNC) {
      election.foreignMasters().heardSync(header, datagram.localNanos());
    }
    delayResp.wrap(datagram.payload());
    if (LinkDelay.isPeerDelays(type)) {
      return linkDelay.received(datagram, header, delayResp, type);
    }
    if (master != null && type == MessageType.DELAY_REQ && state() == PortState.MASTER) {
      return delayMechanism() == DelayMechanism.P2P
          ? PtpDropReason.OTHER_MECHANISM
          : master.delayReq(datagram, header);
    }
    if (follower == null) {
      return PtpDropReason.NOT_USED;
    }
    timestampMessage.wrap(datagram.payload());
    return switch (type) {
      case SYNC -> follower.sync(datagram, timestampMessage);
      case FOLLOW_UP -> follower.followUp(datagram, timestampMessage);
      case DELAY_RESP -> follower.delayResp(delayResp);
      default -> PtpDropReason.NOT_USED;
    };
  }

  /** What a master says of local time and time code; from others it is not for us. */
  private @Nullable PtpDropReason metadata(Datagram datagram) {
    ForeignMasters.Master parent = parent();
    if (parent == null || !header.isFrom(parent.announce().source())) {
      return PtpDropReason.NOT_OUR_MASTER;
    }
    SynchronizationMetadata said = MetadataMessages.in(datagram.payload());
    if (said != null) {
      clock.parentage().metadata(said, datagram.localNanos());
    }
    return null;
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
      clock.board().heardOwnOutput(announce, now);
      return PtpDropReason.OWN_OUTPUT;
    }
    if (unicastMasters != null && !unicastMasters.hears(datagram.route(), announce, now)) {
      return PtpDropReason.NOT_GRANTED;
    }
    PtpDropReason reason = election.foreignMasters().heard(announce, datagram.route(), now);
    if (reason != null) {
      return reason;
    }
    ForeignMasters.Master parent = parent();
    if (parent != null && parent.announce().source().equals(announce.source())) {
      clock.parentage().announced(announce, now);
    }
    clock.decide(now);
    if (!announce.header().has(PtpFlags.UNICAST)) { // else we alone may hear both
      election.duel().look(now);
    }
    return null;
  }

  /** How many Delay_Req, or Pdelay_Req, in a row had no answer. */
  int unansweredDelayReqs() {
    if (delayMechanism() == DelayMechanism.P2P) {
      return peerDelay().unanswered();
    }
    return follower == null ? 0 : follower.unanswered();
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    long left = localNanos + config.egressLatencyNanos();
    if (peerDelay().transmitted(token, left, widthNanos)) {
      return;
    }
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
      case TIMER_ANNOUNCE_RECEIPT -> election.announceReceiptExpired(nowLocalNanos);
      case TIMER_QUALIFICATION -> election.qualified(nowLocalNanos);
      case TIMER_HOLDOVER -> {
        clock.election().look(nowLocalNanos);
        if (clock.parent() == null) {
          holdOver(nowLocalNanos);
        }
      }
      case TIMER_ANNOUNCE, TIMER_SYNC, TIMER_GRANTS, TIMER_METADATA ->
          Objects.requireNonNull(master).expired(timer, nowLocalNanos);
      case TIMER_PDELAY_REQ -> peerDelay().expired(nowLocalNanos);
      case TIMER_UNICAST_REQUEST -> Objects.requireNonNull(unicastMasters).expired(nowLocalNanos);
      default -> Objects.requireNonNull(follower).expired(timer, nowLocalNanos);
    }
  }

  /** No master is left: the clock goes on by itself. */
  void holdOver(long nowLocalNanos) {
    Objects.requireNonNull(follower).holdOver(nowLocalNanos);
    outbox.setTimer(TIMER_HOLDOVER, nowLocalNanos + HOLDOVER_NANOS);
  }

  /** What is announced has changed: others hear of it at once. */
  void announceSoon(long nowLocalNanos) {
    if (state() == PortState.MASTER) {
      Objects.requireNonNull(master).announceSoon(nowLocalNanos);
    }
  }

  Sending sending() {
    return sending;
  }

  /** Sends an event message to all, and knows it again when it comes back; returns its token. */
  long sendEvent(ByteBuffer message, MessageType type, int sequenceId, @Nullable LateStamp late) {
    screening.remember(type, sequenceId);
    return sending.event(message, type, late);
  }

  /** Sends a general message to all, and knows it again when it comes back. */
  void sendGeneral(ByteBuffer message, MessageType type, int sequenceId) {
    screening.remember(type, sequenceId);
    sending.general(message, type);
  }

  /** Sends a management message to one receiver or to all. */
  void sendManagement(ByteBuffer message, @Nullable Route to) {
    if (to == null) {
      sending.general(message, MessageType.MANAGEMENT);
    } else {
      sending.general(message, MessageType.MANAGEMENT, to);
    }
  }
}
