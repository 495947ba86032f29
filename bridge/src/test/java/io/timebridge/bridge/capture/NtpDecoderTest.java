package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Bytes.bytes;
import static io.timebridge.bridge.capture.Captures.pcap;
import static io.timebridge.bridge.capture.Frames.datagram;
import static io.timebridge.bridge.capture.Frames.ntpAnswer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NTP packets as JSON: what is expected was taken from tshark 4.0. */
class NtpDecoderTest {
  private static final String ANSWER =
      "'ntp.flags':36,'ntp.flags.li':0,'ntp.flags.vn':4,'ntp.flags.mode':4,"
          + "'ntp.stratum':2,'ntp.ppoll':6,'ntp.precision':233,"
          + "'ntp.rootdelay':98304,'ntp.rootdispersion':4660,'ntp.refid':'c0:00:02:01',"
          + "'ntp.reftime':'Mar 16, 2024 11:24:48.500000000 UTC',"
          + "'ntp.org':'Mar 16, 2024 11:24:48.500000000 UTC',"
          + "'ntp.rec':'Mar 16, 2024 11:24:49.250000000 UTC',"
          + "'ntp.xmt':'Mar 16, 2024 11:24:49.250000000 UTC'";

  private static DecodedMessage decode(byte[] packet) {
    return Decoding.one(pcap(datagram(123, 40_000, packet)));
  }

  /** The fields of NTP alone, with single quotes. */
  private static String fields(DecodedMessage message) {
    String json = message.json().replace('"', '\'');
    int end = json.indexOf('}');
    return json.substring(json.indexOf("'ntp."), end);
  }

  private static DecodedMessage answerWith(String trailer) {
    return decode(bytes().raw(ntpAnswer()).hex(trailer).get());
  }

  @Test
  void theHeader() {
    DecodedMessage message = decode(ntpAnswer());
    assertNull(message.error());
    assertEquals("ntp", message.protocol());
    assertEquals(ANSWER, fields(message));
    assertEquals(
        "    1 0.000000000 192.0.2.1:123 > 224.0.1.129:40000 NTPv4 server stratum 2"
            + " refid 192.0.2.1 poll 6 precision -23 rootdelay 1.500000 rootdisp 0.071106"
            + " xmt 2024-03-16T11:24:49.250000000Z",
        message.line());
  }

  @Test
  void aKissAndTimesThatAreNone() {
    byte[] packet = bytes().hex("e4 00 06 e9 00000000 00000000 52415445").zeros(32).get();
    DecodedMessage message = decode(packet);
    assertTrue(fields(message).contains("'ntp.refid':'52:41:54:45','ntp.reftime':'NULL'"));
    assertTrue(message.line().contains(" stratum 0 refid RATE leap 3 "), message.line());
    assertTrue(message.line().endsWith(" xmt 0"), message.line());
  }

  /** Seconds without the highest bit are of the era that begins in 2036. */
  @Test
  void theNextEra() {
    byte[] packet = ntpAnswer();
    System.arraycopy(bytes().hex("0000001012345678").get(), 0, packet, 40, 8);
    DecodedMessage message = decode(packet);
    assertTrue(fields(message).endsWith("'ntp.xmt':'Feb  7, 2036 06:28:32.071111110 UTC'"));
    assertTrue(message.line().endsWith(" xmt 2036-02-07T06:28:32.071111110Z"), message.line());
  }

  @Test
  void aMac() {
    DecodedMessage message = answerWith("00000005 000102030405060708090a0b0c0d0e0f");
    assertEquals(
        ANSWER
            + ",'ntp.keyid':'00:00:00:05',"
            + "'ntp.mac':'00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f'",
        fields(message));
    assertTrue(message.line().endsWith(" MAC of 16 octets, key 5"), message.line());
  }

  @Test
  void aCryptoNak() {
    DecodedMessage message = answerWith("00000000");
    assertEquals(ANSWER + ",'ntp.keyid':'00:00:00:00'", fields(message));
    assertTrue(message.line().endsWith(" crypto-NAK"), message.line());
  }

  @Test
  void extensionFields() {
    String one = "0104 0024 " + "0a".repeat(32);
    String two = "0204 0020 " + "0b".repeat(28);
    DecodedMessage message = answerWith(one + two);
    assertNull(message.error());
    assertEquals(
        ANSWER
            + ",'ntp.ext.type':[260,516],'ntp.ext.length':[36,32],'ntp.ext.value':['"
            + String.join(":", "0a ".repeat(32).split(" "))
            + "','"
            + String.join(":", "0b ".repeat(28).split(" "))
            + "']",
        fields(message));
    assertTrue(
        message.line().endsWith(" ext \"Unique Identifier\" ext \"NTS Cookie\""), message.line());
  }

  @ParameterizedTest
  @CsvSource({"0104 0003", "0104 0400", "0104 0008"})
  void whatFollowsMayBeNothingThatIsKnown(String head) {
    DecodedMessage message = answerWith(head + "00".repeat(40));
    assertEquals("what follows the header is neither extension fields nor a MAC", message.error());
    assertEquals(ANSWER, fields(message));
  }

  @Test
  void aPacketThatIsCutShort() {
    DecodedMessage message = decode(Arrays.copyOf(ntpAnswer(), 47));
    assertEquals("the header has 47 octets of 48", message.error());
    assertEquals("there is nothing in it", decode(new byte[0]).error());
  }

  @Test
  void aControlMessage() {
    byte[] packet = bytes().hex("16 82 0001 0615 0000 0000 0003 61 3d 31 00").get();
    DecodedMessage message = decode(packet);
    assertNull(message.error());
    assertEquals(
        "'ntp.flags':22,'ntp.flags.li':0,'ntp.flags.vn':2,'ntp.flags.mode':6,"
            + "'ntp.ctrl.flags2':130,'ntp.ctrl.flags2.r':1,'ntp.ctrl.flags2.error':0,"
            + "'ntp.ctrl.flags2.more':0,'ntp.ctrl.flags2.opcode':2,'ntp.ctrl.sequence':1,"
            + "'ntp.ctrl.status':1557,'ntp.ctrl.sys_status.li':0,'ntp.ctrl.sys_status.clksrc':6,"
            + "'ntp.ctrl.sys_status.count':1,'ntp.ctrl.sys_status.code':5,"
            + "'ntp.ctrl.associd':0,'ntp.ctrl.offset':0,'ntp.ctrl.count':3",
        fields(message));
    assertTrue(
        message
            .line()
            .endsWith(" NTPv2 control read-variables response association 0 sequence 1 count 3"),
        message.line());
  }

  @Test
  void theAssociationsOfAControlMessage() {
    byte[] packet = bytes().hex("16 81 0001 0615 0000 0000 0008 0001 9614 0002 8011").get();
    String fields = fields(decode(packet));
    assertTrue(fields.contains("'ntp.ctrl.associd':[0,1,2]"), fields);
    assertTrue(fields.contains("'ntp.ctrl.status':[1557,38420,32785]"), fields);
    assertTrue(fields.contains("'ntp.ctrl.peer_status.reach':[1,0]"), fields);
    assertTrue(fields.contains("'ntp.ctrl.peer_status.selection':[6,0]"), fields);
  }

  @Test
  void errorsAndLiesOfControlMessages() {
    DecodedMessage error = decode(bytes().hex("16 c2 0001 0500 0005 0000 0000").get());
    assertTrue(fields(error).contains("'ntp.ctrl.err_status':5"));
    assertTrue(error.line().contains(" read-variables error association 5 "), error.line());
    DecodedMessage clock = decode(bytes().hex("16 84 0001 0203 0005 0000 0000").get());
    assertTrue(
        fields(clock).contains("'ntp.ctrl.clock_status.status':2,'ntp.ctrl.clock_status.code':3"));
    DecodedMessage lie = decode(bytes().hex("16 81 0001 0000 0000 0000 0009 0000 0000").get());
    assertEquals("says that it has 9 octets of data, there are 4", lie.error());
    DecodedMessage cut = decode(bytes().hex("16 81 0001").get());
    assertEquals("the header has 4 octets of 12", cut.error());
  }

  @Test
  void aPrivateMessage() {
    DecodedMessage message = decode(bytes().hex("d7 85 03 2a 4002 0048").get());
    assertEquals(
        "'ntp.flags':215,'ntp.priv.flags.r':1,'ntp.priv.flags.more':1,'ntp.flags.vn':2,"
            + "'ntp.flags.mode':7,'ntp.priv.auth_seq':133,'ntp.priv.auth':1,'ntp.priv.seq':5,"
            + "'ntp.priv.impl':3,'ntp.priv.reqcode':42,'ntp.priv.err':4,'ntp.priv.numitems':2,"
            + "'ntp.priv.reserved':0,'ntp.priv.itemsize':72",
        fields(message));
    assertTrue(message.line().endsWith(" NTPv2 private response code 42 items 2"), message.line());
    assertEquals("the header has 2 octets of 8", decode(bytes().hex("17 00").get()).error());
  }

  @Test
  void otherPortsByName() {
    byte[] file = pcap(datagram(10_123, 40_000, ntpAnswer()));
    assertEquals(0, Decoding.all(file).size());
    CapturePorts ports = new CapturePorts(Set.of(), Set.of(10_123), Set.of());
    assertEquals("ntp", Decoding.one(file, ports).protocol());
  }
}
