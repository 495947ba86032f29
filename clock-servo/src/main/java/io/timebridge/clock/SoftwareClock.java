package io.timebridge.clock;

import org.jspecify.annotations.Nullable;

/**
 * A clock that is disciplined in software: it never touches a hardware or system clock, it only
 * redraws the line that leads from local time to the timescale.
 *
 * <p>One thread writes; any thread reads {@link #map()}, which is an immutable snapshot published
 * through a volatile field.
 */
public final class SoftwareClock {
  private volatile @Nullable ClockMap map;

  /** Creates a clock that shows no time yet. */
  public SoftwareClock() {}

  /** {@return the clock as it is now, or null before it was first set} */
  public @Nullable ClockMap map() {
    return map;
  }

  /**
   * Starts a new piece. Whether the time jumps there or only the rate changes is the caller's
   * choice of {@code segment.nanos()}.
   *
   * @param segment the piece that holds from its {@code localNanos} on
   * @throws IllegalArgumentException if it begins before the present piece
   */
  public void continueWith(ClockSegment segment) {
    ClockMap present = map;
    map = present == null ? ClockMap.of(segment) : present.then(segment);
  }
}
