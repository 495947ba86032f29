package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The bridge follows a real {@code chronyd}, which serves the host's own time, and serves it on.
 */
class NtpSourceIT extends LabTest {
  private static final Duration LOCK = Duration.ofMinutes(2);
  private static final long MICRO = 1_000;
  private static final int READINGS = 101;

  private static String config(String server) {
    return """
    http: 127.0.0.1:8319
    clock: {holdover: 60s}
    sources:
      ntp: [{name: studio, server: %s, minpoll: 0, maxpoll: 2}]
    serve:
      ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
    """
        .formatted(server);
  }

  private static JsonNode studio(JsonNode status) {
    return status.path("sources").path(0);
  }

  private static boolean follows(JsonNode status) {
    return BridgeProcess.locked(status) && studio(status).path("usable").booleanValue();
  }

  @Test
  void followsAnNtpServerAndServesItsTime() {
    try (Lab lab = Lab.pair()) {
      Child unused = Chrony.server(lab.peer(1));
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config(lab.peer(1).address()));
      JsonNode status = bridge.await("the bridge follows chronyd", LOCK, NtpSourceIT::follows);
      assertEquals("studio", status.path("timeline").path("source").asText());
      JsonNode source = studio(status);
      assertEquals("ntp", source.path("kind").asText());
      assertEquals(3, source.path("stratum").intValue(), source.toString());
      assertTrue(source.path("reach").intValue() > 0);
      assertTrue(source.path("delayNanos").longValue() > 0);
      assertTrue(source.path("offsetNanos").isIntegralNumber());
      assertTrue(source.path("jitterNanos").isIntegralNumber());
      assertEquals("10.77.1.2:123", source.path("address").asText());

      // Both read one crystal: a clock that has settled stays.
      Await.pause(Duration.ofSeconds(30));
      long[] off = new long[READINGS];
      for (int i = 0; i < READINGS; i++) {
        JsonNode now = bridge.status();
        assertTrue(follows(now), now.toString());
        off[i] = versusSystemClockNanos(now);
        long bound = now.path("timeline").path("errorBoundNanos").longValue();
        assertTrue(Math.abs(off[i]) <= bound, off[i] + " ns is beyond the bound " + bound);
        Await.pause(Duration.ofMillis(50));
      }
      Arrays.sort(off);
      System.out.printf(
          "NTP source: our clock minus the host's, %d readings: %d to %d ns, median %d ns%n",
          READINGS, off[0], off[READINGS - 1], off[READINGS / 2]);
      assertNear(0, off[READINGS / 2], 50 * MICRO, Arrays.toString(off));

      NtpReply reply = Probe.on(lab.peer(1)).ntp(lab.bridge().address()).orElseThrow();
      assertFalse(reply.unsynchronised(), reply.toString());
      assertEquals(4, reply.stratum(), reply.toString());
      assertEquals(0, Chrony.query(lab.peer(1), lab.bridge().address()).orElseThrow(), 1e-3);
    }
  }

  @Test
  void waitsForAServerThatIsNotThereYetAndHoldsOverWhenItGoes() {
    try (Lab lab = Lab.pair()) {
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config(lab.peer(1).address()));
      JsonNode waiting =
          bridge.await(
              "the source has a reason",
              LOCK,
              now -> studio(now).path("reason").asText().contains("no answer"));
      assertFalse(BridgeProcess.locked(waiting));
      Child server = Chrony.server(lab.peer(1));
      JsonNode unused = bridge.await("the bridge follows chronyd", LOCK, NtpSourceIT::follows);
      server.close();
      JsonNode held =
          bridge.await(
              "the timeline is in holdover",
              LOCK,
              now -> BridgeProcess.timelineState(now).equals("holdover"));
      assertTrue(
          studio(held).path("reason").asText().contains("no answer to the last 8 requests"),
          held.toString());
      Child again = Chrony.server(lab.peer(1));
      JsonNode back = bridge.await("it follows it again", LOCK, NtpSourceIT::follows);
      assertNear(0, versusSystemClockNanos(back), MILLI, back);
      assertTrue(again.alive());
    }
  }

  @Test
  void nameThatCannotBeResolvedIsNoReasonToEnd() {
    try (Lab lab = Lab.pair()) {
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config("ntp.invalid"));
      JsonNode status =
          bridge.await(
              "the source says why",
              LOCK,
              now -> studio(now).path("reason").asText().contains("cannot be resolved"));
      assertEquals("unsynchronised", studio(status).path("state").asText());
      assertEquals("unsynchronised", BridgeProcess.timelineState(status));
    }
  }
}
