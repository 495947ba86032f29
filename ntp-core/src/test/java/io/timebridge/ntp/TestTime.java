package io.timebridge.ntp;

/**
 * A server's time for tests: stratum 1, "GPS", UTC = local time + an offset, dispersion growing by
 * 15 ppm from 1 ms at local time 0.
 */
record TestTime(long utcMinusLocalNanos, long validUntilLocalNanos) implements ServerTime {
  /** 2026-11-22 00:00:00 UTC at local time 0. */
  static final long NOVEMBER_2026 = 1_795_305_600_000_000_000L;

  static TestTime good() {
    return new TestTime(NOVEMBER_2026, Long.MAX_VALUE);
  }

  private static final int GPS = NtpReferenceId.ofAscii("GPS");

  @Override
  public boolean synchronisedAt(long localNanos) {
    return localNanos < validUntilLocalNanos;
  }

  @Override
  public int leapIndicatorAt(long localNanos) {
    return NtpPacket.LEAP_INSERT;
  }

  @Override
  public int stratum() {
    return 1;
  }

  @Override
  public int referenceId() {
    return GPS;
  }

  @Override
  public long referenceUtcNanos() {
    return utcMinusLocalNanos - 3_000_000_000L;
  }

  @Override
  public long rootDelayNanos() {
    return 2_000_000;
  }

  @Override
  public long rootDispersionNanosAt(long localNanos) {
    return 1_000_000 + localNanos * 15 / 1_000_000;
  }

  @Override
  public long utcNanosAt(long localNanos) {
    return localNanos + utcMinusLocalNanos;
  }
}
