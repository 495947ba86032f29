package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.source;
import static io.timebridge.bridge.interop.BridgeProcess.sum;
import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten thousand packets that went wrong change nothing but the counters. */
class MutatedPacketsIT extends LabTest {
  private static final int PACKETS = 10_000;
  private static final long SEED = 20_260_117;

  /** Of a hundred packets, how many a socket's buffer may lose on two busy cores. */
  private static final int LOSS_PERCENT = 5;

  /** Answers to the test's own questions, beside the flood. */
  private static final long OWN_QUESTIONS = 20;

  @Test
  void tenThousandMutatedPacketsAreCountedByReasonAndChangeNothing() {
    try (Lab lab = Lab.pair()) {
      Ptp4l grandmaster = new Ptp4l(lab.peer(1)).startTai();
      BridgeProcess bridge = BridgeProcess.start(lab, "30s", -2);
      Probe probe = Probe.on(lab.peer(1));
      JsonNode before = bridge.awaitLocked();

      String target = lab.bridge().address();
      Flood.Sent sent = probe.flood(lab.peer(1), target, SEED, PACKETS, grandmaster.identity());
      assertEquals(PACKETS, sent.ptp() + sent.ntp());

      JsonNode after =
          bridge.await(
              "what was sent is counted: " + sent,
              Duration.ofSeconds(30),
              now ->
                  dropped(now) - dropped(before) >= mostOf(sent.brokenPtp())
                      && handledPtp(now) - handledPtp(before) >= mostOf(sent.ptp())
                      && handledNtp(now) - handledNtp(before) >= mostOf(sent.ntp()));
      assertAccounted(before, after, sent);
      assertStillWell(lab, bridge, probe, grandmaster);
    }
  }

  private static void assertAccounted(JsonNode before, JsonNode after, Flood.Sent sent) {
    long ntp = handledNtp(after) - handledNtp(before);
    assertTrue(ntp <= sent.ntp() + OWN_QUESTIONS, ntp + " handled, " + sent);
    long ptp = dropped(after) - dropped(before);
    assertTrue(ptp <= sent.ptp() + OWN_QUESTIONS, ptp + " dropped, " + sent);
    assertReasons(source(after).path("dropped"));
    assertReasons(after.path("serve").path("ntp").path("dropped"));
    long answered = after.path("serve").path("ntp").path("answered").longValue();
    assertTrue(answered > 0, "some of the flood's NTP requests are still right: " + after);
  }

  private static void assertReasons(JsonNode dropped) {
    assertTrue(dropped.size() >= 2, "cut short and lying lengths are two reasons: " + dropped);
    dropped.fieldNames().forEachRemaining(reason -> assertFalse(reason.isBlank()));
  }

  private static void assertStillWell(
      Lab lab, BridgeProcess bridge, Probe probe, Ptp4l grandmaster) {
    JsonNode status = bridge.status();
    assertTrue(BridgeProcess.locked(status), status.toString());
    assertEquals("locked", source(status).path("state").asText(), status.toString());
    assertEquals(grandmaster.identity(), BridgeProcess.grandmaster(status), status.toString());
    assertNear(SERVED_MINUS_HOST_NANOS, versusSystemClockNanos(status), MILLI, status);
    NtpReply reply = probe.ntp(lab.bridge().address()).orElseThrow();
    assertFalse(reply.unsynchronised(), reply.toString());
    assertNear(SERVED_MINUS_HOST_NANOS, reply.offsetNanos(), MILLI + reply.delayNanos() / 2, reply);
    List<String> traces =
        bridge.log().stream().filter(line -> line.matches("\\s+at \\S+\\(.*")).toList();
    assertEquals(List.of(), traces, "bad input is data, not an exception");
    assertTrue(bridge.log().size() < PACKETS / 10, "and not a line each in the log");
  }

  private static long dropped(JsonNode status) {
    return sum(source(status).path("dropped"));
  }

  /** {@return PTP packets that were used or dropped, those of the grandmaster itself too} */
  private static long handledPtp(JsonNode status) {
    return dropped(status) + sum(source(status).path("received"));
  }

  /** {@return NTP packets that were answered or dropped} */
  private static long handledNtp(JsonNode status) {
    JsonNode ntp = status.path("serve").path("ntp");
    return ntp.path("answered").longValue() + sum(ntp.path("dropped"));
  }

  private static long mostOf(long count) {
    return count * (100 - LOSS_PERCENT) / 100;
  }
}
