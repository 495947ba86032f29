package io.timebridge.bridge;

import io.timebridge.ntp.ServerTime;

/**
 * The timeline as an NTP server tells it: stratum 1 only behind a traceable PTP grandmaster, else
 * one more than the source's; a grandmaster counts as 1.
 */
final class NtpView implements ServerTime {
  /** RFC 5905 §7.3: 16 is unsynchronised. */
  private static final int MAX_STRATUM = 15;

  private final TimelineSnapshot timeline;
  private final TimelineSnapshot.Origin origin;

  private NtpView(TimelineSnapshot timeline, TimelineSnapshot.Origin origin) {
    this.timeline = timeline;
    this.origin = origin;
  }

  static ServerTime of(TimelineSnapshot timeline) {
    TimelineSnapshot.Origin origin = timeline.origin();
    return origin == null ? ServerTime.NONE : new NtpView(timeline, origin);
  }

  @Override
  public boolean synchronisedAt(long localNanos) {
    return timeline.usableAt(localNanos);
  }

  @Override
  public int leapIndicatorAt(long localNanos) {
    // RFC 5905 §7.3: 1 if the last minute of the day has 61 seconds, 2 if it has 59.
    int leap = timeline.leapAheadAt(localNanos);
    return leap == 0 ? 0 : leap > 0 ? 1 : 2;
  }

  @Override
  public int stratum() {
    return origin.traceable() ? 1 : Math.min(MAX_STRATUM, origin.stratum() + 1);
  }

  @Override
  public int referenceId() {
    return origin.referenceId();
  }

  @Override
  public long referenceUtcNanos() {
    return timeline.utcNanosAt(origin.heardLocalNanos());
  }

  @Override
  public long rootDelayNanos() {
    return origin.rootDelayNanos();
  }

  /** What is left of the bound beside half the root delay, which clients add themselves. */
  @Override
  public long rootDispersionNanosAt(long localNanos) {
    return Math.max(0, timeline.errorBoundNanosAt(localNanos) - origin.rootDelayNanos() / 2);
  }

  @Override
  public long utcNanosAt(long localNanos) {
    return timeline.utcNanosAt(localNanos);
  }
}
