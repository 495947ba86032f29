package io.timebridge.ptp;

/**
 * What of a clock may be set while it runs.
 *
 * @param priority1 0 to 255, lower wins
 * @param priority2 0 to 255, lower wins among equals
 * @param profile the intervals, the announce receipt timeout and what never changes
 */
public record PtpSettings(int priority1, int priority2, PtpProfile profile) {
  /** IEEE 1588's default for both priorities. */
  public static final int DEFAULT_PRIORITY = 128;

  /** Checks the ranges. */
  public PtpSettings {
    check("priority1", priority1);
    check("priority2", priority2);
  }

  private static void check(String what, int priority) {
    if (priority < 0 || priority > 255) {
      throw new IllegalArgumentException(what + " " + priority + " is not in 0..255");
    }
  }

  PtpSettings withPriority1(int priority) {
    return new PtpSettings(priority, priority2, profile);
  }

  PtpSettings withPriority2(int priority) {
    return new PtpSettings(priority1, priority, profile);
  }

  PtpSettings withProfile(PtpProfile other) {
    return new PtpSettings(priority1, priority2, other);
  }
}
