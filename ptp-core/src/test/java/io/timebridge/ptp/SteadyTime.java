package io.timebridge.ptp;

/**
 * The time of a master that is always good: as far ahead of the local clock as ever.
 *
 * @param aheadNanos how far, nanoseconds
 */
record SteadyTime(long aheadNanos) implements MasterTime {
  private static final Claims CLAIMS = new Claims(Packets.GOOD, Packets.TAI);

  @Override
  public long nanosAt(long localNanos) {
    return aheadNanos + localNanos;
  }

  @Override
  public Claims claimsAt(long localNanos) {
    return CLAIMS;
  }
}
