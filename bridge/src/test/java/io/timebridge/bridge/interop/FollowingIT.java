package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.source;
import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The bridge follows one {@code ptp4l} and serves its UTC, or says why it does not. */
class FollowingIT extends LabTest {
  private static final String SHARED_MAC = "02:00:5e:10:20:30";

  @Test
  void servesTheGrandmastersUtcAndNothingMalformed() {
    try (Lab lab = Lab.pair()) {
      Ptp4l grandmaster = new Ptp4l(lab.peer(1)).startTai();
      Tshark capture = Tshark.capture(lab.bridge());
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      JsonNode status = bridge.awaitLocked();
      assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(status), status.toString());
      assertTrue(source(status).path("usable").booleanValue(), status.toString());
      assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(status), MILLI, status);

      String server = lab.bridge().address();
      warmUp(lab, server);
      assertEquals(-37, Median.of(3, () -> Chrony.query(lab.peer(1), server)), 1e-3);
      assertEquals(-37, Median.of(5, () -> Ntpdig.query(lab.peer(1), server)), 5e-3);

      capture.stop();
      assertWellFormed(capture, server);
    }
  }

  /** A JVM's first answers are interpreted and late; a server is judged when it has been up. */
  private static void warmUp(Lab lab, String server) {
    Probe probe = Probe.on(lab.peer(1));
    for (int i = 0; i < 100; i++) {
      NtpReply unused = probe.ntp(server).orElseThrow();
    }
  }

  private static void assertWellFormed(Tshark capture, String server) {
    String ours = "ip.src == " + server;
    assertFalse(capture.packets(ours + " && ptp").isEmpty(), "the bridge sent PTP");
    assertFalse(capture.packets(ours + " && ntp").isEmpty(), "the bridge sent NTP");
    assertEquals(List.of(), capture.packets(ours + " && _ws.malformed"));
    // What Wireshark does not know as either would be malformed without being called so.
    assertEquals(
        List.of(),
        capture.packets(ours + " && udp.port in {123, 319, 320} && !icmp && !ptp && !ntp"));
  }

  /** One Sync a second, an Announce every other: nobody has set anything. */
  @Test
  void locksAtTheDefaultIntervalsOfBothSides() {
    try (Lab lab = Lab.pair()) {
      Ptp4l grandmaster =
          new Ptp4l(lab.peer(1))
              .set("logAnnounceInterval", 1)
              .set("logSyncInterval", 0)
              .set("logMinDelayReqInterval", 0)
              .start();
      grandmaster.announceTai();
      BridgeProcess bridge = BridgeProcess.startPlain(lab);
      JsonNode status =
          bridge.await("locked at the defaults", BridgeProcess.LOCK, BridgeProcess::locked);
      assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(status), MILLI, status);
    }
  }

  @Test
  void doesNotServeAnArbitraryTimescaleAndSaysWhy() {
    try (Lab lab = Lab.pair()) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).start().awaitMaster();
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      JsonNode status =
          bridge.await(
              "the source is locked and not usable, for its timescale",
              BridgeProcess.LOCK,
              now ->
                  source(now).path("state").asText().equals("locked")
                      && source(now).path("usable").isBoolean()
                      && !source(now).path("usable").booleanValue()
                      && reason(now).contains("arbitrary"));
      assertFalse(BridgeProcess.locked(status), status.toString());
      String unusedLine =
          bridge.awaitLog("(?i)audio.*arbitrary|arbitrary.*audio", Duration.ofSeconds(10));

      Probe probe = Probe.on(lab.peer(1));
      NtpReply reply = probe.ntp(lab.bridge().address()).orElseThrow();
      assertEquals(3, reply.leap(), reply.toString());
      assertEquals(0, reply.stratum(), reply.toString());
      assertTrue(Chrony.query(lab.peer(1), lab.bridge().address()).isEmpty());
    }
  }

  @Test
  void followsAGrandmasterThatHasTheBridgesMacAddress() {
    try (Lab lab = Lab.pair()) {
      lab.shareMac(SHARED_MAC);
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      JsonNode status = bridge.awaitLocked();
      assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(status), MILLI, status);
    }
  }

  /** Version 1 alone is named; beside a master of version 2 it does no harm. */
  @Test
  void namesAPtpVersion1SenderAndLivesBesideIt() {
    try (Lab lab = Lab.pair()) {
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      Probe probe = Probe.on(lab.peer(1));
      JsonNode alone =
          bridge.await(
              "the reason names native Dante and what to do",
              BridgeProcess.LOCK,
              now -> {
                sendVersion1(lab, probe);
                return reason(now).contains("native dante") && reason(now).contains("aes67");
              });
      assertFalse(source(alone).path("usable").booleanValue(), alone.toString());
      String unused = bridge.awaitLog("(?i)native Dante.*AES67", Duration.ofSeconds(10));

      Ptp4l grandmaster = new Ptp4l(lab.peer(1)).startTai();
      JsonNode status =
          bridge.await(
              "the bridge is locked beside it",
              BridgeProcess.LOCK,
              now -> {
                sendVersion1(lab, probe);
                return BridgeProcess.locked(now);
              });
      assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(status), status.toString());
      assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(status), MILLI, status);
    }
  }

  private static void sendVersion1(Lab lab, Probe probe) {
    probe.send(lab.peer(1), "224.0.1.129", 319, PtpPackets.version1Sync(1));
  }

  private static String reason(JsonNode status) {
    return source(status).path("reason").asText().toLowerCase(Locale.ROOT);
  }
}
