package io.timebridge.bridge;

import io.timebridge.bridge.config.ClockConfig;
import io.timebridge.bridge.config.PolicyConfig;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LocalClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one time that the bridge stands behind.
 *
 * <p>The sources that the {@link Guard} does not exclude are believed; of these the first in the
 * order of preference is followed, a PTP domain before NTP servers, and NTP servers together. What
 * is served is {@link Steering}'s clock, which slews from one to the other. When too few are left
 * it goes on with the last frequency and a growing bound (holdover), and after {@code
 * clock.holdover} it stops claiming.
 *
 * <p>While it claims a time, one source alone cannot talk it into another: a jump is taken for the
 * source's mistake until a second source says the same, or until the holdover is over.
 *
 * <p>Written by the sources' thread; any thread reads {@link #snapshot()}.
 */
public final class Timeline {
  private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);
  private static final long NANOS = 1_000_000_000L;

  /** So near a leap second what was known of it stays known. */
  private static final long LEAP_HOLD_NANOS = 30 * NANOS;

  /** How long the first source that is ready waits for those that are about to be. */
  private static final long PATIENCE_NANOS = 15 * NANOS;

  /** A change of rate that is worth a new piece in holdover. */
  private static final double NEWS_PPB = 0.01;

  private final LocalClock clock;
  private final long holdoverNanos;
  private final long stepThresholdNanos;
  private final PolicyConfig policy;
  private final List<Source> sources = new ArrayList<>();
  private final Map<String, Correlation> correlations = new HashMap<>();
  private final Guard guard = new Guard();
  private final RateClock rateClock = new RateClock();
  private final Steering steering;
  private boolean firstHeard;
  private long firstHeardLocal;
  private volatile Map<String, Guard.Verdict> verdicts = Map.of();
  private volatile TimelineSnapshot snapshot =
      new TimelineSnapshot(
          TimelineState.UNSYNCHRONISED, "no source has been heard yet", null, null, null, 0);

  /**
   * Creates one.
   *
   * @param gentlePpm how fast it may be slewed once it has settled
   */
  Timeline(LocalClock clock, ClockConfig config, PolicyConfig policy, double gentlePpm) {
    this.clock = clock;
    this.holdoverNanos = config.holdoverNanos();
    this.stepThresholdNanos = config.stepThresholdNanos();
    this.policy = policy;
    this.steering = new Steering(config.maxSlewPpm(), gentlePpm, rateClock::ratePpb);
  }

  /**
   * Adds a source, before the first update.
   *
   * @param history takes what relates a PTP domain to UTC, on the sources' thread
   */
  void add(Source source, Consumer<Correlation.Point> history) {
    sources.add(source);
    if (source.kind() == Source.Kind.PTP) {
      correlations.put(
          source.name(), new Correlation(source.name(), Correlation.MAX_POINTS, history));
    }
  }

  /** How a PTP domain relates to UTC; null if there is no such source. Any thread. */
  @Nullable Correlation correlation(String source) {
    return correlations.get(source);
  }

  /** {@return the timeline as it is now} */
  public TimelineSnapshot snapshot() {
    return snapshot;
  }

  /** What was last thought of each source that claims a time, by its name. Any thread. */
  Map<String, Guard.Verdict> verdicts() {
    return verdicts;
  }

  /** True while a difference is taken away that is more than noise. On the sources' thread. */
  boolean slewing() {
    return steering.slewing();
  }

  /** What slow sources are measured against. */
  RateClock rateClock() {
    return rateClock;
  }

  /** A source changed, or time passed: what is the time now? On the sources' thread. */
  void update() {
    long now = clock.localNanos();
    rateClock.update(rateSource(), now);
    Map<String, Guard.Verdict> judged = judge(now);
    List<Source> believed = believed(judged);
    Source best = voices(believed) >= policy.require() ? choose(believed) : null;
    if (best != null
        && (othersAreExpected(now) || contradictsWhatIsServed(best, believed, judged, now))) {
      best = null;
    }
    if (best != null) {
      judged.put(best.name(), new Guard.Verdict(Guard.Word.USED, null));
      use(best, believed, now);
    } else if (serves()) {
      hold(now, why(judged, believed));
    } else {
      idle(why(judged, believed));
    }
    tell(judged);
    correlate(now);
  }

  private void correlate(long now) {
    ClockSegment served = snapshot.tai();
    UtcRule rule = snapshot.utc();
    if (served == null || rule == null || !snapshot.usableAt(now)) {
      return;
    }
    for (Source source : sources) {
      Correlation correlation = correlations.get(source.name());
      Source.Rate rate = source.rate();
      if (correlation != null && rate != null) {
        correlation.add(rate.clock().current(), served, rule, now);
      }
    }
  }

  /** The one that gives the rate now, as long as it can. */
  private @Nullable Source rateSource() {
    Source present = rateClock.source();
    if (present != null && present.rate() != null) {
      return present;
    }
    for (Source source : sources) {
      if (source.rate() != null) {
        return source;
      }
    }
    return null;
  }

  private Map<String, Guard.Verdict> judge(long now) {
    List<Guard.Claim> claims = new ArrayList<>();
    for (Source source : sources) {
      SourceTime time = source.time();
      if (time != null) {
        claims.add(
            new Guard.Claim(
                source.name(),
                time.utcNanosAt(now),
                time.tai().errorBoundAt(now),
                time.witness(),
                policy.trust().contains(source.name())));
      }
    }
    return guard.judge(claims, now, taiMinusUtc());
  }

  private int taiMinusUtc() {
    UtcRule rule = snapshot.utc();
    return rule != null
        ? rule.taiMinusUtc()
        : LeapSeconds.builtIn().taiMinusUtcAtUtc(BuildDate.UTC_NANOS);
  }

  private List<Source> believed(Map<String, Guard.Verdict> judged) {
    List<Source> believed = new ArrayList<>();
    for (Source source : sources) {
      Guard.Verdict verdict = judged.get(source.name());
      if (verdict != null && !verdict.excluded()) {
        believed.add(source);
      }
    }
    return believed;
  }

  /** How many independent witnesses there are. */
  private static long voices(List<Source> believed) {
    return believed.stream().map(source -> timeOf(source).witness()).distinct().count();
  }

  private static SourceTime timeOf(Source source) {
    return Objects.requireNonNull(source.time(), "who is believed claims a time");
  }

  /** The first in the operator's order, then by kind, then in the config's order. */
  private @Nullable Source choose(List<Source> believed) {
    return believed.stream().min(Comparator.comparingInt(this::rank)).orElse(null);
  }

  private int rank(Source source) {
    int preferred = policy.prefer().indexOf(source.name());
    if (preferred >= 0) {
      return preferred;
    }
    // A PTP domain is the more precise.
    return policy.prefer().size() + (source.kind() == Source.Kind.PTP ? 0 : 1);
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
    return now - firstHeardLocal < PATIENCE_NANOS
        && sources.stream().anyMatch(each -> each.health().state() == TimelineState.ACQUIRING);
  }

  /**
   * One source alone, and its time is not what is being served: did it jump, or were we wrong? No
   * one is there to tell.
   */
  private boolean contradictsWhatIsServed(
      Source best, List<Source> believed, Map<String, Guard.Verdict> judged, long now) {
    ClockSegment tai = snapshot.tai();
    if (!serves() || tai == null || !snapshot.usableAt(now) || voices(believed) > 1) {
      return false;
    }
    SourceTime time = timeOf(best);
    long off = time.utcNanosAt(now) - snapshot.utcNanosAt(now);
    long offTai = time.tai().nanosAt(now) - tai.nanosAt(now);
    long margin = tai.errorBoundAt(now) + time.tai().errorBoundAt(now);
    long most = Math.max(stepThresholdNanos, margin);
    // Its TAI is right: then it may know better whether there was a leap second.
    boolean leap = Math.abs(offTai) <= most && Math.abs(off) <= NANOS + most;
    if (Math.abs(off) <= most || leap) {
      return false;
    }
    String what =
        "against the time that is being served "
            + Disagreement.describe(off, time.utcNanosAt(now), taiMinusUtc(), margin)
            + "; it is believed when another source agrees, or when the holdover is over";
    judged.put(best.name(), new Guard.Verdict(Guard.Word.DISPUTED, what));
    return true;
  }

  private boolean serves() {
    TimelineState state = snapshot.state();
    return state == TimelineState.LOCKED || state == TimelineState.HOLDOVER;
  }

  private void use(Source source, List<Source> believed, long now) {
    SourceTime time = timeOf(source);
    UtcRule rule = ruleFor(time, now);
    // Who agrees on UTC may still be off by whole seconds in TAI: what is served goes on.
    long seconds = (long) rule.taiMinusUtcAt(time.tai().nanosAt(now)) - time.taiMinusUtcAt(now);
    ClockSegment estimate =
        shifted(time.tai(), seconds * NANOS, together(source, time, believed, now));
    ClockMap shown = steering.map();
    long off = shown == null ? 0 : estimate.nanosAt(now) - shown.nanosAt(now);
    boolean step = shown == null || Math.abs(off) > bearable(estimate, now);
    if (step && shown != null) {
      LOG.warn("timeline: TAI steps by {} s", off / (double) NANOS);
    }
    Source.Drift drift = source.drift();
    steering.drifts(drift.ppbPerSecond(), drift.seconds());
    ClockSegment served =
        step
            ? steering.step(estimate, time.driftPpb(), now)
            : steering.follow(estimate, time.driftPpb(), now);
    publish(
        TimelineState.LOCKED,
        "following " + source.name() + remark(source),
        new TimelineSnapshot.Origin(
            source.name(),
            source.kind(),
            time.stratum(),
            time.traceable(),
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
    return tai == null || !snapshot.usableAt(now)
        ? stepThresholdNanos
        : Math.max(stepThresholdNanos, tai.errorBoundAt(now) + estimate.errorBoundAt(now));
  }

  private static String remark(Source source) {
    String remark = source.health().reason();
    return remark == null ? "" : ": " + remark;
  }

  /** The rule from TAI to UTC: the source's, unless that would move TAI for nothing. */
  private UtcRule ruleFor(SourceTime time, long now) {
    UtcRule present = snapshot.utc();
    ClockMap shown = steering.map();
    if (present == null || shown == null || !serves()) {
      return time.utc();
    }
    long tai = time.tai().nanosAt(now);
    boolean sameUtc = present.taiMinusUtcAt(tai) == time.taiMinusUtcAt(now);
    boolean sameTai = Math.abs(tai - shown.nanosAt(now)) < NANOS / 2;
    if (sameUtc && present.leapsWithin(LEAP_HOLD_NANOS, tai)) {
      return present;
    }
    return sameUtc || sameTai ? time.utc() : present;
  }

  /** NTP servers that agree are followed together: by how much their mean is ahead of one. */
  private static long together(Source source, SourceTime time, List<Source> believed, long now) {
    if (source.kind() != Source.Kind.NTP) {
      return 0;
    }
    double weights = 0;
    double sum = 0;
    for (Source each : believed) {
      if (each.kind() == Source.Kind.NTP) {
        SourceTime other = timeOf(each);
        double error = Math.max(1, other.tai().estimatedErrorAt(now));
        double weight = 1 / (error * error);
        weights += weight;
        sum += weight * (other.utcNanosAt(now) - time.utcNanosAt(now));
      }
    }
    return Math.round(sum / weights);
  }

  /** By whole seconds, which are counted otherwise, and by what others say beside it. */
  private static ClockSegment shifted(ClockSegment segment, long seconds, long nanos) {
    return new ClockSegment(
        segment.epoch(),
        segment.localNanos(),
        segment.nanos() + seconds + nanos,
        segment.frequencyPpb(),
        segment.estimatedErrorNanos(),
        segment.errorBoundNanos() + Math.abs(nanos),
        segment.estimatedGrowthPpb(),
        segment.boundGrowthPpb());
  }

  private void hold(long now, String why) {
    TimelineSnapshot last = snapshot;
    TimelineSnapshot.Origin origin = last.origin();
    // A domain on an arbitrary epoch may still give the rate, and a frequency may drift.
    if (rateClock.source() != null) {
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

  private String why(Map<String, Guard.Verdict> judged, List<Source> believed) {
    List<String> reasons = new ArrayList<>();
    long voices = voices(believed);
    if (voices > 0 && voices < policy.require()) {
      reasons.add("sources that agree: " + voices + ", policy.require: " + policy.require());
    }
    for (Source source : sources) {
      Guard.Verdict verdict = judged.get(source.name());
      if (verdict == null || verdict.excluded()) {
        String reason = verdict == null ? source.health().reason() : verdict.reason();
        reasons.add(source.name() + ": " + reason);
      }
    }
    if (reasons.isEmpty()) {
      reasons.add("waiting for the other sources");
    }
    return String.join("; ", reasons);
  }

  private void idle(String why) {
    boolean acquiring =
        sources.stream().anyMatch(each -> each.health().state() == TimelineState.ACQUIRING);
    TimelineSnapshot last = snapshot;
    publish(
        acquiring ? TimelineState.ACQUIRING : TimelineState.UNSYNCHRONISED,
        last.hasTime() ? over(why) : why,
        last.origin(),
        last.tai(),
        last.utc(),
        last.endLocalNanos());
  }

  /** Says what is new in the judgements. */
  private void tell(Map<String, Guard.Verdict> judged) {
    Map<String, Guard.Verdict> before = verdicts;
    verdicts = judged;
    judged.forEach(
        (name, verdict) -> {
          Guard.Verdict last = before.getOrDefault(name, Guard.Verdict.NOT_JUDGED);
          if (verdict.said() != last.said() && verdict.excluded()) {
            LOG.warn("{}: {}: {}", name, verdict.word(), verdict.reason());
          } else if (last.excluded() && !verdict.excluded()) {
            LOG.info("{}: {}", name, verdict.word());
          }
        });
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
    // In lock and holdover the sources themselves tell what is new.
    boolean serves = state == TimelineState.LOCKED || state == TimelineState.HOLDOVER;
    boolean otherSource =
        origin != null && last.origin() != null && !origin.source().equals(last.source());
    if (state != last.state() || otherSource || (!serves && !reason.equals(last.reason()))) {
      LOG.info("timeline: {}: {}", state.word(), reason);
    }
  }
}
