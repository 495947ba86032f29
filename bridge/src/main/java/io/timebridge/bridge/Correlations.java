package io.timebridge.bridge;

import io.timebridge.clock.ClockSegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The correlation of each PTP domain. Added to before the first update; then any thread asks. */
final class Correlations {
  private final int maxPoints;
  private final Map<String, Correlation> bySource = new HashMap<>();

  /**
   * Creates one of none.
   *
   * @param maxPoints how many points of each domain are kept
   */
  Correlations(int maxPoints) {
    this.maxPoints = maxPoints;
  }

  void add(Source source, Consumer<Correlation.Point> history) {
    if (source.kind() == Source.Kind.PTP) {
      bySource.put(source.name(), new Correlation(source.name(), maxPoints, history));
    }
  }

  @Nullable Correlation get(String source) {
    return bySource.get(source);
  }

  /** A domain that runs is related to what is served, be its epoch what it may. */
  void update(Iterable<Source> sources, TimelineSnapshot snapshot, long nowLocalNanos) {
    ClockSegment served = snapshot.tai();
    UtcRule rule = snapshot.utc();
    if (served == null || rule == null || !snapshot.usableAt(nowLocalNanos)) {
      return;
    }
    for (Source source : sources) {
      Correlation correlation = bySource.get(source.name());
      Source.Rate rate = source.rate();
      if (correlation != null && rate != null) {
        correlation.add(rate.clock().current(), served, rule, nowLocalNanos);
      }
    }
  }
}
