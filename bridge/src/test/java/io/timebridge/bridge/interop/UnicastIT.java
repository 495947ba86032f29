package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Unicast, negotiated and hybrid, on both wires at once: the bridge follows one {@code ptp4l}, and
 * another one follows the bridge.
 */
class UnicastIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Two seconds of Syncs. */
  private static final int READINGS = 16;

  private static final String NEGOTIATED =
      """
      http: 127.0.0.1:8319
      sources:
        ptp:
          - {name: audio, interface: vb0, profile: st2059-2, domain: %1$d, networkProtocol: %2$s,
             unicastMasters: ["%3$s"], unicastDuration: 10s}
      serve:
        ptp:
          - {interface: vb1, profile: st2059-2, domain: %1$d, networkProtocol: %2$s, priority1: 90,
             unicastFollowers: 4, unicastMaxDuration: 10s, multicast: false, hybridE2E: false}
      """;

  private static final String HYBRID =
      """
      http: 127.0.0.1:8319
      sources:
        ptp:
          - {name: audio, interface: vb0, profile: st2059-2, domain: %1$d, networkProtocol: %2$s,
             hybridE2E: true}
      serve:
        ptp:
          - {interface: vb1, profile: st2059-2, domain: %1$d, networkProtocol: %2$s, priority1: 90}
      """;

  private static JsonNode served(JsonNode status) {
    return status.path("serve").path("ptp").path(0);
  }

  private static Ptp4l ptp4l(Host host, int domain, String protocol) {
    return new Ptp4l(host).set("domainNumber", domain).set("network_transport", protocol);
  }

  private static String address(int wire, int host, String protocol) {
    return protocol.equals("UDPv4")
        ? "10.77.%d.%d".formatted(wire, host)
        : "fd77:0:0:%d::%d".formatted(wire, host);
  }

  @ParameterizedTest
  @CsvSource({"0, UDPv4", "127, UDPv6"})
  void negotiated(int domain, String protocol) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster =
          ptp4l(lab.peer(1), domain, protocol)
              .set("unicast_listen", 1)
              .set("inhibit_multicast_service", 1)
              .startTai();
      Ptp4l follower =
          ptp4l(lab.peer(2), domain, protocol)
              .set("slaveOnly", 1)
              .set("unicast_master_table", 1)
              .set("unicast_req_duration", 60)
              .sections(
                  "[unicast_master_table]\ntable_id 1\nlogQueryInterval 0\n%s %s\n"
                      .formatted(protocol, address(2, 1, protocol)));
      Tshark[] captures = {Tshark.capture(lab.peer(1)), Tshark.capture(lab.peer(2))};
      String config = NEGOTIATED.formatted(domain, protocol, address(1, 2, protocol));
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config);
      follower.start();
      JsonNode locked = bridge.awaitLocked();
      assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(locked));
      assertFollows(follower, locked);

      // Longer than any grant: all have been renewed.
      JsonNode status =
          bridge.await(
              "grants were renewed",
              SOON,
              now -> served(now).path("unicast").path("requests").path("RENEWED").asInt() >= 3);
      JsonNode source = BridgeProcess.source(status);
      assertTrue(BridgeProcess.locked(status), status.toString());
      JsonNode asked = source.path("unicastMasters").path(0);
      assertTrue(asked.path("serves").asBoolean(), asked.toString());
      JsonNode unicast = served(status).path("unicast");
      assertEquals(1, unicast.path("followers").asInt(), unicast.toString());
      assertEquals(3, unicast.path("grants").asInt(), unicast.toString());
      for (int i = 0; i < 2; i++) {
        captures[i].stop();
        assertUnicast(captures[i], 6, "0x0", "0x1", "0x8", "0x9", "0xb", "0xc");
        // ptp4l itself may say something to all before it is told not to.
        assertEquals(List.of(), captures[i].packets("ptp.v2.flags.unicast == 0 && " + own(i)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"127, UDPv4"})
  void hybrid(int domain, String protocol) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = ptp4l(lab.peer(1), domain, protocol).set("hybrid_e2e", 1).startTai();
      Ptp4l follower =
          ptp4l(lab.peer(2), domain, protocol).set("slaveOnly", 1).set("hybrid_e2e", 1).start();
      Tshark[] captures = {Tshark.capture(lab.peer(1)), Tshark.capture(lab.peer(2))};
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), HYBRID.formatted(domain, protocol));
      JsonNode locked = bridge.awaitLocked();
      assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(locked));
      assertFollows(follower, locked);
      for (Tshark capture : captures) {
        capture.stop();
        assertUnicast(capture, 6, "0x1", "0x9");
        String delay = "ptp.v2.messagetype in {0x1, 0x9}";
        assertEquals(List.of(), capture.packets(delay + " && ip.dst == 224.0.1.129"));
        assertFalse(
            capture.packets("ptp.v2.messagetype == 0x0 && ip.dst == 224.0.1.129").isEmpty());
      }
    }
  }

  private static String own(int wire) {
    return "(ip.src == 10.77.%1$d.1 || ipv6.src == fd77:0:0:%1$d::1)".formatted(wire + 1);
  }

  /** At least so many of each type went to one receiver, flagged so and well formed. */
  private static void assertUnicast(Tshark capture, int least, String... types) {
    assertEquals(List.of(), capture.packets("ptp && _ws.malformed"));
    for (String type : types) {
      int count =
          capture.packets("ptp.v2.flags.unicast == 1 && ptp.v2.messagetype == " + type).size();
      assertTrue(count >= least, count + " of type " + type);
    }
  }

  /** The grandmaster calls the host's UTC TAI, and so do we; ptp4l adds the 37 s to its own. */
  private static void assertFollows(Ptp4l follower, JsonNode status) {
    var unused =
        Await.until(
            "ptp4l follows us and has measured the path",
            SOON,
            () -> follower.pmc("GET CURRENT_DATA_SET"),
            set -> Double.parseDouble(set.getOrDefault("meanPathDelay", "0")) != 0);
    String grandmaster = follower.pmc("GET PARENT_DATA_SET").get("grandmasterIdentity");
    assertEquals(
        Ptp4l.hexDigits(served(status).path("clockIdentity").asText()),
        Ptp4l.hexDigits(String.valueOf(grandmaster)));
    double[] offsets = follower.watchOffsets().next(READINGS, SOON);
    Arrays.sort(offsets);
    double median = Median.of(offsets) - 37e9;
    System.out.printf(
        "ptp4l behind us: median %.0f ns, %.0f to %.0f ns; our raw offset %d ns%n",
        median,
        offsets[0] - 37e9,
        offsets[READINGS - 1] - 37e9,
        BridgeProcess.source(status).path("offsetNanos").longValue());
    assertEquals(0, median, 100_000, Arrays.toString(offsets));
  }
}
