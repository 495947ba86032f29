package io.timebridge.bridge.interop;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PTP management: {@code pmc} manages the bridge, and the bridge's client reads {@code ptp4l}. */
class ManagementIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A Sync a second: the values stand still between two looks. */
  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      clock: {timestamps: %1$s}
      sources:
        ptp:
          - {name: audio, interface: vb0, networkProtocol: %2$s, profile: st2059-2, domain: 0, logSyncInterval: -1,
             logMinDelayReqInterval: 0}
      serve:
        ptp:
          - {interface: vb1, profile: st2059-2, domain: 0, networkProtocol: %2$s, priority1: 90, priority2: 91%3$s}
      """;

  private static final String[] ALL_IDS = {
    "NULL_MANAGEMENT",
    "CLOCK_DESCRIPTION",
    "USER_DESCRIPTION",
    "DEFAULT_DATA_SET",
    "CURRENT_DATA_SET",
    "PARENT_DATA_SET",
    "TIME_PROPERTIES_DATA_SET",
    "PORT_DATA_SET",
    "PRIORITY1",
    "PRIORITY2",
    "DOMAIN",
    "SLAVE_ONLY",
    "LOG_ANNOUNCE_INTERVAL",
    "ANNOUNCE_RECEIPT_TIMEOUT",
    "LOG_SYNC_INTERVAL",
    "VERSION_NUMBER",
    "CLOCK_ACCURACY",
    "TRACEABILITY_PROPERTIES",
    "TIMESCALE_PROPERTIES",
    "DELAY_MECHANISM",
    "LOG_MIN_PDELAY_REQ_INTERVAL",
    "TIME_STATUS_NP",
    "GRANDMASTER_SETTINGS_NP",
    "PORT_DATA_SET_NP",
    "PORT_STATS_NP"
  };

  private static JsonNode served(JsonNode status) {
    return status.path("serve").path("ptp").path(0);
  }

  private static Ptp4l slowGrandmaster(Host host, String protocol) {
    return new Ptp4l(host)
        .set("network_transport", protocol)
        .set("logSyncInterval", 0)
        .set("logMinDelayReqInterval", 0)
        .set("userDescription", "rack7")
        .startTai();
  }

  private static JsonNode awaitServing(BridgeProcess bridge) {
    return bridge.await(
        "the bridge is locked and master",
        BridgeProcess.LOCK,
        status ->
            BridgeProcess.locked(status)
                && served(status).path("portState").asText().equals("MASTER"));
  }

  private static String clock(JsonNode port) {
    return Ptp4l.hexDigits(port.path("clockIdentity").asText());
  }

  private static String bit(JsonNode value) {
    return value.booleanValue() ? "1" : "0";
  }

  private static String hex(JsonNode value, int digits) {
    return String.format(Locale.ROOT, "0x%0" + digits + "x", value.intValue());
  }

  /** What pmc is to print of a master whose status says this. */
  private static Map<String, Map<String, String>> expectedOfMaster(JsonNode port) {
    String identity = port.path("clockIdentity").asText();
    Map<String, String> quality =
        Map.of(
            "clockClass", port.path("clockClass").asText(),
            "clockAccuracy", hex(port.path("clockAccuracy"), 2),
            "offsetScaledLogVariance", hex(port.path("offsetScaledLogVariance"), 4));
    Map<String, String> time = new TreeMap<>();
    time.put("currentUtcOffset", port.path("currentUtcOffset").asText());
    for (String flag :
        new String[] {
          "leap61",
          "leap59",
          "currentUtcOffsetValid",
          "ptpTimescale",
          "timeTraceable",
          "frequencyTraceable"
        }) {
      assertTrue(port.path(flag).isBoolean(), flag + " of " + port);
      time.put(flag, bit(port.path(flag)));
    }
    time.put("timeSource", hex(port.path("timeSource"), 2));
    Map<String, String> dds = new TreeMap<>(quality);
    dds.putAll(
        Map.of(
            "twoStepFlag",
            "1",
            "slaveOnly",
            "0",
            "numberPorts",
            "1",
            "priority1",
            port.path("priority1").asText(),
            "priority2",
            port.path("priority2").asText(),
            "clockIdentity",
            identity,
            "domainNumber",
            port.path("domain").asText()));
    Map<String, String> settings = new TreeMap<>(quality);
    settings.putAll(time);
    return Map.ofEntries(
        entry("NULL_MANAGEMENT", Map.of()),
        entry("USER_DESCRIPTION", Map.of("userDescription", "ptp on vb1 domain 0")),
        entry("DEFAULT_DATA_SET", dds),
        entry("TIME_PROPERTIES_DATA_SET", time),
        entry("GRANDMASTER_SETTINGS_NP", settings),
        entry(
            "CURRENT_DATA_SET",
            Map.of("stepsRemoved", "0", "offsetFromMaster", "0.0", "meanPathDelay", "0.0")),
        entry(
            "PARENT_DATA_SET",
            Map.of(
                "parentPortIdentity", identity + "-0",
                "grandmasterPriority1", port.path("priority1").asText(),
                "gm.ClockClass", port.path("clockClass").asText(),
                "gm.ClockAccuracy", hex(port.path("clockAccuracy"), 2),
                "gm.OffsetScaledLogVariance", hex(port.path("offsetScaledLogVariance"), 4),
                "grandmasterPriority2", port.path("priority2").asText(),
                "grandmasterIdentity", identity)),
        entry("PRIORITY1", Map.of("priority1", "90")),
        entry("PRIORITY2", Map.of("priority2", "91")),
        entry("DOMAIN", Map.of("domainNumber", "0")),
        entry("SLAVE_ONLY", Map.of("slaveOnly", "0")),
        entry("CLOCK_ACCURACY", Map.of("clockAccuracy", hex(port.path("clockAccuracy"), 2))),
        entry(
            "TRACEABILITY_PROPERTIES",
            Map.of(
                "timeTraceable", time.get("timeTraceable"),
                "frequencyTraceable", time.get("frequencyTraceable"))),
        entry("TIMESCALE_PROPERTIES", Map.of("ptpTimescale", time.get("ptpTimescale"))),
        entry(
            "TIME_STATUS_NP",
            Map.of("master_offset", "0", "gmPresent", "false", "gmIdentity", identity)),
        entry(
            "PORT_DATA_SET",
            Map.of(
                "portIdentity", identity + "-1",
                "portState", port.path("portState").asText(),
                "logMinDelayReqInterval", "-3",
                "peerMeanPathDelay", "0",
                "logAnnounceInterval", "-2",
                "announceReceiptTimeout", "3",
                "logSyncInterval", "-3",
                "delayMechanism", "1",
                "logMinPdelayReqInterval", "-3",
                "versionNumber", "2")),
        entry("LOG_ANNOUNCE_INTERVAL", Map.of("logAnnounceInterval", "-2")),
        entry("ANNOUNCE_RECEIPT_TIMEOUT", Map.of("announceReceiptTimeout", "3")),
        entry("LOG_SYNC_INTERVAL", Map.of("logSyncInterval", "-3")),
        entry("VERSION_NUMBER", Map.of("versionNumber", "2")),
        entry("DELAY_MECHANISM", Map.of("delayMechanism", "1")),
        entry("LOG_MIN_PDELAY_REQ_INTERVAL", Map.of("logMinPdelayReqInterval", "-3")),
        entry(
            "PORT_DATA_SET_NP", Map.of("neighborPropDelayThresh", "4294967295", "asCapable", "1")),
        entry("PORT_STATS_NP", Map.of("portIdentity", identity + "-1", "rx_Sync", "0")),
        entry(
            "PORT_PROPERTIES_NP",
            Map.of(
                "portIdentity",
                identity + "-1",
                "portState",
                port.path("portState").asText(),
                "timestamping",
                "SOFTWARE",
                "interface",
                "vb1")),
        entry(
            "CLOCK_DESCRIPTION",
            Map.of(
                "clockType", "0x8000",
                "physicalLayerProtocol", "IEEE 802.3",
                "manufacturerId", "00:00:00",
                "userDescription", "ptp on vb1 domain 0",
                "profileId", "68:97:e8:00:01:00")));
  }

  /**
   * The status may change between two looks (clockAccuracy does, with the error bound): pmc must
   * show what it said before or after.
   */
  private static void assertShown(String id, BridgeProcess bridge, Pmc pmc, String ours) {
    String unused =
        Await.until(
            "pmc shows " + id + " as the status has it",
            SOON,
            () -> {
              JsonNode before = served(bridge.status());
              Map<String, String> shown = pmc.ask("GET " + id, ours).values();
              JsonNode after = served(bridge.status());
              return shows(expectedOfMaster(before), id, shown)
                      || shows(expectedOfMaster(after), id, shown)
                  ? "as expected"
                  : shown + " is not " + expectedOfMaster(after).get(id);
            },
            "as expected"::equals);
  }

  private static boolean shows(
      Map<String, Map<String, String>> expected, String id, Map<String, String> shown) {
    return shown.entrySet().containsAll(expected.getOrDefault(id, Map.of()).entrySet());
  }

  @ParameterizedTest
  @CsvSource({"kernel, UDPv4, -4", "kernel, UDPv6, -6"})
  void pmcReadsEveryIdWithTheValuesOfTheStatus(String stamps, String protocol, String option) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = slowGrandmaster(lab.peer(1), protocol);
      BridgeProcess bridge =
          BridgeProcess.start(lab.bridge(), CONFIG.formatted(stamps, protocol, ""));
      JsonNode status = awaitServing(bridge);
      Tshark capture = Tshark.capture(lab.peer(2));

      Pmc pmc = new Pmc(lab.peer(2), option);
      String ours = clock(served(status));
      Set<String> ids = expectedOfMaster(served(status)).keySet();
      ids.forEach(id -> assertShown(id, bridge, pmc, ours));
      assertCounts(bridge, pmc, ours);
      assertFollowerShown(bridge, new Pmc(lab.peer(1), option), grandmaster.identity());
      capture.stop();
      assertEquals(List.of(), capture.packets("ptp.v2.messagetype == 0xd && _ws.malformed"));
      assertTrue(capture.packets("ptp.v2.mm.action == 2").size() >= ids.size(), "answers captured");
    }
  }

  private static void assertCounts(BridgeProcess bridge, Pmc pmc, String ours) {
    JsonNode before = served(bridge.status()).path("sent");
    Map<String, String> stats = pmc.ask("GET PORT_STATS_NP", ours).values();
    JsonNode after = served(bridge.status()).path("sent");
    Map<String, String> names =
        Map.of(
            "tx_Sync", "SYNC",
            "tx_Follow_Up", "FOLLOW_UP",
            "tx_Announce", "ANNOUNCE",
            "tx_Management", "MANAGEMENT");
    names.forEach(
        (member, name) -> {
          long shown = Long.parseLong(stats.getOrDefault(member, "-1"));
          assertTrue(
              shown >= before.path(name).longValue() && shown <= after.path(name).longValue(),
              member + " " + shown + " is not between " + before + " and " + after);
        });
  }

  /** The follower on the other wire; its grandmaster's host is where pmc runs. */
  private static void assertFollowerShown(BridgeProcess bridge, Pmc pmc, String grandmaster) {
    String ours = clock(BridgeProcess.source(bridge.status()));
    JsonNode source =
        Await.until(
            "pmc reads the offset of the status",
            SOON,
            () -> {
              JsonNode before = BridgeProcess.source(bridge.status());
              Map<String, String> current = pmc.ask("GET CURRENT_DATA_SET", ours).values();
              Map<String, String> np = pmc.ask("GET TIME_STATUS_NP", ours).values();
              JsonNode after = BridgeProcess.source(bridge.status());
              boolean still =
                  before.path("offsetNanos").equals(after.path("offsetNanos"))
                      && before.path("delayNanos").equals(after.path("delayNanos"));
              String offset = before.path("offsetNanos").asText();
              return still
                      && (offset + ".0").equals(current.get("offsetFromMaster"))
                      && (before.path("delayNanos") + ".0").equals(current.get("meanPathDelay"))
                      && offset.equals(np.get("master_offset"))
                  ? before
                  : MissingNode.getInstance();
            },
            shown -> !shown.isMissingNode());
    Map<String, String> parent = pmc.ask("GET PARENT_DATA_SET", ours).values();
    assertEquals(source.path("parentPortIdentity").asText(), parent.get("parentPortIdentity"));
    assertEquals(source.path("grandmasterIdentity").asText(), parent.get("grandmasterIdentity"));
    assertEquals(grandmaster, Ptp4l.hexDigits(String.valueOf(parent.get("grandmasterIdentity"))));
    assertEquals(source.path("grandmasterPriority1").asText(), parent.get("grandmasterPriority1"));
    assertEquals(source.path("clockClass").asText(), parent.get("gm.ClockClass"));
    assertEquals(hex(source.path("clockAccuracy"), 2), parent.get("gm.ClockAccuracy"));
    Map<String, String> time = pmc.ask("GET TIME_PROPERTIES_DATA_SET", ours).values();
    assertEquals(source.path("currentUtcOffset").asText(), time.get("currentUtcOffset"));
    for (String flag :
        new String[] {
          "leap61",
          "leap59",
          "currentUtcOffsetValid",
          "ptpTimescale",
          "timeTraceable",
          "frequencyTraceable"
        }) {
      assertEquals(bit(source.path(flag)), time.get(flag), flag);
    }
    Map<String, String> port = pmc.ask("GET PORT_DATA_SET", ours).values();
    assertEquals("SLAVE", port.get("portState"));
    assertEquals("FOLLOWER", source.path("portState").asText());
    // Not by SLAVE_ONLY: pmc 3.1.1 looks for its flag in the bit that DEFAULT_DATA_SET has it in.
    assertEquals("1", pmc.ask("GET DEFAULT_DATA_SET", ours).values().get("slaveOnly"));
  }

  /** A GET of an id that nobody has. */
  private static final String UNKNOWN =
      "0d020036"
          + "0000"
          + "0000"
          + "0000000000000000"
          + "00000000"
          + "0a0b0cfffe0d0e0f0001"
          + "0001"
          + "04"
          + "7f"
          + "ffffffffffffffffffff"
          + "0101"
          + "0000"
          + "00010002"
          + "c7ff";

  @Test
  void refusesWhatItDoesNotKnowAndWhatIsNotAllowed() {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l unused = slowGrandmaster(lab.peer(1), "UDPv4");
      BridgeProcess bridge =
          BridgeProcess.start(lab.bridge(), CONFIG.formatted("kernel", "UDPv4", ""));
      JsonNode status = awaitServing(bridge);
      String ours = clock(served(status));
      Tshark capture = Tshark.capture(lab.peer(2));
      Pmc pmc = new Pmc(lab.peer(2), "-4");

      Probe.on(lab.peer(2)).send(lab.peer(2), "224.0.1.129", 320, UNKNOWN);
      for (String command :
          new String[] {
            "SET PRIORITY1 1",
            "SET PRIORITY2 1",
            "SET GRANDMASTER_SETTINGS_NP clockClass 6 clockAccuracy 0x21"
                + " offsetScaledLogVariance 0x4e5d currentUtcOffset 37 leap61 0 leap59 0"
                + " currentUtcOffsetValid 1 ptpTimescale 1 timeTraceable 1"
                + " frequencyTraceable 0 timeSource 0x20",
            "SET PORT_DATA_SET_NP neighborPropDelayThresh 1 asCapable 1",
            "GET SUBSCRIBE_EVENTS_NP"
          }) {
        assertEquals("MANAGEMENT_ERROR_STATUS", pmc.ask(command, ours).tlv(), command);
      }
      String set = client(lab.peer(2), "set", "PRIORITY1", "1");
      assertTrue(set.contains("PRIORITY1: NOT_SETABLE (not allowed by the configuration)"), set);
      String disable = client(lab.peer(2), "command", "DISABLE_PORT");
      assertTrue(disable.contains("DISABLE_PORT: NOT_SUPPORTED (not allowed"), disable);
      assertEquals(90, served(bridge.status()).path("priority1").intValue());
      assertEquals("MASTER", served(bridge.status()).path("portState").asText());

      capture.stop();
      String errors = "ptp.v2.mm.managementErrorId";
      Map<String, String> seen = new TreeMap<>();
      for (List<String> fields :
          capture.fields(
              errors, "ptp.v2.mm.managementId", errors, "ptp.v2.mm.targetportidentity")) {
        seen.put(fields.get(0), fields.get(1));
      }
      // NO_SUCH_ID 2, NOT_SETABLE 5, NOT_SUPPORTED 6
      assertEquals(
          Map.of(
              "51199", "2", // 0xC7FF
              "8197", "5", // PRIORITY1
              "8198", "5", // PRIORITY2
              "49153", "5", // GRANDMASTER_SETTINGS_NP
              "49154", "5", // PORT_DATA_SET_NP
              "49155", "6", // SUBSCRIBE_EVENTS_NP
              "8206", "6"), // DISABLE_PORT
          seen);
      assertEquals(List.of(), capture.packets("ptp.v2.messagetype == 0xd && _ws.malformed"));
    }
  }

  @Test
  void obeysWhomTheConfigNames() {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l unused = slowGrandmaster(lab.peer(1), "UDPv4");
      BridgeProcess bridge =
          BridgeProcess.start(
              lab.bridge(),
              CONFIG.formatted(
                  "kernel", "UDPv4", ", managementGet: [], managementSet: [10.77.2.2]"));
      JsonNode status = awaitServing(bridge);
      String ours = clock(served(status));
      Pmc pmc = new Pmc(lab.peer(2), "-4");
      assertEquals("7", pmc.ask("SET PRIORITY1 7", ours).values().get("priority1"));
      assertEquals(7, served(bridge.status()).path("priority1").intValue());
      Ptp4l follower = new Ptp4l(lab.peer(2)).set("slaveOnly", 1).start();
      var parent =
          Await.until(
              "ptp4l follows us",
              SOON,
              () -> follower.pmc("GET PARENT_DATA_SET"),
              set -> Ptp4l.hexDigits(set.getOrDefault("grandmasterIdentity", "")).equals(ours));
      assertEquals("7", parent.get("grandmasterPriority1"));
      String disabled = client(lab.peer(2), "command", "DISABLE_PORT");
      assertFalse(disabled.contains("NOT_SUPPORTED"), disabled);
      assertEquals("DISABLED", served(bridge.status()).path("portState").asText());
      String enabled = client(lab.peer(2), "command", "ENABLE_PORT");
      assertFalse(enabled.contains("NOT_SUPPORTED"), enabled);
      JsonNode again = awaitServing(bridge);
      assertEquals(7, served(again).path("priority1").intValue());
      // The bridge's own host is not in the list: it gets no answer at all.
      String target = served(again).path("clockIdentity").asText() + "-1";
      String none = client(lab.bridge(), "get", "PRIORITY1", "-i", "vb1", "--target", target);
      assertTrue(none.contains("PRIORITY1: nobody answered"), none);
    }
  }

  /** All output of the client, which runs on a host until it is done. */
  private static String client(Host host, String... words) {
    List<String> command =
        new ArrayList<>(List.of(Tools.java(), "-jar", BridgeProcess.jar().toString(), "ptp"));
    command.addAll(List.of(words));
    if (!command.contains("-i")) {
      command.addAll(List.of("-i", host.device()));
    }
    return String.join("\n", host.run(SOON, command));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** The same as {@code pmc} reads of it over its own socket, where it does not change. */
  @ParameterizedTest
  @CsvSource({"UDPv4, false", "UDPv6, true"})
  void theClientReadsEveryIdOfPtp4l(String protocol, boolean ipv6) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l ptp4l = slowGrandmaster(lab.peer(1), protocol);
      List<String> words = new ArrayList<>(List.of("get", "--json", "-i", "vb0"));
      words.addAll(List.of(ALL_IDS));
      if (ipv6) {
        words.add("-6");
      }
      JsonNode answers = json(client(lab.bridge(), words.toArray(String[]::new)));
      assertEquals(ALL_IDS.length, answers.size(), answers.toString());
      String identity = ptp4l.identity();
      for (int i = 0; i < ALL_IDS.length; i++) {
        JsonNode answer = answers.get(i);
        assertEquals(ALL_IDS[i], answer.path("id").asText());
        assertEquals(identity + "1", Ptp4l.hexDigits(answer.path("source").asText()));
        assertTrue(answer.path("values").isObject(), answer.toString());
        if (!ALL_IDS[i].equals("NULL_MANAGEMENT")) {
          assertSame(ptp4l.pmc("GET " + ALL_IDS[i]), answer);
        }
      }
      String table = client(lab.bridge(), "get", "PRIORITY1", "-i", "vb0", ipv6 ? "-6" : "-b2");
      assertTrue(table.contains("PRIORITY1") && table.contains("  priority1 128"), table);
      String refused =
          client(lab.bridge(), "get", "TIME", "-i", "vb0", ipv6 ? "-6" : "--timeout=2");
      assertTrue(refused.contains("TIME: NOT_SUPPORTED"), refused);
    }
  }

  /** Members that pmc shows as one word; texts of several are left out by its reader. */
  private static void assertSame(Map<String, String> pmc, JsonNode answer) {
    JsonNode values = answer.path("values");
    int compared = 0;
    for (Map.Entry<String, String> member : pmc.entrySet()) {
      if (member.getKey().matches("[rt]x_.*|ingress_time|protocolAddress|lastGmPhaseChange")) {
        continue; // it changes, or is shown in another form
      }
      JsonNode value = values.path(member.getKey());
      assertFalse(value.isMissingNode(), member + " of " + answer);
      assertEquals(plain(member.getValue()), plain(value.asText()), member + " of " + answer);
      compared++;
    }
    assertTrue(compared > 0, "pmc shows nothing of " + answer + ": " + pmc);
  }

  /** A number by its value, a truth as 1 or 0; anything else as it is. */
  private static Object plain(String text) {
    if (text.matches("[+-]?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?")) {
      return Double.parseDouble(text);
    }
    if (text.matches("0x[0-9a-f]+")) {
      return (double) Long.decode(text);
    }
    return switch (text) {
      case "true" -> 1.0;
      case "false" -> 0.0;
      default -> text;
    };
  }
}
