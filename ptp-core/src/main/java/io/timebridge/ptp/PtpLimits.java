package io.timebridge.ptp;

/**
 * What a profile allows to be configured. Intervals are powers of two of a second.
 *
 * @param logAnnounceInterval between Announce messages
 * @param logSyncInterval between Sync messages
 * @param logMinDelayReqInterval between Delay_Req messages
 * @param logMinPdelayReqInterval between Pdelay_Req messages
 * @param announceReceiptTimeout how many Announce intervals without one end a master
 */
public record PtpLimits(
    Range logAnnounceInterval,
    Range logSyncInterval,
    Range logMinDelayReqInterval,
    Range logMinPdelayReqInterval,
    Range announceReceiptTimeout) {

  /**
   * From one number to another.
   *
   * @param min the least
   * @param max the greatest
   */
  public record Range(int min, int max) {
    /** Checks the order. */
    public Range {
      if (min > max) {
        throw new IllegalArgumentException(min + " is more than " + max);
      }
    }

    /**
     * {@return whether a number is in the range}
     *
     * @param value the number
     */
    public boolean contains(int value) {
      return value >= min && value <= max;
    }

    @Override
    public String toString() {
      return min + " to " + max;
    }
  }

  /** Refuses a number that is not from one to another. */
  static void check(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " " + value + " is not in " + min + ".." + max);
    }
  }

  private static final Range TIMEOUTS = new Range(2, 10);

  /** IEEE 1588's default profiles, as Junos and linuxptp's documentation have them. */
  static final PtpLimits DEFAULT_PROFILES =
      new PtpLimits(new Range(0, 4), new Range(-1, 1), new Range(0, 5), new Range(0, 5), TIMEOUTS);

  /**
   * AES67's media profile. The delay request's range is what implementations have in common (Leader
   * LT4670: −3 to 4; Cisco: −4 to 5; AES67 itself −3 to 5).
   */
  static final PtpLimits AES67 =
      new PtpLimits(new Range(0, 4), new Range(-4, 1), new Range(-3, 5), new Range(0, 5), TIMEOUTS);

  /** SMPTE ST 2059-2, as Junos's table of media profiles and other makers' have it. */
  static final PtpLimits ST2059_2 =
      new PtpLimits(
          new Range(-3, 1), new Range(-7, -1), new Range(-7, 4), new Range(-7, 4), TIMEOUTS);

  /** Where the two media profiles overlap: AES-R16's common ground. */
  static final PtpLimits AES_R16 =
      new PtpLimits(
          new Range(0, 1), new Range(-4, -1), new Range(-3, 4), new Range(0, 4), TIMEOUTS);
}
