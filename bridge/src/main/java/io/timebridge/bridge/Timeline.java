package io.timebridge.bridge;

import io.timebridge.bridge.config.ClockConfig;
import io.timebridge.bridge.config.PolicyConfig;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one time that the bridge stands behind.
 *
 * <p>The {@link Jury} says who of the sources is believed, and who is followed. What is served is
 * {@link Steering}'s clock, which slews from one to the other. When too few are left it goes on
 * with the last frequency and a growing bound (holdover), and after {@code clock.holdover} it stops
 * claiming.
 *
 * <p>While it claims a time, one source alone cannot talk it into another: a jump is taken for the
 * source's mistake until a second source says the same, or until the holdover is over.
 *
 * <p>Written by the sources' thread; any thread reads {@link #snapshot()}.
 */
public final class Timeline {
  private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);
  private static final long NANOS = 1_000_000_000L;

  /**
   * An output that cannot bear a step begins when the frequency is known to so much, five standard
   * deviations…
   */
  private static final double STEADY_PPB = 5_000;

  /** …and nothing has been slewed away quickly for so long. */
  private static final long STEADY_NANOS = 5 * NANOS;

  /** How long the first source that is ready waits for those that are about to be. */
  private static final long PATIENCE_NANOS = 15 * NANOS;

  /** Farther from a primary reference than this nothing is traceable to it, whoever is followed. */
  private static final long TRACEABLE_NANOS = 1_000_000;

  /** A change of rate that is worth a new piece in holdover. */
  private static final double NEWS_PPB = 0.01;

  private final LocalClock clock;
  private final long holdoverNanos;
  private final long stepThresholdNanos;
  private final Jury jury;
  private final LeapVote leapVote;
  private final LeapRule leaps;
  private final Correlations correlations;
  private final Coarse coarse = new Coarse();
  private final Steering steering;
  private boolean unsteady = true;
  private long unsteadyLocalNanos;
  private boolean firstHeard;
  private long firstHeardLocal;
  private volatile boolean slept;
  private boolean waking;
  private BiConsumer<TimelineSnapshot, TimelineSnapshot> onPublish = (before, now) -> {};
  private volatile TimelineSnapshot snapshot =
      new TimelineSnapshot(
          TimelineState.UNSYNCHRONISED, "no source has been heard yet", null, null, null, 0);

  /**
   * Creates one.
   *
   * @param table our own leap second table
   * @param gentlePpm how fast it may be slewed once it has settled
   */
  Timeline(
      LocalClock clock,
      ClockConfig config,
      PolicyConfig policy,
      LeapSeconds table,
      double gentlePpm) {
    this(clock, config, policy, table, gentlePpm, Correlation.MAX_POINTS);
  }

  /** Creates one that keeps so many points of each domain's relation to UTC. */
  Timeline(
      LocalClock clock,
      ClockConfig config,
      PolicyConfig policy,
      LeapSeconds table,
      double gentlePpm,
      int maxPoints) {
    this.correlations = new Correlations(maxPoints);
    this.clock = clock;
    this.leapVote = new LeapVote(table);
    this.leaps = new LeapRule(leapVote);
    this.jury = new Jury(policy);
    this.holdoverNanos = config.holdoverNanos();
    this.stepThresholdNanos = config.stepThresholdNanos();
    this.steering = new Steering(config.maxSlewPpm(), gentlePpm, jury.rateClock()::ratePpb);
  }

  /**
   * Adds a source, before the first update.
   *
   * @param history takes what relates a PTP domain to UTC, on the sources' thread
   */
  void add(Source source, Consumer<Correlation.Point> history) {
    jury.add(source);
    correlations.add(source, history);
  }

  /**
   * Says who is told of each snapshot, what was before and what is now, on the sources' thread;
   * before the first update.
   */
  void onPublish(BiConsumer<TimelineSnapshot, TimelineSnapshot> listener) {
    onPublish = listener;
  }

  /** How a PTP domain relates to UTC; null if there is no such source. Any thread. */
  @Nullable Correlation correlation(String source) {
    return correlations.get(source);
  }

  /** {@return the timeline as it is now} */
  public TimelineSnapshot snapshot() {
    TimelineSnapshot present = snapshot;
    return slept ? asleep(present) : present;
  }

  /**
   * This host was suspended, and its local clock stood still: what was served is late by as much.
   * Nothing is claimed from now on until a source's time was taken anew, which may be a step. Any
   * thread.
   */
  void hostSlept() {
    slept = true;
  }

  private static TimelineSnapshot asleep(TimelineSnapshot last) {
    return new TimelineSnapshot(
        TimelineState.UNSYNCHRONISED,
        "this host was suspended: the sources' time is taken anew",
        last.origin(),
        last.tai(),
        last.utc(),
        last.endLocalNanos());
  }

  private void wakeUp() {
    TimelineSnapshot last = snapshot;
    snapshot = asleep(last);
    onPublish.accept(last, snapshot);
    LOG.warn("timeline: {}: {}", snapshot.state().word(), snapshot.reason());
    slept = false;
    waking = true; // who asks anew tells of it: nobody is judged before all have forgotten
    jury.sources().forEach(Source::slept);
    waking = false;
  }

  /** What is thought of the sources. Any thread. */
  Findings findings() {
    return jury.findings();
  }

  /**
   * True if an output that cannot bear a step or a fast slew may begin: what is served need not be
   * slewed quickly, and its frequency is known. On the sources' thread.
   */
  boolean steadyAt(long localNanos) {
    return !unsteady && localNanos - unsteadyLocalNanos >= STEADY_NANOS;
  }

  /** Such an output has begun: nothing is slewed quickly any more. On the sources' thread. */
  void serveGently() {
    steering.beGentle();
  }

  /** What is believed of leap seconds. On the sources' thread. */
  LeapVote leapVote() {
    return leapVote;
  }

  /** True while a difference is taken away that is more than noise. On the sources' thread. */
  boolean slewing() {
    return steering.slewing();
  }

  /** What slow sources are measured against. */
  RateClock rateClock() {
    return jury.rateClock();
  }

  /** A source changed, or time passed: what is the time now? On the sources' thread. */
  void update() {
    if (waking) {
      return;
    }
    if (slept) {
      wakeUp();
    }
    long now = clock.localNanos();
    jury.sit(serves() && !LastResort.isServed(snapshot), taiMinusUtc(), now);
    leaps.count(jury.believed(), snapshot, now);
    Source best = jury.choose(now);
    if (best != null && (othersAreExpected(now) || contradictsWhatIsServed(best, now))) {
      best = null;
    }
    String held = best == null ? null : coarse.betterHeld(best, snapshot, now);
    if (held != null) {
      hold(now, held);
    } else if (best != null) {
      jury.follow(best);
      use(best, now);
    } else if (serves()) {
      hold(now, jury.why());
    } else {
      idle(jury.why());
    }
    jury.tell(leapVote, snapshot, now);
    correlations.update(jury.sources(), snapshot, now);
  }

  private int taiMinusUtc() {
    UtcRule rule = snapshot.utc();
    return rule != null
        ? rule.taiMinusUtc()
        : LeapSeconds.builtIn().taiMinusUtcAtUtc(BuildDate.UTC_NANOS);
  }

  /** At the start the first that is ready is not believed before the others had a chance. */
  private boolean othersAreExpected(long now) {
    if (steering.map() != null) {
      return false;
    }
    if (!firstHeard) {
      firstHeard = true;
      firstHeardLocal = now;
    }
    return now - firstHeardLocal < PATIENCE_NANOS && jury.othersAreAcquiring();
  }

  /**
   * One source alone, and its time is not what is being served: did it jump, or were we wrong? No
   * one is there to tell.
   */
  private boolean contradictsWhatIsServed(Source best, long now) {
    if (!serves()
        || !snapshot.usableAt(now)
        || jury.voices() > 1
        || (LastResort.isServed(snapshot) && best.kind() != Source.Kind.SYSTEM)) {
      return false;
    }
    String what =
        Disagreement.withServed(
            Jury.timeOf(best), snapshot, taiMinusUtc(), stepThresholdNanos, now);
    if (what == null) {
      return false;
    }
    jury.dispute(best, what);
    return true;
  }

  private boolean serves() {
    TimelineState state = snapshot.state();
    return state == TimelineState.LOCKED || state == TimelineState.HOLDOVER;
  }

  private void use(Source source, long now) {
    SourceTime time = Jury.timeOf(source);
    NtpMean mean = jury.mean(source, now);
    UtcRule rule = leaps.rule(time, serves() ? snapshot.utc() : null, steering.map(), now);
    // Who agrees on UTC may still be off by whole seconds in TAI: what is served goes on.
    long seconds = (long) rule.taiMinusUtcAt(time.tai().nanosAt(now)) - time.taiMinusUtcAt(now);
    ClockSegment estimate = mean.tai().shifted(seconds * NANOS);
    ClockMap shown = steering.map();
    long off = shown == null ? 0 : estimate.nanosAt(now) - shown.nanosAt(now);
    boolean step =
        shown == null
            || Math.abs(off) > bearable(estimate, now)
            || coarse.isWorthAStep(off, estimate, steering.slewPpm(), now);
    coarse.followed(estimate, now);
    if (step && shown != null) {
      LOG.warn("timeline: TAI steps by {} s", off / (double) NANOS);
    }
    Source.Drift drift = source.drift();
    steering.drifts(drift.ppbPerSecond(), drift.seconds());
    ClockSegment served =
        step
            ? steering.step(estimate, mean.driftPpb(), now)
            : steering.follow(estimate, mean.noiseNanos(), mean.driftPpb(), now);
    unsteady = steering.hurrying() || mean.driftErrorPpb() > STEADY_PPB;
    if (unsteady || step) {
      unsteadyLocalNanos = now;
    }
    boolean there = Math.abs(estimate.nanosAt(now) - served.nanosAt(now)) <= TRACEABLE_NANOS;
    publish(
        TimelineState.LOCKED,
        "following " + source.name() + remark(source),
        new TimelineSnapshot.Origin(
            source.name(),
            source.kind(),
            time.stratum(),
            time.traceable() && there,
            time.reference(),
            time.rootDelayNanos(),
            time.referenceId(),
            time.heardLocalNanos()),
        served,
        rule,
        time.heardLocalNanos() + Math.max(holdoverNanos, time.silenceNanos()));
  }

  /**
   * What is served is stepped only if it is wrong: what neither side's bound excludes is slewed
   * away, however long that takes, since the difference is in the errors meanwhile.
   */
  private long bearable(ClockSegment estimate, long now) {
    ClockSegment tai = snapshot.tai();
    return tai == null || !snapshot.usableAt(now) || LastResort.isServed(snapshot)
        ? stepThresholdNanos
        : Math.max(stepThresholdNanos, tai.errorBoundAt(now) + estimate.errorBoundAt(now));
  }

  private static String remark(Source source) {
    String remark = source.health().reason();
    return remark == null ? "" : ": " + remark;
  }

  private void hold(long now, String why) {
    TimelineSnapshot last = snapshot;
    TimelineSnapshot.Origin origin = last.origin();
    // A domain on an arbitrary epoch may still give the rate, and a frequency may drift.
    if (jury.rateClock().source() != null) {
      steering.drifts(0, 0); // the rate is measured
    }
    ClockSegment tai = last.tai();
    if (tai != null
        && (last.state() == TimelineState.LOCKED
            || Math.abs(steering.heldPpb(now) - tai.frequencyPpb()) > NEWS_PPB)) {
      tai = steering.hold(now);
    }
    long end = origin == null ? now : origin.heardLocalNanos() + holdoverNanos;
    if (now - end >= 0) {
      publish(TimelineState.UNSYNCHRONISED, over(why), origin, tai, last.utc(), end);
    } else {
      publish(TimelineState.HOLDOVER, why, origin, tai, last.utc(), end);
    }
  }

  private String over(String why) {
    return "the holdover of " + holdoverNanos / 1e9 + " s is over: " + why;
  }

  private void idle(String why) {
    TimelineSnapshot last = snapshot;
    publish(
        jury.othersAreAcquiring() ? TimelineState.ACQUIRING : TimelineState.UNSYNCHRONISED,
        last.hasTime() ? over(why) : why,
        last.origin(),
        last.tai(),
        last.utc(),
        last.endLocalNanos());
  }

  private void publish(
      TimelineState state,
      String reason,
      TimelineSnapshot.@Nullable Origin origin,
      @Nullable ClockSegment tai,
      @Nullable UtcRule utc,
      long endLocalNanos) {
    TimelineSnapshot last = snapshot;
    snapshot = new TimelineSnapshot(state, reason, origin, tai, utc, endLocalNanos);
    onPublish.accept(last, snapshot);
    // In lock and holdover the sources themselves tell what is new.
    boolean serves = state == TimelineState.LOCKED || state == TimelineState.HOLDOVER;
    boolean otherSource =
        origin != null && last.origin() != null && !origin.source().equals(last.source());
    if (state != last.state() || otherSource || (!serves && !reason.equals(last.reason()))) {
      LOG.info("timeline: {}: {}", state.word(), reason);
    }
  }
}
