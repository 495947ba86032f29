package io.timebridge.bridge;

import io.timebridge.ntp.ServerTime;
import org.jspecify.annotations.Nullable;

/**
 * The timeline as an NTP server tells it: stratum 1 only behind a traceable PTP grandmaster, else
 * one more than the source's; a grandmaster counts as 1.
 */
final class NtpView implements ServerTime {
  /** RFC 5905 §7.3: 16 is unsynchronised. */
  private static final int MAX_STRATUM = 15;

  private final TimelineSnapshot timeline;
  private final TimelineSnapshot.Origin origin;

  private final @Nullable SmearedView smear;

  private NtpView(
      TimelineSnapshot timeline, TimelineSnapshot.Origin origin, @Nullable SmearedView smear) {
    this.timeline = timeline;
    this.origin = origin;
    this.smear = smear;
  }

  static ServerTime of(TimelineSnapshot timeline) {
    return of(timeline, null);
  }

  static ServerTime of(TimelineSnapshot timeline, @Nullable SmearedView smear) {
    TimelineSnapshot.Origin origin = timeline.origin();
    return origin == null ? ServerTime.NONE : new NtpView(timeline, origin, smear);
  }

  @Override
  public boolean synchronisedAt(long localNanos) {
    return timeline.usableAt(localNanos);
  }

  @Override
  public int leapIndicatorAt(long localNanos) {
    // RFC 5905 §7.3: 1 if the last minute of the day has 61 seconds, 2 if it has 59.
    int leap = smear == null ? timeline.leapAheadAt(localNanos) : smear.leap(timeline, localNanos);
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
    return utcNanosAt(origin.heardLocalNanos());
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
    return smear == null ? timeline.utcNanosAt(localNanos) : smear.utcNanos(timeline, localNanos);
  }
}
