package io.timebridge.bridge.media;

import java.nio.ByteBuffer;

/**
 * ONVIF's header extension, which recordings that are played back carry: when a picture or sound
 * was recorded, and how it is joined to what came before. ONVIF Streaming Specification, "RTP
 * header extension". A flyweight over a big-endian buffer that makes no garbage. One thread.
 */
public final class OnvifExtension {
  /** The profile that names it in the packet. */
  public static final int PROFILE = 0xABAC;

  private static final int LENGTH = 12;

  // Offsets in octets from the start of the extension's data.
  private static final int NTP_TIMESTAMP = 0;
  private static final int FLAGS = 8;
  private static final int SEQUENCE = 9;

  private ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
  private int start;

  /** Creates a flyweight over nothing. */
  public OnvifExtension() {}

  /**
   * Lays it over the extension of a packet.
   *
   * @param datagram what {@code packet} is laid over
   * @param packet the packet
   * @return true if the packet has this extension
   */
  public boolean wrap(ByteBuffer datagram, RtpPacket packet) {
    buffer = datagram;
    start = packet.extensionStart();
    return packet.extensionProfile() == PROFILE && packet.extensionLength() >= LENGTH;
  }

  /** {@return when it was recorded, an NTP timestamp: see {@link WallClock#nanosOf}} */
  public long ntpTimestamp() {
    return buffer.getLong(start + NTP_TIMESTAMP);
  }

  /** {@return C: a decoder may start here, it is a clean point} */
  public boolean cleanPoint() {
    return (buffer.get(start + FLAGS) & 0x80) != 0;
  }

  /** {@return E: the end of a contiguous section of the recording} */
  public boolean endOfSection() {
    return (buffer.get(start + FLAGS) & 0x40) != 0;
  }

  /** {@return D: something is missing between this packet and the one before} */
  public boolean discontinuity() {
    return (buffer.get(start + FLAGS) & 0x20) != 0;
  }

  /** {@return T: nothing comes after this packet} */
  public boolean terminal() {
    return (buffer.get(start + FLAGS) & 0x10) != 0;
  }

  /** {@return the low octet of the play request's sequence number, 0 to 255} */
  public int requestSequence() {
    return Byte.toUnsignedInt(buffer.get(start + SEQUENCE));
  }
}
