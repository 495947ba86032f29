package io.timebridge.bridge;

import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * What SMPTE ST 2059-2 has a master tell of local time: the zone's offset from PTP's time, its next
 * change, and the usual frame rate. There is no daily jam of time code: its fields are 0, not in
 * use. The fields' meanings are those of Wireshark's dissector and Meinberg's and Evertz's manuals.
 */
final class LocalTime {
  private static final int FREE_RUN = 1;
  private static final int LOCKED = 4;
  private static final int DAYLIGHT_NOW = 1;
  private static final int DAYLIGHT_NEXT = 2;
  private static final long NANOS = 1_000_000_000L;

  private final ZoneRules rules;
  private final long frameRateNumerator;
  private final long frameRateDenominator;

  /**
   * Creates one.
   *
   * @param zone the zone
   * @param frameRateNumerator frames
   * @param frameRateDenominator in so many seconds
   */
  LocalTime(ZoneId zone, long frameRateNumerator, long frameRateDenominator) {
    this.rules = zone.getRules();
    this.frameRateNumerator = frameRateNumerator;
    this.frameRateDenominator = frameRateDenominator;
  }

  /** {@return what is told at a local time of a timeline that has a time} */
  SynchronizationMetadata at(TimelineSnapshot timeline, long localNanos) {
    long utcNanos = timeline.utcNanosAt(localNanos);
    long taiNanos = timeline.taiNanosAt(localNanos);
    int taiMinusUtc = (int) ((taiNanos - utcNanos) / NANOS);
    Instant now = Instant.ofEpochSecond(Math.floorDiv(utcNanos, NANOS));
    ZoneOffsetTransition zonal = rules.nextTransition(now);
    UtcRule rule = timeline.utc();
    int leap = rule == null ? 0 : timeline.leapAheadAt(localNanos);
    long leapSeconds =
        rule == null || leap == 0 ? Long.MAX_VALUE : Math.floorDiv(rule.leapTaiNanos(), NANOS);
    long zonalSeconds = zonal == null ? Long.MAX_VALUE : zonal.toEpochSecond() + taiMinusUtc;
    boolean leapFirst = leapSeconds < zonalSeconds;
    boolean jumps = Math.min(leapSeconds, zonalSeconds) != Long.MAX_VALUE;
    return new SynchronizationMetadata(
        frameRateNumerator,
        frameRateDenominator,
        timeline.state() == TimelineState.LOCKED ? LOCKED : FREE_RUN,
        0,
        rules.getOffset(now).getTotalSeconds() - taiMinusUtc,
        leapFirst ? -leap : jumpOf(zonal),
        jumps ? Math.min(leapSeconds, zonalSeconds) : 0,
        0,
        0,
        0,
        daylight(now, zonal, leapFirst),
        leapFirst ? 1 : 0);
  }

  private static int jumpOf(@Nullable ZoneOffsetTransition zonal) {
    return zonal == null ? 0 : (int) zonal.getDuration().toSeconds();
  }

  private int daylight(Instant now, @Nullable ZoneOffsetTransition zonal, boolean leapFirst) {
    boolean is = rules.isDaylightSavings(now);
    boolean next = (zonal == null || leapFirst) ? is : rules.isDaylightSavings(zonal.getInstant());
    return (is ? DAYLIGHT_NOW : 0) + (next ? DAYLIGHT_NEXT : 0);
  }
}
