package io.timebridge.bridge.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One RTCP packet of a datagram, read in place: a flyweight over a big-endian buffer that makes no
 * garbage. A datagram is a chain of them. RFC 3550 §6.
 *
 * <pre>{@code
 * if (RtcpPacket.isCompound(datagram)) {
 *   for (boolean more = rtcp.first(datagram); more; more = rtcp.next()) {
 *     if (rtcp.isSenderReport()) { … rtcp.ntpTimestamp() … }
 *   }
 * }
 * }</pre>
 *
 * <p>One thread.
 */
public final class RtcpPacket {
  /** Packet type of a sender report. RFC 3550 §12.1. */
  public static final int SENDER_REPORT = 200;

  /** Packet type of a source description. */
  public static final int SOURCE_DESCRIPTION = 202;

  // The packet types that are in use. IANA, "RTCP Control Packet Types".
  private static final int LOWEST_TYPE = 192;
  private static final int HIGHEST_TYPE = 213;

  /** Octets of the header that all RTCP packets have. */
  public static final int HEADER = 4;

  // RFC 3550 §6.4.1: offsets in octets from the start of a sender report.
  /** Offset of the sender's SSRC. */
  public static final int SSRC = 4;

  /** Offset of the NTP timestamp, 64 bits. */
  public static final int NTP_TIMESTAMP = 8;

  /** Offset of the RTP timestamp of the same instant. */
  public static final int RTP_TIMESTAMP = 16;

  /** Offset of the count of packets sent. */
  public static final int PACKET_COUNT = 20;

  /** Offset of the count of payload octets sent. */
  public static final int OCTET_COUNT = 24;

  /** Offset of the first reception report. */
  public static final int REPORTS = 28;

  /** Octets of a reception report. */
  public static final int REPORT_LENGTH = 24;

  private static final int CNAME = 1; // RFC 3550 §6.5.1

  private ByteBuffer buffer = ByteBuffer.allocate(HEADER);
  private int start;
  private int limit;

  /** Creates a flyweight over nothing. */
  public RtcpPacket() {}

  /**
   * {@return true if all of a datagram has RTCP's structure: a chain of packets of version 2 whose
   * lengths fill it exactly, padding only at the end of the last} What is encrypted (SRTCP) does
   * not pass. Of reduced size (RFC 5506) it may be.
   *
   * @param datagram from its position to its limit, neither of which is moved; big-endian
   */
  public static boolean isCompound(ByteBuffer datagram) {
    int at = datagram.position();
    while (datagram.limit() - at >= HEADER) {
      int first = datagram.get(at);
      int length = length(datagram, at);
      boolean last = at + length == datagram.limit();
      boolean padded = (first & 0x20) != 0;
      int type = type(datagram, at);
      if ((first & 0xC0) != 0x80
          || type < LOWEST_TYPE
          || type > HIGHEST_TYPE
          || (padded && !last)
          || (type == SENDER_REPORT && length < REPORTS + (first & 0x1F) * REPORT_LENGTH)) {
        return false;
      }
      at += length;
    }
    return at == datagram.limit() && at > datagram.position();
  }

  /**
   * Lays it over the first packet of a datagram that {@link #isCompound}.
   *
   * @param datagram from its position to its limit
   * @return true
   */
  public boolean first(ByteBuffer datagram) {
    buffer = datagram;
    start = datagram.position();
    limit = datagram.limit();
    return true;
  }

  /**
   * Goes on to the next packet.
   *
   * @return false if this was the last
   */
  public boolean next() {
    start += length(buffer, start);
    return start < limit;
  }

  private static int type(ByteBuffer bytes, int at) {
    return Byte.toUnsignedInt(bytes.get(at + 1));
  }

  /** Octets: the field counts words of 32 bits, without the first. */
  private static int length(ByteBuffer bytes, int at) {
    return HEADER + 4 * Short.toUnsignedInt(bytes.getShort(at + 2));
  }

  /** {@return the index of the packet's first octet} */
  public int start() {
    return start;
  }

  /** {@return the index after the packet's last octet} */
  public int end() {
    return start + length(buffer, start);
  }

  /** {@return the packet type} */
  public int type() {
    return type(buffer, start);
  }

  /** {@return the count in the header: of reception reports, or of described sources; 0 to 31} */
  public int count() {
    return buffer.get(start) & 0x1F;
  }

  /** {@return true if it is a sender report, which the following are for} */
  public boolean isSenderReport() {
    return type() == SENDER_REPORT;
  }

  /** {@return the sender's synchronisation source, 32 bits} */
  public int ssrc() {
    return buffer.getInt(start + SSRC);
  }

  /** {@return the sender's wall clock, 64 bits; 0 if it has none. RFC 3550 §6.4.1} */
  public long ntpTimestamp() {
    return buffer.getLong(start + NTP_TIMESTAMP);
  }

  /** {@return the RTP timestamp of the instant that {@link #ntpTimestamp} tells, 32 bits} */
  public int rtpTimestamp() {
    return buffer.getInt(start + RTP_TIMESTAMP);
  }

  /** {@return how many packets were sent, modulo 2³²} */
  public long packetCount() {
    return Integer.toUnsignedLong(buffer.getInt(start + PACKET_COUNT));
  }

  /** {@return how many octets of payload were sent, modulo 2³²} */
  public long octetCount() {
    return Integer.toUnsignedLong(buffer.getInt(start + OCTET_COUNT));
  }

  /**
   * {@return the canonical name of the first source that this packet describes, null if it tells
   * none} Streams of one such name share a clock, and so one {@link SenderClock}. RFC 3550 §6.5.1.
   */
  public @Nullable String canonicalName() {
    if (type() != SOURCE_DESCRIPTION || count() == 0) {
      return null;
    }
    int at = start + HEADER + 4; // after the first chunk's SSRC
    int end = end();
    while (at + 2 <= end && buffer.get(at) != 0) {
      int item = Byte.toUnsignedInt(buffer.get(at));
      int length = Byte.toUnsignedInt(buffer.get(at + 1));
      at += 2;
      if (at + length > end) {
        return null;
      }
      if (item == CNAME) {
        byte[] text = new byte[length];
        buffer.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
      }
      at += length;
    }
    return null;
  }
}
