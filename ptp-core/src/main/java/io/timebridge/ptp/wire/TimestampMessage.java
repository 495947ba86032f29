package io.timebridge.ptp.wire;

/** Sync, Follow_Up and Delay_Req: the header and one time stamp. Read and written in place. */
public final class TimestampMessage extends PtpHeader {
  /** Where originTimestamp (of a Follow_Up: preciseOriginTimestamp) begins. */
  public static final int TIMESTAMP = PtpMessage.Sync.ORIGIN_TIMESTAMP.offset();

  /** Creates one that stands on nothing yet. */
  public TimestampMessage() {}

  /** {@return originTimestamp or preciseOriginTimestamp, nanoseconds of the domain's timescale} */
  public long timestampNanos() {
    return PtpMessage.Sync.ORIGIN_TIMESTAMP.nanos(buffer(), start());
  }

  /**
   * Sets originTimestamp or preciseOriginTimestamp.
   *
   * @param nanos nanoseconds of the domain's timescale, not negative
   */
  public void timestampNanos(long nanos) {
    PtpMessage.Sync.ORIGIN_TIMESTAMP.putNanos(buffer(), start(), nanos);
  }
}
