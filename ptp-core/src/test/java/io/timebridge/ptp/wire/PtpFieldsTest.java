package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of a packet, under Wireshark's names and with its values. */
class PtpFieldsTest {
  private static final String SENDER = "00000000 00aabbfffeccddee 0001 0007";

  private static final String ZERO = "000000000000 00000000";

  private static Map<String, List<Object>> told(String... hex) {
    ByteBuffer bytes = Hex.bytes(hex);
    assertNull(PtpCheck.check(bytes));
    ToldFields told = new ToldFields();
    PtpFields.tell(bytes, told);
    return told.told;
  }

  private static Map<String, List<Object>> behindTheHeader(String... hex) {
    Map<String, List<Object>> told = new LinkedHashMap<>(told(hex));
    told.keySet()
        .removeAll(
            told("0c02 002c 00 00 0000 0000000000000000", SENDER, "05 00", ZERO).keySet().stream()
                .filter(name -> !name.contains(".sig."))
                .toList());
    return told;
  }

  @Test
  void aSyncWithEverything() {
    Map<String, List<Object>> told =
        told("1012 002c 05 ab ff7f fffffffffffe8000", SENDER, "00 fd", "000045b1115a 0a64fab0");
    assertEquals(
        List.of(
            "ptp.v2.majorsdoid=[1]",
            "ptp.v2.messagetype=[0]",
            "ptp.v2.minorversionptp=[1]",
            "ptp.v2.versionptp=[2]",
            "ptp.v2.messagelength=[44]",
            "ptp.v2.domainnumber=[5]",
            "ptp.v2.minorsdoid=[171]",
            "ptp.v2.flags=[65407]",
            "ptp.v2.flags.security=[true]",
            "ptp.v2.flags.specific2=[true]",
            "ptp.v2.flags.specific1=[true]",
            "ptp.v2.flags.unicast=[true]",
            "ptp.v2.flags.twostep=[true]",
            "ptp.v2.flags.alternatemaster=[true]",
            "ptp.v2.flags.synchronizationUncertain=[true]",
            "ptp.v2.flags.frequencytraceable=[true]",
            "ptp.v2.flags.timetraceable=[true]",
            "ptp.v2.flags.timescale=[true]",
            "ptp.v2.flags.utcreasonable=[true]",
            "ptp.v2.flags.li59=[true]",
            "ptp.v2.flags.li61=[true]",
            "ptp.v2.correction.ns=[-2]",
            "ptp.v2.correction.subns=[0.5]",
            "ptp.v2.messagetypespecific=[0]",
            "ptp.v2.clockidentity=[" + 0x00AA_BBFF_FECC_DDEEL + "]",
            "ptp.v2.clockidentity_manuf=[00aabb]",
            "ptp.v2.sourceportid=[1]",
            "ptp.v2.sequenceid=[7]",
            "ptp.v2.controlfield=[0]",
            "ptp.v2.logmessageperiod=[-3]",
            "ptp.v2.sdr.origintimestamp.seconds=[1169232218]",
            "ptp.v2.sdr.origintimestamp.nanoseconds=[174389936]"),
        told.entrySet().stream().map(Object::toString).toList());
  }

  @Test
  void anAnnounceWithAPathAndAnUnknownTlv() {
    assertEquals(
        "{ptp.v2.an.origintimestamp.seconds=[0], ptp.v2.an.origintimestamp.nanoseconds=[0],"
            + " ptp.v2.an.origincurrentutcoffset=[37], ptp.v2.an.priority1=[128],"
            + " ptp.v2.an.grandmasterclockclass=[248], ptp.v2.an.grandmasterclockaccuracy=[254],"
            + " ptp.v2.an.grandmasterclockvariance=[65535], ptp.v2.an.priority2=[127],"
            + " ptp.v2.an.grandmasterclockidentity=[1], ptp.v2.an.localstepsremoved=[2],"
            + " ptp.v2.timesource=[160], ptp.v2.an.tlvType=[8, 16383],"
            + " ptp.v2.an.lengthField=[16, 2], ptp.v2.an.pathsequence=[1, -1],"
            + " ptp.v2.an.tlv.data=[abcd]}",
        behindTheHeader(
                "0b02 005a 00 00 0000 0000000000000000",
                SENDER,
                "05 00",
                ZERO,
                "0025 00 80 f8feffff 7f 0000000000000001 0002 a0",
                "0008 0010 0000000000000001 ffffffffffffffff",
                "3fff 0002 abcd")
            .toString());
  }

  @Test
  void aGrantByTheNamesOfSignaling() {
    assertEquals(
        "{ptp.v2.sig.targetportidentity=[1], ptp.v2.sig.targetportid=[2],"
            + " ptp.v2.sig.tlv.tlvType=[5], ptp.v2.sig.tlv.lengthField=[8],"
            + " ptp.v2.sig.tlv.messageType=[11], ptp.v2.sig.tlv.logInterMessagePeriod=[-1],"
            + " ptp.v2.sig.tlv.logInterMessagePeriod.period=[-1],"
            + " ptp.v2.sig.tlv.logInterMessagePeriod.rate=[-1],"
            + " ptp.v2.sig.tlv.durationField=[60], ptp.v2.sig.tlv.renewalInvited=[true]}",
        behindTheHeader(
                "0c02 0038 00 00 0000 0000000000000000",
                SENDER,
                "05 7f",
                "0000000000000001 0002",
                "0005 0008 b0 ff 0000003c 00 01")
            .toString());
  }

  @Test
  void aManagementErrorByTheNamesOfManagement() {
    assertEquals(
        "{ptp.v2.mm.targetportidentity=[-1], ptp.v2.mm.targetportid=[65535],"
            + " ptp.v2.mm.startingboundaryhops=[1], ptp.v2.mm.boundaryhops=[0],"
            + " ptp.v2.mm.action=[2], ptp.v2.mm.tlvType=[2], ptp.v2.mm.lengthField=[12],"
            + " ptp.v2.mm.managementErrorId=[6], ptp.v2.mm.managementId=[8193],"
            + " ptp.v2.mm.reserved=[00000000], ptp.v2.mm.displayData.length=[2],"
            + " ptp.v2.mm.displayData=[no]}",
        behindTheHeader(
                "0d02 0040 00 00 0000 0000000000000000",
                SENDER,
                "04 7f",
                "ffffffffffffffff ffff 01 00 02 00",
                "0002 000c 0006 2001 00000000 02 6e6f 00")
            .toString());
  }

  @Test
  void theFollowUpInformationOf8021As() {
    Map<String, List<Object>> told =
        behindTheHeader(
            "1802 004c 00 00 0000 0000000000000000",
            SENDER,
            "02 fd",
            ZERO,
            "0003 001c 0080c2 000001 fffffffb 0006 000000000000000000001234 fffffff6");
    assertEquals(List.of(4_294_967_291L), told.get("ptp.as.fu.cumulativeScaledRateOffset"));
    assertEquals(List.of("000000000000000000001234"), told.get("ptp.as.fu.lastGmPhaseChange"));
    assertEquals(List.of(-10L), told.get("ptp.as.fu.scaledLastGmFreqChange"));
    assertEquals(List.of(3L), told.get("ptp.as.fu.tlvType"));
  }

  /** Only in a Management message does Wireshark look into SMPTE's metadata. */
  @Test
  void theMetadataOfSmpteWhereItBelongsAndElsewhere() {
    String[] metadata = {
      "0003 0030 6897e8 000001 0000001e 00000001 04 03 ffffb9b0 fffff1f0",
      "000000000000 000012345678 000012340000 ffffb9b0 05 01"
    };
    Map<String, List<Object>> told =
        behindTheHeader(
            "0d02 0064 00 00 0000 0000000000000000",
            SENDER,
            "04 7f",
            "ffffffffffffffff ffff 00 00 03 00",
            metadata[0],
            metadata[1]);
    assertEquals(List.of(0x6897E8L), told.get("ptp.v2.an.oe.organizationId"));
    assertEquals(List.of(1L), told.get("ptp.v2.oe.smpte.SubType"));
    assertEquals(List.of(30L), told.get("ptp.v2.oe.smpte.defaultsystemframerate.numerator"));
    assertEquals(List.of(-18000L), told.get("ptp.v2.oe.smpte.currentlocaloffset"));
    assertEquals(List.of(true), told.get("ptp.v2.oe.smpte.timeaddressflags.color"));
    assertEquals(List.of(0x12345678L), told.get("ptp.v2.oe.smpte.timeofnextjam"));
    assertEquals(List.of(false), told.get("ptp.v2.oe.smpte.daylightsaving.next"));
    assertEquals(List.of(true), told.get("ptp.v2.oe.smpte.leapsecondjump.change"));
    Map<String, List<Object>> elsewhere =
        behindTheHeader(
            "0c02 0060 00 00 0000 0000000000000000",
            SENDER,
            "05 7f",
            "ffffffffffffffff ffff",
            metadata[0],
            metadata[1]);
    assertEquals(List.of(1L), elsewhere.get("ptp.v2.an.oe.organizationSubType"));
    assertNull(elsewhere.get("ptp.v2.oe.smpte.SubType"));
  }

  @Test
  void aLayoutRefusesAGap() {
    Field.Int first = Field.uint8(0, "first", "first");
    Field.Int third = Field.uint8(2, "third", "third");
    assertThrows(IllegalArgumentException.class, () -> Layout.of(0, first, third));
    assertEquals(3, Layout.of(0, first, Field.reserved(1, 1), third).end());
  }
}
