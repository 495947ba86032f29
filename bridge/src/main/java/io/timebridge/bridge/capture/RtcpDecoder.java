package io.timebridge.bridge.capture;

import java.nio.ByteBuffer;

/**
 * RTCP's sender reports, which say what RTP's time is in NTP's. RFC 3550 §6.
 *
 * <p>RTCP has no port of its own. A datagram is taken for it if all of it has RTCP's structure: a
 * chain of packets of version 2 whose lengths fill it exactly, padding only at the end of the last,
 * a sender report first. What is encrypted (SRTCP) does not pass.
 */
final class RtcpDecoder {
  private static final int SENDER_REPORT = 200;

  // The packet types that are in use. IANA, "RTCP Control Packet Types".
  private static final int LOWEST_TYPE = 192;
  private static final int HIGHEST_TYPE = 213;

  private static final int HEADER = 4;
  private static final int SSRC = 4;
  private static final int NTP_TIME = 8;
  private static final int RTP_TIME = 16;
  private static final int PACKETS = 20;
  private static final int OCTETS = 24;
  private static final int REPORTS = 28;
  private static final int REPORT_LENGTH = 24;

  private RtcpDecoder() {}

  /** {@return true if a datagram is RTCP and begins with a sender report} */
  static boolean isSenderReport(ByteBuffer bytes) {
    return bytes.limit() >= REPORTS && type(bytes, 0) == SENDER_REPORT && isCompound(bytes);
  }

  private static boolean isCompound(ByteBuffer bytes) {
    int at = 0;
    while (bytes.limit() - at >= HEADER) {
      int first = bytes.get(at);
      int length = length(bytes, at);
      boolean last = at + length == bytes.limit();
      boolean padded = (first & 0x20) != 0;
      if ((first & 0xC0) != 0x80
          || type(bytes, at) < LOWEST_TYPE
          || type(bytes, at) > HIGHEST_TYPE
          || (padded && !last)
          || (type(bytes, at) == SENDER_REPORT && length < senderReportLength(first))) {
        return false;
      }
      at += length;
    }
    return at == bytes.limit();
  }

  private static int senderReportLength(int first) {
    return REPORTS + (first & 0x1F) * REPORT_LENGTH;
  }

  private static int type(ByteBuffer bytes, int at) {
    return Byte.toUnsignedInt(bytes.get(at + 1));
  }

  /** Octets: the field counts words of 32 bits, without the first. */
  private static int length(ByteBuffer bytes, int at) {
    return HEADER + 4 * Short.toUnsignedInt(bytes.getShort(at + 2));
  }

  /** {@return where the next sender report begins from here on, or −1} */
  static int next(ByteBuffer bytes, int from) {
    for (int at = from; at < bytes.limit(); at += length(bytes, at)) {
      if (type(bytes, at) == SENDER_REPORT) {
        return at;
      }
    }
    return -1;
  }

  /** {@return where the packet that begins here ends} */
  static int end(ByteBuffer bytes, int at) {
    return at + length(bytes, at);
  }

  /** Decodes a sender report of a datagram that {@link #isSenderReport}. RFC 3550 §6.4.1. */
  static void decode(ByteBuffer bytes, int at, Draft draft) {
    Fields fields = draft.fields();
    int first = Byte.toUnsignedInt(bytes.get(at));
    fields.bits("rtcp.version", first, 0xC0);
    fields.bits("rtcp.padding", first, 0x20);
    fields.bits("rtcp.rc", first, 0x1F);
    fields.add("rtcp.pt", type(bytes, at));
    fields.add("rtcp.length", Short.toUnsignedInt(bytes.getShort(at + 2)));
    fields.add("rtcp.senderssrc", uint32(bytes, at + SSRC));
    fields.add("rtcp.timestamp.ntp.msw", uint32(bytes, at + NTP_TIME));
    fields.add("rtcp.timestamp.ntp.lsw", uint32(bytes, at + NTP_TIME + 4));
    fields.add("rtcp.timestamp.ntp", NtpTimes.wireshark(bytes.getLong(at + NTP_TIME)));
    fields.add("rtcp.timestamp.rtp", uint32(bytes, at + RTP_TIME));
    fields.add("rtcp.sender.packetcount", uint32(bytes, at + PACKETS));
    fields.add("rtcp.sender.octetcount", uint32(bytes, at + OCTETS));
    for (int i = 0; i < (first & 0x1F); i++) {
      report(bytes, at + REPORTS + i * REPORT_LENGTH, fields);
    }
    draft.say("RTCP sender report", "ssrc", "0x%08x".formatted(bytes.getInt(at + SSRC)));
    draft.say("ntp", NtpTimes.iso(bytes.getLong(at + NTP_TIME)));
    draft.say("rtp", uint32(bytes, at + RTP_TIME), "packets", uint32(bytes, at + PACKETS));
    draft.say("octets", uint32(bytes, at + OCTETS), "reports", first & 0x1F);
  }

  private static void report(ByteBuffer bytes, int at, Fields fields) {
    long highest = uint32(bytes, at + 8);
    fields.add("rtcp.ssrc.identifier", uint32(bytes, at));
    fields.add("rtcp.ssrc.fraction", Byte.toUnsignedInt(bytes.get(at + 4)));
    fields.add("rtcp.ssrc.cum_nr", bytes.getInt(at + 4) << 8 >> 8); // 24 bits with a sign
    fields.add("rtcp.ssrc.ext_high", highest);
    fields.add("rtcp.ssrc.high_cycles", highest >>> 16);
    fields.add("rtcp.ssrc.high_seq", highest & 0xFFFF);
    fields.add("rtcp.ssrc.jitter", uint32(bytes, at + 12));
    fields.add("rtcp.ssrc.lsr", uint32(bytes, at + 16));
    fields.add("rtcp.ssrc.dlsr", uint32(bytes, at + 20));
  }

  private static long uint32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
