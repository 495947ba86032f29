package io.timebridge.ntp;

/**
 * What a server said of itself in a reply, apart from its timestamps. RFC 5905 §7.3.
 *
 * @param leapIndicator 0 to 3
 * @param version 1 to 4
 * @param stratum 0 to 255
 * @param poll log2 seconds
 * @param precision log2 seconds
 * @param rootDelayNanos nanoseconds, 0 to 2¹⁶ s
 * @param rootDispersionNanos nanoseconds, 0 to 2¹⁶ s
 * @param referenceId 32 bits
 */
public record NtpHeader(
    int leapIndicator,
    int version,
    int stratum,
    int poll,
    int precision,
    long rootDelayNanos,
    long rootDispersionNanos,
    int referenceId) {

  /**
   * {@return the header of a packet}
   *
   * @param packet the packet
   */
  public static NtpHeader of(NtpPacket packet) {
    return new NtpHeader(
        packet.leapIndicator(),
        packet.version(),
        packet.stratum(),
        packet.poll(),
        packet.precision(),
        NtpTimestamp.fromShortBits(packet.rootDelay()),
        NtpTimestamp.fromShortBits(packet.rootDispersion()),
        packet.referenceId());
  }

  /** {@return false if the server says that its clock is not synchronised} */
  public boolean isSynchronised() {
    return leapIndicator != NtpPacket.LEAP_UNKNOWN
        && stratum != NtpPacket.STRATUM_UNSPECIFIED
        && stratum < NtpPacket.STRATUM_UNSYNCHRONISED;
  }

  /** {@return the reference id as people read it} */
  public String referenceIdText() {
    return NtpReferenceId.text(stratum, referenceId);
  }
}
