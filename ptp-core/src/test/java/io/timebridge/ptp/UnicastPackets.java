package io.timebridge.ptp;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.Tlv;
import io.timebridge.ptp.wire.UnicastTlv;
import java.nio.ByteBuffer;
import java.util.List;

/** Signaling messages as the other side writes them: by the records, not by the flyweight. */
final class UnicastPackets {
  static final PortIdentity ALL = new PortIdentity(new ClockIdentity(-1), 0xFFFF);

  private UnicastPackets() {}

  static byte[] signaling(PortIdentity source, PortIdentity target, Tlv... tlvs) {
    CommonHeader header =
        CommonHeader.of(MessageType.SIGNALING, 0, source, 7, 0x7F).withFlags(PtpFlags.UNICAST);
    PtpMessage message = new PtpMessage.Signaling(header, target, List.of(tlvs));
    ByteBuffer packet = ByteBuffer.allocate(message.length());
    message.write(packet);
    return packet.array();
  }

  static Tlv request(MessageType type, int logPeriod, long seconds) {
    return new UnicastTlv.Request(type.code(), logPeriod, seconds);
  }

  static Tlv grant(MessageType type, int logPeriod, long seconds) {
    return new UnicastTlv.Grant(type.code(), logPeriod, seconds, seconds > 0);
  }

  static Tlv cancel(MessageType type) {
    return new UnicastTlv.Cancel(type.code(), false, false);
  }

  static Tlv acknowledge(MessageType type) {
    return new UnicastTlv.AcknowledgeCancel(type.code(), false, false);
  }

  static PtpMessage.Signaling read(PortBench.Sent sent) {
    if (PtpMessage.read(sent.bytes().duplicate()) instanceof PtpMessage.Signaling signaling) {
      return signaling;
    }
    throw new AssertionError(sent + " is no Signaling");
  }
}
