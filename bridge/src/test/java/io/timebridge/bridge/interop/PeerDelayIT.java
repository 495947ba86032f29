package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Peer delay on both wires at once: the bridge follows one {@code ptp4l}, and another one follows
 * the bridge.
 */
class PeerDelayIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Two seconds of Syncs. */
  private static final int READINGS = 16;

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      sources:
        ptp:
          - {name: audio, interface: vb0, profile: st2059-2, domain: %1$d, networkProtocol: %2$s,
             delayMechanism: %3$s, logMinPdelayReqInterval: -3}
      serve:
        ptp:
          - {interface: vb1, profile: st2059-2, domain: %1$d, networkProtocol: %2$s,
             delayMechanism: %3$s, logMinPdelayReqInterval: -3, priority1: 90}
      """;

  private static Ptp4l ptp4l(Host host, int domain, String protocol) {
    return new Ptp4l(host)
        .set("domainNumber", domain)
        .set("network_transport", protocol)
        .set("delay_mechanism", "P2P");
  }

  @ParameterizedTest
  @CsvSource({"0, UDPv4, P2P", "127, UDPv6, P2P", "127, UDPv4, auto", "0, UDPv6, auto"})
  void bothRoles(int domain, String protocol, String mechanism) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = ptp4l(lab.peer(1), domain, protocol).startTai();
      Ptp4l follower = ptp4l(lab.peer(2), domain, protocol).set("slaveOnly", 1).start();
      Tshark[] captures = {Tshark.capture(lab.peer(1)), Tshark.capture(lab.peer(2))};
      BridgeProcess bridge =
          BridgeProcess.start(lab.bridge(), CONFIG.formatted(domain, protocol, mechanism));
      JsonNode locked = bridge.awaitLocked();
      assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(locked));
      long ahead = BridgeProcess.versusSystemClockNanos(locked);
      assertNear(SERVED_MINUS_HOST_NANOS, ahead, MILLI, locked);
      assertFollows(follower, locked);

      JsonNode source = BridgeProcess.source(bridge.status());
      long delay = source.path("delayNanos").longValue();
      assertTrue(delay > 100 && delay < 100_000, source.toString());
      assertTrue(Math.abs(source.path("offsetNanos").longValue()) < 100_000, source.toString());
      JsonNode served = locked.path("serve").path("ptp").path(0);
      for (int i = 0; i < 2; i++) {
        Tshark capture = captures[i];
        capture.stop();
        JsonNode port = i == 0 ? source : served;
        String ours = "ptp.v2.clockidentity == 0x" + Ptp4l.hexDigits(identity(port));
        assertEquals(List.of(), capture.packets("ptp && _ws.malformed"));
        for (String type : List.of("0x2", "0x3", "0xa")) {
          String ofType = "ptp.v2.messagetype == " + type;
          assertFalse(capture.packets(ofType + " && " + ours).isEmpty(), type);
          assertFalse(capture.packets(ofType + " && !(" + ours + ")").isEmpty(), type);
          String group = "ip.dst == 224.0.0.107 || ipv6.dst == ff02::6b";
          assertEquals(List.of(), capture.packets(ofType + " && !(" + group + ")"));
        }
        // What P2P has no use for; auto may have asked once before it knew.
        String asked = "ptp.v2.messagetype in {0x1, 0x9}";
        if (mechanism.equals("P2P")) {
          assertEquals(List.of(), capture.packets(asked));
        }
      }
    }
  }

  private static String identity(JsonNode port) {
    return port.path("clockIdentity").asText();
  }

  /** The grandmaster calls the host's UTC TAI, and so do we; ptp4l adds the 37 s to its own. */
  private static void assertFollows(Ptp4l follower, JsonNode status) {
    JsonNode served = status.path("serve").path("ptp").path(0);
    String ours = Ptp4l.hexDigits(identity(served));
    var unused =
        Await.until(
            "ptp4l follows us",
            SOON,
            () -> follower.pmc("GET PARENT_DATA_SET").get("grandmasterIdentity"),
            gm -> ours.equals(Ptp4l.hexDigits(String.valueOf(gm))));
    Map<String, String> port =
        Await.until(
            "ptp4l has measured the link to us",
            SOON,
            () -> follower.pmc("GET PORT_DATA_SET"),
            set -> Double.parseDouble(set.getOrDefault("peerMeanPathDelay", "0")) != 0);
    double delay = Double.parseDouble(port.get("peerMeanPathDelay"));
    assertTrue(delay > 0 && delay < 100_000, port.toString());
    double[] offsets = follower.watchOffsets().next(READINGS, SOON);
    Arrays.sort(offsets);
    double median = Median.of(offsets) - 37e9;
    System.out.printf(
        "ptp4l behind us: median %.0f ns, %.0f to %.0f ns, link %.0f ns; ours %d ns, link %d ns%n",
        median,
        offsets[0] - 37e9,
        offsets[READINGS - 1] - 37e9,
        delay,
        BridgeProcess.source(status).path("offsetNanos").longValue(),
        BridgeProcess.source(status).path("delayNanos").longValue());
    assertEquals(0, median, 100_000, Arrays.toString(offsets));
  }
}
