package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each management id as bytes and as values, both ways. */
class ManagementDataTest {
  private static final ClockIdentity CLOCK = ClockIdentity.parse("001122.fffe.334455");
  private static final ClockIdentity GRANDMASTER = ClockIdentity.parse("a0b0c0.fffe.d0e0f0");
  private static final PortIdentity PORT = new PortIdentity(CLOCK, 1);

  record Row(String hex, ManagementData data) {}

  private static Row row(ManagementId id, String hex, Object... values) {
    return new Row(hex, ManagementData.of(id, values));
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(ManagementId.NULL_MANAGEMENT, ""),
        row(
            ManagementId.CLOCK_DESCRIPTION,
            "80000a49454545203830322e33000600112233445500010004c0000201001b19"
                + "0005613b623b63033b3b3102c3a9001b19000100",
            0x8000,
            "IEEE 802.3",
            "00:11:22:33:44:55",
            new PortAddress(1, "c0:00:02:01"),
            "00:1b:19",
            "a;b;c",
            ";;1",
            "é",
            "00:1b:19:00:01:00"),
        row(ManagementId.USER_DESCRIPTION, "067261636b203700", "rack 7"),
        row(ManagementId.SAVE_IN_NON_VOLATILE_STORAGE, ""),
        row(ManagementId.RESET_NON_VOLATILE_STORAGE, ""),
        row(ManagementId.INITIALIZE, "1234", 0x1234),
        row(
            ManagementId.FAULT_LOG,
            "0001001100006553f100000000050301610002626300",
            List.of(
                Map.of(
                    "faultRecordLength",
                    17L,
                    "faultTime",
                    1_700_000_000_000_000_005L,
                    "severityCode",
                    3L,
                    "faultName",
                    "a",
                    "faultValue",
                    "",
                    "faultDescription",
                    "bc"))),
        row(ManagementId.FAULT_LOG_RESET, ""),
        row(
            ManagementId.DEFAULT_DATA_SET,
            "0300000180f8feffff7f001122fffe3344550500",
            true,
            true,
            1,
            128,
            248,
            0xFE,
            0xFFFF,
            127,
            CLOCK,
            5),
        row(
            ManagementId.CURRENT_DATA_SET,
            "0002fffffffffffe80000000000009c40000",
            2,
            -98304,
            163_840_000L),
        row(
            ManagementId.PARENT_DATA_SET,
            "001122fffe33445500010100ffff7fffffff8006214e5d7fa0b0c0fffed0e0f0",
            PORT,
            true,
            0xFFFF,
            0x7FFF_FFFF,
            128,
            6,
            0x21,
            0x4E5D,
            127,
            GRANDMASTER),
        row(
            ManagementId.TIME_PROPERTIES_DATA_SET,
            "00253d20",
            37,
            true,
            false,
            true,
            true,
            true,
            true,
            0x20),
        row(
            ManagementId.PORT_DATA_SET,
            "001122fffe334455000109fd00000000000000000103fd010002",
            PORT,
            9,
            -3,
            0,
            1,
            3,
            -3,
            1,
            0,
            2),
        row(ManagementId.PRIORITY1, "6400", 100),
        row(ManagementId.PRIORITY2, "ff00", 255),
        row(ManagementId.DOMAIN, "7f00", 127),
        row(ManagementId.SLAVE_ONLY, "0100", true),
        row(ManagementId.LOG_ANNOUNCE_INTERVAL, "fe00", -2),
        row(ManagementId.ANNOUNCE_RECEIPT_TIMEOUT, "0a00", 10),
        row(ManagementId.LOG_SYNC_INTERVAL, "f900", -7),
        row(ManagementId.VERSION_NUMBER, "0200", 2),
        row(ManagementId.ENABLE_PORT, ""),
        row(ManagementId.DISABLE_PORT, ""),
        row(ManagementId.TIME, "0001000000053b9ac9ff", 4_294_967_301_999_999_999L),
        row(ManagementId.CLOCK_ACCURACY, "3100", 0x31),
        row(ManagementId.UTC_PROPERTIES, "ffff0600", -1, false, true, true),
        row(ManagementId.TRACEABILITY_PROPERTIES, "2000", false, true),
        row(ManagementId.TIMESCALE_PROPERTIES, "08a0", true, 0xA0),
        row(ManagementId.UNICAST_NEGOTIATION_ENABLE, "0100", true),
        row(
            ManagementId.PATH_TRACE_LIST,
            "001122fffe334455a0b0c0fffed0e0f0",
            List.of(CLOCK, GRANDMASTER)),
        row(ManagementId.PATH_TRACE_ENABLE, "0000", false),
        row(
            ManagementId.GRANDMASTER_CLUSTER_TABLE,
            "ff0100030006001122334455",
            -1,
            List.of(new PortAddress(3, "00:11:22:33:44:55"))),
        row(
            ManagementId.UNICAST_MASTER_TABLE,
            "020002000100040a00000100020010fe80000000000000000000000000000100",
            2,
            List.of(
                new PortAddress(1, "0a:00:00:01"),
                new PortAddress(2, "fe:80:00:00:00:00:00:00:00:00:00:00:00:00:00:01"))),
        row(ManagementId.UNICAST_MASTER_MAX_TABLE_SIZE, "0100", 256),
        row(
            ManagementId.ACCEPTABLE_MASTER_TABLE,
            "0001001122fffe33445500015a00",
            List.of(Map.of("acceptablePortIdentity", PORT, "alternatePriority1", 90L))),
        row(ManagementId.ACCEPTABLE_MASTER_TABLE_ENABLED, "0100", true),
        row(ManagementId.ACCEPTABLE_MASTER_MAX_TABLE_SIZE, "0008", 8),
        row(ManagementId.ALTERNATE_MASTER, "01fd0200", true, -3, 2),
        row(ManagementId.ALTERNATE_TIME_OFFSET_ENABLE, "0301", 3, true),
        row(ManagementId.ALTERNATE_TIME_OFFSET_NAME, "030343455400", 3, "CET"),
        row(ManagementId.ALTERNATE_TIME_OFFSET_MAX_KEY, "0400", 4),
        row(
            ManagementId.ALTERNATE_TIME_OFFSET_PROPERTIES,
            "0300000e10fffff1f000010000000200",
            3,
            3600,
            -3600,
            4_294_967_298L),
        row(ManagementId.EXTERNAL_PORT_CONFIGURATION_ENABLED, "0100", true),
        row(ManagementId.MASTER_ONLY, "0100", true),
        row(ManagementId.HOLDOVER_UPGRADE_ENABLE, "0000", false),
        row(ManagementId.EXT_PORT_CONFIG_PORT_DATA_SET, "0106", true, 6),
        row(
            ManagementId.TRANSPARENT_CLOCK_DEFAULT_DATA_SET,
            "001122fffe33445500040201",
            CLOCK,
            4,
            2,
            1),
        row(
            ManagementId.TRANSPARENT_CLOCK_PORT_DATA_SET,
            "001122fffe334455000101ff0000000000008000",
            PORT,
            true,
            -1,
            32768),
        row(ManagementId.PRIMARY_DOMAIN, "0400", 4),
        row(ManagementId.DELAY_MECHANISM, "fe00", 0xFE),
        row(ManagementId.LOG_MIN_PDELAY_REQ_INTERVAL, "ff00", -1),
        row(
            ManagementId.TIME_STATUS_NP,
            "ffffffffffffff0617979cfe362a00017ffffffffffffffb0007000102030405"
                + "060708090a0b00000001a0b0c0fffed0e0f0",
            -250,
            1_700_000_000_000_000_001L,
            0x7FFF_FFFF,
            -5,
            7,
            "00:01:02:03:04:05:06:07:08:09:0a:0b",
            true,
            GRANDMASTER),
        row(
            ManagementId.GRANDMASTER_SETTINGS_NP,
            "06214e5d00251c20",
            6,
            0x21,
            0x4E5D,
            37,
            false,
            false,
            true,
            true,
            true,
            false,
            0x20),
        row(ManagementId.PORT_DATA_SET_NP, "01312d0000000001", 20_000_000, true),
        row(
            ManagementId.SUBSCRIBE_EVENTS_NP,
            "012c050000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000"
                + "0000",
            300,
            true,
            false,
            true),
        row(
            ManagementId.PORT_PROPERTIES_NP,
            "001122fffe33445500010400046574683000",
            PORT,
            4,
            0,
            "eth0"),
        row(
            ManagementId.PORT_STATS_NP,
            "001122fffe334455000101000000000000000200000000000000030000000000"
                + "0000040000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000005000000000000000600000000000000070000000000"
                + "0000080000000000000009000000000000000a00000000000000000000000000"
                + "00000000000000000000e803000000000000d007000000000000b80b00000000"
                + "0000a00f00000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000088130000000000007017000000000000581b00000000"
                + "0000401f00000000000028230000000000001027000000000000000000000000"
                + "00000000000000000000",
            PORT,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            10,
            1000,
            2000,
            3000,
            4000,
            5000,
            6000,
            7000,
            8000,
            9000,
            10000),
        row(ManagementId.SYNCHRONIZATION_UNCERTAIN_NP, "ff00", 255));
  }

  private static Optional<ManagementData> read(ManagementId id, String hex) {
    return ManagementData.read(id, Octets.ofHex(hex).toBuffer());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readAndWritten(Row row) {
    assertEquals(Optional.of(row.data()), read(row.data().id(), row.hex()));
    assertEquals(row.hex(), row.data().dataField().toString());
  }

  @Test
  void everyIdHasARow() {
    Set<ManagementId> missing = EnumSet.allOf(ManagementId.class);
    rows().forEach(row -> missing.remove(row.data().id()));
    assertEquals(Set.of(), missing);
  }

  @Test
  void numbersAreUnique() {
    Set<Integer> numbers = new HashSet<>();
    for (ManagementId id : ManagementId.values()) {
      assertTrue(numbers.add(id.number()), id.name());
      assertEquals(id, ManagementId.of(id.number()));
    }
    assertNull(ManagementId.of(0x1FFF));
  }

  /** No part of a body, and none with more behind it, is a body; but for lists to the end. */
  @ParameterizedTest
  @MethodSource("rows")
  void anotherLengthIsRefused(Row row) {
    if (row.data().id() == ManagementId.PATH_TRACE_LIST) {
      return;
    }
    String hex = row.hex();
    boolean padded = row.data().id().body().length(row.data().values()) % 2 != 0;
    for (int octets = 0; octets < hex.length() / 2 - (padded ? 1 : 0); octets++) {
      assertEquals(Optional.empty(), read(row.data().id(), hex.substring(0, 2 * octets)));
    }
    assertEquals(Optional.empty(), read(row.data().id(), hex + "0000"));
  }

  @Test
  void reservedOctetsMayBeAnything() {
    assertEquals(read(ManagementId.PRIORITY1, "6400"), read(ManagementId.PRIORITY1, "64ff"));
    assertEquals(read(ManagementId.SLAVE_ONLY, "0100"), read(ManagementId.SLAVE_ONLY, "ff55"));
    String dds = "0300000180f8feffff7f001122fffe3344550500";
    assertEquals(
        read(ManagementId.DEFAULT_DATA_SET, dds),
        read(ManagementId.DEFAULT_DATA_SET, "ffab" + dds.substring(4, 38) + "cd"));
  }

  @Test
  void listsThatLieAboutTheirLengthAreRefused() {
    assertEquals(Optional.empty(), read(ManagementId.UNICAST_MASTER_TABLE, "02ffff0001"));
    assertEquals(Optional.empty(), read(ManagementId.ACCEPTABLE_MASTER_TABLE, "7fff0011"));
    assertEquals(Optional.empty(), read(ManagementId.FAULT_LOG, "8000"));
    assertEquals(Optional.empty(), read(ManagementId.PATH_TRACE_LIST, "001122fffe33"));
    assertEquals(Optional.empty(), read(ManagementId.USER_DESCRIPTION, "ff41"));
  }

  @Test
  void whatIsNoTextAndNoTimeIsRefused() {
    assertEquals(Optional.empty(), read(ManagementId.USER_DESCRIPTION, "01ff"));
    assertEquals(Optional.empty(), read(ManagementId.TIME, "000000000000" + "3b9aca00"));
    assertEquals(Optional.empty(), read(ManagementId.TIME, "ffffffffffff" + "00000000"));
  }

  @Test
  void valuesAreCheckedAndNamed() {
    for (Object wrong : new Object[] {-1, 256, "x", true}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> ManagementData.of(ManagementId.PRIORITY1, wrong));
      assertEquals(
          "priority1: found \"" + wrong + "\", allowed: a whole number from 0 to 255",
          e.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new ManagementData(ManagementId.PRIORITY1, Map.of("priority2", 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ManagementData(ManagementId.PRIORITY1, Map.of("priority1", 1, "x", 1)));
    assertThrows(
        IllegalArgumentException.class, () -> ManagementData.of(ManagementId.PRIORITY1, 1, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> ManagementData.of(ManagementId.USER_DESCRIPTION, "é".repeat(128)));
  }

  @ParameterizedTest
  @CsvSource({
    "priority1, PRIORITY1",
    "Default_Data_Set, DEFAULT_DATA_SET",
    "time, TIME",
    "time_p, TIME_PROPERTIES_DATA_SET",
    "PORT_DATA_SET, PORT_DATA_SET",
    "null, NULL_MANAGEMENT"
  })
  void namedInAnyCaseAndByItsBeginning(String text, ManagementId id) {
    assertEquals(id, ManagementId.named(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIORITY", "PRIORITY3", "LOG_", "*"})
  void severalOrNoneAreNamed(String text) {
    assertThrows(IllegalArgumentException.class, () -> ManagementId.named(text));
  }

  @Test
  void whatCanBeDoneWithEach() {
    Set<ManagementId> commands = EnumSet.noneOf(ManagementId.class);
    Set<ManagementId> settable = EnumSet.noneOf(ManagementId.class);
    for (ManagementId id : ManagementId.values()) {
      if (!id.allows(ManagementAction.GET)) {
        assertTrue(id.allows(ManagementAction.COMMAND), id.name());
        commands.add(id);
      } else if (id.allows(ManagementAction.SET)) {
        settable.add(id);
      }
      assertFalse(id.allows(ManagementAction.RESPONSE));
      assertFalse(id.allows(ManagementAction.ACKNOWLEDGE));
    }
    assertEquals(
        EnumSet.of(
            ManagementId.SAVE_IN_NON_VOLATILE_STORAGE,
            ManagementId.RESET_NON_VOLATILE_STORAGE,
            ManagementId.INITIALIZE,
            ManagementId.FAULT_LOG_RESET,
            ManagementId.ENABLE_PORT,
            ManagementId.DISABLE_PORT),
        commands);
    assertTrue(settable.contains(ManagementId.PRIORITY1));
    assertFalse(settable.contains(ManagementId.DEFAULT_DATA_SET));
  }

  /** What pmc prints of each kind of member. */
  @Test
  void shownAsPmcDoes() {
    Map<String, String> shown = new TreeMap<>();
    rows()
        .forEach(
            row ->
                row.data()
                    .id()
                    .fields()
                    .forEach(
                        field ->
                            shown.put(
                                row.data().id() + " " + field.name(),
                                field.text(row.data().value(field.name())))));
    assertEquals("0x8000", shown.get("CLOCK_DESCRIPTION clockType"));
    assertEquals("1 192.0.2.1", shown.get("CLOCK_DESCRIPTION protocolAddress"));
    assertEquals("1", shown.get("DEFAULT_DATA_SET slaveOnly"));
    assertEquals("0xfe", shown.get("DEFAULT_DATA_SET clockAccuracy"));
    assertEquals("0xffff", shown.get("DEFAULT_DATA_SET offsetScaledLogVariance"));
    assertEquals("001122.fffe.334455", shown.get("DEFAULT_DATA_SET clockIdentity"));
    assertEquals("-1.5", shown.get("CURRENT_DATA_SET offsetFromMaster"));
    assertEquals("2500.0", shown.get("CURRENT_DATA_SET meanPathDelay"));
    assertEquals("0x7fffffff", shown.get("PARENT_DATA_SET observedParentClockPhaseChangeRate"));
    assertEquals("001122.fffe.334455-1", shown.get("PARENT_DATA_SET parentPortIdentity"));
    assertEquals("SLAVE", shown.get("PORT_DATA_SET portState"));
    assertEquals("4294967301.999999999", shown.get("TIME currentTime"));
    assertEquals("-250", shown.get("TIME_STATUS_NP master_offset"));
    assertEquals("+0.000976562", shown.get("TIME_STATUS_NP cumulativeScaledRateOffset"));
    assertEquals("true", shown.get("TIME_STATUS_NP gmPresent"));
    assertEquals("1", shown.get("PORT_DATA_SET_NP asCapable"));
    assertEquals("3000", shown.get("PORT_STATS_NP tx_Pdelay_Req"));
    assertEquals("10", shown.get("PORT_STATS_NP rx_Management"));
  }

  @Test
  void textsAreReadAsTheyAreShown() {
    List<ManagementField> fields = ManagementId.GRANDMASTER_SETTINGS_NP.fields();
    List<String> texts =
        List.of("248", "0xfe", "0xffff", "37", "1", "0", "true", "1", "0", "off", "0xa0");
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      values.add(fields.get(i).parse(texts.get(i)));
    }
    assertEquals(
        ManagementData.of(
            ManagementId.GRANDMASTER_SETTINGS_NP,
            248,
            0xFE,
            0xFFFF,
            37,
            true,
            false,
            true,
            true,
            false,
            false,
            0xA0),
        ManagementData.of(ManagementId.GRANDMASTER_SETTINGS_NP, values.toArray()));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> fields.get(1).parse("256"));
    assertEquals(
        "clockAccuracy: found \"256\", allowed: a whole number from 0 to 255", e.getMessage());
  }

  @Test
  void errorsAndActionsHaveTheStandardsNumbers() {
    for (ManagementErrorId error : ManagementErrorId.values()) {
      assertEquals(error, ManagementErrorId.of(error.code()));
    }
    assertEquals(0xFFFE, ManagementErrorId.GENERAL_ERROR.code());
    assertEquals(6, ManagementErrorId.NOT_SUPPORTED.code());
    assertNull(ManagementErrorId.of(0));
    assertEquals(ManagementAction.ACKNOWLEDGE, ManagementAction.of(0xF4));
    assertNull(ManagementAction.of(5));
    assertEquals(3, ManagementAction.COMMAND.code());
  }
}
