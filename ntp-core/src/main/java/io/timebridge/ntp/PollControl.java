package io.timebridge.ntp;

import java.util.function.LongSupplier;

/**
 * When to ask next, and the reach register.
 *
 * <p>Between minpoll and maxpoll the interval follows how the clock does: longer while offsets are
 * within the jitter, and shorter when they are not; and the clock is not left alone for so long
 * that it may run off by as much as it is off. A server that is new, or is back, is asked a few
 * times quickly; one that stays silent is asked ever less often, up to maxpoll; one that complains
 * of the rate is never again asked so often. RFC 5905 §9.2, §11.3, §13.
 */
final class PollControl {
  private static final long SECOND = 1_000_000_000L;

  /** BTIME, a burst's interval, as log2 seconds. RFC 5905 §A.5.7.3 has 2 s. */
  private static final int BURST_POLL = 1;

  /** BCOUNT. RFC 5905 §A.5.7.3. */
  private static final int BURST = 8;

  /** A burst at the start goes on so long without an answer: a first packet may be lost. */
  private static final int UNANSWERED_BURST = 4;

  /** How many requests the reach register remembers. RFC 5905 §9.2. */
  static final int REACH_SIZE = 8;

  private static final int REACH_BITS = (1 << REACH_SIZE) - 1;

  /** LIMIT: the poll-adjust threshold. RFC 5905 §A.5.5.6. */
  private static final int LIMIT = 30;

  /** PGATE: within so many jitters an offset is the noise's. RFC 5905 §A.5.5.6. */
  private static final int GATE = 4;

  /** Twice the interval makes three times as much of it. */
  private static final double LITTLE = 0.25;

  private static final double MUCH = 0.75;

  /** The interval is lengthened by up to a 16th at random: many clients must not ask together. */
  private static final int JITTER_SHIFT = 4;

  private final boolean iburst;
  private final int maxpoll;
  private final LongSupplier random;
  private int minpoll;
  private int poll;
  private int jiggle;
  private int burstLeft;
  private int reach;
  private int unanswered;

  PollControl(NtpAssociationConfig config, LongSupplier random) {
    this.iburst = config.iburst();
    this.minpoll = config.minpoll();
    this.maxpoll = config.maxpoll();
    this.random = random;
    this.poll = minpoll;
    this.burstLeft = iburst ? UNANSWERED_BURST : 0;
  }

  /** Nothing that was learnt holds any more: the server is as good as new. */
  void askAnew() {
    poll = minpoll;
    jiggle = 0;
    reach = 0;
    burstLeft = iburst ? UNANSWERED_BURST : 0;
  }

  /** A request is sent. */
  void asked() {
    reach = (reach << 1) & REACH_BITS;
    unanswered++;
    if (burstLeft > 0) {
      burstLeft--;
    }
    if (unanswered > REACH_SIZE) {
      poll = minpoll; // what was learnt of the clock's quiet is not true of a new start
      jiggle = 0;
    }
  }

  /**
   * The last request was answered with the time.
   *
   * @return true if the server is new or back, so that it is now asked in a burst
   */
  boolean answered() {
    boolean burst = reach == 0 && iburst;
    if (burst) {
      burstLeft = BURST - 1;
    }
    reach |= 1;
    unanswered = 0;
    return burst;
  }

  /**
   * The server complains. RFC 5905 §7.4: the client must at once ask less often, and less again
   * each time that it hears this.
   */
  void rateKiss() {
    burstLeft = 0;
    minpoll = Math.min(NtpAssociationConfig.GREATEST_POLL, effective() + 1);
    poll = Math.max(poll, minpoll);
  }

  /**
   * A locked clock showed an offset. RFC 5905 §A.5.5.6, which sees only an offset that stands out
   * of the noise: far from the server the clock would run off by as much as that first.
   *
   * @param runOff what the clock may run off by until the next answer, over what it is off by
   */
  void adjust(long offsetNanos, long jitterNanos, double runOff) {
    if (burstLeft > 0) {
      return;
    }
    boolean quiet = Math.abs(offsetNanos) <= GATE * jitterNanos;
    if (quiet && runOff > LITTLE && runOff <= MUCH) {
      return; // the interval is right
    }
    if (quiet && runOff <= LITTLE) {
      jiggle += Math.max(1, poll);
      if (jiggle > LIMIT) {
        jiggle = 0;
        poll = Math.max(poll, Math.min(maxpoll, poll + 1));
      }
    } else {
      jiggle -= 2 * Math.max(1, poll);
      if (jiggle < -LIMIT) {
        jiggle = 0;
        poll = Math.max(minpoll, poll - 1);
      }
    }
  }

  /** The time from one request to the next. */
  long intervalNanos() {
    long interval = SECOND << effective();
    return interval + ((random.getAsLong() >>> 1) % (interval >> JITTER_SHIFT));
  }

  private int effective() {
    if (burstLeft > 0) {
      return Math.min(BURST_POLL, poll);
    }
    if (unanswered <= 1) {
      return poll; // the last request was answered, or its answer is still under way
    }
    // One that is missed is asked for again soon; one that stays away is left alone.
    int backOff = Math.max(0, unanswered - REACH_SIZE);
    return Math.max(minpoll, Math.min(maxpoll, minpoll + backOff));
  }

  int reach() {
    return reach;
  }

  /** Log2 of the seconds between requests at present. */
  int poll() {
    return effective();
  }
}
