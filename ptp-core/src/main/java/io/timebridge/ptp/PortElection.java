package io.timebridge.ptp;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.wire.PortIdentity;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port's part in the election: its state, the masters that it hears, whom its state depends on,
 * and the timers that tell that somebody fell silent. What the state is to be is the clock's
 * decision.
 */
final class PortElection {
  private static final Logger LOG = LoggerFactory.getLogger(PtpClock.class);

  private final PtpClock clock;
  private final PtpPort port;
  private final Outbox outbox;
  private final SeededRandom random;
  private final ForeignMasters foreignMasters;

  private final DuelWatch duel;
  private final StateLog log;

  private PortState state = PortState.INITIALIZING;
  private ForeignMasters.@Nullable Master best; // the best that is heard here
  private ForeignMasters.@Nullable Master watched; // whom the state depends on
  private long spreadNanos; // what the announce receipt timeout is longer by
  private long qualifiesSince; // in PRE_MASTER
  private long qualificationNanos; // how long that takes
  private boolean listened; // for a whole announce receipt timeout
  private int twin; // the port of this clock that is on the same network, or 0
  private long twinUntil; // until when it counts as heard

  PortElection(PtpClock clock, PtpPort port, SeededRandom random) {
    this.clock = clock;
    this.port = port;
    this.outbox = port.outbox();
    this.random = random;
    PtpProfile profile = port.profile();
    this.foreignMasters =
        new ForeignMasters(
            profile.logAnnounceInterval(),
            profile.announceReceiptTimeout(),
            port.maxStepsRemoved());
    this.duel = new DuelWatch(clock, port, foreignMasters);
    this.log = new StateLog(clock, port);
  }

  PortState state() {
    return state;
  }

  ForeignMasters foreignMasters() {
    return foreignMasters;
  }

  /** Whether more than one leads here. */
  DuelWatch duel() {
    return duel;
  }

  /** Where changes are told, not too many. */
  StateLog log() {
    return log;
  }

  /** The port's own interval and timeout are others from now on. */
  void configure(PtpProfile profile) {
    foreignMasters.configure(profile.logAnnounceInterval(), profile.announceReceiptTimeout());
  }

  /** Takes no part any more: what was heard is forgotten, and the others decide anew. */
  void retire(PortState next, String why, long nowLocalNanos) {
    clock.election().retires(port);
    foreignMasters.forgetAll();
    best = null;
    listened = false;
    twin = 0;
    leave(next, why, nowLocalNanos);
    duel.look(nowLocalNanos);
    clock.decide(nowLocalNanos); // without the masters that were heard here
    clock.portChanged(nowLocalNanos);
  }

  /** Begins to take part. */
  void begin(String why, long nowLocalNanos) {
    enter(PortState.LISTENING, why, nowLocalNanos);
    if (port.master() != null) {
      // Whoever would be master listens first, be there a time to give or not.
      clock.timeChanged(nowLocalNanos);
      watch(null, nowLocalNanos);
    }
    clock.portChanged(nowLocalNanos);
  }

  /** Whether the port neither sends nor listens. */
  boolean isRetired() {
    return state == PortState.DISABLED || state == PortState.FAULTY;
  }

  /** Whom the port follows, or null. */
  ForeignMasters.@Nullable Master parent() {
    return state.follows() ? watched : null;
  }

  /** Whom the port's state depends on, or null. */
  ForeignMasters.@Nullable Master watched() {
    return watched;
  }

  /** Looks anew which of the masters that are heard here is the best (E_rbest). */
  void chooseBest(long nowLocalNanos) {
    best = foreignMasters.best(port.identity(), watched, clock.comparison(), nowLocalNanos);
  }

  ForeignMasters.@Nullable Master bestMaster() {
    return best;
  }

  /** The best that is heard here, as it is compared, or null. */
  @Nullable DataSet best() {
    return best == null ? null : DataSet.of(best.announce(), port.identity());
  }

  /**
   * Whether a silence proves something: a whole announce receipt timeout has passed, or the port is
   * past listening, since the clock has a master elsewhere. IEEE 1588 keeps a port in LISTENING for
   * as long as nothing is heard on it, and linuxptp's bmc.c likewise; not one that leads.
   */
  boolean hasListened() {
    return listened || (state != PortState.LISTENING && state != PortState.INITIALIZING);
  }

  void enter(PortState next, String why, long nowLocalNanos) {
    if (next != state || next == PortState.UNCALIBRATED) {
      log.changed(next, why, nowLocalNanos);
    }
    state = next;
    clock.stateChanged();
  }

  /** Does what was decided, unless it is to follow, which the clock does; true if that is new. */
  boolean become(StateDecision.Decision decision, long nowLocalNanos) {
    if (isRetired()) {
      return false;
    }
    if (port.master() == null && decision.code() != StateDecision.Code.S1) {
      return listen(decision.why(), nowLocalNanos);
    }
    return switch (decision.code()) {
      case M1, M2 -> twin != 0 ? yieldToTwin(nowLocalNanos) : lead(decision, nowLocalNanos);
      case M3 -> twin != 0 ? yieldToTwin(nowLocalNanos) : qualify(decision.why(), nowLocalNanos);
      case P1, P2 -> rest(best, decision.why(), nowLocalNanos);
      case NONE -> listen(decision.why(), nowLocalNanos);
      case S1 -> false;
    };
  }

  /**
   * A grandmaster is one at once: the qualification timeout (PRE_MASTER) is for a boundary clock's
   * ports that have a master elsewhere. linuxptp's fsm.c has it so, too: RS_GRAND_MASTER does not
   * lead through PRE_MASTER.
   */
  private boolean lead(StateDecision.Decision decision, long nowLocalNanos) {
    if (state == PortState.MASTER) {
      return false;
    }
    leave(PortState.MASTER, decision.why(), nowLocalNanos);
    Objects.requireNonNull(port.master()).start(nowLocalNanos);
    return true;
  }

  /**
   * Time for a better master to be heard, who is as many steps away as the time that is handed on:
   * IEEE 1588's qualification timeout. It gets no longer by a parent that is farther away, but
   * shorter by one that is nearer: what goes round a ring of a dead grandmaster seems far away.
   */
  private boolean qualify(String why, long nowLocalNanos) {
    if (state == PortState.MASTER && clock.given() != null) {
      return false;
    }
    ForeignMasters.Master parent = Objects.requireNonNull(clock.parent());
    long wait = (1L + parent.announce().stepsRemoved()) * announceIntervalNanos();
    if (state == PortState.PRE_MASTER) {
      if (wait < qualificationNanos) {
        awaitQualification(wait);
      }
      return false;
    }
    leave(PortState.PRE_MASTER, why, nowLocalNanos);
    qualifiesSince = nowLocalNanos;
    awaitQualification(wait);
    return true;
  }

  private void awaitQualification(long wait) {
    qualificationNanos = wait;
    outbox.setTimer(PtpPort.TIMER_QUALIFICATION, qualifiesSince + wait);
  }

  void qualified(long nowLocalNanos) {
    if (clock.given() == null) { // the clock has not got the time itself yet
      outbox.setTimer(PtpPort.TIMER_QUALIFICATION, nowLocalNanos + announceIntervalNanos());
      return;
    }
    enter(PortState.MASTER, "no better master was heard meanwhile", nowLocalNanos);
    Objects.requireNonNull(port.master()).start(nowLocalNanos);
    clock.portChanged(nowLocalNanos);
  }

  private boolean rest(ForeignMasters.@Nullable Master passiveFor, String why, long nowLocalNanos) {
    if (state == PortState.PASSIVE && watched == passiveFor) {
      return false;
    }
    leave(PortState.PASSIVE, why, nowLocalNanos);
    watch(passiveFor, nowLocalNanos);
    return true;
  }

  private boolean yieldToTwin(long nowLocalNanos) {
    if (state == PortState.PASSIVE && watched == null) {
      return false;
    }
    leave(PortState.PASSIVE, "our own port " + twin + " is on the same network", nowLocalNanos);
    outbox.setTimer(PtpPort.TIMER_ANNOUNCE_RECEIPT, twinUntil);
    return true;
  }

  private boolean listen(String why, long nowLocalNanos) {
    if (state != PortState.MASTER && state != PortState.PRE_MASTER && state != PortState.PASSIVE) {
      return false;
    }
    leave(PortState.LISTENING, why, nowLocalNanos);
    return true;
  }

  private void leave(PortState next, String why, long nowLocalNanos) {
    if (state == PortState.MASTER) {
      Objects.requireNonNull(port.master()).stop();
    }
    watched = null;
    outbox.cancelTimer(PtpPort.TIMER_QUALIFICATION);
    outbox.cancelTimer(PtpPort.TIMER_ANNOUNCE_RECEIPT);
    enter(next, why, nowLocalNanos);
  }

  /** The port depends on a master from now on, or on nobody's being heard. */
  private void watch(ForeignMasters.@Nullable Master whom, long nowLocalNanos) {
    watched = whom;
    // IEEE 1588 lets it be up to one announce interval longer, so that not all wake at once.
    spreadNanos = random.nextLong(announceIntervalNanos());
    long deadline =
        whom != null
            ? silentUntil(whom) // which may be long silent already
            : nowLocalNanos
                + port.profile().announceReceiptTimeout() * announceIntervalNanos()
                + spreadNanos;
    boolean passed = deadline - nowLocalNanos < 0;
    outbox.setTimer(PtpPort.TIMER_ANNOUNCE_RECEIPT, passed ? nowLocalNanos : deadline);
  }

  /** The port follows from now on. */
  void follow(ForeignMasters.Master chosen, long nowLocalNanos) {
    if (state == PortState.MASTER) {
      Objects.requireNonNull(port.master()).stop();
    }
    outbox.cancelTimer(PtpPort.TIMER_QUALIFICATION);
    watch(chosen, nowLocalNanos);
  }

  /** The port follows nobody any more. */
  void unfollow() {
    outbox.cancelTimer(PtpPort.TIMER_ANNOUNCE_RECEIPT);
    watched = null;
  }

  /** A master that is heard is not to be followed for now. */
  void leaveMaster(@Nullable PortIdentity whom, long nowLocalNanos) {
    ForeignMasters.Master left = whom == null ? null : foreignMasters.find(whom);
    if (left != null) {
      LOG.info("{}: {} does not give what it announces; it is left", clock.name(), whom);
      foreignMasters.forget(left);
      clock.decide(nowLocalNanos);
    }
  }

  /** Of two ports on one network the one with the lower number speaks. */
  void heardTwin(int portNumber, long nowLocalNanos) {
    if (portNumber < port.number()) {
      twin = portNumber;
      twinUntil = nowLocalNanos + port.profile().announceReceiptTimeout() * announceIntervalNanos();
      if (state == PortState.MASTER || state == PortState.PRE_MASTER) {
        clock.decide(nowLocalNanos);
      }
    }
  }

  /** The timer is not moved at each Announce: it looks for itself whether one came meanwhile. */
  void announceReceiptExpired(long nowLocalNanos) {
    ForeignMasters.Master silentOne = watched;
    if (silentOne != null || twin != 0) {
      long deadline = silentOne == null ? twinUntil : silentUntil(silentOne);
      if (nowLocalNanos - deadline < 0) {
        outbox.setTimer(PtpPort.TIMER_ANNOUNCE_RECEIPT, deadline);
        return;
      }
    }
    twin = 0;
    listened = true;
    if (silentOne != null) {
      foreignMasters.forget(silentOne);
      watched = null;
    }
    clock.announceTimeout(port, silentOne, nowLocalNanos);
    duel.look(nowLocalNanos);
  }

  private long silentUntil(ForeignMasters.Master whom) {
    return whom.newestLocalNanos()
        + port.profile().announceReceiptTimeout() * foreignMasters.interval(whom)
        + spreadNanos;
  }

  private long announceIntervalNanos() {
    return Intervals.nanos(port.profile().logAnnounceInterval());
  }
}
