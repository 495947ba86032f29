package io.timebridge.ptp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices elections that do not come to rest: as often as the leader changes, every follower's
 * clock is disturbed, and who looks at the network in between sees nothing wrong.
 */
final class FlapWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  /** A planned change and its end are two; a failing link makes more. */
  private static final int CHANGES = 4;

  /** In so many Announce intervals: twenty times the usual announce receipt timeout. */
  private static final int WINDOW_INTERVALS = 60;

  private static final long AGAIN_NANOS = 60_000_000_000L;

  private final PtpClock clock;
  private final long[] changes = new long[CHANGES];
  private int count;
  private @Nullable DataSet leader;
  private @Nullable DataSet before; // the other one, or null if the leader left and came back
  private boolean gone;
  private @Nullable String sentence;
  private long toldLocalNanos;

  FlapWatch(PtpClock clock) {
    this.clock = clock;
  }

  /** Who leads now: ourselves, whom we follow or are passive for, or null for nobody. */
  void led(@Nullable DataSet by, long nowLocalNanos) {
    DataSet last = leader;
    if (by == null || last == null) {
      gone = by == null;
      leader = by == null ? last : by;
      return;
    }
    boolean same = by.isOf(last);
    if (!same) {
      before = last;
    } else if (gone) {
      before = null;
    }
    leader = by;
    if (!same || gone) {
      gone = false;
      changed(by, nowLocalNanos);
    }
  }

  /** Who led is heard no more, but it is our own link that went: its return will be no change. */
  void forget() {
    leader = null;
    gone = false;
  }

  private void changed(DataSet by, long nowLocalNanos) {
    long first = changes[count % CHANGES]; // the oldest of them, if there are so many
    changes[count % CHANGES] = nowLocalNanos;
    count++;
    if (count <= CHANGES || nowLocalNanos - first > windowNanos()) {
      return;
    }
    boolean isNew = sentence == null || nowLocalNanos - toldLocalNanos > AGAIN_NANOS;
    sentence =
        "the election flaps, %d changes in %d s: %s"
            .formatted(CHANGES, (nowLocalNanos - first) / 1_000_000_000L, between(by));
    if (isNew) {
      toldLocalNanos = nowLocalNanos;
      LOG.warn("{}: {}", clock.name(), sentence);
    }
    clock.publish(nowLocalNanos);
  }

  private String between(DataSet by) {
    DataSet other = before;
    if (other == null) {
      return by.called(null) + " falls silent and comes back";
    }
    DataSetComparison.Outcome outcome = clock.comparison().compare(by, other);
    DataSet winner = outcome.order() <= 0 ? by : other;
    DataSet loser = outcome.order() <= 0 ? other : by;
    return "%s wins over %s by %s when it is heard, and does not stay"
        .formatted(winner.called(loser), loser.called(winner), outcome.by());
  }

  /** Time passed. */
  void look(long nowLocalNanos) {
    if (sentence != null && nowLocalNanos - changes[(count - 1) % CHANGES] > windowNanos()) {
      LOG.info("{}: the election has come to rest", clock.name());
      sentence = null;
      clock.publish(nowLocalNanos);
    }
  }

  /** What is wrong now, or null. */
  @Nullable String sentence() {
    return sentence;
  }

  private long windowNanos() {
    PtpProfile profile = clock.ports().get(0).profile();
    return WINDOW_INTERVALS * Intervals.nanos(profile.logAnnounceInterval());
  }
}
