package io.timebridge.bridge.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ptp4l, pmc and chronyd say to each other, told by decode and by tshark. */
class DecodeIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String FILTER = "udp or ether proto 0x88f7";

  private static final Set<String> E2E = ptp(0x0, 0x1, 0x8, 0x9, 0xB);
  private static final Set<String> P2P = ptp(0x0, 0x2, 0x3, 0x8, 0xA, 0xB);

  private static Set<String> ptp(int... types) {
    Set<String> kinds = new TreeSet<>();
    for (int type : types) {
      kinds.add("ptp " + type);
    }
    return kinds;
  }

  /** Waits until each of these kinds of message is captured, and some of them often. */
  private static void awaitTypes(Tshark capture, Set<String> kinds) {
    List<String> types =
        Await.until(
            "captured: " + kinds,
            SOON,
            () ->
                capture.fields("ptp", "ptp.v2.messagetype", "frame.number").stream()
                    .map(fields -> "ptp " + Integer.decode(fields.get(0)))
                    .toList(),
            found -> found.containsAll(kinds) && found.size() > 60);
    if (types.isEmpty()) {
      throw new AssertionError();
    }
  }

  @ParameterizedTest
  @CsvSource({"UDPv4, E2E", "UDPv6, E2E", "L2, E2E", "UDPv4, P2P", "UDPv6, P2P", "L2, P2P"})
  void multicast(String transport, String mechanism) {
    Set<String> kinds = mechanism.equals("E2E") ? E2E : P2P;
    try (Lab lab = Lab.pair()) {
      Tshark capture = Tshark.capture(lab.bridge(), FILTER);
      ptp4l(lab.peer(1), transport, mechanism).set("priority1", 100).startTai();
      Ptp4l unused = ptp4l(lab.bridge(), transport, mechanism).set("slaveOnly", 1).start();
      awaitTypes(capture, kinds);
      capture.stop();
      Decode.assertAgreesWithTshark(capture.file(), transport + " " + mechanism, kinds);
    }
  }

  private static Ptp4l ptp4l(Host host, String transport, String mechanism) {
    return new Ptp4l(host)
        .set("network_transport", transport)
        .set("delay_mechanism", mechanism)
        .set("path_trace_enabled", 1);
  }

  @Test
  void negotiatedUnicast() {
    Set<String> kinds = new TreeSet<>(E2E);
    kinds.add("ptp 12");
    try (Lab lab = Lab.pair()) {
      Tshark capture = Tshark.capture(lab.bridge(), FILTER);
      Ptp4l master =
          new Ptp4l(lab.peer(1)).set("unicast_listen", 1).set("priority1", 100).startTai();
      String table =
          """
          [unicast_master_table]
          table_id 1
          logQueryInterval 0
          UDPv4 %s
          [%s]
          unicast_master_table 1
          """;
      Ptp4l follower =
          new Ptp4l(lab.bridge())
              .set("slaveOnly", 1)
              .set("unicast_req_duration", 10)
              .sections(table.formatted(lab.peer(1).address(), lab.bridge().device()))
              .start();
      awaitTypes(capture, kinds);
      capture.stop();
      Decode.assertAgreesWithTshark(
          capture.file(), "unicast of " + master.identity() + follower.identity(), kinds);
    }
  }

  @Test
  void managementByPmc() {
    try (Lab lab = Lab.pair()) {
      Tshark capture = Tshark.capture(lab.bridge(), FILTER);
      Ptp4l unused = new Ptp4l(lab.peer(1)).set("priority1", 100).startTai();
      List<String> command = new ArrayList<>(List.of(Tools.path("pmc"), "-4", "-b", "1"));
      command.addAll(List.of("-i", lab.bridge().device()));
      Stream.of(
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
              "PORT_STATS_NP",
              "PORT_PROPERTIES_NP")
          .forEach(id -> command.add("GET " + id));
      command.add("SET PRIORITY2 200"); // refused over the network: a management error
      List<String> answers = lab.bridge().run(SOON, command);
      if (answers.stream().noneMatch(line -> line.contains("TIME_STATUS_NP"))) {
        throw new AssertionError(answers);
      }
      Set<String> kinds = ptp(0xB, 0xD);
      awaitTypes(capture, kinds);
      capture.stop();
      Decode.assertAgreesWithTshark(capture.file(), "management", kinds);
    }
  }

  @Test
  void chronyd() {
    try (Lab lab = Lab.pair()) {
      Tshark capture = Tshark.capture(lab.bridge(), FILTER);
      Child unused = Chrony.server(lab.peer(1));
      String server = lab.peer(1).address();
      Await.until(
          "chronyd answers", SOON, () -> Chrony.query(lab.bridge(), server), a -> a.isPresent());
      Await.until("ntpdig too", SOON, () -> Ntpdig.query(lab.bridge(), server), a -> a.isPresent());
      Await.until("all is captured", SOON, () -> capture.packets("ntp").size(), n -> n >= 8);
      capture.stop();
      Path file = capture.file();
      Decode.assertAgreesWithTshark(file, "NTP", Set.of("ntp 3", "ntp 4"));
    }
  }
}
