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
      hold(now);
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
    // Without news for as long as holdover may last, the time is not to be given any more.
    publish(
        TimelineState.LOCKED,
        "following " + source.name() + (source.reason() == null ? "" : ": " + source.reason()),
        new TimelineSnapshot.Origin(
            source.name(),
            time.traceable(),
            time.rootDelayNanos(),
            time.referenceId(),
            tai.localNanos()),
        tai,
        time.utc(),
        tai.localNanos() + holdoverNanos);
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

  private void hold(long now) {
    TimelineSnapshot last = snapshot;
    PtpSource source = inUse;
    ClockSegment tai = last.tai();
    if (source != null) {
      inUse = null;
      // The source stopped slewing when it lost its master: its last word on frequency counts.
      ClockSegment newest = source.newestOfEpoch(tai);
      tai = newest == null ? tai : newest;
    }
    if (now - last.endLocalNanos() >= 0) {
      publish(
          TimelineState.UNSYNCHRONISED,
          "no usable source, and the holdover of " + holdoverNanos / NANOS + " s is over",
          last.origin(),
          tai,
          last.utc(),
          last.endLocalNanos());
    } else if (source != null) {
      publish(
          TimelineState.HOLDOVER,
          "no usable source: " + why(),
          last.origin(),
          tai,
          last.utc(),
          last.endLocalNanos());
    }
  }

  private String why() {
    List<String> reasons = new ArrayList<>();
    for (PtpSource source : sources) {
      reasons.add(source.name() + ": " + source.reason());
    }
    return String.join("; ", reasons);
  }

  private void idle(long usable) {
    boolean acquiring =
        sources.stream().anyMatch(source -> source.state() == TimelineState.ACQUIRING);
    String reason =
        usable > 0 ? usable + " usable sources, but policy.require is " + policy.require() : why();
    TimelineSnapshot last = snapshot;
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
    if (state != last.state() || (state != TimelineState.LOCKED && !reason.equals(last.reason()))) {
      LOG.info("timeline: {}: {}", state.word(), reason);
    }
  }
}
