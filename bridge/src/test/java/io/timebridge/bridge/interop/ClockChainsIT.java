package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three clocks in a row on two wires: a {@code ptp4l} that leads, one between, and one that
 * follows, through the other.
 */
class ClockChainsIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Ten seconds of Syncs. */
  private static final int READINGS = 80;

  /**
   * Two microseconds are what an idle machine shows; on one that is busy a few readings lie tens of
   * microseconds off, in whichever follower.
   */
  private static final double MEDIAN_NANOS = 10_000;

  private static Ptp4l ptp4l(Host host, String mechanism, String protocol) {
    return new Ptp4l(host)
        .set("delay_mechanism", mechanism)
        .set("network_transport", protocol)
        .set("logMinPdelayReqInterval", -3);
  }

  @ParameterizedTest
  @CsvSource({"E2E, UDPv4, true", "P2P, UDPv6, true", "E2E, UDPv6, false", "P2P, UDPv4, false"})
  void ptp4lFollowsPtp4lThroughOurTransparentClock(
      String mechanism, String protocol, boolean twoStep) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = ptp4l(lab.peer(1), mechanism, protocol).startTai();
      Child hop =
          lab.bridge()
              .startJava(
                  "hop",
                  TransparentHop.class,
                  mechanism,
                  protocol.equals("UDPv4") ? "UDP_IPV4" : "UDP_IPV6",
                  Boolean.toString(twoStep),
                  Lab.BRIDGE_DEVICE,
                  Lab.SECOND_DEVICE);
      hop.awaitLine("^ready$", BridgeProcess.LOCK);
      Ptp4l follower = ptp4l(lab.peer(2), mechanism, protocol).set("slaveOnly", 1).start();
      Tshark capture = Tshark.capture(lab.peer(2));
      assertFollows(follower, grandmaster.identity(), mechanism);
      double rms = rms(follower, true);
      capture.stop();
      assertEquals(List.of(), capture.packets("ptp && _ws.malformed"));
      hop.send("");
      System.out.printf(
          "behind our %s transparent clock, %s, two-step %s: rms %.0f ns; %s%n",
          mechanism, protocol, twoStep, rms, hop.awaitLine("received", SOON));
    }
  }

  @ParameterizedTest
  @CsvSource({"E2E, UDPv4, true", "P2P, UDPv6, true", "E2E, UDPv6, false"})
  void ptp4lFollowsPtp4lThroughOurBoundaryClock(String mechanism, String protocol, boolean tai) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = ptp4l(lab.peer(1), mechanism, protocol);
      if (tai) {
        grandmaster.startTai();
      } else {
        grandmaster.start().awaitMaster();
      }
      String port =
          ("profile: st2059-2, domain: 0, networkProtocol: %s, delayMechanism: %s,"
                  + " logMinPdelayReqInterval: -3")
              .formatted(protocol, mechanism);
      String config =
          """
          http: 127.0.0.1:8319
          clock: {holdover: 1m}
          sources:
            ptp:
              - {name: audio, interface: %s, %s}
          serve:
            ptp:
              - {interface: %s, %s, boundaryOf: audio}
          """
              .formatted(Lab.BRIDGE_DEVICE, port, Lab.SECOND_DEVICE, port);
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config);
      Ptp4l follower = ptp4l(lab.peer(2), mechanism, protocol).set("slaveOnly", 1).start();
      assertFollows(follower, grandmaster.identity(), mechanism);
      JsonNode status =
          bridge.await(
              "the source is locked",
              BridgeProcess.LOCK,
              now -> BridgeProcess.source(now).path("portState").asText().equals("FOLLOWER"));
      JsonNode served = status.path("serve").path("ptp").path(0);
      assertEquals("MASTER", served.path("portState").asText(), served.toString());
      assertEquals("2", follower.pmc("GET CURRENT_DATA_SET").get("stepsRemoved"));
      double rms = rms(follower, tai);
      System.out.printf(
          "behind our boundary clock, %s, %s, TAI %s: rms %.0f ns; ours %d ns%n",
          mechanism,
          protocol,
          tai,
          rms,
          BridgeProcess.source(bridge.status()).path("offsetNanos").longValue());

      // Nobody is left to follow: the boundary clock goes on by itself, and says that it is it.
      grandmaster.kill();
      String own = Ptp4l.hexDigits(served.path("clockIdentity").asText());
      assertFollows(follower, own, mechanism);
      rms = rms(follower, tai);
      System.out.printf("and while it holds over: rms %.0f ns%n", rms);
    }
  }

  @ParameterizedTest
  @CsvSource({"E2E, UDPv4", "P2P, UDPv4", "E2E, UDPv6", "P2P, UDPv6"})
  void weFollowPtp4lThroughItsTransparentClock(String mechanism, String protocol) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = ptp4l(lab.peer(1), mechanism, protocol).startTai();
      Ptp4l between =
          ptp4l(lab.bridge(), mechanism, protocol)
              .set("clock_type", mechanism + "_TC")
              .sections("[" + Lab.SECOND_DEVICE + "]\n")
              .start();
      String config =
          """
          http: 127.0.0.1:8319
          sources:
            ptp:
              - {name: audio, interface: %s, profile: st2059-2, domain: 0, networkProtocol: %s,
                 delayMechanism: %s, logMinPdelayReqInterval: -3}
          """
              .formatted(lab.peer(2).device(), protocol, mechanism);
      BridgeProcess bridge = BridgeProcess.start(lab.peer(2), config);
      JsonNode locked = bridge.awaitLocked();
      assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(locked));
      double sum = 0;
      double[] offsets = new double[READINGS];
      double last = Double.NaN;
      for (int i = 0; i < READINGS; i++) {
        double before = last;
        double now =
            Await.until(
                "another raw offset",
                SOON,
                () ->
                    (double) BridgeProcess.source(bridge.status()).path("offsetNanos").longValue(),
                offset -> offset != before);
        offsets[i] = now;
        last = now;
        sum += now * now;
      }
      long ahead = BridgeProcess.versusSystemClockNanos(bridge.status());
      System.out.printf(
          "behind ptp4l's %s transparent clock, %s: rms %.0f ns, clock %d ns off%n",
          mechanism, protocol, Math.sqrt(sum / READINGS), ahead - SERVED_MINUS_HOST_NANOS);
      Arrays.sort(offsets);
      assertEquals(0, Median.of(offsets), MEDIAN_NANOS, Arrays.toString(offsets));
      assertNear(SERVED_MINUS_HOST_NANOS, ahead, 50_000, bridge.status());
      between.kill();
    }
  }

  private static void assertFollows(Ptp4l follower, String grandmaster, String mechanism) {
    var unused =
        Await.until(
            "ptp4l follows its grandmaster",
            SOON,
            () -> String.valueOf(follower.pmc("GET PARENT_DATA_SET").get("grandmasterIdentity")),
            identity -> grandmaster.equals(Ptp4l.hexDigits(identity)));
    String request = mechanism.equals("E2E") ? "GET CURRENT_DATA_SET" : "GET PORT_DATA_SET";
    String member = mechanism.equals("E2E") ? "meanPathDelay" : "peerMeanPathDelay";
    unused =
        Await.until(
            "ptp4l has measured the path",
            SOON,
            () -> follower.pmc(request).getOrDefault(member, "0"),
            delay -> Double.parseDouble(delay) != 0);
  }

  /** Of its raw offsets; their median must be near 0. */
  private static double rms(Ptp4l follower, boolean tai) {
    // The grandmaster calls the host's UTC TAI; ptp4l adds the 37 s to its own.
    double[] offsets =
        Arrays.stream(follower.watchOffsets().next(READINGS, SOON))
            .map(offset -> offset - (tai ? 37e9 : 0))
            .toArray();
    double rms = Math.sqrt(Arrays.stream(offsets).map(each -> each * each).average().orElseThrow());
    Arrays.sort(offsets);
    assertEquals(0, Median.of(offsets), MEDIAN_NANOS, Arrays.toString(offsets));
    assertTrue(rms > 0);
    return rms;
  }
}
