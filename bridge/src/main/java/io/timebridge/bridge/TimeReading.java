package io.timebridge.bridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What time it is, or was at one local time, with its errors. Immutable; any thread.
 *
 * <p>A time that is there may still be too old or too doubtful to be given: ask {@link #usable()}
 * first.
 */
public final class TimeReading {
  private static final long NANOS = 1_000_000_000L;

  private final TimelineSnapshot timeline;
  private final long localNanos;

  TimeReading(TimelineSnapshot timeline, long localNanos) {
    this.timeline = timeline;
    this.localNanos = localNanos;
  }

  /** {@return true if the time may be relied on: locked, or in holdover that has not ended} */
  public boolean usable() {
    return timeline.usableAt(localNanos);
  }

  /** {@return true if there is a time at all, be it too old to be given} */
  public boolean hasTime() {
    return timeline.hasTime();
  }

  /** {@return the timeline's state} */
  public TimelineState state() {
    return timeline.state();
  }

  /** {@return why the timeline is in that state, in words} */
  public String reason() {
    return timeline.reason();
  }

  /** {@return the source in use or last used, or null if there never was one} */
  public @Nullable String source() {
    return timeline.source();
  }

  /** {@return the reading of the bridge's local clock that this belongs to, nanoseconds} */
  public long localNanos() {
    return localNanos;
  }

  /**
   * {@return UTC nanoseconds since 1970}
   *
   * @throws IllegalStateException if there is no time at all
   */
  public long utcNanos() {
    return timeline.utcNanosAt(localNanos);
  }

  /**
   * {@return UTC}
   *
   * @throws IllegalStateException if there is no time at all
   */
  public Instant utc() {
    long nanos = utcNanos();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /**
   * {@return TAI nanoseconds since 1970: no leap second is in it, so that two of them are apart by
   * what passed between}
   *
   * @throws IllegalStateException if there is no time at all
   */
  public long taiNanos() {
    return timeline.taiNanosAt(localNanos);
  }

  /**
   * {@return what the error is believed to be, nanoseconds}
   *
   * @throws IllegalStateException if there is no time at all
   */
  public long estimatedErrorNanos() {
    return timeline.estimatedErrorNanosAt(localNanos);
  }

  /**
   * {@return what the error cannot exceed while the source is honest, nanoseconds}
   *
   * @throws IllegalStateException if there is no time at all
   */
  public long errorBoundNanos() {
    return timeline.errorBoundNanosAt(localNanos);
  }

  /** {@return the state, and the time with its errors or why there is none} */
  @Override
  public String toString() {
    return usable()
        ? "%s: %s, error about %d ns, at most %d ns"
            .formatted(state().word(), utc(), estimatedErrorNanos(), errorBoundNanos())
        : state().word() + ": " + reason();
  }
}
