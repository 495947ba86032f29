package io.timebridge.bridge.capture;

import io.timebridge.bridge.media.RtcpPacket;
import java.nio.ByteBuffer;

/** RTCP's sender reports, which say what RTP's time is in NTP's. RFC 3550 §6. */
final class RtcpDecoder {
  private RtcpDecoder() {}

  /** Decodes a sender report, which a packet is laid over. RFC 3550 §6.4.1. */
  static void decode(ByteBuffer bytes, RtcpPacket packet, Draft draft) {
    int at = packet.start();
    Fields fields = draft.fields();
    int first = Byte.toUnsignedInt(bytes.get(at));
    fields.bits("rtcp.version", first, 0xC0);
    fields.bits("rtcp.padding", first, 0x20);
    fields.bits("rtcp.rc", first, 0x1F);
    fields.add("rtcp.pt", packet.type());
    fields.add("rtcp.length", Short.toUnsignedInt(bytes.getShort(at + 2)));
    fields.add("rtcp.senderssrc", Integer.toUnsignedLong(packet.ssrc()));
    fields.add("rtcp.timestamp.ntp.msw", packet.ntpTimestamp() >>> 32);
    fields.add("rtcp.timestamp.ntp.lsw", packet.ntpTimestamp() & 0xFFFF_FFFFL);
    fields.add("rtcp.timestamp.ntp", NtpTimes.wireshark(packet.ntpTimestamp()));
    fields.add("rtcp.timestamp.rtp", Integer.toUnsignedLong(packet.rtpTimestamp()));
    fields.add("rtcp.sender.packetcount", packet.packetCount());
    fields.add("rtcp.sender.octetcount", packet.octetCount());
    for (int i = 0; i < packet.count(); i++) {
      report(bytes, at + RtcpPacket.REPORTS + i * RtcpPacket.REPORT_LENGTH, fields);
    }
    draft.say("RTCP sender report", "ssrc", "0x%08x".formatted(packet.ssrc()));
    draft.say("ntp", NtpTimes.iso(packet.ntpTimestamp()));
    draft.say(
        "rtp", Integer.toUnsignedLong(packet.rtpTimestamp()), "packets", packet.packetCount());
    draft.say("octets", packet.octetCount(), "reports", packet.count());
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
