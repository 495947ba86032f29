package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpServeConfig;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timeline served to one PTP domain. It listens until the timeline may be used for the first
 * time and no longer moves faster than audio can bear; from then on it never falls silent for the
 * lack of a source, since sound goes on: what it claims gets worse.
 *
 * <p>On its transport's thread, except where it says otherwise.
 */
final class PtpOutput implements PtpServed {
  private static final Logger LOG = LoggerFactory.getLogger(PtpOutput.class);

  private final PtpServeConfig config;
  private final Timeline timeline;
  private final LeapSeconds table;
  private final PtpClock clock;
  private final LocalTime localTime;
  private @Nullable TimelineSnapshot given; // the newest that has a time
  private volatile MasterTime.@Nullable Claims claims;

  PtpOutput(
      PtpServeConfig config,
      PtpIdentity identity,
      Timeline timeline,
      LeapSeconds table,
      SeededRandom random) {
    this.config = config;
    this.timeline = timeline;
    this.table = table;
    this.localTime =
        new LocalTime(
            config.zone(), config.frameRate().numerator(), config.frameRate().denominator());
    this.clock =
        PtpClock.master(
            name(),
            config.entry().port(),
            identity,
            config.priority1(),
            config.priority2(),
            new TimelineTime(),
            random);
  }

  /** The same time as every other output's, since it is the same snapshot's. */
  private final class TimelineTime implements MasterTime {
    @Override
    public long nanosAt(long localNanos) {
      return Objects.requireNonNull(newest(), "the time was claimed").taiNanosAt(localNanos);
    }

    @Override
    public @Nullable SynchronizationMetadata metadataAt(long localNanos) {
      TimelineSnapshot snapshot = newest();
      return snapshot == null ? null : localTime.at(snapshot, localNanos);
    }

    @Override
    public @Nullable Claims claimsAt(long localNanos) {
      TimelineSnapshot snapshot = newest();
      Claims before = claims;
      if (snapshot == null || (before == null && !mayBegin(snapshot, localNanos))) {
        return null;
      }
      int accuracy =
          before == null ? ClockQuality.ACCURACY_UNKNOWN : before.quality().clockAccuracy();
      Claims now = PtpLadder.at(snapshot, localNanos, table, accuracy);
      if (!now.equals(before)) {
        claims = now;
        tell(now);
      }
      return now;
    }
  }

  private boolean mayBegin(TimelineSnapshot snapshot, long localNanos) {
    boolean begins = snapshot.usableAt(localNanos) && timeline.steadyAt(localNanos);
    if (begins) {
      timeline.serveGently();
    }
    return begins;
  }

  private @Nullable TimelineSnapshot newest() {
    TimelineSnapshot snapshot = timeline.snapshot();
    if (snapshot.hasTime()) {
      given = snapshot;
    }
    return given;
  }

  private void tell(MasterTime.Claims now) {
    TimeProperties properties = now.properties();
    LOG.info(
        "{}: clockClass {}, clockAccuracy 0x{}, timeSource 0x{}, currentUtcOffset {} s{}{}{}",
        clock.status().identity(),
        now.quality().clockClass(),
        Integer.toHexString(now.quality().clockAccuracy()),
        Integer.toHexString(properties.timeSource()),
        properties.currentUtcOffset(),
        properties.currentUtcOffsetValid() ? " (valid)" : " (not valid)",
        properties.timeTraceable() ? ", traceable" : "",
        properties.leap61() || properties.leap59() ? ", a leap second is announced" : "");
  }

  @Override
  public PtpClock clock() {
    return clock;
  }

  @Override
  public int portNumber() {
    return 1;
  }

  @Override
  public PtpServeConfig config() {
    return config;
  }

  @Override
  public MasterTime.@Nullable Claims claims() {
    return claims;
  }
}
