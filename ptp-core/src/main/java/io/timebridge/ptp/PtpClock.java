package io.timebridge.ptp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An ordinary clock: one port, and the decision whom to believe. It either only follows or only
 * gives the time.
 *
 * <p>How it decides: each Announce, and each master that falls silent, leads to a new comparison of
 * all masters heard. A new grandmaster opens a new epoch of the estimator, which drops what was
 * known of the path and keeps the frequency; what it says of UTC counts once two of its Announces
 * agree, and so does a change of grandmaster behind the same parent: one wrong Announce must end no
 * epoch.
 *
 * <p>Lives on its port's thread. {@link #status()}, {@link #received()} and {@link #dropped()} may
 * be read by any thread.
 */
public final class PtpClock {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  /** Two neighbours never meet in so many: then it is no accident but somebody who chases us. */
  private static final int MAX_IDENTITIES_GIVEN_UP = 4;

  private final String name;
  private final PtpPortConfig config;
  private final SeededRandom random;
  private final @Nullable Estimator estimator;
  private final @Nullable MasterTime time;
  private final UtcHold utc = new UtcHold();
  private final Counters<MessageType> received = new Counters<>(MessageType.class);
  private final LongAdder missedStamps = new LongAdder();
  private final Counters<MessageType> sent = new Counters<>(MessageType.class);
  private final Counters<PtpDropReason> dropped = new Counters<>(PtpDropReason.class);

  private PtpSettings settings;
  private PtpIdentity identity;
  private PortIdentity portIdentity; // made once: it is looked at for each packet
  private int identitiesGivenUp;
  private PortState state = PortState.LISTENING;
  private @Nullable PtpPort port;
  private ForeignMasters.@Nullable Master parent;
  private @Nullable ClockIdentity lastGrandmaster;
  private boolean version1Heard;
  private boolean ownOutputHeard;
  private @Nullable NodeDescription description;
  private ManagementAccess access = ManagementAccess.READ_ONLY;
  private Predicate<ClockIdentity> ours = identity -> false;
  private @Nullable ClockIdentity announcedGrandmaster; // believed when announced twice
  private boolean silent; // announced, but without a Sync
  private Runnable listener = () -> {};
  private volatile PtpStatus status;
  private volatile int followers;

  private PtpClock(
      String name,
      PtpPortConfig config,
      PtpIdentity identity,
      PtpSettings settings,
      SeededRandom random,
      @Nullable Estimator estimator,
      @Nullable MasterTime time) {
    this.name = name;
    this.config = config;
    this.identity = identity;
    this.portIdentity = new PortIdentity(identity.identity(), 1);
    this.random = random;
    this.estimator = estimator;
    this.time = time;
    this.settings = settings;
    this.status = makeStatus(0);
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
    PtpSettings settings =
        new PtpSettings(
            PtpSettings.DEFAULT_PRIORITY, PtpSettings.DEFAULT_PRIORITY, config.profile());
    return new PtpClock(name, config, identity, settings, random, estimator, null);
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
    PtpSettings settings = new PtpSettings(priority1, priority2, config.profile());
    return new PtpClock(name, config, identity, settings, random, null, time);
  }

  /**
   * {@return the engine of the clock's port, to be attached to a transport}
   *
   * @param outbox the transport's
   * @throws IllegalStateException if it was called before: an ordinary clock has one port
   */
  public Engine port(Outbox outbox) {
    if (port != null) {
      throw new IllegalStateException("an ordinary clock has one port");
    }
    PtpPort made = new PtpPort(this, config, outbox, random);
    port = made;
    return made;
  }

  /**
   * Sets what is called, on the port's thread, after each change of {@link #status()}: each
   * measured Sync is one.
   *
   * @param action must not block
   */
  public void onChange(Runnable action) {
    listener = action;
  }

  /** {@return the clock as it was when something last changed; any thread} */
  public PtpStatus status() {
    return status;
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
    if (port != null) {
      port.timeChanged(nowLocalNanos);
    }
  }

  /**
   * Lets the clock be managed by management messages, which it has no use for otherwise. To be
   * called before {@link #port}.
   *
   * @param description what it says of itself
   * @param access who may
   */
  public void manage(NodeDescription description, ManagementAccess access) {
    this.description = description;
    this.access = access;
  }

  /** {@return how many ports have sent this master a Delay_Req lately, at most 1024; any thread} */
  public int followers() {
    return followers;
  }

  /** {@return how many Syncs had no Follow_Up, since no transmit stamp came; any thread} */
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

  PortIdentity portIdentity() {
    return portIdentity;
  }

  @Nullable Estimator estimator() {
    return estimator;
  }

  @Nullable MasterTime masterTime() {
    return time;
  }

  PtpSettings settings() {
    return settings;
  }

  @Nullable NodeDescription description() {
    return description;
  }

  ManagementAccess access() {
    return access;
  }

  PortState state() {
    return state;
  }

  ForeignMasters.@Nullable Master parent() {
    return parent;
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
    portIdentity = new PortIdentity(other.identity(), 1);
    publish(nowLocalNanos);
    return true;
  }

  /** An Announce was heard, a master fell silent, or we changed: whom to believe now? */
  void decide(PtpPort on, long nowLocalNanos) {
    if (state == PortState.DISABLED) {
      return;
    }
    PortIdentity followed = parent == null ? null : parent.announce().source();
    ForeignMasters.Master best = on.foreignMasters().best(portIdentity(), followed, nowLocalNanos);
    if (time != null) {
      on.master().decide(best, nowLocalNanos);
    } else if (best == null) {
      if (parent != null) {
        loseParent(on, "no master is heard any more", nowLocalNanos);
      }
    } else if (parent == null || !best.announce().source().equals(followed)) {
      follow(on, best, nowLocalNanos);
    }
  }

  /** The master's decision: what the port does from now on. */
  void become(
      PtpPort on,
      PortState next,
      ForeignMasters.@Nullable Master passiveFor,
      String why,
      long nowLocalNanos) {
    if (next == state && passiveFor == parent) {
      return;
    }
    if (passiveFor != null && passiveFor != parent) {
      // The timer looks for itself whether the parent is still there.
      on.watchAnnounces(nowLocalNanos);
    }
    parent = passiveFor;
    if (next != state) {
      enter(next, why);
      if (next == PortState.MASTER) {
        on.master().start(nowLocalNanos);
      } else {
        on.master().stop();
      }
    }
    publish(nowLocalNanos);
  }

  private void follow(PtpPort on, ForeignMasters.Master chosen, long nowLocalNanos) {
    AnnounceMessage announce = chosen.announce();
    String why = whyBetter(chosen);
    parent = chosen;
    version1Heard = false;
    ownOutputHeard = false;
    Estimator follower = Objects.requireNonNull(estimator);
    if (announce.grandmasterIdentity().equals(lastGrandmaster)) {
      follower.pathChanged();
    } else if (lastGrandmaster != null) {
      follower.startEpoch();
    }
    lastGrandmaster = announce.grandmasterIdentity();
    announcedGrandmaster = lastGrandmaster;
    silent = false;
    utc.announced(announce.grandmasterIdentity(), announce.timeProperties());
    on.startFollowing(nowLocalNanos);
    enter(
        PortState.UNCALIBRATED,
        "following %s at %s, grandmaster %s: %s"
            .formatted(announce.source(), chosen.address(), announce.grandmasterIdentity(), why));
    publish(nowLocalNanos);
  }

  private String whyBetter(ForeignMasters.Master chosen) {
    if (parent == null) {
      return "the best master heard";
    }
    DataSetComparison.Outcome outcome =
        DataSetComparison.compare(
            DataSetComparison.DataSet.of(chosen.announce(), portIdentity()),
            DataSetComparison.DataSet.of(parent.announce(), portIdentity()));
    return "better than " + parent.announce().grandmasterIdentity() + " by " + outcome.by();
  }

  /** A new Announce of the master that is followed. */
  void parentAnnounced(PtpPort on, AnnounceMessage announce, long nowLocalNanos) {
    if (time != null) {
      return;
    }
    Estimator follower = Objects.requireNonNull(estimator);
    ClockIdentity grandmaster = announce.grandmasterIdentity();
    if (!grandmaster.equals(lastGrandmaster) && grandmaster.equals(announcedGrandmaster)) {
      LOG.info("{}: grandmaster is {} now", name, grandmaster);
      lastGrandmaster = grandmaster;
      follower.startEpoch();
    }
    announcedGrandmaster = grandmaster;
    if (utc.announced(announce.grandmasterIdentity(), announce.timeProperties())) {
      LOG.info("{}: {}", name, UtcHold.describe(announce.timeProperties()));
    }
    publish(nowLocalNanos);
  }

  /** The chosen master fell silent. */
  void announceTimeout(PtpPort on, long nowLocalNanos) {
    if (time != null) {
      if (parent != null) {
        on.foreignMasters().forget(parent.announce().source());
        parent = null;
      }
      decide(on, nowLocalNanos);
    } else if (parent != null) {
      on.foreignMasters().forget(parent.announce().source());
      loseParent(on, "no Announce of " + parent.announce().source() + " any more", nowLocalNanos);
      decide(on, nowLocalNanos);
    }
  }

  private void loseParent(PtpPort on, String why, long nowLocalNanos) {
    parent = null;
    utc.forget();
    on.stopFollowing();
    Objects.requireNonNull(estimator).sourceLost(nowLocalNanos);
    enter(PortState.LISTENING, why);
    publish(nowLocalNanos);
  }

  /** The chosen master announces itself but sends no Sync. */
  void syncTimeout(long nowLocalNanos) {
    if (silent) {
      return;
    }
    silent = true;
    Objects.requireNonNull(estimator).sourceLost(nowLocalNanos);
    enter(PortState.UNCALIBRATED, "no Sync can be measured, though the master is announced");
    publish(nowLocalNanos);
  }

  /** Takes the port out of the network, or lets it take part again, as one that just started. */
  void enable(PtpPort on, boolean enabled, long nowLocalNanos) {
    if (enabled == (state != PortState.DISABLED)) {
      return;
    }
    if (enabled) {
      enter(PortState.LISTENING, "enabled by management");
      on.started(nowLocalNanos);
    } else {
      if (time == null && parent != null) {
        loseParent(on, "disabled by management", nowLocalNanos);
      }
      parent = null;
      on.silence();
      enter(PortState.DISABLED, "disabled by management");
    }
    publish(nowLocalNanos);
  }

  /** Other settings from now on. */
  void change(PtpSettings changed, long nowLocalNanos) {
    settings = changed;
    publish(nowLocalNanos);
  }

  void followersHeard(int count) {
    followers = count;
  }

  void stampMissed() {
    missedStamps.increment();
  }

  boolean refuses(AnnounceMessage announce) {
    return ours.test(announce.grandmasterIdentity()) || announce.cameThrough(ours);
  }

  /** Another clock of this program was heard where a source should be. */
  void heardOwnOutput(AnnounceMessage announce, long nowLocalNanos) {
    if (!ownOutputHeard) {
      ownOutputHeard = true;
      LOG.warn("{}: {} announces our own time; it is refused", name, announce.source());
      publish(nowLocalNanos);
    }
  }

  /** PTP version 1 is on the network: where no master of ours is, that may be why. */
  void heardVersion1(Datagram datagram) {
    if (parent == null && !version1Heard) {
      LOG.warn("{}: {} sends {}", name, datagram.route(), PtpDropReason.PTP_V1.sentence());
      version1Heard = true;
      publish(datagram.localNanos());
    }
  }

  /** A Sync was measured. */
  void measured(long nowLocalNanos) {
    silent = false;
    boolean locked = Objects.requireNonNull(estimator).locked();
    if (locked && state == PortState.UNCALIBRATED) {
      enter(PortState.FOLLOWER, "locked");
    } else if (!locked && state == PortState.FOLLOWER) {
      utc.forget(); // what it said of UTC was said of the time before
      enter(PortState.UNCALIBRATED, "the master's time jumped");
    }
    publish(nowLocalNanos);
  }

  private void enter(PortState next, String why) {
    if (next != state || next == PortState.UNCALIBRATED) {
      LOG.info("{}: {}: {}", name, next, why);
    }
    state = next;
  }

  private void publish(long nowLocalNanos) {
    status = makeStatus(nowLocalNanos);
    listener.run();
  }

  private PtpStatus makeStatus(long nowLocalNanos) {
    ForeignMasters.Master followed = parent;
    Estimator e = estimator;
    return new PtpStatus(
        identity.identity(),
        settings,
        state,
        version1Heard,
        ownOutputHeard,
        port == null ? 0 : port.unansweredDelayReqs(),
        followed == null ? null : followed.announce().source(),
        followed == null ? null : followed.announce(),
        followed == null ? null : followed.address(),
        followed == null ? null : utc.agreed(),
        e != null && e.locked(),
        e == null ? 0 : e.epoch(),
        e == null ? 0 : e.offsetNanos(),
        e == null ? 0 : e.jitterNanos(),
        e == null ? 0 : e.pathDelayNanos(),
        e == null ? 0 : e.frequencyPpb(),
        nowLocalNanos);
  }
}
