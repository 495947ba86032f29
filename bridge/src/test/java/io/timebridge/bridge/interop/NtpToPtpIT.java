package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** NTP in, PTP out, and NTP out beside it: {@code ptp4l -S} and {@code chronyd} as followers. */
class NtpToPtpIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int UNKNOWN_ACCURACY = 0xfe;

  private static final String NTP_IN =
      """
      http: 127.0.0.1:8319
      clock: {holdover: 14s}
      sources:
        ntp: [{name: studio, server: 10.77.1.2, minpoll: 0, maxpoll: 0}]
      serve:
        ptp:
          - {interface: vb1, profile: st2059-2, domain: 0, priority1: 90, priority2: 91}
      """;

  private static final String BOTH_OUT =
      """
      http: 127.0.0.1:8319
      sources:
        ptp:
          - {name: audio, interface: vb0, timescale: utc, profile: st2059-2, domain: 0}
      serve:
        ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
        ptp:
          - {interface: vb1, profile: st2059-2, domain: 0, priority1: 90}
      """;

  private static final String[] ANNOUNCED = {
    "ptp.v2.an.grandmasterclockaccuracy",
    "ptp.v2.timesource",
    "ptp.v2.an.grandmasterclockclass",
    "ptp.v2.an.grandmasterclockvariance",
    "ptp.v2.an.priority1",
    "ptp.v2.an.priority2",
    "ptp.v2.an.localstepsremoved",
    "ptp.v2.an.origincurrentutcoffset",
    "ptp.v2.flags.utcreasonable",
    "ptp.v2.flags.timescale",
    "ptp.v2.flags.timetraceable",
    "ptp.v2.flags.frequencytraceable",
    "ptp.v2.flags.li61",
    "ptp.v2.flags.li59",
  };

  /** What does not change on this ladder, in the order of {@link #ANNOUNCED} from the third on. */
  private static final List<String> CONSTANT =
      List.of("248", "65535", "90", "91", "0", "37", "1", "1", "0", "0", "0", "0");

  private static JsonNode served(JsonNode status) {
    return status.path("serve").path("ptp").path(0);
  }

  private static Map<String, String> announced(Ptp4l follower) {
    Map<String, String> all = new HashMap<>(follower.pmc("GET PARENT_DATA_SET"));
    all.putAll(follower.pmc("GET TIME_PROPERTIES_DATA_SET"));
    return all;
  }

  private static Map<String, String> await(
      String what, Ptp4l follower, Predicate<Map<String, String>> expected) {
    return Await.until(what, SOON, () -> announced(follower), expected);
  }

  /** What the follower heard is what the ladder says of any rung behind NTP. */
  private static void assertConstant(Map<String, String> all) {
    Map<String, String> expected = new HashMap<>();
    expected.put("gm.ClockClass", "248");
    expected.put("gm.OffsetScaledLogVariance", "0xffff");
    expected.put("grandmasterPriority1", "90");
    expected.put("grandmasterPriority2", "91");
    expected.put("currentUtcOffset", "37");
    expected.put("currentUtcOffsetValid", "1");
    expected.put("ptpTimescale", "1");
    for (String no : List.of("leap61", "leap59", "timeTraceable", "frequencyTraceable")) {
      expected.put(no, "0");
    }
    expected.forEach((key, value) -> assertEquals(value, all.get(key), key + " of " + all));
  }

  private static int accuracy(Map<String, String> all) {
    return Integer.decode(all.getOrDefault("gm.ClockAccuracy", "0"));
  }

  private static boolean fromNtp(Map<String, String> all) {
    return "0x50".equals(all.get("timeSource"))
        && "90".equals(all.get("grandmasterPriority1"))
        && accuracy(all) < UNKNOWN_ACCURACY;
  }

  @Test
  void whatIsAnnouncedBehindNtpGetsWorseStepByStepAndBetterAgain() {
    try (Lab lab = Lab.twoWires()) {
      Child server = Chrony.server(lab.peer(1));
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), NTP_IN);
      Ptp4l follower = new Ptp4l(lab.peer(2)).set("slaveOnly", 1).start();
      Map<String, String> locked = await("NTP's time is announced", follower, NtpToPtpIT::fromNtp);
      assertConstant(locked);
      int before = accuracy(locked);
      assertTrue(before >= 0x20, locked.toString());
      OffsetWatch watch = follower.watchOffsets();
      assertFollows(watch, "locked");

      Tshark capture = Tshark.capture(lab.peer(2));
      server.close();
      // Two requests: between them a new Announce may come.
      Map<String, String> degraded =
          await(
              "the holdover is over",
              follower,
              now -> "0xa0".equals(now.get("timeSource")) && accuracy(now) == UNKNOWN_ACCURACY);
      assertConstant(degraded);
      assertEquals("unsynchronised", BridgeProcess.timelineState(bridge.status()));
      assertFollows(watch, "without a source: sound goes on");

      Child again = Chrony.server(lab.peer(1));
      Map<String, String> back = await("NTP's time again", follower, NtpToPtpIT::fromNtp);
      assertTrue(again.alive());
      assertConstant(back);
      assertFollows(watch, "locked again");
      assertEquals(1, served(bridge.status()).path("followers").asInt());
      Await.pause(Duration.ofSeconds(1)); // for what tshark has not written yet
      capture.stop();
      assertOnTheWire(capture);
    }
  }

  /** Each Announce as Wireshark reads it, from the moment that the server was stopped. */
  private static void assertOnTheWire(Tshark capture) {
    String own = "ip.src == 10.77.2.1";
    assertEquals(List.of(), capture.packets(own + " && _ws.malformed"));
    List<List<String>> all = capture.fields(own + " && ptp.v2.messagetype == 0xb", ANNOUNCED);
    assertTrue(all.size() > 50, all.size() + " Announces");
    List<List<Integer>> rungs = new ArrayList<>();
    for (List<String> each : all) {
      assertEquals(CONSTANT, each.subList(2, each.size()).stream().map(NtpToPtpIT::plain).toList());
      List<Integer> rung = List.of(Integer.decode(each.get(1)), Integer.decode(each.get(0)));
      if (rungs.isEmpty() || !rung.equals(rungs.get(rungs.size() - 1))) {
        rungs.add(rung);
      }
    }
    StringBuilder text = new StringBuilder("timeSource/clockAccuracy announced:");
    rungs.forEach(rung -> text.append(" %x/%x".formatted(rung.get(0), rung.get(1))));
    System.out.println(text);
    int bottom = rungs.indexOf(List.of(0xa0, UNKNOWN_ACCURACY));
    // The server was heard for a moment more, and our time may have got better yet.
    int best = 0;
    for (int i = 1; i < bottom; i++) {
      best = rungs.get(i).get(1) <= rungs.get(best).get(1) ? i : best;
    }
    assertTrue(bottom >= best + 2, "the accuracy got worse before it was given up: " + text);
    for (int i = best + 1; i < bottom; i++) {
      assertTrue(rungs.get(i).get(1) > rungs.get(i - 1).get(1), text.toString());
    }
    assertTrue(bottom < rungs.size() - 1, text.toString());
    for (int i = 0; i < rungs.size(); i++) {
      assertEquals(i == bottom ? 0xa0 : 0x50, rungs.get(i).get(0), text.toString());
    }
  }

  /** A flag is 1 or True, by Wireshark's version. */
  private static String plain(String value) {
    return switch (value) {
      case "True" -> "1";
      case "False" -> "0";
      default -> value;
    };
  }

  /** Two seconds of Syncs. */
  private static final int READINGS = 16;

  /** The bridge's TAI is 37 s ahead of the host's UTC, and ptp4l knows that it is. */
  private static void assertFollows(OffsetWatch watch, String when) {
    double median = Median.of(watch.next(READINGS, SOON));
    System.out.printf("ptp4l behind us, %s: median %.0f ns%n", when, median);
    assertEquals(0, median, (double) MILLI, when);
  }

  @Test
  void bothOutputsShowTheSameTime() {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), BOTH_OUT);
      Ptp4l follower = new Ptp4l(lab.peer(2)).set("slaveOnly", 1).start();
      JsonNode status = bridge.awaitLocked();
      assertFalse(status.isMissingNode());
      Map<String, String> unusedToo =
          await("ptp4l follows", follower, now -> "90".equals(now.get("grandmasterPriority1")));
      Probe probe = Probe.on(lab.peer(2));
      for (int i = 0; i < 200; i++) { // a JVM's first answers are interpreted and late
        NtpReply unusedReply = probe.ntp("10.77.2.1").orElseThrow();
      }
      OffsetWatch watch = follower.watchOffsets();
      Chrony.Log log = Chrony.watch(lab.peer(2), "10.77.2.1");
      // The host's clock minus the bridge's, by either protocol, in the same seconds.
      int first = watch.count() + 1;
      double ntp = log.nextMedian(40, SOON);
      double ptp = Median.of(watch.from(first));
      double asked = -1e9 * Median.of(3, () -> Chrony.query(lab.peer(2), "10.77.2.1"));
      System.out.printf(
          "the host's clock minus the bridge's: PTP %.0f ns, NTP %.0f ns by chronyd's log and %.0f"
              + " ns by chronyd -Q, status %d ns%n",
          ptp, ntp, asked, -BridgeProcess.versusSystemClockNanos(bridge.status()));
      assertEquals(ptp, ntp, 10_000, "NTP out is PTP out");
      assertEquals(ptp, asked, 50_000, "NTP out is PTP out");
    }
  }
}
