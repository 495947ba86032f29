package io.timebridge.bridge;

import io.timebridge.clock.ClockSegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The timeline as it was when something last changed; asked at a local time, it stays true for as
 * long as it stands. Immutable; any thread.
 */
public final class TimelineSnapshot {

  /** Where the time comes from. */
  record Origin(
      String source,
      Source.Kind kind,
      int stratum,
      boolean traceable,
      long rootDelayNanos,
      int referenceId,
      long heardLocalNanos) {}

  private final TimelineState state;
  private final String reason;
  private final @Nullable Origin origin;
  private final @Nullable ClockSegment tai;
  private final @Nullable UtcRule utc;
  private final long endLocalNanos;

  TimelineSnapshot(
      TimelineState state,
      String reason,
      @Nullable Origin origin,
      @Nullable ClockSegment tai,
      @Nullable UtcRule utc,
      long endLocalNanos) {
    this.state = state;
    this.reason = reason;
    this.origin = origin;
    this.tai = tai;
    this.utc = utc;
    this.endLocalNanos = endLocalNanos;
  }

  /** {@return the state when the snapshot was made} */
  public TimelineState state() {
    return state;
  }

  /** {@return why it is in that state, in words} */
  public String reason() {
    return reason;
  }

  /** {@return the source in use or last used, or null if there never was one} */
  public @Nullable String source() {
    return origin == null ? null : origin.source();
  }

  /** {@return true if there is a time at all, be it too old to be given} */
  public boolean hasTime() {
    return tai != null;
  }

  /**
   * {@return true if the time may be given: locked, or in holdover that has not ended}
   *
   * @param localNanos local time
   */
  public boolean usableAt(long localNanos) {
    return (state == TimelineState.LOCKED || state == TimelineState.HOLDOVER)
        && localNanos - endLocalNanos < 0;
  }

  /**
   * {@return TAI nanoseconds since 1970}
   *
   * @param localNanos local time
   * @throws IllegalStateException if there is no time
   */
  public long taiNanosAt(long localNanos) {
    return segment().nanosAt(localNanos);
  }

  /**
   * {@return UTC nanoseconds since 1970}
   *
   * @param localNanos local time
   * @throws IllegalStateException if there is no time
   */
  public long utcNanosAt(long localNanos) {
    long tai = taiNanosAt(localNanos);
    return Objects.requireNonNull(utc, "a time has its rule").utcNanos(tai);
  }

  /**
   * {@return the leap second ahead at the end of this UTC day: 1, −1 or 0}
   *
   * @param localNanos local time
   */
  public int leapAheadAt(long localNanos) {
    return utc == null || tai == null ? 0 : utc.leapAhead(tai.nanosAt(localNanos));
  }

  /**
   * {@return what the error is believed to be, nanoseconds}
   *
   * @param localNanos local time
   * @throws IllegalStateException if there is no time
   */
  public long estimatedErrorNanosAt(long localNanos) {
    return segment().estimatedErrorAt(localNanos);
  }

  /**
   * {@return what the error cannot exceed while the source is honest, nanoseconds}
   *
   * @param localNanos local time
   * @throws IllegalStateException if there is no time
   */
  public long errorBoundNanosAt(long localNanos) {
    return segment().errorBoundAt(localNanos);
  }

  @Nullable Origin origin() {
    return origin;
  }

  @Nullable ClockSegment tai() {
    return tai;
  }

  @Nullable UtcRule utc() {
    return utc;
  }

  long endLocalNanos() {
    return endLocalNanos;
  }

  private ClockSegment segment() {
    if (tai == null) {
      throw new IllegalStateException("there is no time yet: " + reason);
    }
    return tai;
  }
}
