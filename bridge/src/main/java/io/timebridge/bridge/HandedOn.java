package io.timebridge.bridge;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SoftwareClock;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpStatus;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a boundary clock has to give of itself: the time of the grandmaster that it followed last,
 * held over, for as long as the config lets it. While it follows it has nothing of its own to give:
 * what it hands on is the grandmaster's.
 */
final class HandedOn implements MasterTime {
  /**
   * Degradation alternative B, of a clock that may follow again: whoever held over at 7 would never
   * follow. PtpLadder has alternative A.
   */
  private static final int CLASS_DEGRADED = 187;

  private static final int CLASS_DEFAULT = 248;
  private static final int VARIANCE_UNKNOWN = 0xFFFF;
  private static final long FREE = Long.MIN_VALUE;

  private final SoftwareClock clock;
  private final long holdoverNanos;
  private @Nullable AnnounceMessage followed;
  private boolean following;
  private long lostLocalNanos = FREE;
  private volatile @Nullable Claims claims;

  HandedOn(SoftwareClock clock, long holdoverNanos) {
    this.clock = clock;
    this.holdoverNanos = holdoverNanos;
  }

  /** The clock's state is another. */
  void changed(PtpStatus ptp) {
    boolean follows = ptp.parent() != null;
    if (follows) {
      followed = ptp.announce();
    } else if (following) {
      lostLocalNanos = ptp.changedLocalNanos();
    }
    following = follows;
  }

  @Override
  public long nanosAt(long localNanos) {
    return Objects.requireNonNull(clock.map(), "the time was claimed").nanosAt(localNanos);
  }

  @Override
  public @Nullable Claims claimsAt(long localNanos) {
    claims = following ? null : held(localNanos);
    return claims;
  }

  private @Nullable Claims held(long localNanos) {
    AnnounceMessage last = followed;
    ClockMap map = clock.map();
    if (last == null || map == null || localNanos - lostLocalNanos > holdoverNanos) {
      return null;
    }
    ClockQuality was = last.grandmasterClockQuality();
    TimeProperties time = last.timeProperties();
    long grandmasters = was.accuracyNanos();
    ClockSegment now = map.current();
    int accuracy =
        grandmasters < 0
            ? ClockQuality.ACCURACY_UNKNOWN
            : ClockQuality.accuracyOf(now.errorBoundAt(localNanos) + grandmasters);
    return new Claims(
        new ClockQuality(
            time.timeTraceable() ? CLASS_DEGRADED : CLASS_DEFAULT, accuracy, VARIANCE_UNKNOWN),
        new TimeProperties(
            time.currentUtcOffset(),
            time.currentUtcOffsetValid(),
            time.leap59(),
            time.leap61(),
            false,
            false,
            time.ptpTimescale(),
            Reference.OSCILLATOR));
  }

  /** {@return what is claimed now, or null. Any thread} */
  @Nullable Claims claims() {
    return claims;
  }
}
