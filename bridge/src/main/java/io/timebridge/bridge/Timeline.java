package io.timebridge.bridge;

import io.timebridge.bridge.config.ClockConfig;
import io.timebridge.bridge.config.PolicyConfig;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LocalClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one time that the bridge stands behind.
 *
 * <p>It takes the time of the first usable source in the order of preference. When none is usable
 * it goes on with the last frequency and a growing bound (holdover), and after {@code
 * clock.holdover} it stops claiming. Written by the sources' thread; any thread reads {@link
 * #snapshot()}.
 */
public final class Timeline {
  private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);
  private static final long NANOS = 1_000_000_000L;

  private static final long STEP_LOG_NANOS = 1_000_000;

  /**
   * A locked source is trusted at least this long without news: longer than the slowest source
   * takes to tell that its master is gone.
   */
  private static final long SILENCE_NANOS = 100 * NANOS;

  private final LocalClock clock;
  private final long holdoverNanos;
  private final PolicyConfig policy;
  private final List<PtpSource> sources = new ArrayList<>();
  private @Nullable PtpSource inUse;
  private volatile TimelineSnapshot snapshot =
      new TimelineSnapshot(
          TimelineState.UNSYNCHRONISED, "no source has been heard yet", null, null, null, 0);

  Timeline(LocalClock clock, ClockConfig config, PolicyConfig policy) {
    this.clock = clock;
    this.holdoverNanos = config.holdoverNanos();
    this.policy = policy;
  }

  void add(PtpSource source) {
    sources.add(source);
  }

  /** {@return the timeline as it is now} */
  public TimelineSnapshot snapshot() {
    return snapshot;
  }

  /** A source changed, or time passed: what is the time now? On the sources' thread. */
  void update() {
    long now = clock.localNanos();
    long usable = sources.stream().filter(PtpSource::usable).count();
    PtpSource best = usable >= policy.require() ? choose() : null;
    if (best != null) {
      use(best);
    } else if (inUse != null || snapshot.state() == TimelineState.HOLDOVER) {
      hold(now, usable);
    } else {
      idle(usable);
    }
  }

  /** The first usable source in the operator's order, then in the config's. */
  private @Nullable PtpSource choose() {
    for (String name : policy.prefer()) {
      for (PtpSource source : sources) {
        if (source.name().equals(name) && source.usable()) {
          return source;
        }
      }
    }
    for (PtpSource source : sources) {
      if (source.usable()) {
        return source;
      }
    }
    return null;
  }

  private void use(PtpSource source) {
    PtpSource.Time time = source.time();
    if (time == null) {
      return;
    }
    inUse = source;
    logStep(time);
    ClockSegment tai = time.tai();
    publish(
        TimelineState.LOCKED,
        "following " + source.name() + (source.reason() == null ? "" : ": " + source.reason()),
        new TimelineSnapshot.Origin(
            source.name(),
            time.traceable(),
            time.reference(),
            time.rootDelayNanos(),
            time.referenceId(),
            tai.localNanos()),
        tai,
        time.utc(),
        tai.localNanos() + Math.max(holdoverNanos, SILENCE_NANOS));
  }

  private void logStep(PtpSource.Time next) {
    ClockSegment before = snapshot.tai();
    UtcRule rule = snapshot.utc();
    if (before == null || rule == null) {
      return;
    }
    long local = next.tai().localNanos();
    long step =
        next.utc().utcNanos(next.tai().nanosAt(local)) - rule.utcNanos(before.nanosAt(local));
    if (Math.abs(step) > STEP_LOG_NANOS) {
      LOG.warn("timeline: UTC steps by {} s", step / (double) NANOS);
    }
  }

  private void hold(long now, long usable) {
    TimelineSnapshot last = snapshot;
    PtpSource source = inUse;
    ClockSegment tai = last.tai();
    if (source != null) {
      inUse = null;
      ClockSegment held = source.holdover(tai, now);
      tai = held == null ? tai : held;
    }
    TimelineSnapshot.Origin origin = last.origin();
    long end = origin == null ? now : origin.heardLocalNanos() + holdoverNanos;
    if (now - end >= 0) {
      publish(TimelineState.UNSYNCHRONISED, over(why(usable)), origin, tai, last.utc(), end);
    } else {
      publish(TimelineState.HOLDOVER, why(usable), origin, tai, last.utc(), end);
    }
  }

  private String over(String why) {
    return "the holdover of " + holdoverNanos / 1e9 + " s is over: " + why;
  }

  private String why(long usable) {
    if (usable > 0) {
      return "sources that are usable: " + usable + ", policy.require: " + policy.require();
    }
    List<String> reasons = new ArrayList<>();
    for (PtpSource source : sources) {
      reasons.add(source.name() + ": " + source.reason());
    }
    return String.join("; ", reasons);
  }

  private void idle(long usable) {
    boolean acquiring =
        sources.stream().anyMatch(source -> source.state() == TimelineState.ACQUIRING);
    TimelineSnapshot last = snapshot;
    String reason = last.hasTime() ? over(why(usable)) : why(usable);
    publish(
        acquiring ? TimelineState.ACQUIRING : TimelineState.UNSYNCHRONISED,
        reason,
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
    // In lock and holdover the sources themselves tell what is new.
    boolean serves = state == TimelineState.LOCKED || state == TimelineState.HOLDOVER;
    boolean otherSource =
        origin != null && last.origin() != null && !origin.source().equals(last.source());
    if (state != last.state() || otherSource || (!serves && !reason.equals(last.reason()))) {
      LOG.info("timeline: {}: {}", state.word(), reason);
    }
  }
}
