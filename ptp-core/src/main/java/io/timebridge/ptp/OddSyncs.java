package io.timebridge.ptp;

import io.timebridge.ptp.wire.PtpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of Syncs and Follow_Ups that no honest master sends, each kind once a minute at most: what
 * is dropped one by one and only counted may be why a clock goes wrong.
 */
final class OddSyncs {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);
  private static final long AGAIN_NANOS = 60_000_000_000L;
  private static final long NEVER = Long.MIN_VALUE;

  /** More than are lost in a row, unless the link is: then there is silence first. */
  private static final int STEP = 32;

  /** One kind of oddity. */
  private static final class Episode {
    private long toldLocalNanos = NEVER;

    boolean isNews(long nowLocalNanos) {
      if (toldLocalNanos != NEVER && nowLocalNanos - toldLocalNanos < AGAIN_NANOS) {
        return false;
      }
      toldLocalNanos = nowLocalNanos;
      return true;
    }
  }

  private final PtpClock clock;
  private final Episode stepped = new Episode();
  private final Episode others = new Episode();
  private final Episode second = new Episode();

  OddSyncs(PtpClock clock) {
    this.clock = clock;
  }

  /** A Sync came whose sequenceId is no neighbour of the one before. */
  void sequenced(PtpHeader sync, int before, long nowLocalNanos) {
    int ahead = (short) (sync.sequenceId() - before);
    if ((ahead > STEP || ahead < -STEP) && stepped.isNews(nowLocalNanos)) {
      LOG.warn(
          "{}: the sequenceIds of {} step from {} to {}: it restarted, or is not alone",
          clock.name(),
          sync.sourcePortIdentity(),
          before,
          sync.sequenceId());
    }
  }

  /** A Follow_Up came from somebody who did not send the Sync. */
  void othersFollowUp(PtpHeader followUp, long nowLocalNanos) {
    if (others.isNews(nowLocalNanos)) {
      LOG.warn(
          "{}: {} sends Follow_Up for a Sync of our master's, who it is not; they are dropped",
          clock.name(),
          followUp.sourcePortIdentity());
    }
  }

  /** A second Follow_Up of one Sync says another time. */
  void secondFollowUp(PtpHeader followUp, long apartNanos, long nowLocalNanos) {
    if (second.isNews(nowLocalNanos)) {
      LOG.warn(
          "{}: two Follow_Up for one Sync of {} are {} ns apart: somebody else sends in its name",
          clock.name(),
          followUp.sourcePortIdentity(),
          apartNanos);
    }
  }
}
