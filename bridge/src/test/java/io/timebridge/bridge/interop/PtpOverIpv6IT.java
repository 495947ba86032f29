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

/** PTP over UDP/IPv6 on both wires: behind {@code ptp4l -6 -S}, and before it. */
class PtpOverIpv6IT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(2);

  /** Two and a half seconds of Syncs. */
  private static final int READINGS = 20;

  /** A median of raw offsets: a program that stamps its packets itself is late by its waking. */
  private static long allowedNanos(String stamps) {
    return stamps.equals("kernel") ? 50_000 : 2 * MILLI;
  }

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      clock: {timestamps: %s}
      sources:
        ptp:
          - {name: audio, interface: vb0, networkProtocol: UDPv6, udp6Scope: %d,
             profile: st2059-2, domain: 0}
      serve:
        ptp:
          - {interface: vb1, networkProtocol: UDPv6, udp6Scope: %d, priority1: 90,
             profile: st2059-2, domain: 0}
      """;

  private static JsonNode served(JsonNode status) {
    return status.path("serve").path("ptp").path(0);
  }

  private static Ptp4l ptp4l(Host host, int scope) {
    return new Ptp4l(host).set("network_transport", "UDPv6").set("udp6_scope", scope);
  }

  @ParameterizedTest
  @CsvSource({"kernel, 14", "kernel, 2", "user, 14", "user, 2"})
  void followsPtp4lAndIsFollowedByIt(String stamps, int scope) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = ptp4l(lab.peer(1), scope).startTai();
      Tshark[] captures = {Tshark.capture(lab.peer(1)), Tshark.capture(lab.peer(2))};
      BridgeProcess bridge =
          BridgeProcess.start(lab.bridge(), CONFIG.formatted(stamps, scope, scope));
      JsonNode locked = bridge.awaitLocked();
      assertEquals(stamps, locked.path("timeline").path("timestamps").asText(), locked.toString());
      assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(locked));
      long bound = stamps.equals("kernel") ? MILLI : 5 * MILLI;
      long ahead = BridgeProcess.versusSystemClockNanos(locked);
      assertNear(SERVED_MINUS_HOST_NANOS, ahead, bound, locked);

      Ptp4l follower = ptp4l(lab.peer(2), scope).set("slaveOnly", 1).start();
      String ours = Ptp4l.hexDigits(served(locked).path("clockIdentity").asText());
      String behind = assertFollows(follower, ours, allowedNanos(stamps));
      JsonNode status = bridge.status();
      System.out.printf(
          "%s stamps, scope %d: %s; our raw offset %d ns, jitter %d ns%n",
          stamps,
          scope,
          behind,
          BridgeProcess.source(status).path("offsetNanos").longValue(),
          BridgeProcess.source(status).path("jitterNanos").longValue());

      if (stamps.equals("kernel") || scope == 2) {
        // Elsewhere the JDK has no way to tie a socket to one interface: it hears both wires, our
        // own follower on the other one too. docs/config.md, udp6Scope.
        assertEquals(1, served(status).path("followers").asInt(), status.toString());
      }
      assertOwnIsKnown(BridgeProcess.source(status));
      assertOwnIsKnown(served(status));
      for (Tshark capture : captures) {
        capture.stop();
      }
      assertWellFormed(captures[0], BridgeProcess.source(status), scope, "0x1");
      assertWellFormed(captures[1], served(status), scope, "0x0", "0x8", "0x9", "0xb", "0xd");
      // ST 2059-2's metadata, as Wireshark reads them: UTC is 37 s behind the domain's time.
      String metadata =
          "ptp.v2.messagetype == 0xd && ptp.v2.oe.smpte.currentlocaloffset == -37"
              + " && ptp.v2.oe.smpte.masterlockingstatus == 4"
              + " && ptp.v2.oe.smpte.defaultsystemframerate.numerator == 25"
              + " && ptp.v2.oe.smpte.defaultsystemframerate.denominator == 1"
              + " && ptp.v2.oe.smpte.timeofnextjump == 0 && ptp.v2.oe.smpte.timeofpreviousjam == 0";
      assertFalse(captures[1].packets(metadata).isEmpty());
    }
  }

  /** What we multicast comes back to us, and is neither a master nor one with our identity. */
  private static void assertOwnIsKnown(JsonNode port) {
    assertTrue(port.path("dropped").path("OWN").asInt() > 0, port.toString());
    assertTrue(port.path("dropped").path("IDENTITY_TAKEN").isMissingNode(), port.toString());
    String identity = port.path("clockIdentity").asText();
    assertTrue(identity.contains(".fffe."), "still the one of its MAC address: " + identity);
  }

  /** The grandmaster calls the host's UTC TAI, and so do we; ptp4l adds the 37 s to its own. */
  private static String assertFollows(Ptp4l follower, String ours, long boundNanos) {
    var unused =
        Await.until(
            "ptp4l follows us and has measured the path",
            SOON,
            () -> follower.pmc("GET CURRENT_DATA_SET"),
            set -> Double.parseDouble(set.getOrDefault("meanPathDelay", "0")) != 0);
    String grandmaster = follower.pmc("GET PARENT_DATA_SET").get("grandmasterIdentity");
    assertEquals(ours, Ptp4l.hexDigits(String.valueOf(grandmaster)));
    double[] offsets = follower.watchOffsets().next(READINGS, SOON);
    Arrays.sort(offsets);
    double median = Median.of(offsets) - 37e9;
    assertEquals(0, median, (double) boundNanos, Arrays.toString(offsets));
    return "ptp4l behind us: median %.0f ns, %.0f to %.0f ns"
        .formatted(median, offsets[0] - 37e9, offsets[READINGS - 1] - 37e9);
  }

  private static void assertWellFormed(
      Tshark capture, JsonNode port, int scope, String... messageTypes) {
    String digits = Ptp4l.hexDigits(port.path("clockIdentity").asText());
    String mac = (digits.substring(0, 6) + digits.substring(10)).replaceAll("..(?=.)", "$0:");
    String own = "eth.src == " + mac + " && udp.port in {319, 320}";
    for (String type : messageTypes) {
      String ofType = own + " && ptp.v2.messagetype == " + type;
      assertFalse(capture.packets(ofType).isEmpty(), "none of type " + type);
    }
    assertEquals(List.of(), capture.packets(own + " && !ptp"));
    assertEquals(List.of(), capture.packets(own + " && _ws.malformed"));
    assertEquals(List.of(), capture.packets(own + " && ipv6.dst != ff0%x::181".formatted(scope)));
    assertEquals(List.of(), capture.packets(own + " && ipv6.tclass.dscp != 46"));
    assertEquals(List.of(), capture.packets(own + " && ipv6.hlim != 1"));
    // UDP's header is of 8 octets: two are behind the message, and ptp4l has them too.
    String two = "udp.length == ptp.v2.messagelength + 10";
    assertEquals(List.of(), capture.packets("ptp && !(" + two + ")"));
    assertEquals(List.of(), capture.packets(own + " && !(udp.payload[-2:2] == 00:00)"));
  }
}
