package io.timebridge.bridge.media;

import io.timebridge.bridge.TimelineSnapshot;
import java.util.Optional;

/**
 * When a packet arrived, on the timeline.
 *
 * @param utcNanos UTC nanoseconds since 1970
 * @param estimatedErrorNanos what that is believed to be wrong by, nanoseconds, at least 0
 * @param errorBoundNanos what it cannot be wrong by more than, nanoseconds, at least 0
 */
public record Arrival(long utcNanos, long estimatedErrorNanos, long errorBoundNanos) {

  /**
   * {@return an arrival as the bridge's timeline sees it; empty if that has no time to give}
   *
   * @param timeline the timeline
   * @param localNanos when the packet arrived, by the bridge's local clock
   */
  public static Optional<Arrival> at(TimelineSnapshot timeline, long localNanos) {
    return timeline.usableAt(localNanos)
        ? Optional.of(
            new Arrival(
                timeline.utcNanosAt(localNanos),
                timeline.estimatedErrorNanosAt(localNanos),
                timeline.errorBoundNanosAt(localNanos)))
        : Optional.empty();
  }
}
