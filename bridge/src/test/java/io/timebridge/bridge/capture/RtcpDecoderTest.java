package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Captures.concat;
import static io.timebridge.bridge.capture.Captures.pcap;
import static io.timebridge.bridge.capture.Frames.datagram;
import static io.timebridge.bridge.capture.Frames.senderReport;
import static io.timebridge.bridge.capture.Frames.sourceDescription;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RTCP sender reports as JSON (expected: tshark 4.0), and what is none. */
class RtcpDecoderTest {
  private static final byte[] COMPOUND = concat(senderReport(), sourceDescription());

  @Test
  void aSenderReport() {
    DecodedMessage message = Decoding.one(pcap(datagram(5004, 5005, COMPOUND)));
    assertNull(message.error());
    assertEquals("rtcp", message.protocol());
    String json = message.json().replace('"', '\'');
    assertEquals(
        "'rtcp.version':2,'rtcp.padding':0,'rtcp.rc':1,'rtcp.pt':200,'rtcp.length':12,"
            + "'rtcp.senderssrc':3735928559,'rtcp.timestamp.ntp.msw':3919577088,"
            + "'rtcp.timestamp.ntp.lsw':2147483649,"
            + "'rtcp.timestamp.ntp':'Mar 16, 2024 11:24:48.500000000 UTC',"
            + "'rtcp.timestamp.rtp':160000,'rtcp.sender.packetcount':55,"
            + "'rtcp.sender.octetcount':4400,'rtcp.ssrc.identifier':287454020,"
            + "'rtcp.ssrc.fraction':25,'rtcp.ssrc.cum_nr':-2,'rtcp.ssrc.ext_high':65538,"
            + "'rtcp.ssrc.high_cycles':1,'rtcp.ssrc.high_seq':2,'rtcp.ssrc.jitter':33,"
            + "'rtcp.ssrc.lsr':305419896,'rtcp.ssrc.dlsr':65536}}",
        json.substring(json.indexOf("'rtcp.version")));
    assertTrue(
        message
            .line()
            .endsWith(
                " RTCP sender report ssrc 0xdeadbeef ntp 2024-03-16T11:24:48.500000000Z"
                    + " rtp 160000 packets 55 octets 4400 reports 1"),
        message.line());
  }

  @Test
  void eachSenderReportOfADatagramIsToldAlone() {
    byte[] three = concat(senderReport(), sourceDescription(), senderReport());
    List<DecodedMessage> messages = Decoding.all(pcap(datagram(5005, 5005, three)));
    assertEquals(2, messages.size());
    assertEquals(messages.get(0), messages.get(1));
  }

  @Test
  void anEvenPortMustBeNamed() {
    byte[] file = pcap(datagram(5004, 5004, COMPOUND));
    assertEquals(0, Decoding.all(file).size());
    CapturePorts ports = new CapturePorts(Set.of(), Set.of(), Set.of(5004));
    assertEquals("rtcp", Decoding.one(file, ports).protocol());
  }

  @Test
  void paddingOfTheLastPacketIsRtcps() {
    byte[] padded = concat(COMPOUND, new byte[] {0, 0, 0, 4});
    padded[senderReport().length] |= 0x20;
    padded[senderReport().length + 3] = 4;
    assertEquals("rtcp", Decoding.one(pcap(datagram(5005, 5005, padded))).protocol());
  }

  /** Each is one octet away from being a sender report. */
  @ParameterizedTest
  @CsvSource({
    "0, 0x41", // version 1
    "0, 0x82", // two reports, there is room for one
    "0, 0xa1", // padding before the end
    "1, 0xc9", // a receiver report
    "1, 0x60", // RTP
    "3, 0x0d", // a length that leaves the chain
    "52, 0x41", // the next packet's version
    "53, 0x20", // no type that there is
    "55, 0x02" // a chain that ends before the datagram
  })
  void whatHasAnotherStructureIsNone(int at, String octet) {
    byte[] packet = COMPOUND.clone();
    packet[at] = (byte) (int) Integer.decode(octet);
    assertEquals(List.of(), Decoding.all(pcap(datagram(5005, 5005, packet))));
  }

  @Test
  void whatIsCutAnywhereIsNone() {
    for (int length = 0; length < COMPOUND.length; length++) {
      byte[] cut = Arrays.copyOf(COMPOUND, length);
      int expected = length == senderReport().length ? 1 : 0;
      assertEquals(expected, Decoding.all(pcap(datagram(5005, 5005, cut))).size());
    }
  }
}
