package io.timebridge.ptp.wire;

/**
 * How good a clock says it is.
 *
 * @param clockClass 0 to 255: 6 locked to a primary reference, 7 in holdover from one, 52 beyond
 *     its holdover specification, 248 default, 255 follower only
 * @param clockAccuracy 0 to 255: 0x17 within 1 ps … 0x20 within 25 ns … 0x31 beyond 10 s, 0xFE
 *     unknown
 * @param offsetScaledLogVariance 0 to 65535: PTP's measure of stability
 */
public record ClockQuality(int clockClass, int clockAccuracy, int offsetScaledLogVariance) {
  /** clockAccuracy of a clock that does not know. */
  public static final int ACCURACY_UNKNOWN = 0xFE;

  /** The clockAccuracy of a clock that is wrong by more than 10 s. */
  public static final int ACCURACY_BEYOND_10_S = 0x31;

  private static final int ACCURACY_25_NS = 0x20;

  /**
   * IEEE 1588-2019 has codes for less than 25 ns from 0x17, 1 ps; in 1588-2008 those are reserved.
   * In whole nanoseconds 0x17 to 0x1D are all 1 ns, 0x1E is 3 ns, 0x1F is 10 ns.
   */
  private static final int ACCURACY_1_PS = 0x17;

  /** Bounds in nanoseconds of clockAccuracy 0x17, 0x18, … 0x30. */
  private static final long[] ACCURACY_NANOS = {
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    3,
    10,
    25,
    100,
    250,
    1_000,
    2_500,
    10_000,
    25_000,
    100_000,
    250_000,
    1_000_000,
    2_500_000,
    10_000_000,
    25_000_000,
    100_000_000,
    250_000_000,
    1_000_000_000,
    10_000_000_000L
  };

  /** {@return what the clock says its error does not exceed, nanoseconds; −1 if it does not say} */
  public long accuracyNanos() {
    int index = clockAccuracy - ACCURACY_1_PS;
    return index >= 0 && index < ACCURACY_NANOS.length ? ACCURACY_NANOS[index] : -1;
  }

  /**
   * {@return the clockAccuracy of a clock whose error does not exceed this: 0x20 to 0x31} The finer
   * codes are not used, since readers of IEEE 1588-2008 do not know them.
   *
   * @param errorNanos not negative
   */
  public static int accuracyOf(long errorNanos) {
    int code = ACCURACY_25_NS;
    while (code < ACCURACY_BEYOND_10_S && ACCURACY_NANOS[code - ACCURACY_1_PS] < errorNanos) {
      code++;
    }
    return code;
  }
}
