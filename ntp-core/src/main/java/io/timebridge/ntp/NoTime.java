package io.timebridge.ntp;

/** A server without time. */
final class NoTime implements ServerTime {
  /** MAXDISP. RFC 5905 §7.2, figure 7. */
  private static final long MAXIMUM_DISPERSION_NANOS = 16_000_000_000L;

  @Override
  public boolean synchronisedAt(long localNanos) {
    return false;
  }

  @Override
  public int leapIndicatorAt(long localNanos) {
    return NtpPacket.LEAP_UNKNOWN;
  }

  @Override
  public int stratum() {
    return NtpPacket.STRATUM_UNSPECIFIED;
  }

  @Override
  public int referenceId() {
    return 0;
  }

  @Override
  public long referenceUtcNanos() {
    return NtpTimestamp.PRIME_EPOCH_UTC_NANOS;
  }

  @Override
  public long rootDelayNanos() {
    return 0;
  }

  @Override
  public long rootDispersionNanosAt(long localNanos) {
    return MAXIMUM_DISPERSION_NANOS;
  }

  @Override
  public long utcNanosAt(long localNanos) {
    return NtpTimestamp.PRIME_EPOCH_UTC_NANOS;
  }

  @Override
  public String toString() {
    return "no time";
  }
}
