package io.timebridge.ptp;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import org.jspecify.annotations.Nullable;

/**
 * Measures against the chosen master: pairs each Sync with its Follow_Up, whichever comes first,
 * and learns the way's delay as the port's {@link DelayMechanism} says.
 */
final class FollowerRole {
  private static final long SYNC_TIMEOUT_INTERVALS = 5;
  private static final long MIN_SYNC_TIMEOUT_NANOS = 1_000_000_000L;
  private static final int NONE = -1;
  private static final long NOTHING = -1;

  /** As many Syncs may be lost in a row before one that comes late is taken for the right one. */
  private static final int USUAL_STEP = 3;

  private final PtpClock clock;
  private final PtpPort port;
  private final PtpPortConfig config;
  private final Estimator estimator;
  private final Measurement measurement = new Measurement();
  private final DelayRequests delayRequests;

  private final OddSyncs oddities;
  private final SequenceWatch syncs = new SequenceWatch(USUAL_STEP);
  private int syncId = NONE;
  private boolean syncOpen; // waits for its Follow_Up
  private long syncLocal;
  private long syncWidth;
  private long syncCorrection;
  private long syncEpoch;
  private StampQuality syncQuality = StampQuality.USER;
  private long toldNanos = NOTHING; // by the Follow_Up of the newest Sync
  private int followUpId = NONE;
  private long followUpNanos;
  private long followUpCorrection;
  private long lastMeasuredLocal;
  private long ingressLocal = Long.MIN_VALUE;
  private long syncIntervalNanos;

  FollowerRole(
      PtpClock clock,
      PtpPort port,
      PtpPortConfig config,
      Estimator estimator,
      SeededRandom random) {
    this.clock = clock;
    this.port = port;
    this.config = config;
    this.estimator = estimator;
    this.oddities = new OddSyncs(clock);
    this.delayRequests = new DelayRequests(port, estimator, random);
  }

  /** Begins to measure against another master. */
  void start(long nowLocalNanos) {
    syncs.reset();
    syncId = NONE;
    syncOpen = false;
    followUpId = NONE;
    delayRequests.start();
    lastMeasuredLocal = nowLocalNanos;
    ingressLocal = Long.MIN_VALUE;
    syncIntervalNanos = Intervals.nanos(port.profile().logSyncInterval());
    port.outbox().setTimer(PtpPort.TIMER_SYNC_RECEIPT, nowLocalNanos + syncTimeoutNanos());
  }

  /** The master sends so often, by itself or when asked, what it does not say in each message. */
  void granted(MessageType type, int logPeriod) {
    if (type == MessageType.SYNC) {
      syncIntervalNanos = Intervals.nanos(logPeriod);
    } else if (type == MessageType.DELAY_RESP) {
      delayRequests.interval(logPeriod);
    }
  }

  void stop() {
    port.outbox().cancelTimer(PtpPort.TIMER_SYNC_RECEIPT);
    delayRequests.stop();
  }

  private boolean isFromMaster(PtpHeader message) {
    ForeignMasters.Master parent = port.parent();
    return parent != null && message.isFrom(parent.announce().source());
  }

  @Nullable PtpDropReason sync(Datagram datagram, TimestampMessage sync) {
    if (!isFromMaster(sync)) {
      return PtpDropReason.NOT_OUR_MASTER;
    }
    if (!syncs.accept(sync.sequenceId())) {
      return PtpDropReason.STALE;
    }
    if (syncId != NONE) {
      oddities.sequenced(sync, syncId, datagram.localNanos());
    }
    syncOpen = true;
    syncId = sync.sequenceId();
    toldNanos = NOTHING;
    syncLocal = datagram.localNanos() - config.ingressLatencyNanos();
    syncWidth = datagram.widthNanos();
    syncQuality = datagram.quality();
    syncCorrection = sync.correctionScaledNanos();
    syncEpoch = estimator.epoch();
    if (Intervals.isSane(sync.logMessageInterval())) {
      syncIntervalNanos = Intervals.nanos(sync.logMessageInterval());
    }
    if (port.delayMechanism() == DelayMechanism.E2E) {
      delayRequests.heardSync(datagram.localNanos());
    }
    if (!sync.has(PtpFlags.TWO_STEP)) {
      complete(sync.timestampNanos(), 0);
    } else if (followUpId == syncId) {
      toldNanos = followUpNanos;
      complete(followUpNanos, followUpCorrection);
    }
    return null;
  }

  @Nullable PtpDropReason followUp(Datagram datagram, TimestampMessage followUp) {
    int ahead = (short) (followUp.sequenceId() - syncId);
    if (!isFromMaster(followUp)) {
      if (syncOpen && ahead == 0) {
        oddities.othersFollowUp(followUp, datagram.localNanos());
      }
      return PtpDropReason.NOT_OUR_MASTER;
    }
    if (syncOpen && ahead == 0) {
      toldNanos = followUp.timestampNanos();
      complete(toldNanos, followUp.correctionScaledNanos());
      return null;
    }
    if (syncId != NONE && ahead <= 0) {
      if (ahead == 0 && followUp.timestampNanos() != toldNanos && toldNanos != NOTHING) {
        long apart = followUp.timestampNanos() - toldNanos;
        oddities.secondFollowUp(followUp, apart, datagram.localNanos());
      }
      return PtpDropReason.STALE;
    }
    // It overtook its Sync.
    followUpId = followUp.sequenceId();
    followUpNanos = followUp.timestampNanos();
    followUpCorrection = followUp.correctionScaledNanos();
    return null;
  }

  private void complete(long originNanos, long moreCorrection) {
    long remote =
        originNanos + Intervals.roundScaled(syncCorrection) + Intervals.roundScaled(moreCorrection);
    followUpId = NONE;
    syncOpen = false;
    if (port.delayMechanism() == DelayMechanism.P2P && !port.peerDelay().isKnown()) {
      return; // nothing is measured by it yet
    }
    lastMeasuredLocal = syncLocal;
    ingressLocal = syncLocal;
    boolean peers = port.delayMechanism() == DelayMechanism.P2P;
    long width = peers ? syncWidth + port.peerDelay().spreadNanos() : syncWidth;
    measurement
        .set(true, syncLocal, remote, syncQuality, width, syncEpoch)
        .withAsymmetry(config.delayAsymmetryNanos());
    switch (port.delayMechanism()) {
      case NONE -> measurement.withPathDelay(0);
      case P2P -> measurement.withPathDelay(port.peerDelay().leastNanos());
      default -> {} // its own Delay_Req tell
    }
    estimator.measured(measurement);
    clock.parentage().measured(syncLocal);
    UnicastMasters asked = port.unicastMasters();
    if (asked != null) {
      asked.syncMeasured();
    }
  }

  @Nullable PtpDropReason delayResp(DelayRespMessage answer) {
    if (!answer.isFor(port.identity())) {
      return PtpDropReason.NOT_FOR_US;
    }
    if (!isFromMaster(answer)) {
      return PtpDropReason.NOT_OUR_MASTER;
    }
    return delayRequests.answered(answer);
  }

  /** The delay is learnt by peer delay from now on. */
  void asksNoMore() {
    delayRequests.stop();
  }

  void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    delayRequests.transmitted(token, localNanos, widthNanos, quality);
  }

  void expired(int timer, long nowLocalNanos) {
    if (timer == PtpPort.TIMER_DELAY_REQ) {
      delayRequests.expired(nowLocalNanos);
    } else if (timer == PtpPort.TIMER_SYNC_RECEIPT) {
      syncReceiptExpired(nowLocalNanos);
    }
  }

  private void syncReceiptExpired(long nowLocalNanos) {
    long deadline = lastMeasuredLocal + syncTimeoutNanos();
    if (nowLocalNanos - deadline < 0) {
      port.outbox().setTimer(PtpPort.TIMER_SYNC_RECEIPT, deadline);
    } else {
      syncs.reset(); // perhaps it started anew and counts from 0
      syncOpen = false; // what comes for it now would be measured before the loss
      clock.parentage().syncTimeout(nowLocalNanos);
      UnicastMasters asked = port.unicastMasters();
      if (asked != null) {
        asked.syncLost();
      }
      holdOver(nowLocalNanos);
      lastMeasuredLocal = nowLocalNanos;
      port.outbox().setTimer(PtpPort.TIMER_SYNC_RECEIPT, nowLocalNanos + syncTimeoutNanos());
    }
  }

  /** Nothing is measured: the clock is drawn on by itself. */
  void holdOver(long nowLocalNanos) {
    estimator.holdOver(nowLocalNanos);
  }

  private long syncTimeoutNanos() {
    return Math.max(MIN_SYNC_TIMEOUT_NANOS, SYNC_TIMEOUT_INTERVALS * syncIntervalNanos);
  }

  /** Local time of the newest measured Sync of this master; Long.MIN_VALUE before the first. */
  long ingressLocal() {
    return ingressLocal;
  }

  /** How many Delay_Req in a row had no answer. */
  int unanswered() {
    return delayRequests.unanswered();
  }
}
