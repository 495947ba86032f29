package io.timebridge.ntp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Follows one NTP server: asks it again and again, judges whether its time may be used, and hands
 * each good exchange to an estimator, whose clock then shows TAI.
 *
 * <p>Each exchange gives two measurements: the request (to the source), then the reply (from it).
 * What does not answer the request that is waited for, for whatever reason, is counted and moves
 * nothing.
 *
 * <p>Runs on its transport's thread; {@link #status} and {@link #faults} may be read from any. RFC
 * 5905 §9, §13.
 */
public final class NtpAssociation implements Engine {
  private static final int ASK_TIMER = 0;
  private static final int WAIT_TIMER = 1;
  private static final long SECOND = 1_000_000_000L;

  /** A reply that took longer could be off by more than {@link #MAX_DISTANCE_NANOS} anyway. */
  private static final long LONGEST_WAIT_NANOS = 2 * SECOND;

  /** MAXDIST: a server that may be further from true time is not used. RFC 5905 §11.2.3. */
  private static final long MAX_DISTANCE_NANOS = SECOND;

  /** A server that tells the time seldom is followed still; one that only complains is not. */
  private static final int PATIENCE = 4;

  private final Outbox outbox;
  private final Estimator estimator;
  private final PollControl polls;
  private final NtpExchange exchange;
  private final ExchangeMeter meter;
  private IntPredicate ownReferenceId = id -> false;
  private Runnable onChange = () -> {};

  private long nowLocalNanos;
  private int silence; // requests in a row without any answer
  private int rateKisses; // since it told the time
  private long heardLocalNanos;
  private @Nullable NtpHeader header;
  private NtpAssociationState state = NtpAssociationState.WAITING;
  private @Nullable String reason = "no answer yet";
  private volatile NtpAssociationStatus status;

  /**
   * Creates an association; it begins to ask when the engine is started.
   *
   * @param config whom it asks, and how often
   * @param outbox where requests go
   * @param estimator told of each good exchange; its clock's time is TAI, nanoseconds since 1970
   * @param utcToTai from the server's UTC to TAI
   * @param random gives 64 bits a call, for what others must not guess and for the polls' jitter
   */
  public NtpAssociation(
      NtpAssociationConfig config,
      Outbox outbox,
      Estimator estimator,
      UtcToTai utcToTai,
      LongSupplier random) {
    this.outbox = outbox;
    this.estimator = estimator;
    this.polls = new PollControl(config, random);
    this.exchange =
        new NtpExchange(
            outbox, config.server(), random, config.key(), config.interleaved(), this::concluded);
    this.meter = new ExchangeMeter(estimator, utcToTai);
    this.status = statusNow();
  }

  /**
   * Says which reference ids are the host's own. A server that bears one takes its time from here.
   * To be called before the engine is started.
   *
   * @param isOwn told the reference id of a server of stratum 2 or more
   * @return this
   */
  public NtpAssociation refusing(IntPredicate isOwn) {
    this.ownReferenceId = isOwn;
    return this;
  }

  /**
   * Measures against another scale than the local clock. To be called before the engine is started.
   *
   * @param localToSteady from local nanoseconds to those that the estimator is told of; increasing
   * @return this
   */
  public NtpAssociation against(LongUnaryOperator localToSteady) {
    meter.against(localToSteady);
    return this;
  }

  /**
   * Says whom to tell of a new status. To be called before the engine is started.
   *
   * @param listener called on the engine's thread
   * @return this
   */
  public NtpAssociation onChange(Runnable listener) {
    this.onChange = listener;
    return this;
  }

  /** {@return what is known of the server now} */
  public NtpAssociationStatus status() {
    return status;
  }

  /** {@return what came and was ignored, by reason} */
  public Counters<NtpReplyFault> faults() {
    return exchange.faults();
  }

  /**
   * Asks at once, in a burst if it is configured, as a new association does: its host slept. To be
   * called on the engine's thread.
   *
   * @param atLocalNanos local time
   */
  public void askAnew(long atLocalNanos) {
    nowLocalNanos = atLocalNanos;
    polls.askAnew();
    exchange.forget(); // the local clock stood still since
    ask();
  }

  @Override
  public void started(long startLocalNanos) {
    nowLocalNanos = startLocalNanos;
    ask();
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    exchange.transmitted(token, localNanos, widthNanos, quality);
  }

  @Override
  public void received(Datagram datagram) {
    nowLocalNanos = datagram.localNanos();
    exchange.received(datagram);
  }

  @Override
  public void expired(int timer, long atLocalNanos) {
    nowLocalNanos = atLocalNanos;
    if (timer == ASK_TIMER) {
      ask();
    } else if (exchange.waiting()) {
      exchange.giveUp();
    }
  }

  private void ask() {
    if (state == NtpAssociationState.REFUSED) {
      return;
    }
    if (exchange.waiting()) {
      exchange.giveUp();
    }
    if (silence >= PollControl.REACH_SIZE) {
      become(NtpAssociationState.UNREACHABLE, unheard());
    }
    meter.passed(nowLocalNanos);
    silence++;
    polls.asked();
    long interval = polls.intervalNanos();
    long wait = Math.min(LONGEST_WAIT_NANOS, interval);
    exchange.ask(wait);
    outbox.setTimer(WAIT_TIMER, nowLocalNanos + wait);
    askAgainAfter(interval);
    publish();
  }

  private String unheard() {
    String what = "no answer to the last " + PollControl.REACH_SIZE + " requests";
    if (faults().get(NtpReplyFault.CRYPTO_NAK) > 0) {
      return what + ": the server says that our key is not right (crypto-NAK)";
    }
    return faults().get(NtpReplyFault.NOT_AUTHENTIC) > 0
        ? what + " that the key authenticates"
        : what;
  }

  private void concluded(NtpOutcome outcome) {
    outbox.cancelTimer(WAIT_TIMER);
    if (outcome instanceof NtpOutcome.Answer answer) {
      answered(answer);
    } else if (outcome instanceof NtpOutcome.Deferred told) {
      heard(told.header());
    } else if (outcome instanceof NtpOutcome.KissOfDeath kiss) {
      silence = 0;
      kissed(kiss.code());
    } else if (outcome instanceof NtpOutcome.Unsynchronised told) {
      silence = 0;
      header = told.header();
      become(NtpAssociationState.UNFIT, "the server says that it is not synchronised");
    }
    publish();
  }

  /** RFC 5905 §7.4. */
  private void kissed(String code) {
    switch (code) {
      case "DENY", "RSTR" -> {
        outbox.cancelTimer(ASK_TIMER);
        become(
            NtpAssociationState.REFUSED,
            "the server refuses us (kiss code " + code + "): it is asked no more");
      }
      case "RATE" -> {
        polls.rateKiss();
        askAgainAfter(polls.intervalNanos());
        rateKisses++;
        if (state != NtpAssociationState.REACHABLE || rateKisses >= PATIENCE) {
          become(NtpAssociationState.UNFIT, "the server wants to be asked less often (RATE)");
        }
      }
      default ->
          become(NtpAssociationState.UNFIT, "the server has no time for us (kiss " + code + ")");
    }
  }

  private void answered(NtpOutcome.Answer answer) {
    if (ExchangeMeter.isImpossible(answer)) {
      faults().count(NtpReplyFault.IMPOSSIBLE_TIMES);
      return;
    }
    heard(answer.header());
    String unfit = unfit(answer);
    if (unfit != null) {
      become(NtpAssociationState.UNFIT, unfit);
      return;
    }
    if (meter.measure(answer) && estimator.locked()) {
      NtpAssociationStatus.Exchange last = Objects.requireNonNull(meter.last());
      polls.adjust(
          last.offsetNanos(), last.jitterNanos(), meter.runOff((double) (SECOND << polls.poll())));
    }
    become(NtpAssociationState.REACHABLE, null);
  }

  private void heard(NtpHeader told) {
    silence = 0;
    rateKisses = 0;
    header = told;
    heardLocalNanos = nowLocalNanos;
    if (polls.answered()) {
      askAgainAfter(polls.intervalNanos());
    }
  }

  private void askAgainAfter(long nanos) {
    estimator.expectNext(nanos);
    outbox.setTimer(ASK_TIMER, nowLocalNanos + nanos);
  }

  /** Why the server's time may not be used, or null. RFC 5905 §11.2.3 and §A.5.5.3, fit(). */
  private @Nullable String unfit(NtpOutcome.Answer answer) {
    NtpHeader told = answer.header();
    // In stratum 1 the reference id is four letters, not an address.
    if (told.stratum() > 1 && ownReferenceId.test(told.referenceId())) {
      return "it follows us: its reference id is an address of this host";
    }
    // Without our jitter: it is no error of the server's, and would shut one out whose time jumped.
    long distance =
        (told.rootDelayNanos() + Math.max(0, answer.delayNanos())) / 2 + told.rootDispersionNanos();
    return distance > MAX_DISTANCE_NANOS
        ? "its root distance, the most that it may be off by, is beyond 1 s"
        : null;
  }

  private void become(NtpAssociationState next, @Nullable String why) {
    if (state == NtpAssociationState.REACHABLE && next != state) {
      meter.lost(nowLocalNanos);
    }
    state = next;
    reason = why;
  }

  private void publish() {
    status = statusNow();
    onChange.run();
  }

  private NtpAssociationStatus statusNow() {
    return new NtpAssociationStatus(
        state, reason, polls.reach(), polls.poll(), header, meter.last(), heardLocalNanos);
  }
}
