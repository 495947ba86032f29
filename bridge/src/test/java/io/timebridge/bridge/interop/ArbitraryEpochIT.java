package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.source;
import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.Test;

/**
 * A PTP domain that does not know what time it is, beside a {@code chronyd} that does: the one
 * gives the rate, the other UTC, and how they relate is known epoch by epoch.
 */
class ArbitraryEpochIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(2);

  /** Between power-up and the restart: none of a master's epochs is like another. */
  private static final long UP_NANOS = 1_000_000_000_000L;

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      clock: {holdover: 60s}
      sources:
        ptp:
          - {name: audio, interface: vb0, profile: st2059-2, domain: 0}
        ntp: [{name: studio, server: 10.77.1.3, minpoll: 0, maxpoll: 2}]
      serve:
        ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
      """;

  private static boolean ready(JsonNode status) {
    JsonNode timeline = status.path("timeline");
    return BridgeProcess.locked(status)
        && timeline.path("source").asText().equals("studio")
        && timeline.path("rateSource").asText().equals("audio")
        && source(status).path("correlation").isObject();
  }

  private static void assertGivesRateOnly(JsonNode status) {
    JsonNode audio = source(status);
    assertEquals("locked", audio.path("state").asText(), status.toString());
    assertFalse(audio.path("usable").booleanValue(), status.toString());
    String reason = audio.path("reason").asText();
    assertTrue(reason.contains("arbitrary") && reason.contains("it gives rate, not UTC"), reason);
  }

  @Test
  void ptp4lAsItComesGivesTheRateAndChronydTheTime() {
    try (Lab lab = Lab.segment(2)) {
      Child unusedServer = Chrony.server(lab.peer(2));
      Ptp4l unused = new Ptp4l(lab.peer(1)).start().awaitMaster();
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), CONFIG);
      JsonNode status = bridge.await("rate by PTP, time by NTP", SOON, ArbitraryEpochIT::ready);
      assertGivesRateOnly(status);

      LongSummaryStatistics served = new LongSummaryStatistics();
      for (int i = 0; i < 25; i++) {
        JsonNode now = bridge.status();
        assertTrue(ready(now), now.toString());
        served.accept(versusSystemClockNanos(now));
        // Its stamps are the host's UTC, and so is chronyd's time.
        JsonNode relation = source(now).path("correlation");
        assertEquals(1, relation.path("epoch").intValue(), relation.toString());
        assertNear(
            relation.path("utcNanos").longValue(),
            relation.path("ptpNanos").longValue(),
            relation.path("errorBoundNanos").longValue(),
            relation);
        Await.pause(Duration.ofMillis(100));
      }
      double asked = Chrony.query(lab.peer(1), lab.bridge().address()).orElseThrow();
      System.out.printf(
          "arbitrary ptp4l: served minus the host's %d to %d ns; asked by chronyd %.6f s%n",
          served.getMin(), served.getMax(), asked);
      assertNear(0, served.getMin(), MILLI, served);
      assertNear(0, served.getMax(), MILLI, served);
      assertEquals(0, asked, 1e-3);
    }
  }

  @Test
  void masterThatCountsFromPowerUpAndRestartsIsANewEpochAndDisturbsNobody() {
    try (Lab lab = Lab.segment(2)) {
      Child unused = Chrony.server(lab.peer(2));
      CountingMaster.Running master = CountingMaster.Running.on(lab.peer(1), false, 0);
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), CONFIG);
      JsonNode first = bridge.await("rate by PTP, time by NTP", SOON, ArbitraryEpochIT::ready);
      assertGivesRateOnly(first);
      assertRelates(bridge, master, 1);

      LongSummaryStatistics served = new LongSummaryStatistics();
      Probe probe = Probe.on(lab.peer(2));
      // Restarted while nobody looked: its silence was too short for a timeout.
      master.restart(0);
      awaitEpoch(bridge, 2, served, probe, lab);
      assertRelates(bridge, master, 2);
      master.kill();
      master = CountingMaster.Running.on(lab.peer(1), false, UP_NANOS);
      awaitEpoch(bridge, 3, served, probe, lab);
      assertRelates(bridge, master, 3);
      master.restart(0);
      awaitEpoch(bridge, 4, served, probe, lab);
      assertRelates(bridge, master, 4);

      double asked = Chrony.query(lab.peer(1), lab.bridge().address()).orElseThrow();
      System.out.printf(
          "through 3 restarts: served minus the host's %d to %d ns (%d readings); asked by chronyd"
              + " %.6f s%n",
          served.getMin(), served.getMax(), served.getCount(), asked);
      assertNear(0, served.getMin(), MILLI, served);
      assertNear(0, served.getMax(), MILLI, served);
      assertEquals(0, asked, 1e-3);
    }
  }

  /** All the time until the new epoch is there, NTP is served as if nothing had happened. */
  private static void awaitEpoch(
      BridgeProcess bridge, long epoch, LongSummaryStatistics served, Probe probe, Lab lab) {
    JsonNode unused =
        bridge.await(
            "epoch " + epoch,
            SOON,
            now -> {
              assertTrue(BridgeProcess.locked(now), now.toString());
              assertEquals("studio", now.path("timeline").path("source").asText());
              served.accept(versusSystemClockNanos(now));
              assertFalse(probe.ntp(lab.bridge().address()).orElseThrow().unsynchronised());
              return ready(now) && source(now).path("correlation").path("epoch").asLong() == epoch;
            });
  }

  /** What the bridge says of the master's time is what the master knows of it, within the bound. */
  private static void assertRelates(
      BridgeProcess bridge, CountingMaster.Running master, long epoch) {
    LongSummaryStatistics errors = new LongSummaryStatistics();
    LongSummaryStatistics bounds = new LongSummaryStatistics();
    for (int i = 0; i < 10; i++) {
      JsonNode relation = source(bridge.status()).path("correlation");
      assertEquals(epoch, relation.path("epoch").asLong(), relation.toString());
      long truth = master.utcNanosOf(relation.path("ptpNanos").longValue());
      long bound = relation.path("errorBoundNanos").longValue();
      assertNear(truth, relation.path("utcNanos").longValue(), bound, relation);
      assertTrue(bound < 10 * MILLI, "a bound that means something: " + relation);
      errors.accept(relation.path("utcNanos").longValue() - truth);
      bounds.accept(bound);
      Await.pause(Duration.ofMillis(100));
    }
    System.out.printf(
        "epoch %d: the relation is wrong by %d to %d ns, bound %d to %d ns%n",
        epoch, errors.getMin(), errors.getMax(), bounds.getMin(), bounds.getMax());
  }
}
