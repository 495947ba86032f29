package io.timebridge.ptp.wire;

import io.timebridge.clock.transport.StampFormat;

/** Sync, Follow_Up and Delay_Req: the header and one time stamp. Read and written in place. */
public final class TimestampMessage extends PtpHeader {
  /** Where originTimestamp (of a Follow_Up: preciseOriginTimestamp) begins. */
  public static final int TIMESTAMP = PtpHeader.LENGTH;

  /** Creates one that stands on nothing yet. */
  public TimestampMessage() {}

  /** {@return originTimestamp or preciseOriginTimestamp, nanoseconds of the domain's timescale} */
  public long timestampNanos() {
    return PtpTimestamp.nanos(buffer(), start() + TIMESTAMP);
  }

  /**
   * Sets originTimestamp or preciseOriginTimestamp.
   *
   * @param nanos nanoseconds of the domain's timescale, not negative
   */
  public void timestampNanos(long nanos) {
    StampFormat.PTP.write(buffer(), start() + TIMESTAMP, nanos);
  }
}
