package io.timebridge.ntp;

/**
 * From a server's UTC to TAI, which has no leap seconds: what an association's estimator works in.
 * An implementation may remember what the server announced; it belongs to the association's thread.
 */
@FunctionalInterface
public interface UtcToTai {

  /** The answer so near to a leap second that the UTC of a server could mean either side. */
  long AMBIGUOUS = Long.MIN_VALUE;

  /**
   * {@return TAI − UTC, nanoseconds, or {@link #AMBIGUOUS}}
   *
   * @param utcNanos the server's UTC, nanoseconds since 1970
   * @param leapIndicator what the server announces with it, 0 to 2
   */
  long taiMinusUtcNanos(long utcNanos, int leapIndicator);
}
