package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import io.timebridge.ptp.wire.TimeProperties;
import org.jspecify.annotations.Nullable;

/** The time that a master gives, and what it says of it. Read on the port's thread. */
public interface MasterTime {

  /**
   * What one Announce says, all of it at one moment: an offset from UTC beside the flags of another
   * moment would be a lie.
   *
   * @param quality how good the clock is
   * @param properties what its timescale is
   */
  record Claims(ClockQuality quality, TimeProperties properties) {}

  /**
   * {@return the time of the domain's timescale, nanoseconds} Asked only once there were claims.
   *
   * @param localNanos local time
   */
  long nanosAt(long localNanos);

  /**
   * {@return what is claimed of the time, or null while there is no time to give: the master then
   * listens and says nothing}
   *
   * @param localNanos local time
   */
  @Nullable Claims claimsAt(long localNanos);

  /**
   * {@return what is said of local time and time code, or null for nothing} A master sends it once
   * a second where its profile has it (SMPTE ST 2059-2).
   *
   * @param localNanos local time
   */
  default @Nullable SynchronizationMetadata metadataAt(long localNanos) {
    return null;
  }
}
