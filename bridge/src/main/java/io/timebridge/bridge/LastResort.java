package io.timebridge.bridge;

import java.util.List;

/**
 * When the host's own clock has a say: not where there is another source, or was a moment ago. One
 * thread.
 */
final class LastResort {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private boolean looked;
  private long othersLocalNanos;

  /** True if what is served is the host's clock. */
  static boolean isServed(TimelineSnapshot snapshot) {
    TimelineSnapshot.Origin origin = snapshot.origin();
    return origin != null && origin.kind() == Source.Kind.SYSTEM;
  }

  /**
   * Notes whether there is a source besides the host's clock.
   *
   * @param servesAnother whether another one's time is served, or was and is held
   */
  void look(List<Source> sources, boolean servesAnother, long nowLocalNanos) {
    boolean others = servesAnother || !looked;
    for (Source each : sources) {
      others |= each.kind() != Source.Kind.SYSTEM && each.time() != null;
    }
    if (others) {
      looked = true;
      othersLocalNanos = nowLocalNanos;
    }
  }

  /** True unless the source is the host's clock, and is not needed yet. */
  boolean isAsked(Source source, long nowLocalNanos) {
    return source.kind() != Source.Kind.SYSTEM
        || nowLocalNanos - othersLocalNanos >= PATIENCE_NANOS;
  }
}
