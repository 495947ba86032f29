package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.source;
import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A PTP domain that says with all authority what is not true, and real NTP servers beside it. */
class GuardIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final long NANOS = 1_000_000_000L;
  private static final long YEAR_NANOS = 31_557_600 * NANOS;
  private static final long GPS_WEEKS_NANOS = 1024 * 7 * 86_400 * NANOS;

  private static final String AUDIO =
      "ptp: [{name: audio, interface: %s, profile: st2059-2, domain: 0, " + "timescale: %s}]";

  private static String config(Host host, String policy, String timescale, List<String> servers) {
    StringBuilder ntp = new StringBuilder();
    for (String server : servers) {
      ntp.append("    - {name: %s, minpoll: 0, maxpoll: 2}%n".formatted(server));
    }
    return """
    http: 127.0.0.1:8319
    policy: {%s}
    sources:
      %s
    %s
    serve:
      ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
    """
        .formatted(
            policy,
            AUDIO.formatted(host.device(), timescale),
            servers.isEmpty() ? "" : "  ntp:\n" + ntp);
  }

  private static String verdict(JsonNode status, String name) {
    return source(status, name).path("verdict").asText();
  }

  private static boolean reasonSays(JsonNode status, String name, String text) {
    JsonNode source = source(status, name);
    return source.path("reason").asText().contains(text) && !source.path("usable").booleanValue();
  }

  @Test
  void domainThatContradictsTwoServersIsExcludedForWhatItIs() {
    try (Lab lab = Lab.segment(3)) {
      Child unused = Chrony.server(lab.peer(2));
      Child unusedToo = Chrony.server(lab.peer(3));
      Ptp4l grandmaster = new Ptp4l(lab.peer(1)).startTai();
      String config =
          config(lab.bridge(), "", "auto", List.of("a, server: 10.77.1.3", "b, server: 10.77.1.4"));
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config);
      assertExcluded(bridge, "37 s behind: looks like an unapplied TAI−UTC offset of 37 s");
      grandmaster.grandmasterSettings(6, true, 3600);
      assertExcluded(bridge, "1.0 h behind: looks like local time, UTC−01:00");
      grandmaster.grandmasterSettings(6, true, 3637);
      assertExcluded(
          bridge,
          "1.0 h behind: looks like local time, UTC−01:00, and an unapplied TAI−UTC offset of 37"
              + " s");
      grandmaster.kill();

      // What ptp4l cannot do: TAI as the host has it, and decades away from it.
      CountingMaster.Running master = CountingMaster.Running.on(lab.peer(1), true, 0);
      assertRefused(bridge, "it says 1969-12-31");
      assertRefused(bridge, "it seems to count from power-up");
      long tai = System.currentTimeMillis() * 1_000_000 + 37 * NANOS;
      master.restart(tai + 20 * YEAR_NANOS);
      assertExcluded(bridge, "20 years ahead, more than the ");
      master.restart(tai + GPS_WEEKS_NANOS);
      assertExcluded(bridge, "20 years ahead: looks like a GPS week number that rolled over");
      master.restart(tai - GPS_WEEKS_NANOS);
      assertRefused(bridge, "a GPS week number that rolled over");
      master.restart(tai + 40 * YEAR_NANOS);
      assertRefused(bridge, "decades from now");
    }
  }

  private static void assertExcluded(BridgeProcess bridge, String reason) {
    assertServesTheServers(
        bridge.await(
            "audio is excluded: " + reason,
            SOON,
            now ->
                BridgeProcess.locked(now)
                    && verdict(now, "audio").equals("excluded")
                    && reasonSays(now, "audio", reason)));
  }

  /** It is not even taken for a time that might be. */
  private static void assertRefused(BridgeProcess bridge, String reason) {
    assertServesTheServers(
        bridge.await(
            "audio is refused: " + reason,
            SOON,
            now ->
                BridgeProcess.locked(now)
                    && verdict(now, "audio").equals("none")
                    && reasonSays(now, "audio", reason)));
  }

  private static void assertServesTheServers(JsonNode status) {
    assertNear(0, versusSystemClockNanos(status), MILLI, status);
    for (String server : List.of("a", "b")) {
      assertTrue(source(status, server).path("usable").booleanValue(), status.toString());
    }
  }

  /** Five bridges hear the same two and are told different things of them. */
  @Test
  void oneAgainstOneIsDecidedByTheOperatorOnly() {
    try (Lab lab = Lab.segment(6)) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      Child unusedServer = Chrony.server(lab.peer(2));
      List<String> studio = List.of("studio, server: 10.77.1.3");
      Host undecided = lab.bridge();
      BridgeProcess disputes = start(undecided, "", "auto", studio);
      BridgeProcess trustsPtp = start(lab.peer(3), "trust: [audio]", "auto", studio);
      BridgeProcess trustsNtp = start(lab.peer(4), "trust: [studio]", "auto", studio);
      BridgeProcess alone = start(lab.peer(5), "", "auto", List.of());
      BridgeProcess aloneUtc = start(lab.peer(6), "", "utc", List.of());

      JsonNode disputed =
          disputes.await(
              "both are disputed",
              SOON,
              now ->
                  verdict(now, "audio").equals("disputed")
                      && verdict(now, "studio").equals("disputed"));
      assertDisputed(disputed);
      NtpReply reply = Probe.on(lab.peer(2)).ntp(undecided.address()).orElseThrow();
      assertTrue(reply.unsynchronised(), reply.toString());

      JsonNode ptp = awaitVerdicts(trustsPtp, "used", "excluded");
      assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(ptp), MILLI, ptp);
      assertTrue(reasonSays(ptp, "studio", "37 s ahead: looks like an unapplied"), ptp.toString());
      JsonNode ntp = awaitVerdicts(trustsNtp, "excluded", "used");
      assertNear(0, versusSystemClockNanos(ntp), MILLI, ntp);
      assertTrue(reasonSays(ntp, "audio", "37 s behind: looks like an unapplied"), ntp.toString());

      JsonNode believed = alone.awaitLocked();
      assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(believed), MILLI, believed);
      JsonNode asUtc = aloneUtc.awaitLocked();
      assertNear(0, versusSystemClockNanos(asUtc), MILLI, asUtc);
      assertTrue(
          source(asUtc).path("reason").asText().contains("taken for UTC as configured"),
          asUtc.toString());
    }
  }

  private static BridgeProcess start(
      Host host, String policy, String timescale, List<String> servers) {
    return BridgeProcess.start(host, config(host, policy, timescale, servers));
  }

  private static JsonNode awaitVerdicts(BridgeProcess bridge, String audio, String studio) {
    return bridge.await(
        "audio is " + audio + ", studio is " + studio,
        SOON,
        now ->
            BridgeProcess.locked(now)
                && verdict(now, "audio").equals(audio)
                && verdict(now, "studio").equals(studio));
  }

  private static void assertDisputed(JsonNode status) {
    JsonNode timeline = status.path("timeline");
    assertFalse(timeline.path("usable").booleanValue(), status.toString());
    assertEquals("unsynchronised", timeline.path("state").asText(), status.toString());
    String offset = "looks like an unapplied TAI−UTC offset of 37 s";
    assertTrue(
        reasonSays(status, "audio", "against studio it is 37 s behind: " + offset),
        status.toString());
    assertTrue(
        reasonSays(status, "studio", "against audio it is 37 s ahead: " + offset),
        status.toString());
    assertTrue(reasonSays(status, "audio", "policy.trust can decide it"), status.toString());
    assertTrue(
        timeline.path("reason").asText().contains("there is no majority"), status.toString());
  }
}
