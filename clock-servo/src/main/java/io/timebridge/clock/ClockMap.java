package io.timebridge.clock;

import java.util.List;

/**
 * A clock as an immutable piecewise-linear map from local nanoseconds to a timescale: the present
 * piece and the few before it, so that a stamp taken just before an update is still read by the
 * piece that held then. Any thread.
 */
public final class ClockMap {
  private static final int MAX_SEGMENTS = 16;

  private final ClockSegment[] newestFirst;

  private ClockMap(ClockSegment[] newestFirst) {
    this.newestFirst = newestFirst;
  }

  /**
   * {@return a map of one piece, which holds for all times}
   *
   * @param first the piece
   */
  public static ClockMap of(ClockSegment first) {
    return new ClockMap(new ClockSegment[] {first});
  }

  /**
   * {@return this map, continued by one more piece; the oldest of many is forgotten}
   *
   * @param next a piece that begins no earlier than the present one
   * @throws IllegalArgumentException if it begins earlier
   */
  public ClockMap then(ClockSegment next) {
    if (next.localNanos() - current().localNanos() < 0) {
      throw new IllegalArgumentException("a piece must not begin before the one it follows");
    }
    int kept = Math.min(newestFirst.length, MAX_SEGMENTS - 1);
    ClockSegment[] pieces = new ClockSegment[kept + 1];
    pieces[0] = next;
    System.arraycopy(newestFirst, 0, pieces, 1, kept);
    return new ClockMap(pieces);
  }

  /** {@return the newest piece} */
  public ClockSegment current() {
    return newestFirst[0];
  }

  /** {@return the pieces, newest first} */
  public List<ClockSegment> segments() {
    return List.of(newestFirst);
  }

  /**
   * {@return the piece that held at a local time: the newest that began by then, or the oldest
   * known}
   *
   * @param localNanos local time
   */
  public ClockSegment segmentAt(long localNanos) {
    for (ClockSegment segment : newestFirst) {
      if (localNanos - segment.localNanos() >= 0) {
        return segment;
      }
    }
    return newestFirst[newestFirst.length - 1];
  }

  /**
   * {@return the timescale's time, nanoseconds}
   *
   * @param localNanos local time
   */
  public long nanosAt(long localNanos) {
    return segmentAt(localNanos).nanosAt(localNanos);
  }
}
