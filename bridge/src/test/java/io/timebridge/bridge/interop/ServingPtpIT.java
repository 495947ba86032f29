package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PTP in on one wire, PTP out on another: {@code ptp4l -S} follows the bridge. */
class ServingPtpIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(2);

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      clock: {holdover: 8s, timestamps: %s}
      sources:
        ptp:
          - {name: audio, interface: vb0, profile: st2059-2, domain: 0}
      serve:
        ptp:
          - {interface: vb1, profile: st2059-2, domain: 0, priority1: 90, priority2: 91}
      """;

  private static JsonNode served(JsonNode status) {
    return status.path("serve").path("ptp").path(0);
  }

  private static BridgeProcess serving(Lab lab, String stamps) {
    BridgeProcess bridge = BridgeProcess.start(lab.bridge(), CONFIG.formatted(stamps));
    JsonNode unused =
        bridge.await(
            "the bridge is master",
            SOON,
            status -> served(status).path("portState").asText().equals("MASTER"));
    return bridge;
  }

  /** All that a follower knows of its master. */
  private static Map<String, String> announced(Ptp4l follower) {
    Map<String, String> all = new HashMap<>(follower.pmc("GET PARENT_DATA_SET"));
    all.putAll(follower.pmc("GET TIME_PROPERTIES_DATA_SET"));
    all.putAll(follower.pmc("GET CURRENT_DATA_SET"));
    return all;
  }

  private static Map<String, String> awaitClass(Ptp4l follower, int clockClass) {
    return Await.until(
        "clockClass " + clockClass + " is announced",
        SOON,
        () -> announced(follower),
        all -> Integer.toString(clockClass).equals(all.get("gm.ClockClass")));
  }

  private static void assertProperties(
      Map<String, String> all, String timeSource, boolean time, boolean frequency) {
    Map<String, String> expected =
        Map.of(
            "currentUtcOffset",
            "37",
            "currentUtcOffsetValid",
            "1",
            "leap61",
            "0",
            "leap59",
            "0",
            "ptpTimescale",
            "1",
            "timeTraceable",
            time ? "1" : "0",
            "frequencyTraceable",
            frequency ? "1" : "0",
            "timeSource",
            timeSource,
            "stepsRemoved",
            "1",
            "grandmasterPriority1",
            "90");
    expected.forEach((key, value) -> assertEquals(value, all.get(key), key + " of " + all));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "user"})
  void ptp4lFollowsWhatIsAnnouncedByTheLadder(String stamps) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l grandmaster = new Ptp4l(lab.peer(1)).startTai();
      Tshark capture = Tshark.capture(lab.peer(2));
      BridgeProcess bridge = serving(lab, stamps);
      Ptp4l follower = new Ptp4l(lab.peer(2)).set("slaveOnly", 1).start();

      Map<String, String> locked = awaitClass(follower, 6);
      String ours = Ptp4l.hexDigits(served(bridge.status()).path("clockIdentity").asText());
      assertEquals(ours, Ptp4l.hexDigits(locked.getOrDefault("grandmasterIdentity", "")));
      assertProperties(locked, "0x40", true, false);
      OffsetWatch offsets = follower.watchOffsets();
      assertFollows(offsets, stamps, "locked");

      grandmaster.kill();
      assertProperties(awaitClass(follower, 7), "0x40", true, false);
      Map<String, String> degraded = awaitClass(follower, 52);
      assertProperties(degraded, "0xa0", false, false);
      assertEquals("0xfe", degraded.get("gm.ClockAccuracy"));
      assertFollows(offsets, stamps, "free-running");

      grandmaster.startTai();
      assertProperties(awaitClass(follower, 6), "0x40", true, false);
      assertFollows(offsets, stamps, "locked again");

      JsonNode status = served(bridge.status());
      assertEquals(1, status.path("followers").asInt(), status.toString());
      assertEquals(6, status.path("clockClass").asInt(), status.toString());
      assertTrue(status.path("sent").path("FOLLOW_UP").asInt() > 50, status.toString());
      capture.stop();
      String own = "ip.src == 10.77.2.1";
      assertFalse(capture.packets(own + " && ptp.v2.messagetype == 0xb").isEmpty());
      assertEquals(List.of(), capture.packets(own + " && _ws.malformed"));
      assertEquals(List.of(), capture.packets(own + " && udp.port in {319, 320} && !ptp"));
      assertEquals(List.of(), capture.packets(own + " && ptp && ip.dsfield.dscp != 46"));
    }
  }

  /** Three seconds of Syncs. */
  private static final int READINGS = 24;

  /**
   * The grandmaster calls the host's UTC TAI, and so do we: ptp4l, whose own clock is the host's,
   * adds the 37 s to it. A program that stamps its packets itself is late by as much as it takes to
   * wake it.
   */
  private static void assertFollows(OffsetWatch watch, String stamps, String when) {
    double allowed = stamps.equals("kernel") ? 25_000 : 2e6;
    double[] offsets =
        Await.until(
            "the median of raw offsets is within " + allowed + " ns, " + when,
            SOON,
            () -> watch.next(READINGS, SOON),
            some -> Math.abs(Median.of(some) - 37e9) < allowed);
    double[] sorted = Arrays.stream(offsets).map(each -> each - 37e9).sorted().toArray();
    System.out.printf(
        "ptp4l behind us, %s stamps, %s: median %.0f ns, %.0f to %.0f ns%n",
        stamps, when, Median.of(sorted), sorted[0], sorted[READINGS - 1]);
  }

  /** So many raw offsets are taken together, a second of them: what a busy machine does to one. */
  private static final int TOGETHER = 8;

  private static final double JUMP_NANOS = 10_000;

  /** Two bridges, one reference and one network: the better is master until it is killed. */
  @Test
  void twoBridgesTakeTurns() {
    try (Lab lab = Lab.segment(3)) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      Host[] hosts = {lab.bridge(), lab.peer(2)};
      BridgeProcess[] bridges = new BridgeProcess[2];
      for (int i = 0; i < 2; i++) {
        bridges[i] = BridgeProcess.start(hosts[i], twin(hosts[i], 128 + i));
      }
      NtpPair ntp = new NtpPair(Probe.on(lab.peer(3)), hosts[0].address(), hosts[1].address());
      Ptp4l follower = new Ptp4l(lab.peer(3)).set("slaveOnly", 1).set("domainNumber", 1).start();
      awaitState(bridges[0], "MASTER", ntp);
      awaitState(bridges[1], "PASSIVE", ntp);
      awaitBoth(ntp);
      awaitGrandmaster(follower, identity(bridges[0]), ntp);
      OffsetWatch watch = follower.watchOffsets();
      settle(watch, ntp);
      int settled = watch.count();
      settle(watch, ntp);
      double noise = Median.largestJump(TOGETHER, watch.from(settled));
      for (int dies = 0; dies < 2; dies++) {
        String next = identity(bridges[1 - dies]);
        bridges[dies].kill();
        ntp.died(dies);
        awaitState(bridges[1 - dies], "MASTER", ntp);
        awaitGrandmaster(follower, next, ntp);
        settle(watch, ntp);
        bridges[dies] = BridgeProcess.start(hosts[dies], twin(hosts[dies], 128 + dies));
        ntp.started(dies);
        awaitState(bridges[0], "MASTER", ntp); // the better one again, as soon as it has a time
        awaitState(bridges[1], "PASSIVE", ntp);
        awaitBoth(ntp);
        awaitGrandmaster(follower, identity(bridges[0]), ntp);
        settle(watch, ntp);
      }
      assertNoJump(watch.from(settled), noise);
      System.out.println(ntp);
      assertTrue(ntp.compared() > 100, ntp.toString());
      assertTrue(ntp.leastBoundsNanos() < 2 * MILLI, "bounds that mean something: " + ntp);
    }
  }

  /** Each reading of all the time counts: any second of them against the second before. */
  private static void assertNoJump(double[] offsets, double noise) {
    double allowed = JUMP_NANOS + 2 * noise; // noise: what it was before anybody died
    double jump = Median.largestJump(TOGETHER, offsets);
    double middle = Median.of(offsets);
    double[] away = Arrays.stream(offsets).map(each -> Math.abs(each - middle)).sorted().toArray();
    long near = Arrays.stream(away).filter(each -> each < allowed).count();
    System.out.printf(
        "through 4 changes of master: %d raw offsets, the medians of %d in a row move by %.0f ns at"
            + " most; 90 %% within %.0f ns of the median, all within %.0f ns%n",
        away.length, TOGETHER, jump, away[away.length * 9 / 10], away[away.length - 1]);
    assertTrue(away.length > 8 * 5 * TOGETHER, away.length + " raw offsets");
    assertTrue(jump < allowed, jump + " of " + allowed + " ns: " + Arrays.toString(offsets));
    assertTrue(near > 0.75 * away.length, near + " of them near: " + Arrays.toString(offsets));
  }

  private static String twin(Host host, int priority2) {
    return """
    http: 127.0.0.1:8319
    sources:
      ptp:
        - {name: audio, interface: %s, profile: st2059-2, domain: 0}
    serve:
      ptp:
        - {interface: %s, profile: st2059-2, domain: 1, priority1: 100, priority2: %d}
      ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
    """
        .formatted(host.device(), host.device(), priority2);
  }

  private static void awaitState(BridgeProcess bridge, String state, NtpPair ntp) {
    JsonNode unused =
        bridge.await(
            "a bridge is " + state,
            SOON,
            status -> {
              ntp.ask();
              return served(status).path("portState").asText().equals(state);
            });
  }

  private static String identity(BridgeProcess bridge) {
    return Ptp4l.hexDigits(served(bridge.status()).path("clockIdentity").asText());
  }

  private static void awaitGrandmaster(Ptp4l follower, String grandmaster, NtpPair ntp) {
    Map<String, String> unused =
        Await.until(
            "ptp4l follows " + grandmaster,
            SOON,
            () -> {
              ntp.ask();
              return follower.pmc("GET PARENT_DATA_SET");
            },
            all ->
                Ptp4l.hexDigits(all.getOrDefault("grandmasterIdentity", "")).equals(grandmaster));
  }

  private static void awaitBoth(NtpPair ntp) {
    boolean[] both = new boolean[1];
    String unused =
        Await.until(
            "both serve NTP",
            SOON,
            () -> {
              both[0] = ntp.ask();
              return ntp.said();
            },
            said -> both[0]);
  }

  /** Lets some seconds of raw offsets come in. */
  private static void settle(OffsetWatch watch, NtpPair ntp) {
    int before = watch.count();
    Await.until(
        "raw offsets of ptp4l",
        SOON,
        () -> {
          boolean unused = ntp.ask();
          return watch.count() > before + 5 * TOGETHER;
        });
  }
}
