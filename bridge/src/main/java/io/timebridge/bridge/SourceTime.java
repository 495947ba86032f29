package io.timebridge.bridge;

import io.timebridge.clock.ClockSegment;

/**
 * The time of a source, good to be used if the others agree.
 *
 * @param tai TAI of local time, with its errors; the bound includes what the source says of its own
 *     way to the reference
 * @param driftPpb the believed frequency, which {@code tai} may differ from while it is slewed
 * @param driftErrorPpb what {@code driftPpb} is believed to be off by at most
 * @param claimedNanos how much of the believed error is what the source says of its own way to the
 *     reference, which does not show in what is measured
 * @param utc from TAI to UTC
 * @param stratum the source's own stratum, 1 for a grandmaster; 1 to 15
 * @param traceable true if the source is provably traceable to a primary reference
 * @param reference what it says of its reference, as PTP asks for it
 * @param rootDelayNanos the round trip to the primary reference, nanoseconds
 * @param referenceId what NTP calls the source, RFC 5905 §7.3
 * @param witness whose word it is: two sources with one witness are one voice
 * @param heardLocalNanos when the source last told the time, local nanoseconds
 * @param silenceNanos how long it may be silent before it can tell that it is lost, nanoseconds
 */
record SourceTime(
    ClockSegment tai,
    double driftPpb,
    double driftErrorPpb,
    long claimedNanos,
    UtcRule utc,
    int stratum,
    boolean traceable,
    Reference reference,
    long rootDelayNanos,
    int referenceId,
    String witness,
    long heardLocalNanos,
    long silenceNanos) {

  /** What a frequency is believed to be off by, as the piece says that is slewed meanwhile. */
  static double driftErrorPpb(ClockSegment piece, double driftPpb) {
    return Math.max(0, piece.estimatedGrowthPpb() - Math.abs(piece.frequencyPpb() - driftPpb));
  }

  /** What is believed that the estimate wanders by, nanoseconds: its error without the claims. */
  long noiseNanosAt(long localNanos) {
    return Math.max(0, tai.estimatedErrorAt(localNanos) - claimedNanos);
  }

  /** UTC nanoseconds since 1970. */
  long utcNanosAt(long localNanos) {
    return utc.utcNanos(tai.nanosAt(localNanos));
  }

  /** TAI − UTC at a local time, seconds. */
  int taiMinusUtcAt(long localNanos) {
    return utc.taiMinusUtcAt(tai.nanosAt(localNanos));
  }
}
