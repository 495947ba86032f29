package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Bytes.bytes;
import static io.timebridge.bridge.capture.Captures.pcap;
import static io.timebridge.bridge.capture.Frames.datagram;
import static io.timebridge.bridge.capture.Frames.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PTPv2 messages as JSON (expected: tshark 4.0) and as lines, whole and not. */
class PtpDecoderTest {
  private static final String SYNC_HEADER =
      "'ptp.v2.majorsdoid':0,'ptp.v2.messagetype':0,'ptp.v2.minorversionptp':0,"
          + "'ptp.v2.versionptp':2,'ptp.v2.messagelength':44,'ptp.v2.domainnumber':0,"
          + "'ptp.v2.minorsdoid':0,'ptp.v2.flags':512,";

  private static DecodedMessage decode(byte[] packet) {
    return Decoding.one(pcap(datagram(320, 320, packet)));
  }

  private static String fields(DecodedMessage message) {
    String json = message.json().replace('"', '\'');
    return json.substring(json.indexOf("'ptp."), json.indexOf('}'));
  }

  /** A header of a type, with what follows it. */
  private static byte[] message(int type, int flags, String rest) {
    byte[] body = bytes().hex(rest).get();
    return bytes()
        .u8(type)
        .u8(0x12)
        .u16(34 + body.length)
        .u8(5)
        .u8(0)
        .u16(flags)
        .hex("fffffffffffe8000 00000000 001122fffe334455 0001 002a 057f")
        .raw(body)
        .get();
  }

  @Test
  void aSync() {
    DecodedMessage message = decode(sync(7));
    assertNull(message.error());
    String fields = fields(message);
    assertTrue(fields.startsWith(SYNC_HEADER), fields);
    assertTrue(
        fields.endsWith(
            "'ptp.v2.correction.ns':0,'ptp.v2.correction.subns':0,"
                + "'ptp.v2.messagetypespecific':0,"
                + "'ptp.v2.clockidentity':'0x020000fffe000001',"
                + "'ptp.v2.clockidentity_manuf':'02:00:00','ptp.v2.sourceportid':1,"
                + "'ptp.v2.sequenceid':7,'ptp.v2.controlfield':0,'ptp.v2.logmessageperiod':-3,"
                + "'ptp.v2.sdr.origintimestamp.seconds':1700000000,"
                + "'ptp.v2.sdr.origintimestamp.nanoseconds':0"),
        fields);
    assertTrue(fields.contains("'ptp.v2.flags.twostep':1,"), fields);
    assertTrue(fields.contains("'ptp.v2.flags.unicast':0,"), fields);
  }

  /** Wireshark shows the nanoseconds of a negative correction as an unsigned number. */
  @Test
  void aNegativeCorrection() {
    DecodedMessage message = decode(message(0x0, 0, "00006553f100 00000005"));
    assertTrue(
        fields(message)
            .contains("'ptp.v2.correction.ns':18446744073709551614,'ptp.v2.correction.subns':0.5,"),
        message.json());
    assertTrue(message.line().contains(" corr -1.500 ts 1700000000.000000005"), message.line());
  }

  @Test
  void theTlvsOfASignaling() {
    String target = "ffffffffffffffffffff";
    DecodedMessage message =
        decode(message(0xC, 0x0400, target + "0004 0006 b0010000003c 0004 0006 00fd0000003c"));
    String fields = fields(message);
    assertTrue(fields.contains("'ptp.v2.sig.tlv.tlvType':[4,4]"), fields);
    assertTrue(fields.contains("'ptp.v2.sig.tlv.messageType':[11,0]"), fields);
    assertTrue(fields.contains("'ptp.v2.sig.tlv.logInterMessagePeriod':[1,-3]"), fields);
    assertTrue(fields.contains("'ptp.v2.sig.targetportidentity':'0xffffffffffffffff'"), fields);
    assertTrue(
        message
            .line()
            .endsWith(
                " PTPv2.1 Signaling domain 5 seq 42 from 001122.fffe.334455-1 unicast"
                    + " corr -1.500 to ffffff.ffff.ffffff-65535 [request Announce, log 1, 60 s]"
                    + " [request Sync, log -3, 60 s]"),
        message.line());
  }

  @Test
  void managementByItsNames() {
    String to = "ffffffffffffffffffff 01 01";
    DecodedMessage get = decode(message(0xD, 0, to + "00 00 0001 0002 2001"));
    assertTrue(
        get.line().endsWith(" to ffffff.ffff.ffffff-65535 GET [CURRENT_DATA_SET]"), get.line());
    DecodedMessage error = decode(message(0xD, 0, to + "02 00 0002 0008 0006 2001 00000000"));
    assertTrue(
        error.line().endsWith(" RESPONSE [error NOT_SUPPORTED, CURRENT_DATA_SET]"), error.line());
    DecodedMessage unknown = decode(message(0xD, 0, to + "07 00 0001 0002 dfff"));
    assertTrue(unknown.line().endsWith(" 0x0007 [0xdfff]"), unknown.line());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 000000000000 00000000, Sync",
    "1, 000000000000 00000000, Delay_Req",
    "2, 000000000000 00000000 00000000000000000000, Pdelay_Req",
    "3, 000000000000 00000000 00000000000000000000, Pdelay_Resp",
    "8, 000000000000 00000000, Follow_Up",
    "9, 000000000000 00000000 00000000000000000000, Delay_Resp",
    "10, 000000000000 00000000 00000000000000000000, Pdelay_Resp_Follow_Up",
    "11, 000000000000 00000000 0025 00 80 f8fe4e5d 80 001122fffe334455 0000 a0, Announce",
    "12, 00000000000000000000, Signaling",
    "13, 00000000000000000000 01 01 00 00, Management"
  })
  void everyTypeByItsName(int type, String body, String name) {
    DecodedMessage message = decode(message(type, 0, body));
    assertNull(message.error());
    assertTrue(message.line().contains(" PTPv2.1 " + name + " domain 5 seq 42 "), message.line());
  }

  @Test
  void whatIsWrongIsToldWithWhatIsThere() {
    byte[] packet = sync(7);
    packet[3] = 45;
    DecodedMessage length = decode(packet);
    assertEquals("messageLength does not fit the packet", length.error());
    assertTrue(fields(length).contains("'ptp.v2.sdr.origintimestamp.seconds':1700000000"));

    packet = sync(7);
    packet[3] = 40;
    DecodedMessage shorter = decode(packet);
    assertEquals("messageLength does not fit the packet", shorter.error());
    assertTrue(fields(shorter).endsWith("'ptp.v2.logmessageperiod':-3"), shorter.json());

    packet = sync(7);
    packet[0] = 0xF;
    DecodedMessage reserved = decode(packet);
    assertEquals("a reserved message type", reserved.error());
    assertTrue(fields(reserved).endsWith("'ptp.v2.logmessageperiod':-3"), reserved.json());
    assertTrue(reserved.line().contains(" PTPv2.0 reserved domain 0 "), reserved.line());

    packet = sync(7);
    packet[40] = 0x7F;
    DecodedMessage time = decode(packet);
    assertEquals("an impossible time stamp", time.error());
    assertTrue(
        fields(time).endsWith("'ptp.v2.sdr.origintimestamp.nanoseconds':2130706432"), time.json());
  }

  /** A TLV that leaves its message is not told, those before it are. */
  @Test
  void aTlvThatLeavesItsMessage() {
    String target = "ffffffffffffffffffff";
    DecodedMessage message =
        decode(message(0xC, 0, target + "0006 0002 b000 0004 0007 b0010000003c"));
    assertEquals("a TLV that does not fit its message", message.error());
    assertTrue(fields(message).contains("'ptp.v2.sig.tlv.tlvType':6,"), message.json());
  }

  @Test
  void anOddLengthIsToldAndTheTlvToo() {
    String target = "ffffffffffffffffffff";
    DecodedMessage message = decode(message(0xC, 0, target + "2fff 0003 a1b2c3"));
    assertEquals("a TLV that does not fit its message", message.error());
    assertTrue(fields(message).contains("'ptp.v2.sig.tlv.data':'a1:b2:c3'"), message.json());
  }

  @Test
  void octetsBehindTheMessageAreNotItsOwn() {
    DecodedMessage message = decode(Arrays.copyOf(sync(7), 46));
    assertNull(message.error());
    assertEquals(fields(decode(sync(7))), fields(message));
  }

  @Test
  void otherVersionsAreToldAsUnknown() {
    byte[] packet = sync(7);
    packet[1] = 3;
    DecodedMessage message = decode(packet);
    assertEquals("an unknown version of PTP", message.error());
    assertFalse(message.json().contains("ptp.v2"), message.json());
    assertEquals("shorter than its type needs", decode(new byte[0]).error());
  }
}
