package io.timebridge.bridge;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs how a source is, when that is news. One thread. */
final class HealthLog {
  private static final Logger LOG = LoggerFactory.getLogger(Source.class);

  private final String name;
  private Source.@Nullable Health last;

  HealthLog(String name) {
    this.name = name;
  }

  void tell(Source.Health health) {
    Source.Health before = last;
    last = health;
    if (Objects.equals(health, before)) {
      return;
    }
    String reason = health.reason();
    boolean idle = health.state() == TimelineState.LOCKED && !health.usable();
    // A reason beside time that is used is what an operator overruled, or should know.
    LOG.atLevel(health.usable() && reason != null ? Level.WARN : Level.INFO)
        .log(
            "{}: {}{}{}",
            name,
            health.state().word(),
            idle ? ", but not usable" : "",
            reason == null ? "" : ": " + reason);
  }
}
