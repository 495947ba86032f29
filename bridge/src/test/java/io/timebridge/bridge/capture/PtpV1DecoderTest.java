package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Bytes.bytes;
import static io.timebridge.bridge.capture.Captures.pcap;
import static io.timebridge.bridge.capture.Frames.datagram;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** PTP version 1 as JSON: what is expected was taken from tshark 4.0. */
class PtpV1DecoderTest {
  private static final String HEADER =
      "'ptp.versionptp':1,'ptp.versionnetwork':1,'ptp.subdomain':'_DFLT',"
          + "'ptp.messagetype':%d,'ptp.sourcecommunicationtechnology':1,"
          + "'ptp.sourceuuid':'00:0f:00:11:22:33','ptp.sourceportid':1,'ptp.sequenceid':77,"
          + "'ptp.controlfield':%d,'ptp.flags':%d,'ptp.flags.li61':%d,'ptp.flags.li59':%d,"
          + "'ptp.flags.boundary_clock':%d,'ptp.flags.assist':1,'ptp.flags.ext_sync':%d,"
          + "'ptp.flags.parent_stats':%d,'ptp.flags.sync_burst':%d";

  private static final String UUID = "000f00112233";

  private static Bytes message(int type, int control, int flags) {
    return bytes()
        .hex("0001 0001 5f44464c54 0000000000000000000000")
        .u8(type)
        .hex("01" + UUID + "0001 004d")
        .u8(control)
        .u8(0)
        .u16(flags)
        .zeros(4);
  }

  private static byte[] sync(int control) {
    return message(1, control, 8)
        .hex("6553f100 0001e240 0003 0025 00 01" + UUID + "0001 004c 00000001 47505300")
        .hex("0000 f060 0001 0001 00000001 0000 f05f 0000 0001 00000002 44464c54")
        .hex("00 01" + UUID + "0000 0002 0000 fff9 ffffcfc7 00000001")
        .get();
  }

  private static String fields(byte[] packet) {
    DecodedMessage message = Decoding.one(pcap(datagram(319, 319, packet)));
    assertNull(message.error(), message.toString());
    assertEquals("ptp", message.protocol());
    String json = message.json().replace('"', '\'');
    return json.substring(json.indexOf("'ptp."), json.length() - 2);
  }

  @Test
  void syncAndDelayReq() {
    assertEquals(124, sync(0).length);
    for (int control = 0; control < 2; control++) {
      assertEquals(
          HEADER.formatted(1, control, 8, 0, 0, 0, 0, 0, 0)
              + ",'ptp.sdr.origintimestamp':1700000000.000123456,"
              + "'ptp.sdr.origintimestamp_seconds':1700000000,"
              + "'ptp.sdr.origintimestamp_nanoseconds':123456,'ptp.sdr.epochnumber':3,"
              + "'ptp.sdr.currentutcoffset':37,'ptp.sdr.grandmastercommunicationtechnology':1,"
              + "'ptp.sdr.grandmasterclockuuid':'00:0f:00:11:22:33',"
              + "'ptp.sdr.grandmasterportid':1,'ptp.sdr.grandmastersequenceid':76,"
              + "'ptp.sdr.grandmasterclockstratum':1,"
              + "'ptp.sdr.grandmasterclockidentifier':'GPS',"
              + "'ptp.sdr.grandmasterclockvariance':-4000,'ptp.sdr.grandmasterpreferred':1,"
              + "'ptp.sdr.grandmasterisboundaryclock':1,'ptp.sdr.syncinterval':1,"
              + "'ptp.sdr.localclockvariance':-4001,'ptp.sdr.localstepsremoved':1,"
              + "'ptp.sdr.localclockstratum':2,'ptp.sdr.localclockidentifier':'DFLT',"
              + "'ptp.sdr.parentcommunicationtechnology':1,"
              + "'ptp.sdr.parentuuid':'00:0f:00:11:22:33','ptp.sdr.parentportfield':2,"
              + "'ptp.sdr.estimatedmastervariance':-7,'ptp.sdr.estimatedmasterdrift':-12345,"
              + "'ptp.sdr.utcreasonable':1",
          fields(sync(control)));
    }
  }

  /** The sign of the nanoseconds is that of the whole time. */
  @Test
  void followUp() {
    byte[] packet = message(2, 2, 0x7F).hex("0000 004d 6553f100 fffffffb").get();
    assertEquals(
        HEADER.formatted(2, 2, 0x7F, 1, 1, 1, 1, 1, 1)
            + ",'ptp.fu.associatedsequenceid':77,"
            + "'ptp.fu.preciseorigintimestamp':-1700000000.000000005,"
            + "'ptp.fu.preciseorigintimestamp_seconds':1700000000,"
            + "'ptp.fu.preciseorigintimestamp_nanoseconds':-5",
        fields(packet));
  }

  @Test
  void delayResp() {
    byte[] packet = message(2, 3, 8).hex("6553f101 00000037 00 01" + UUID + "0001 004d").get();
    assertEquals(
        HEADER.formatted(2, 3, 8, 0, 0, 0, 0, 0, 0)
            + ",'ptp.dr.delayreceipttimestamp':1700000001.000000055,"
            + "'ptp.dr.delayreceipttimestamp_seconds':1700000001,"
            + "'ptp.dr.delayreceipttimestamp_nanoseconds':55,"
            + "'ptp.dr.requestingsourcecommunicationtechnology':1,"
            + "'ptp.dr.requestingsourceuuid':'00:0f:00:11:22:33',"
            + "'ptp.dr.requestingsourceportid':1,'ptp.dr.requestingsourcesequenceid':77",
        fields(packet));
  }

  @Test
  void theHeaderOfManagementAlone() {
    byte[] packet = message(2, 4, 8).zeros(20).get();
    assertEquals(HEADER.formatted(2, 4, 8, 0, 0, 0, 0, 0, 0), fields(packet));
  }

  @Test
  void theLine() {
    assertEquals(
        "    1 0.000000000 192.0.2.1:319 > 224.0.1.129:319 PTPv1 Sync subdomain _DFLT seq 77"
            + " from 000f00112233-1 ts 1700000000.000123456 gm 000f00112233 stratum 1",
        Decoding.one(pcap(datagram(319, 319, sync(0)))).line());
  }

  @Test
  void cutShort() {
    byte[] header = Arrays.copyOf(sync(0), 39);
    assertEquals(
        "the header has 39 octets of 40", Decoding.one(pcap(datagram(319, 319, header))).error());
    DecodedMessage cut = Decoding.one(pcap(datagram(319, 319, Arrays.copyOf(sync(0), 123))));
    assertEquals("has 123 octets of 124", cut.error());
    assertTrue(cut.json().contains("\"ptp.sequenceid\":77"), cut.json());
  }
}
