package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.bridge.capture.Captures;
import io.timebridge.bridge.capture.Frames;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.ManagementTlv;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.Octets;
import io.timebridge.ptp.wire.OrganizationTlv;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.TimeProperties;
import io.timebridge.ptp.wire.Tlv;
import io.timebridge.ptp.wire.UnicastTlv;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of each message and TLV that can be sent, written by our encoder and read by tshark. */
class EveryMessageIT {
  private static final long NANOS = 1_800_000_000_123_456_789L;
  private static final PortIdentity FROM =
      new PortIdentity(new ClockIdentity(0x020000fffe000001L), 1);
  private static final PortIdentity TO =
      new PortIdentity(new ClockIdentity(0x020000fffe000002L), 2);
  private static final PortIdentity ALL = new PortIdentity(new ClockIdentity(-1), 0xFFFF);
  private static final int EVENT = 319;
  private static final int GENERAL = 320;

  private static CommonHeader header(MessageType type) {
    return CommonHeader.of(type, 3, FROM, 77, -3).withCorrection(-98_304);
  }

  private static PtpMessage announce(Tlv... tlvs) {
    return new AnnounceMessage(
        header(MessageType.ANNOUNCE).withVersion(1, 0),
        NANOS,
        new TimeProperties(37, true, false, true, true, false, true, 0x20),
        128,
        new ClockQuality(6, 0x21, 0x4E5D),
        127,
        FROM.clock(),
        1,
        List.of(tlvs));
  }

  private static PtpMessage signaling(Tlv... tlvs) {
    return new PtpMessage.Signaling(header(MessageType.SIGNALING), TO, List.of(tlvs));
  }

  private static PtpMessage management(int action, Tlv tlv) {
    return new PtpMessage.Management(
        header(MessageType.MANAGEMENT), ALL, 1, 1, action, List.of(tlv));
  }

  private static List<PtpMessage> messages() {
    List<Tlv> none = List.of();
    return new ArrayList<>(
        List.of(
            new PtpMessage.Sync(header(MessageType.SYNC).withFlags(PtpFlags.TWO_STEP), NANOS, none),
            new PtpMessage.DelayReq(header(MessageType.DELAY_REQ), NANOS, none),
            new PtpMessage.PdelayReq(header(MessageType.PDELAY_REQ), NANOS, none),
            new PtpMessage.PdelayResp(header(MessageType.PDELAY_RESP), NANOS, TO, none),
            new PtpMessage.FollowUp(header(MessageType.FOLLOW_UP), NANOS, none),
            new PtpMessage.DelayResp(header(MessageType.DELAY_RESP), NANOS, TO, none),
            new PtpMessage.PdelayRespFollowUp(
                header(MessageType.PDELAY_RESP_FOLLOW_UP), NANOS, TO, none),
            announce(),
            announce(new Tlv.PathTrace(List.of(FROM.clock(), TO.clock()))),
            announce(new Tlv.AlternateTimeOffset(1, 3600, -3600, 1_800_000_000, "CET")),
            announce(new OrganizationTlv.Extension(3, 0x00A0DE, 0x000001, Octets.ofHex("0102"))),
            announce(new Tlv.Pad(6), new Tlv.Unknown(0x2FFF, Octets.ofHex("a1b2c3d4"))),
            announce(new Tlv.Authentication(1, 0, 7, Octets.ofHex("00".repeat(16)))),
            signaling(new UnicastTlv.Request(0xB, 1, 60), new UnicastTlv.Request(0x0, -3, 60)),
            signaling(new UnicastTlv.Grant(0xB, 1, 60, true)),
            signaling(new UnicastTlv.Cancel(0x9, false, false)),
            signaling(new UnicastTlv.AcknowledgeCancel(0x9, false, false)),
            management(0, new ManagementTlv.Data(0x2000, Octets.NONE)),
            management(2, new ManagementTlv.Data(0x2005, Octets.ofHex("8000"))),
            management(2, new ManagementTlv.ErrorStatus(0x0006, 0x2001, "no"))));
  }

  private static byte[] octets(PtpMessage message) {
    ByteBuffer buffer = ByteBuffer.allocate(message.length());
    message.write(buffer);
    return buffer.array();
  }

  @Test
  void tsharkFindsNothingMalformed(@TempDir Path folder) throws IOException {
    List<PtpMessage> messages = messages();
    List<byte[]> frames = new ArrayList<>();
    for (PtpMessage message : messages) {
      int port = message.type().isEvent() ? EVENT : GENERAL;
      frames.add(Frames.datagram(port, port, octets(message)));
      frames.add(Frames.ethernet(0x88F7, octets(message)));
    }
    Path file = folder.resolve("every.pcap");
    Files.write(file, Captures.pcap(frames.toArray(byte[][]::new)));
    assertEquals(
        List.of(),
        rows(Tshark.read(file, "-Y", "_ws.malformed || ptp.v2.msg_len_too_large || !ptp")));
    assertEquals(frames.size(), rows(Tshark.read(file, "-Y", "ptp")).size());
    Decode.assertAgreesWithTshark(file, "one of each", Set.of("ptp 0", "ptp 12", "ptp 13"));
  }

  private static List<String> rows(List<String> lines) {
    return lines.stream().filter(line -> line.matches("\\s*\\d+\\s+\\d+\\.\\d+.*")).toList();
  }
}
