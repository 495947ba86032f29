package io.timebridge.ptp;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.Counters;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PTP clock with all its ports, and the decision what each of them does: one that only follows,
 * one that only gives the time, or a boundary clock, which does both (an ordinary clock is one with
 * a single port).
 *
 * <p>How it decides: each Announce, and each master that falls silent, leads to a new comparison of
 * all masters that any port heard. A new grandmaster opens a new epoch of the estimator, which
 * drops what was known of the path and keeps the frequency; what it says of UTC counts once two of
 * its Announces agree, and so does a change of grandmaster behind the same parent: one wrong
 * Announce must end no epoch.
 *
 * <p>Lives on one thread, with all its ports. {@link #status()}, {@link #received()} and {@link
 * #dropped()} may be read by any thread.
 */
public final class PtpClock {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  /** Two neighbours never meet in so many: then it is no accident but somebody who chases us. */
  private static final int MAX_IDENTITIES_GIVEN_UP = 4;

  private final String name;
  private final @Nullable PtpPortConfig onlyPort;
  private final SeededRandom random;
  private final @Nullable Estimator estimator; // null: it never follows
  private MasterRole.@Nullable Settings master; // null: it never gives the time
  private final DataSetComparison comparison = new StandardComparison();
  private final List<PtpPort> ports = new ArrayList<>();
  private final Parentage parentage;
  private final StatusBoard board;
  private final Election election = new Election(this, StateDecision.STANDARD);
  private final Counters<MessageType> received = new Counters<>(MessageType.class);
  private final Counters<UnicastOutcome> unicastOutcomes = new Counters<>(UnicastOutcome.class);
  private final LongAdder missedStamps = new LongAdder();
  private final Counters<MessageType> sent = new Counters<>(MessageType.class);
  private final Counters<PtpDropReason> dropped = new Counters<>(PtpDropReason.class);

  private PtpIdentity identity;
  private int identitiesGivenUp;
  private boolean slept; // and nothing was measured since
  private MasterTime.@Nullable Claims claims; // what our own time claims, or null
  private @Nullable NodeDescription description;
  private ManagementAccess access = ManagementAccess.READ_ONLY;
  private Predicate<ClockIdentity> ours = identity -> false;
  private Predicate<Route> unicastAccess = from -> true;
  private volatile int followers;
  private volatile int unicastFollowers;
  private volatile int unicastGrants;
  private volatile List<UnicastMasterStatus> unicastMasters = List.of();

  private PtpClock(
      String name,
      @Nullable PtpPortConfig onlyPort,
      PtpIdentity identity,
      SeededRandom random,
      @Nullable Estimator estimator,
      MasterRole.@Nullable Settings master) {
    this.name = name;
    this.onlyPort = onlyPort;
    this.identity = identity;
    this.random = random;
    this.estimator = estimator;
    this.master = master;
    this.parentage = new Parentage(this, estimator);
    this.board = new StatusBoard(this);
  }

  /**
   * {@return a clock that follows the best master, and never is one}
   *
   * @param name how the log calls it
   * @param config its port
   * @param identity its identity
   * @param estimator takes the measurements and disciplines its clock; this clock's alone
   * @param random spreads the Delay_Req messages over time; this clock's alone
   */
  public static PtpClock follower(
      String name,
      PtpPortConfig config,
      PtpIdentity identity,
      Estimator estimator,
      SeededRandom random) {
    return new PtpClock(name, config, identity, random, estimator, null);
  }

  /**
   * {@return a clock that gives the time, and is passive while a better master does}
   *
   * @param name how the log calls it
   * @param config its port
   * @param identity its identity
   * @param priority1 0 to 255, lower wins
   * @param priority2 0 to 255, lower wins among equals
   * @param time the time it gives
   * @param random this clock's alone
   */
  public static PtpClock master(
      String name,
      PtpPortConfig config,
      PtpIdentity identity,
      int priority1,
      int priority2,
      MasterTime time,
      SeededRandom random) {
    return new PtpClock(
        name, config, identity, random, null, new MasterRole.Settings(priority1, priority2, time));
  }

  /**
   * {@return a clock that does both: it follows the best master that any of its ports hears and
   * gives that time on the others, or its own on all of them while it is the best itself}
   *
   * <p>Ports are added by {@link #port(PtpPortConfig, Outbox)}; with one, it is an ordinary clock.
   * What it gives while it follows, and after, is the time of {@code estimator}'s clock.
   *
   * @param name how the log calls it
   * @param identity its identity
   * @param priority1 0 to 255, lower wins
   * @param priority2 0 to 255, lower wins among equals
   * @param time its own time, as long as it has followed nobody, and what it claims as grandmaster
   * @param estimator takes the measurements and disciplines its clock; this clock's alone
   * @param random this clock's alone
   */
  public static PtpClock boundary(
      String name,
      PtpIdentity identity,
      int priority1,
      int priority2,
      MasterTime time,
      Estimator estimator,
      SeededRandom random) {
    return new PtpClock(
        name,
        null,
        identity,
        random,
        estimator,
        new MasterRole.Settings(priority1, priority2, time));
  }

  /**
   * {@return the engine of the only port of a clock that only follows or only gives the time, to be
   * attached to a transport}
   *
   * @param outbox the transport's
   * @throws IllegalStateException if it was called before, or on a boundary clock
   */
  public Engine port(Outbox outbox) {
    if (onlyPort == null) {
      throw new IllegalStateException("each port of a boundary clock has a configuration");
    }
    if (!ports.isEmpty()) {
      throw new IllegalStateException("this clock has one port");
    }
    return addPort(onlyPort, outbox);
  }

  /**
   * {@return the engine of another port of a boundary clock, to be attached to a transport: all of
   * them to one thread}
   *
   * @param config the port's
   * @param outbox the transport's
   * @throws IllegalStateException if this is no boundary clock
   */
  public Engine port(PtpPortConfig config, Outbox outbox) {
    if (onlyPort != null) {
      throw new IllegalStateException("this clock has one port, which is configured already");
    }
    return addPort(config, outbox);
  }

  /** {@return how many ports it has, the newest one's number; on the ports' thread} */
  public int portCount() {
    return ports.size();
  }

  private PtpPort addPort(PtpPortConfig config, Outbox outbox) {
    PtpPort made = new PtpPort(this, ports.size() + 1, config, outbox, random);
    ports.add(made);
    stateChanged();
    return made;
  }

  /**
   * Sets what is called, on the port's thread, after each change of {@link #status()}: each
   * measured Sync is one.
   *
   * @param action must not block
   */
  public void onChange(Runnable action) {
    board.onChange(action);
  }

  /** {@return the clock as it was when something last changed; any thread} */
  public PtpStatus status() {
    return board.status();
  }

  /** {@return the messages that were used, by type; any thread} */
  public Counters<MessageType> received() {
    return received;
  }

  /**
   * Sets which grandmasters are not to be believed, since they are clocks of the same program: its
   * own time must not come back to it. Asked on the port's thread.
   *
   * @param identities tells whether an identity is one of them
   */
  public void refuse(Predicate<ClockIdentity> identities) {
    ours = identities;
  }

  /**
   * Tells that what a master's {@link MasterTime} claims may have changed: if it did, it is
   * announced at once, and whether another master is better is decided anew. On the port's thread.
   *
   * @param nowLocalNanos local time
   */
  public void timeChanged(long nowLocalNanos) {
    if (master == null || ports.isEmpty()) {
      return;
    }
    election.look(nowLocalNanos);
    MasterTime.Claims fresh = master.time().claimsAt(nowLocalNanos);
    if (Objects.equals(fresh, claims)) {
      return;
    }
    claims = fresh;
    decide(nowLocalNanos);
    if (parent() == null) {
      ports.forEach(port -> port.announceSoon(nowLocalNanos));
    }
  }

  /**
   * Tells that the host was suspended: what the clock follows it shows wrongly until it has
   * measured again, and hands nothing on so long. The estimator is told by its owner. On the ports'
   * thread.
   *
   * @param nowLocalNanos local time
   */
  public void slept(long nowLocalNanos) {
    slept = estimator != null;
    decide(nowLocalNanos);
  }

  /** It was measured: what is shown is right again. */
  void awake() {
    slept = false;
  }

  /**
   * Lets the clock be managed by management messages, which it has no use for otherwise. It holds
   * for the ports that are added from now on.
   *
   * @param node what it says of itself
   * @param whom who may
   */
  public void manage(NodeDescription node, ManagementAccess whom) {
    this.description = node;
    this.access = whom;
  }

  /**
   * Sets whose requests for unicast messages are answered at all: anybody's otherwise. Asked on the
   * port's thread, for each request.
   *
   * @param from whence a request may come
   */
  public void grantTo(Predicate<Route> from) {
    unicastAccess = from;
  }

  /**
   * {@return the masters that this clock asks for messages of its own, as they were at most a
   * request interval ago; empty if it asks none. Any thread}
   */
  public List<UnicastMasterStatus> unicastMasters() {
    return unicastMasters;
  }

  /** {@return how many followers are granted unicast messages now; any thread} */
  public int unicastFollowers() {
    return unicastFollowers;
  }

  /**
   * {@return how many grants of unicast messages there are now, up to three a follower; any thread}
   */
  public int unicastGrants() {
    return unicastGrants;
  }

  /** {@return what became of requests for unicast messages and of grants; any thread} */
  public Counters<UnicastOutcome> unicastOutcomes() {
    return unicastOutcomes;
  }

  /** {@return how many ports have sent this master a Delay_Req lately, at most 8192; any thread} */
  public int followers() {
    return followers;
  }

  /** {@return how many Syncs had no Follow_Up, for want of a usable transmit stamp; any thread} */
  public long missedStamps() {
    return missedStamps.sum();
  }

  /** {@return the messages that were sent, by type; any thread} */
  public Counters<MessageType> sent() {
    return sent;
  }

  /** {@return the packets that were not used, by reason; any thread} */
  public Counters<PtpDropReason> dropped() {
    return dropped;
  }

  String name() {
    return name;
  }

  ClockIdentity identity() {
    return identity.identity();
  }

  /** The first port's identity. */
  PortIdentity portIdentity() {
    return ports.isEmpty() ? new PortIdentity(identity(), 1) : ports.get(0).identity();
  }

  DataSetComparison comparison() {
    return comparison;
  }

  List<PtpPort> ports() {
    return ports;
  }

  @Nullable Estimator estimator() {
    return estimator;
  }

  MasterRole.@Nullable Settings masterSettings() {
    return master;
  }

  @Nullable NodeDescription description() {
    return description;
  }

  ManagementAccess access() {
    return access;
  }

  MasterTime.@Nullable Claims claims() {
    return claims;
  }

  /** Other priorities from now on: who leads is decided anew, and others hear of it at once. */
  void prioritise(int priority1, int priority2, long nowLocalNanos) {
    MasterRole.Settings before = Objects.requireNonNull(master);
    master = new MasterRole.Settings(priority1, priority2, before.time());
    decide(nowLocalNanos);
    if (parent() == null) {
      ports.forEach(port -> port.announceSoon(nowLocalNanos));
    }
    publish(nowLocalNanos);
  }

  ForeignMasters.@Nullable Master parent() {
    return parentage.parent();
  }

  @Nullable PtpPort parentPort() {
    return parentage.port();
  }

  Parentage parentage() {
    return parentage;
  }

  Election election() {
    return election;
  }

  StatusBoard board() {
    return board;
  }

  /** What the master that is followed said last of local time and time code, or null. */
  @Nullable SynchronizationMetadata metadata() {
    return parentage.metadata();
  }

  /** What two Announces of the present grandmaster agreed on, or null before. */
  @Nullable TimeProperties agreed() {
    return parentage.agreed();
  }

  /** What a master port announces now, or null while there is no time to give. */
  @Nullable Given given() {
    if (slept) {
      return null;
    }
    ForeignMasters.Master parent = parent();
    if (parent != null && estimator != null && estimator.clock().map() != null) {
      return Given.handedOn(parent.announce(), identity());
    }
    return parent != null || master == null || claims == null
        ? null
        : Given.own(master, claims, identity());
  }

  /** The time that is given, nanoseconds of the domain's timescale. */
  long nanosAt(long localNanos) {
    ClockMap map = estimator == null ? null : estimator.clock().map();
    return map != null
        ? map.nanosAt(localNanos)
        : Objects.requireNonNull(master).time().nanosAt(localNanos);
  }

  /** Another clock was heard under our identity; true if we now have another. */
  boolean giveUpIdentity(long nowLocalNanos) {
    PtpIdentity other = identity.alternative(random);
    if (other == null || identitiesGivenUp == MAX_IDENTITIES_GIVEN_UP) {
      return false;
    }
    identitiesGivenUp++;
    LOG.warn(
        "{}: another clock uses our identity {}; we are {} from now on",
        name,
        identity.identity(),
        other.identity());
    identity = other;
    ports.forEach(PtpPort::identityChanged);
    publish(nowLocalNanos);
    return true;
  }

  /** An Announce was heard, a master fell silent, or we changed: what does each port do now? */
  void decide(long nowLocalNanos) {
    election.decide(nowLocalNanos);
  }

  /** Whom a port depended on fell silent, or a whole timeout passed in which nobody spoke. */
  void announceTimeout(PtpPort on, ForeignMasters.@Nullable Master silentOne, long nowLocalNanos) {
    if (silentOne != null && silentOne == parent()) {
      parentage.lose(
          "no Announce of " + silentOne.announce().source() + " any more", nowLocalNanos);
    }
    decide(nowLocalNanos);
  }

  /** A port did of itself what had been decided. */
  void portChanged(long nowLocalNanos) {
    publish(nowLocalNanos);
  }

  /** A port's state is another now. */
  void stateChanged() {
    board.stateChanged();
  }

  void followersHeard(int count) {
    followers = count;
  }

  void unicastMasters(Stream<UnicastMasterStatus> now) {
    unicastMasters = now.toList();
  }

  void unicastGranted(int followerCount, int grantCount) {
    unicastFollowers = followerCount;
    unicastGrants = grantCount;
  }

  boolean grantsTo(Route from) {
    return unicastAccess.test(from);
  }

  void stampMissed() {
    missedStamps.increment();
  }

  boolean refuses(AnnounceMessage announce) {
    return ours.test(announce.grandmasterIdentity())
        || ours.test(announce.source().clock())
        || announce.cameThrough(ours);
  }

  void publish(long nowLocalNanos) {
    board.publish(nowLocalNanos);
  }
}
