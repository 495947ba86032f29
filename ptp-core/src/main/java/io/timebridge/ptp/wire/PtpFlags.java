package io.timebridge.ptp.wire;

/** The bits of the header's flagField, first octet in the upper half. */
public final class PtpFlags {
  /** Sent by a master that is not the domain's. */
  public static final int ALTERNATE_MASTER = 0x0100;

  /** A Follow_Up will tell when this message left. */
  public static final int TWO_STEP = 0x0200;

  /** Sent to one receiver. */
  public static final int UNICAST = 0x0400;

  /** The last minute of this UTC day has 61 seconds. */
  public static final int LEAP_61 = 0x0001;

  /** The last minute of this UTC day has 59 seconds. */
  public static final int LEAP_59 = 0x0002;

  /** currentUtcOffset is known to be right. */
  public static final int CURRENT_UTC_OFFSET_VALID = 0x0004;

  /** The timescale is PTP's own, that is TAI; otherwise it is arbitrary. */
  public static final int PTP_TIMESCALE = 0x0008;

  /** The time is traceable to a primary reference. */
  public static final int TIME_TRACEABLE = 0x0010;

  /** The frequency is traceable to a primary reference. */
  public static final int FREQUENCY_TRACEABLE = 0x0020;

  private PtpFlags() {}
}
