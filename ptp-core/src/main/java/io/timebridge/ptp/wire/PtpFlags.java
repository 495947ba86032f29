package io.timebridge.ptp.wire;

/** The bits of the header's flagField, first octet in the upper half. */
public final class PtpFlags {
  /** For the profile to define. */
  public static final int PROFILE_SPECIFIC_1 = 0x2000;

  /** For the profile to define. */
  public static final int PROFILE_SPECIFIC_2 = 0x4000;

  /** IEEE 1588-2008's experimental security; reserved since 2019. */
  public static final int SECURITY = 0x8000;

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

  /** IEEE 1588-2019: the path to the grandmaster is not yet settled. */
  public static final int SYNCHRONIZATION_UNCERTAIN = 0x0040;

  private PtpFlags() {}
}
