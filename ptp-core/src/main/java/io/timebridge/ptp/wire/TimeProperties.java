package io.timebridge.ptp.wire;

/**
 * What a grandmaster says of its timescale: the time-properties data set.
 *
 * @param currentUtcOffset TAI − UTC, seconds, −32768 to 32767
 * @param currentUtcOffsetValid whether that is known to be right
 * @param leap59 whether the last minute of this UTC day has 59 seconds
 * @param leap61 whether the last minute of this UTC day has 61 seconds
 * @param timeTraceable whether the time is traceable to a primary reference
 * @param frequencyTraceable whether the frequency is
 * @param ptpTimescale whether the timescale is PTP's own, that is TAI, or else arbitrary
 * @param timeSource where it comes from: 0x10 atomic clock, 0x20 GNSS, 0x40 PTP, 0x50 NTP, 0xA0
 *     internal oscillator
 */
public record TimeProperties(
    int currentUtcOffset,
    boolean currentUtcOffsetValid,
    boolean leap59,
    boolean leap61,
    boolean timeTraceable,
    boolean frequencyTraceable,
    boolean ptpTimescale,
    int timeSource) {

  /** The flags of an Announce that belong to this. */
  static final int FLAGS =
      PtpFlags.LEAP_61
          | PtpFlags.LEAP_59
          | PtpFlags.CURRENT_UTC_OFFSET_VALID
          | PtpFlags.PTP_TIMESCALE
          | PtpFlags.TIME_TRACEABLE
          | PtpFlags.FREQUENCY_TRACEABLE;

  /** {@return the flags that say so in an Announce} */
  int flags() {
    return (leap61 ? PtpFlags.LEAP_61 : 0)
        | (leap59 ? PtpFlags.LEAP_59 : 0)
        | (currentUtcOffsetValid ? PtpFlags.CURRENT_UTC_OFFSET_VALID : 0)
        | (ptpTimescale ? PtpFlags.PTP_TIMESCALE : 0)
        | (timeTraceable ? PtpFlags.TIME_TRACEABLE : 0)
        | (frequencyTraceable ? PtpFlags.FREQUENCY_TRACEABLE : 0);
  }

  static TimeProperties of(int flags, int currentUtcOffset, int timeSource) {
    return new TimeProperties(
        currentUtcOffset,
        (flags & PtpFlags.CURRENT_UTC_OFFSET_VALID) != 0,
        (flags & PtpFlags.LEAP_59) != 0,
        (flags & PtpFlags.LEAP_61) != 0,
        (flags & PtpFlags.TIME_TRACEABLE) != 0,
        (flags & PtpFlags.FREQUENCY_TRACEABLE) != 0,
        (flags & PtpFlags.PTP_TIMESCALE) != 0,
        timeSource);
  }
}
