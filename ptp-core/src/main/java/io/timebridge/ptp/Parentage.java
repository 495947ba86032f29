package io.timebridge.ptp;

import io.timebridge.clock.servo.Estimator;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a clock follows, on which port, and what is believed of the grandmaster behind: a new one
 * opens a new epoch of the estimator, and counts, like what is said of UTC, once two Announces
 * agree.
 */
final class Parentage {
  private final PtpClock clock;
  private final @Nullable Estimator estimator; // null: it never follows
  private final UtcHold utc = new UtcHold();
  private @Nullable PtpPort port; // the one that follows, or null
  private ForeignMasters.@Nullable Master parent;
  private @Nullable ClockIdentity lastGrandmaster;
  private @Nullable ClockIdentity announcedGrandmaster; // believed when announced twice
  private @Nullable SynchronizationMetadata metadata; // the newest of the present grandmaster's
  private boolean silent; // announced, but without a Sync

  Parentage(PtpClock clock, @Nullable Estimator estimator) {
    this.clock = clock;
    this.estimator = estimator;
  }

  /** Whom the clock follows, or null. */
  ForeignMasters.@Nullable Master parent() {
    return parent;
  }

  /** The port that follows, or null. */
  @Nullable PtpPort port() {
    return port;
  }

  /** What two Announces of the present grandmaster agreed on, or null before. */
  @Nullable TimeProperties agreed() {
    return utc.agreed();
  }

  /** What the master said last of local time and time code, or null. */
  @Nullable SynchronizationMetadata metadata() {
    return metadata;
  }

  /** The master says something of local time and time code. */
  void metadata(SynchronizationMetadata said, long nowLocalNanos) {
    if (!said.equals(metadata)) {
      metadata = said;
      clock.publish(nowLocalNanos);
    }
  }

  /** The best master of all is one that a port heard: it is followed, if it is not yet. */
  void follow(PtpPort on, long nowLocalNanos) {
    ForeignMasters.Master chosen = Objects.requireNonNull(on.election().bestMaster());
    if (chosen == parent && on == port) {
      return;
    }
    AnnounceMessage announce = chosen.announce();
    String why = whyBetter(chosen, on);
    if (port != null && port != on) {
      port.stopFollowing(nowLocalNanos);
    }
    parent = chosen;
    port = on;
    clock.board().masterHeard();
    Estimator follower = Objects.requireNonNull(estimator);
    if (announce.grandmasterIdentity().equals(lastGrandmaster)) {
      follower.pathChanged();
    } else if (lastGrandmaster != null) {
      follower.startEpoch();
    }
    lastGrandmaster = announce.grandmasterIdentity();
    announcedGrandmaster = lastGrandmaster;
    silent = false;
    metadata = null;
    utc.announced(announce.grandmasterIdentity(), announce.timeProperties());
    on.startFollowing(chosen, nowLocalNanos);
    on.election()
        .enter(
            PortState.UNCALIBRATED,
            "following %s at %s, grandmaster %s: %s"
                .formatted(
                    announce.source(), chosen.address(), announce.grandmasterIdentity(), why),
            nowLocalNanos);
    clock.publish(nowLocalNanos);
  }

  private String whyBetter(ForeignMasters.Master chosen, PtpPort on) {
    if (parent == null || port == null || !port.state().follows()) { // or its link went
      return "the best master heard";
    }
    DataSetComparison.Outcome outcome =
        clock
            .comparison()
            .compare(
                DataSet.of(chosen.announce(), on.identity()),
                DataSet.of(parent.announce(), port.identity()));
    return "better than " + parent.announce().grandmasterIdentity() + " by " + outcome.by();
  }

  /** A new Announce of the master that is followed. */
  void announced(AnnounceMessage announce, long nowLocalNanos) {
    Estimator follower = Objects.requireNonNull(estimator);
    ClockIdentity grandmaster = announce.grandmasterIdentity();
    if (!grandmaster.equals(lastGrandmaster) && grandmaster.equals(announcedGrandmaster)) {
      tell("grandmaster is " + grandmaster + " now", nowLocalNanos);
      lastGrandmaster = grandmaster;
      metadata = null;
      follower.startEpoch();
    }
    announcedGrandmaster = grandmaster;
    if (utc.announced(announce.grandmasterIdentity(), announce.timeProperties())) {
      tell(UtcHold.describe(announce.timeProperties()), nowLocalNanos);
    }
    clock.publish(nowLocalNanos);
  }

  private void tell(String what, long nowLocalNanos) {
    Objects.requireNonNull(port).election().log().tell(what, nowLocalNanos);
  }

  /** Nobody is followed any more: the clock goes on by itself. */
  void lose(String why, long nowLocalNanos) {
    PtpPort on = Objects.requireNonNull(port);
    parent = null;
    port = null;
    utc.forget();
    metadata = null;
    on.stopFollowing(nowLocalNanos);
    Objects.requireNonNull(estimator).sourceLost(nowLocalNanos);
    on.holdOver(nowLocalNanos);
    if (on.state().follows()) { // or it is out of order: that is why
      on.election().enter(PortState.LISTENING, why, nowLocalNanos);
    }
    clock.publish(nowLocalNanos);
  }

  /** The chosen master announces itself but sends no Sync. */
  void syncTimeout(long nowLocalNanos) {
    if (silent) {
      return;
    }
    silent = true;
    Objects.requireNonNull(estimator).sourceLost(nowLocalNanos);
    Objects.requireNonNull(port)
        .election()
        .enter(
            PortState.UNCALIBRATED,
            "no Sync can be measured, though the master is announced",
            nowLocalNanos);
    clock.publish(nowLocalNanos);
  }

  /** A Sync was measured. */
  void measured(long nowLocalNanos) {
    silent = false;
    clock.awake();
    boolean locked = Objects.requireNonNull(estimator).locked();
    PtpPort on = Objects.requireNonNull(port);
    if (locked && on.state() == PortState.UNCALIBRATED) {
      on.election().enter(PortState.FOLLOWER, "locked", nowLocalNanos);
    } else if (!locked && on.state() == PortState.FOLLOWER) {
      utc.forget(); // what it said of UTC was said of the time before
      on.election().enter(PortState.UNCALIBRATED, "the master's time jumped", nowLocalNanos);
    }
    clock.publish(nowLocalNanos);
  }
}
