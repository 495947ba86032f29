package io.timebridge.ntp;

import java.nio.ByteBuffer;

/**
 * Writes answers, one at a time, into one buffer. Belongs to its server's thread.
 *
 * <p>The lowest bit of a timestamp tells what it is: a receive stamp is odd and a transmit stamp
 * even, as chrony has it. A client in interleaved mode sends the one back as origin, one in basic
 * mode the other or nothing, so that only the former's stamps have to be remembered. It also keeps
 * the two apart, by which RFC 9769 §2 tells the modes. The bit is worth 0.2 ns.
 */
final class NtpReply {
  /** RFC 5905 §7.4, "rate exceeded". */
  private static final int KISS_RATE = NtpReferenceId.ofAscii("RATE");

  private final ByteBuffer buffer = ByteBuffer.allocate(NtpPacket.LENGTH + NtpTrailer.LONGEST_MAC);
  private final NtpPacket packet = new NtpPacket().wrap(buffer, 0);
  private final int precision;
  private final int leastPoll;

  NtpReply(int precision, int leastPoll) {
    this.precision = precision;
    this.leastPoll = leastPoll;
  }

  /** The answer; its position and limit are the last ones that were set. */
  ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Writes the header of an answer in basic mode, but for its transmit stamp.
   *
   * @param earlyNanos by how much sooner than that stamp says the answer may leave
   */
  void write(NtpPacket request, ServerTime time, long receiveLocalNanos, long earlyNanos) {
    boolean synchronised = time.synchronisedAt(receiveLocalNanos);
    long receiveUtcNanos = time.utcNanosAt(receiveLocalNanos);
    // A reference time after the transmit time would be refused. RFC 5905 §A.5.1.1.
    long referenceUtcNanos = Math.min(time.referenceUtcNanos(), receiveUtcNanos);
    ByteBuffer unused = buffer.clear(); // the one before may have been shorter
    // RFC 5905 §9.2, figure 20, and §7.3: stratum 16 stands as 0 on the wire.
    packet
        .leapVersionMode(
            synchronised ? time.leapIndicatorAt(receiveLocalNanos) : NtpPacket.LEAP_UNKNOWN,
            request.version(),
            mode(request))
        .stratum(synchronised ? time.stratum() : NtpPacket.STRATUM_UNSPECIFIED)
        .poll(Math.max(leastPoll, request.poll()))
        .precision(precision)
        .rootDelay(NtpTimestamp.toShortBits(time.rootDelayNanos()))
        .rootDispersion(
            NtpTimestamp.toShortBits(time.rootDispersionNanosAt(receiveLocalNanos) + earlyNanos))
        .referenceId(synchronised ? time.referenceId() : 0)
        .referenceTimestamp(NtpTimestamp.toBits(referenceUtcNanos))
        .originTimestamp(request.transmitTimestamp())
        .receiveTimestamp(receiveBits(receiveUtcNanos, request.transmitTimestamp()))
        .transmitTimestamp(0); // the late stamp's
  }

  /** Makes it one in interleaved mode. RFC 9769 §2. */
  void interleave(NtpPacket request, long transmit) {
    packet.originTimestamp(request.receiveTimestamp()).transmitTimestamp(transmit);
  }

  /** Makes it a kiss-o'-death. RFC 5905 §7.4. */
  void kiss() {
    packet
        .leapVersionMode(NtpPacket.LEAP_UNKNOWN, packet.version(), packet.mode())
        .stratum(NtpPacket.STRATUM_UNSPECIFIED)
        .referenceId(KISS_RATE);
  }

  /** Puts a crypto-NAK behind the header. RFC 5905 §7.3. */
  int cryptoNak() {
    buffer.putInt(NtpPacket.LENGTH, 0);
    return NtpTrailer.KEY_ID_LENGTH;
  }

  long receiveTimestamp() {
    return packet.receiveTimestamp();
  }

  /** Version 1 has no mode yet, so that a client's is 0. RFC 1059 appendix B. */
  private static int mode(NtpPacket request) {
    return request.mode() == NtpPacket.MODE_SYMMETRIC_ACTIVE
        ? NtpPacket.MODE_SYMMETRIC_PASSIVE
        : NtpPacket.MODE_SERVER;
  }

  /** Odd, and not what the client sent: an answer must not look like a request to itself. */
  private static long receiveBits(long utcNanos, long origin) {
    if (utcNanos < 0) {
      return NtpTimestamp.toBits(utcNanos); // no time
    }
    long bits = NtpTimestamp.toBits(utcNanos) | 1;
    return bits == origin ? bits + 2 : bits;
  }

  /**
   * {@return a transmit timestamp: even, and neither 0, which would be "unknown" (RFC 5905 §6), nor
   * what the client sent, nor before the receive stamp where it was made of the same nanosecond}
   *
   * @param bits NTP timestamp of a known time
   * @param receive the answer's receive stamp
   * @param origin what the client sent
   */
  static long transmitBits(long bits, long receive, long origin) {
    long even = bits & ~1L;
    even += even + 1 == receive ? 2 : 0;
    even += even == 0 ? 2 : 0;
    return even == origin ? even + 2 : even;
  }

  /** Makes the transmit stamp in a message an even one; without a time it stays 0. */
  static void makeTransmitEven(ByteBuffer message) {
    long bits = message.getLong(NtpPacket.TRANSMIT_TIMESTAMP);
    long receive = message.getLong(NtpPacket.RECEIVE_TIMESTAMP);
    if (receive != 0) {
      long origin = message.getLong(NtpPacket.ORIGIN_TIMESTAMP);
      message.putLong(NtpPacket.TRANSMIT_TIMESTAMP, transmitBits(bits, receive, origin));
    }
  }
}
