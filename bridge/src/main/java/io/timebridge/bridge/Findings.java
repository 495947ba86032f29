package io.timebridge.bridge;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found of the sources, each time that they were judged: the last is kept for whoever
 * asks, and what is new is logged. Written by the sources' thread; any thread reads.
 */
final class Findings {
  private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);

  private volatile Map<String, Guard.Verdict> verdicts = Map.of();
  private volatile Map<String, String> remarks = Map.of();
  private volatile Map<String, Long> apart = Map.of();

  /** What is thought of the time of each source that claims one, by its name. */
  Map<String, Guard.Verdict> verdicts() {
    return verdicts;
  }

  /** True if the source claims a time that is believed. */
  boolean isBelieved(String source) {
    Guard.Verdict verdict = verdicts.get(source);
    return verdict != null && !verdict.excluded();
  }

  /** What does not keep a source from being followed, and is to be known; null if there is none. */
  @Nullable String remark(String source) {
    return remarks.get(source);
  }

  /** By how much a source's UTC is ahead of what is served, nanoseconds; null if one has none. */
  @Nullable Long versusTimeline(String source) {
    return apart.get(source);
  }

  /** Notes how far each source is from what is served. */
  void compared(Map<String, Long> aheadNanos) {
    apart = aheadNanos;
  }

  void judged(Map<String, Guard.Verdict> judged) {
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

  void remarked(Map<String, String> made) {
    Map<String, String> before = remarks;
    remarks = made;
    made.forEach(
        (name, remark) -> {
          if (!before.containsKey(name)) {
            LOG.warn("{}: {}", name, remark);
          }
        });
  }
}
