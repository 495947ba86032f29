package io.timebridge.ptp.wire;

/**
 * How good a clock says it is.
 *
 * @param clockClass 0 to 255: 6 locked to a primary reference, 7 in holdover from one, 248 default,
 *     255 follower only
 * @param clockAccuracy 0 to 255: 0x20 within 25 ns … 0x31 beyond 10 s, 0xFE unknown
 * @param offsetScaledLogVariance 0 to 65535: PTP's measure of stability
 */
public record ClockQuality(int clockClass, int clockAccuracy, int offsetScaledLogVariance) {
  /** clockAccuracy of a clock that does not know. */
  public static final int ACCURACY_UNKNOWN = 0xFE;

  /** Bounds in nanoseconds of clockAccuracy 0x20, 0x21, … 0x30. */
  private static final long[] ACCURACY_NANOS = {
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
    int index = clockAccuracy - 0x20;
    return index >= 0 && index < ACCURACY_NANOS.length ? ACCURACY_NANOS[index] : -1;
  }
}
