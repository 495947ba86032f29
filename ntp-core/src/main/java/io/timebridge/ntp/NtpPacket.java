package io.timebridge.ntp;

import java.nio.ByteBuffer;

/**
 * The NTP header, 48 octets, read and written in place: a flyweight over a big-endian buffer that
 * makes no garbage. What may follow the header (extension fields, a MAC) is not its affair.
 *
 * <p>Nothing is checked beyond the buffer's own limits: every bit pattern reads as something. One
 * thread. RFC 5905 §7.3, figure 8.
 */
public final class NtpPacket {
  /** Octets of the header. */
  public static final int LENGTH = 48;

  // RFC 5905 §7.3, figure 8: offsets in octets from the start of the packet.
  /** Offset of leap indicator (2 bits), version (3 bits) and mode (3 bits). */
  public static final int LEAP_VERSION_MODE = 0;

  /** Offset of the stratum, unsigned 8 bits. */
  public static final int STRATUM = 1;

  /** Offset of the poll exponent, signed 8 bits. */
  public static final int POLL = 2;

  /** Offset of the precision exponent, signed 8 bits. */
  public static final int PRECISION = 3;

  /** Offset of the root delay, NTP short format. */
  public static final int ROOT_DELAY = 4;

  /** Offset of the root dispersion, NTP short format. */
  public static final int ROOT_DISPERSION = 8;

  /** Offset of the reference id, 32 bits. */
  public static final int REFERENCE_ID = 12;

  /** Offset of the reference timestamp. */
  public static final int REFERENCE_TIMESTAMP = 16;

  /** Offset of the origin timestamp. */
  public static final int ORIGIN_TIMESTAMP = 24;

  /** Offset of the receive timestamp. */
  public static final int RECEIVE_TIMESTAMP = 32;

  /** Offset of the transmit timestamp. */
  public static final int TRANSMIT_TIMESTAMP = 40;

  // RFC 5905 §7.3, figure 9.
  /** Leap indicator: no warning. */
  public static final int LEAP_NONE = 0;

  /** Leap indicator: the last minute of the month has 61 seconds. */
  public static final int LEAP_INSERT = 1;

  /** Leap indicator: the last minute of the month has 59 seconds. */
  public static final int LEAP_DELETE = 2;

  /** Leap indicator: the clock is not synchronised. */
  public static final int LEAP_UNKNOWN = 3;

  // RFC 5905 §7.3, figure 10.
  /** Mode: reserved; in version 1 the port tells which it is. RFC 1059 appendix B. */
  public static final int MODE_RESERVED = 0;

  /** Mode: symmetric active. */
  public static final int MODE_SYMMETRIC_ACTIVE = 1;

  /** Mode: symmetric passive. */
  public static final int MODE_SYMMETRIC_PASSIVE = 2;

  /** Mode: client. */
  public static final int MODE_CLIENT = 3;

  /** Mode: server. */
  public static final int MODE_SERVER = 4;

  /** Mode: broadcast. */
  public static final int MODE_BROADCAST = 5;

  /** Mode: an NTP control message, which has another layout. RFC 9327. */
  public static final int MODE_CONTROL = 6;

  /** Mode: ntpd's own messages, which have another layout. */
  public static final int MODE_PRIVATE = 7;

  /** The newest version that is spoken here. */
  public static final int VERSION = 4;

  /** Stratum on the wire of a clock without time, and of a kiss-o'-death. RFC 5905 §7.3, §7.4. */
  public static final int STRATUM_UNSPECIFIED = 0;

  /** The first stratum that means "not synchronised". RFC 5905 §7.3, figure 11. */
  public static final int STRATUM_UNSYNCHRONISED = 16;

  private ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
  private int start;

  /** Creates a flyweight over an empty packet of its own. */
  public NtpPacket() {}

  /**
   * Lays it over a packet.
   *
   * @param buffer holds the packet; big-endian
   * @param start index of the packet's first octet
   * @return this
   */
  public NtpPacket wrap(ByteBuffer buffer, int start) {
    this.buffer = buffer;
    this.start = start;
    return this;
  }

  /** {@return the leap indicator, 0 to 3} */
  public int leapIndicator() {
    return (buffer.get(start + LEAP_VERSION_MODE) >> 6) & 0x3;
  }

  /** {@return the version, 0 to 7} */
  public int version() {
    return (buffer.get(start + LEAP_VERSION_MODE) >> 3) & 0x7;
  }

  /** {@return the mode, 0 to 7} */
  public int mode() {
    return buffer.get(start + LEAP_VERSION_MODE) & 0x7;
  }

  /** {@return the stratum, 0 to 255} */
  public int stratum() {
    return buffer.get(start + STRATUM) & 0xFF;
  }

  /** {@return log2 of the poll interval in seconds, −128 to 127} */
  public int poll() {
    return buffer.get(start + POLL);
  }

  /** {@return log2 of the clock's precision in seconds, −128 to 127} */
  public int precision() {
    return buffer.get(start + PRECISION);
  }

  /** {@return the root delay, the 32 bits of the NTP short format} */
  public int rootDelay() {
    return buffer.getInt(start + ROOT_DELAY);
  }

  /** {@return the root dispersion, the 32 bits of the NTP short format} */
  public int rootDispersion() {
    return buffer.getInt(start + ROOT_DISPERSION);
  }

  /** {@return the reference id, 32 bits; see {@link NtpReferenceId}} */
  public int referenceId() {
    return buffer.getInt(start + REFERENCE_ID);
  }

  /** {@return when the clock was last set, the 64 bits of the NTP timestamp format} */
  public long referenceTimestamp() {
    return buffer.getLong(start + REFERENCE_TIMESTAMP);
  }

  /** {@return when the request left the client, the 64 bits as the client wrote them} */
  public long originTimestamp() {
    return buffer.getLong(start + ORIGIN_TIMESTAMP);
  }

  /** {@return when the request reached the server, the 64 bits of the NTP timestamp format} */
  public long receiveTimestamp() {
    return buffer.getLong(start + RECEIVE_TIMESTAMP);
  }

  /** {@return when this packet left, the 64 bits of the NTP timestamp format} */
  public long transmitTimestamp() {
    return buffer.getLong(start + TRANSMIT_TIMESTAMP);
  }

  /**
   * Writes the first octet.
   *
   * @param leap the leap indicator, 0 to 3
   * @param version the version, 0 to 7
   * @param mode the mode, 0 to 7
   * @return this
   */
  public NtpPacket leapVersionMode(int leap, int version, int mode) {
    int octet = (leap & 0x3) << 6 | (version & 0x7) << 3 | (mode & 0x7);
    buffer.put(start + LEAP_VERSION_MODE, (byte) octet);
    return this;
  }

  /**
   * Writes the stratum.
   *
   * @param stratum 0 to 255
   * @return this
   */
  public NtpPacket stratum(int stratum) {
    buffer.put(start + STRATUM, (byte) stratum);
    return this;
  }

  /**
   * Writes the poll exponent.
   *
   * @param poll log2 of seconds, −128 to 127
   * @return this
   */
  public NtpPacket poll(int poll) {
    buffer.put(start + POLL, (byte) poll);
    return this;
  }

  /**
   * Writes the precision exponent.
   *
   * @param precision log2 of seconds, −128 to 127
   * @return this
   */
  public NtpPacket precision(int precision) {
    buffer.put(start + PRECISION, (byte) precision);
    return this;
  }

  /**
   * Writes the root delay.
   *
   * @param bits the NTP short format
   * @return this
   */
  public NtpPacket rootDelay(int bits) {
    buffer.putInt(start + ROOT_DELAY, bits);
    return this;
  }

  /**
   * Writes the root dispersion.
   *
   * @param bits the NTP short format
   * @return this
   */
  public NtpPacket rootDispersion(int bits) {
    buffer.putInt(start + ROOT_DISPERSION, bits);
    return this;
  }

  /**
   * Writes the reference id.
   *
   * @param bits 32 bits
   * @return this
   */
  public NtpPacket referenceId(int bits) {
    buffer.putInt(start + REFERENCE_ID, bits);
    return this;
  }

  /**
   * Writes the reference timestamp.
   *
   * @param bits the NTP timestamp format
   * @return this
   */
  public NtpPacket referenceTimestamp(long bits) {
    buffer.putLong(start + REFERENCE_TIMESTAMP, bits);
    return this;
  }

  /**
   * Writes the origin timestamp.
   *
   * @param bits the NTP timestamp format
   * @return this
   */
  public NtpPacket originTimestamp(long bits) {
    buffer.putLong(start + ORIGIN_TIMESTAMP, bits);
    return this;
  }

  /**
   * Writes the receive timestamp.
   *
   * @param bits the NTP timestamp format
   * @return this
   */
  public NtpPacket receiveTimestamp(long bits) {
    buffer.putLong(start + RECEIVE_TIMESTAMP, bits);
    return this;
  }

  /**
   * Writes the transmit timestamp.
   *
   * @param bits the NTP timestamp format
   * @return this
   */
  public NtpPacket transmitTimestamp(long bits) {
    buffer.putLong(start + TRANSMIT_TIMESTAMP, bits);
    return this;
  }
}
