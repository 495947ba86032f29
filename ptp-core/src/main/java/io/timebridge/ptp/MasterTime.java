package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;

/** The time that a master gives, and what it says of it. Read on the port's thread. */
public interface MasterTime {

  /**
   * {@return the time of the domain's timescale, nanoseconds}
   *
   * @param localNanos local time
   */
  long nanosAt(long localNanos);

  /** {@return what Announce says of the timescale} */
  TimeProperties timeProperties();

  /** {@return what Announce says of the clock} */
  ClockQuality clockQuality();
}
