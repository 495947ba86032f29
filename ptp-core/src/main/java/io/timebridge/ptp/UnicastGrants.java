package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.UnicastFollower.Grant;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a master grants to followers that ask for messages of their own: IEEE 1588's unicast message
 * negotiation. Who has what, within what limits, and when each message is due.
 *
 * <p>Nobody proves an address. But whoever names our portIdentity in a request has heard it, in an
 * answer of ours or on our network, and so is no blind forger. Those who do not name it have a
 * share of their own, short grants and no fast ones: they cannot take a place from the others.
 *
 * <p>What is due is spread: each grant's messages have a phase of their own in their interval, the
 * next multiple of the golden section, which lies in the largest gap that the others have left. So
 * messages leave evenly, however many came at once to ask for them.
 */
final class UnicastGrants {
  /** What Nokia's SR OS grants, ITU-T G.8265.1 in hand: up to 8 Announces a second. */
  static final int MIN_LOG_ANNOUNCE = -3;

  /** Up to 128 Sync or Delay_Resp a second. */
  static final int MIN_LOG = -7;

  /** One in 16 s. */
  static final int MAX_LOG = 4;

  /** Who does not name our portIdentity is granted for no longer than this, seconds. */
  static final int STRANGERS_SECONDS = 30;

  /** And no more than so often: 8 a second. */
  static final int STRANGERS_MIN_LOG = -3;

  /** Between two looks at what is due: what is due meanwhile leaves together. */
  static final long TURN_NANOS = 1_000_000L;

  /** How many messages leave in one turn. */
  static final int MAX_A_TURN = 64;

  private static final long GOLDEN_SECTION = 0x9E37_79B9_7F4A_7C15L; // of 2⁶⁴
  private static final long SECOND = 1_000_000_000L;

  /** Rates are counted in messages in 16 s, so that the slowest is a whole number. */
  private static final int RATE_SCALE = 1 << MAX_LOG;

  private final PtpClock clock;
  private final PtpPort port;
  private final UnicastService limits;
  private final UnicastSender sender;
  private final boolean twoStep;
  private final FollowerTable followers;
  private final DueQueue due;
  private long phase;
  private int strangers;
  private long rate; // of all grants
  private long strangersRate;

  UnicastGrants(PtpClock clock, PtpPort port, PtpPortConfig config, SeededRandom random) {
    this.clock = clock;
    this.port = port;
    this.limits = Objects.requireNonNull(config.unicastService());
    this.twoStep = config.twoStep();
    this.sender = new UnicastSender(clock, port, config);
    int capacity = limits.followers() + limits.strangers();
    this.followers = new FollowerTable(capacity, random.nextLong());
    this.due = new DueQueue(3 * capacity);
  }

  UnicastSender sender() {
    return sender;
  }

  /** Whether somebody is granted anything. */
  boolean knows(Route from, PtpHeader who) {
    return followers.find(from, who) != null;
  }

  /**
   * Decides on a request.
   *
   * @param named whether it names our portIdentity
   * @return for how long it is granted, seconds; 0 for a refusal
   */
  long requested(
      Route from,
      PtpHeader who,
      boolean named,
      int typeCode,
      int logPeriod,
      long seconds,
      long nowLocalNanos) {
    MessageType type = MessageType.of(typeCode);
    UnicastFollower follower = followers.find(from, who);
    if (follower != null && named) {
      name(follower);
    }
    boolean stranger = follower == null ? !named : !follower.named;
    UnicastOutcome outcome =
        seconds == 0
            ? UnicastOutcome.OTHER_DURATION
            : judge(follower, from, stranger, type, logPeriod, nowLocalNanos);
    clock.unicastOutcomes().count(outcome);
    if (outcome.isRefusal()) {
      return 0;
    }
    if (follower == null) {
      follower = followers.add(from, who);
      follower.named = named;
      strangers += stranger ? 1 : 0;
    }
    if (type == MessageType.SYNC && outcome == UnicastOutcome.GRANTED) {
      follower.syncStamped(); // it may be there again
    }
    long most = Math.min(seconds, limits.maxDurationSeconds());
    long granted = stranger ? Math.min(most, STRANGERS_SECONDS) : most;
    Grant grant = Objects.requireNonNull(follower.grant(type));
    give(grant, logPeriod, nowLocalNanos + granted * SECOND, nowLocalNanos);
    clock.unicastGranted(followers.size(), due.size());
    rearm(nowLocalNanos);
    return granted;
  }

  private UnicastOutcome judge(
      @Nullable UnicastFollower follower,
      Route from,
      boolean stranger,
      @Nullable MessageType type,
      int logPeriod,
      long nowLocalNanos) {
    if (port.state() != PortState.MASTER) {
      return UnicastOutcome.NOT_MASTER;
    }
    if (type != MessageType.ANNOUNCE
        && type != MessageType.SYNC
        && type != MessageType.DELAY_RESP) {
      return UnicastOutcome.OTHER_TYPE;
    }
    int least = type == MessageType.ANNOUNCE ? MIN_LOG_ANNOUNCE : MIN_LOG;
    if (logPeriod < Math.max(least, stranger ? STRANGERS_MIN_LOG : MIN_LOG)
        || logPeriod > MAX_LOG) {
      return UnicastOutcome.OTHER_INTERVAL;
    }
    if (follower == null) {
      int others = stranger ? strangers : followers.size() - strangers;
      if (others >= (stranger ? limits.strangers() : limits.followers())) {
        return UnicastOutcome.TOO_MANY_FOLLOWERS;
      }
      if (followers.countAt(from) >= limits.followersPerAddress()) {
        return UnicastOutcome.TOO_MANY_AT_ADDRESS;
      }
    }
    Grant before = follower == null ? null : follower.grant(type);
    boolean renews = before != null && before.active && before.untilLocal - nowLocalNanos >= 0;
    long more = rate(type, logPeriod) - (before == null ? 0 : rateNow(before));
    long most = (long) limits.messagesPerSecond() * RATE_SCALE;
    if (more > 0 && (rate + more > most || (stranger && strangersRate + more > most / 4))) {
      return UnicastOutcome.TOO_MANY_MESSAGES;
    }
    return renews ? UnicastOutcome.RENEWED : UnicastOutcome.GRANTED;
  }

  /** It names our portIdentity now: from now on it counts among those who do, if there is room. */
  private void name(UnicastFollower follower) {
    if (!follower.named && followers.size() - strangers < limits.followers()) {
      follower.named = true;
      strangers--;
      strangersRate -= rateOf(follower);
    }
  }

  private long rateOf(UnicastFollower follower) {
    return rateNow(follower.announce()) + rateNow(follower.sync()) + rateNow(follower.delayResp());
  }

  private long rateNow(Grant grant) {
    return grant.active ? rate(grant) : 0;
  }

  private long rate(Grant grant) {
    return rate(grant.type(), grant.logInterval);
  }

  private long rate(MessageType type, int logInterval) {
    long messages = 1L << (MAX_LOG - logInterval);
    return type == MessageType.SYNC && twoStep ? 2 * messages : messages;
  }

  private void addRate(Grant grant, int sign) {
    rate += sign * rate(grant);
    strangersRate += grant.follower().named ? 0 : sign * rate(grant);
  }

  private void give(Grant grant, int logPeriod, long untilLocal, long nowLocalNanos) {
    boolean goesOn = grant.active && grant.logInterval == logPeriod;
    grant.untilLocal =
        grant.active && grant.untilLocal - untilLocal > 0 ? grant.untilLocal : untilLocal;
    if (goesOn) {
      return;
    }
    if (grant.active) {
      addRate(grant, -1);
    }
    grant.active = true;
    grant.logInterval = logPeriod;
    addRate(grant, 1);
    if (grant.type() == MessageType.DELAY_RESP) {
      due.put(grant, grant.untilLocal);
      return;
    }
    long interval = Intervals.nanos(logPeriod);
    phase += GOLDEN_SECTION;
    long offset = (long) ((phase >>> 11) * 0x1p-53 * interval);
    long first = nowLocalNanos - Math.floorMod(nowLocalNanos, interval) + offset;
    due.put(grant, first - nowLocalNanos < 0 ? first + interval : first);
  }

  /** Somebody gives back what it has; nothing happens if it has nothing. */
  void cancelled(Route from, PtpHeader who, int typeCode, long nowLocalNanos) {
    UnicastFollower follower = followers.find(from, who);
    Grant grant = follower == null ? null : follower.grant(MessageType.of(typeCode));
    if (grant != null && grant.active) {
      end(grant, UnicastOutcome.CANCELLED);
      rearm(nowLocalNanos);
    }
  }

  private void end(Grant grant, UnicastOutcome why) {
    UnicastFollower follower = grant.follower();
    due.remove(grant);
    addRate(grant, -1);
    grant.active = false;
    if (follower.hasNone()) {
      strangers -= follower.named ? 0 : 1;
      followers.remove(follower);
    }
    clock.unicastOutcomes().count(why);
    clock.unicastGranted(followers.size(), due.size());
  }

  /** Whether somebody's Delay_Req are to be answered. */
  boolean grantsDelayResp(Route from, PtpHeader who, long nowLocalNanos) {
    UnicastFollower follower = followers.find(from, who);
    return follower != null
        && follower.delayResp().active
        && follower.delayResp().untilLocal - nowLocalNanos >= 0;
  }

  /** A Sync's transmit stamp came: others may leave now. */
  void transmitted(long token, long localNanos, long widthNanos) {
    boolean wasFull = sender.isFull();
    if (sender.transmitted(token, localNanos, widthNanos) && wasFull) {
      serve(localNanos);
    }
  }

  /** Sends what is due, as much as may leave at once, and sets the timer for the rest. */
  void serve(long nowLocalNanos) {
    sender.losePatience(nowLocalNanos);
    boolean leads = port.state() == PortState.MASTER && sender.isReady();
    int left = MAX_A_TURN;
    for (Grant first = due.first(); first != null && left > 0; first = due.first()) {
      if (first.dueLocal - nowLocalNanos > 0) {
        break;
      }
      if (first.untilLocal - nowLocalNanos <= 0) {
        end(first, UnicastOutcome.EXPIRED);
      } else if (first.type() == MessageType.DELAY_RESP) {
        due.put(first, first.untilLocal);
      } else if (sender.isUnreachable(first.follower(), nowLocalNanos)) {
        end(first, UnicastOutcome.UNREACHABLE);
      } else if (first.type() == MessageType.SYNC && leads && sender.isFull()) {
        break;
      } else {
        long interval = Intervals.nanos(first.logInterval);
        long late = (nowLocalNanos - first.dueLocal) / interval;
        if (leads && late == 0) { // no volley after a pause
          sender.send(first, nowLocalNanos);
          left--;
        }
        due.put(first, first.dueLocal + (late + 1) * interval);
      }
    }
    rearm(nowLocalNanos);
  }

  private void rearm(long nowLocalNanos) {
    Grant first = due.first();
    if (first == null) {
      port.outbox().cancelTimer(PtpPort.TIMER_GRANTS);
      return;
    }
    long turn = nowLocalNanos + TURN_NANOS;
    long at = first.dueLocal - turn < 0 ? turn : first.dueLocal;
    if (sender.isFull() && sender.patienceEnds() - at > 0) {
      at = sender.patienceEnds(); // a stamp that comes before that wakes us, too
    }
    port.outbox().setTimer(PtpPort.TIMER_GRANTS, at);
  }

  /** How many messages a second are granted, in sixteenths. For tests. */
  long rateInSixteenths() {
    return rate;
  }

  int followerCount() {
    return followers.size();
  }

  int strangerCount() {
    return strangers;
  }
}
