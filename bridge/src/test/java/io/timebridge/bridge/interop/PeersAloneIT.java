package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The lab itself, with other people's programs on both ends: if these fail, no other counts. */
class PeersAloneIT extends LabTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void ptp4lFollowsPtp4lAndTsharkFindsNothingMalformed() {
    try (Lab lab = Lab.pair()) {
      Tshark capture = Tshark.capture(lab.bridge());
      Ptp4l master = new Ptp4l(lab.peer(1)).set("priority1", 100).startTai();
      Ptp4l follower = new Ptp4l(lab.bridge()).set("slaveOnly", 1).start();
      Map<String, String> unused =
          Await.until(
              "the follower measures",
              SOON,
              () -> follower.pmc("GET CURRENT_DATA_SET"),
              set -> !"0.0".equals(set.getOrDefault("offsetFromMaster", "0.0")));
      // Both ends stamp in the host's UTC; the follower has added the announced 37 s to its own.
      assertEquals(37e9, Median.of(follower.watchOffsets().next(16, SOON)), 50_000);
      Map<String, String> parent = follower.pmc("GET PARENT_DATA_SET");
      assertEquals(
          master.identity(),
          Ptp4l.hexDigits(parent.getOrDefault("grandmasterIdentity", "")),
          parent.toString());
      capture.stop();
      assertFalse(capture.packets("ptp && ip.src == " + lab.peer(1).address()).isEmpty());
      assertEquals(List.of(), capture.packets("_ws.malformed"));
    }
  }

  @Test
  void chronydNtpdigAndTheProbeAgreeAboutChronyd() {
    try (Lab lab = Lab.pair()) {
      Child server = Chrony.server(lab.peer(1));
      Probe probe = Probe.on(lab.bridge());
      String address = lab.peer(1).address();
      NtpReply reply =
          Await.until("chronyd answers", SOON, () -> probe.ntp(address), Optional::isPresent)
              .orElseThrow();
      assertEquals(3, reply.stratum(), reply.toString());
      assertNear(0, reply.offsetNanos(), 100 * MILLI, reply);
      assertEquals(0, Median.of(3, () -> Chrony.query(lab.bridge(), address)), 50e-6);
      assertEquals(0, Median.of(5, () -> Ntpdig.query(lab.bridge(), address)), 5e-3);
      assertTrue(server.alive());
    }
  }

  @Test
  void aServerThatIs37SecondsBehindIsSeenAsThatByAll() {
    try (Lab lab = Lab.pair()) {
      Probe server = Probe.on(lab.peer(1));
      server.serveNtp(Duration.ofSeconds(-37));
      String address = lab.peer(1).address();
      Probe client = Probe.on(lab.bridge());
      NtpReply reply = client.ntp(address).orElseThrow();
      assertNear(SERVED_MINUS_HOST_NANOS, reply.offsetNanos(), 100 * MILLI, reply);
      // It is the sign and the seconds that matter: the little server has user-space stamps.
      assertEquals(-37, Chrony.query(lab.bridge(), address).orElseThrow(), 0.1);
      assertEquals(-37, Ntpdig.query(lab.bridge(), address).orElseThrow(), 0.1);
      assertTrue(client.ntp("10.77.1.99").isEmpty(), "nobody answers for a host that is not there");
    }
  }

  @Test
  void threeHostsOnOneSegmentElectTheBetterAndThenTheOther() {
    try (Lab lab = Lab.segment(2)) {
      Ptp4l better = new Ptp4l(lab.peer(1)).set("priority1", 100).startTai();
      Ptp4l other = new Ptp4l(lab.peer(2)).set("priority1", 110).start();
      other.grandmasterSettings(6, true);
      Ptp4l follower = new Ptp4l(lab.bridge()).set("slaveOnly", 1).start();
      awaitGrandmaster(follower, better.identity());
      String next = other.identity();
      better.kill();
      awaitGrandmaster(follower, next);
    }
  }

  @Test
  void thePacketsOfTheTestsAreWhatWiresharkTakesThemFor() {
    try (Lab lab = Lab.pair()) {
      Tshark capture = Tshark.capture(lab.bridge());
      Probe probe = Probe.on(lab.peer(1));
      probe.send(lab.peer(1), "224.0.1.129", 319, PtpPackets.version1Sync(1));
      Flood.Sent sent =
          probe.flood(lab.peer(1), lab.bridge().address(), 1, 2_000, "0011223344556677");
      Await.until(
          "all is captured", SOON, () -> capture.packets("udp").size(), count -> count >= 2_001);
      capture.stop();
      List<String> version1 = capture.packets("ptp && frame.number == 1");
      assertEquals(1, version1.size());
      assertTrue(version1.get(0).contains("PTPv1"), version1.toString());
      assertFalse(capture.packets("_ws.malformed").isEmpty());
      assertEquals(2_000, sent.ptp() + sent.ntp());
      assertTrue(sent.brokenPtp() > 600, sent.toString());
    }
  }

  private static void awaitGrandmaster(Ptp4l follower, String identity) {
    Map<String, String> unused =
        Await.until(
            "the follower's grandmaster is " + identity,
            SOON,
            () -> follower.pmc("GET PARENT_DATA_SET"),
            set -> identity.equals(Ptp4l.hexDigits(set.getOrDefault("grandmasterIdentity", ""))));
  }
}
