package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.clock.BuildDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shape of {@code /api/status}, which tools depend on, in each state. */
class StatusReportTest {
  private static final List<String> TIMELINE_NUMBERS =
      List.of(
          "utcNanos",
          "taiNanos",
          "estimatedErrorNanos",
          "errorBoundNanos",
          "versusSystemClockNanos",
          "versusSystemClockWidthNanos");

  private static JsonNode status(SimulatedBridge bridge) throws Exception {
    String json =
        StatusReport.of(
            bridge.node.clock(),
            bridge.timeline,
            "user",
            null,
            bridge.sources,
            null,
            bridge.outputs);
    JsonNode root = new ObjectMapper().readTree(json);
    assertEquals(BuildDate.VERSION, root.get("version").textValue());
    JsonNode timeline = root.get("timeline");
    assertTrue(timeline.get("reason").isTextual());
    boolean hasTime = bridge.timeline.snapshot().hasTime();
    for (String name : TIMELINE_NUMBERS) {
      JsonNode number = timeline.get(name);
      assertTrue(hasTime ? number.isIntegralNumber() : number.isNull(), name + " " + number);
    }
    assertTrue(timeline.get("usable").isBoolean());
    assertTrue(hasTime ? timeline.get("leap").isTextual() : timeline.get("leap").isNull());
    for (JsonNode source : root.get("sources")) {
      assertEquals("ptp", source.get("kind").textValue());
      assertTrue(source.get("usable").isBoolean());
      boolean measured = !source.get("delayNanos").isNull();
      assertTrue(measured || !hasTime, "null before anything was measured, not 0");
      for (String name : List.of("offsetNanos", "jitterNanos", "delayNanos")) {
        assertEquals(measured, source.get(name).isIntegralNumber(), name);
      }
      assertEquals(measured, source.get("frequencyPpb").isDouble());
      assertTrue(source.get("epoch").isIntegralNumber());
      assertTrue(source.get("received").isObject());
      assertTrue(source.get("dropped").isObject());
    }
    assertTrue(root.get("serve").get("ntp").isNull());
    assertEquals(bridge.outputs.size(), root.get("serve").get("ptp").size());
    assertTrue(root.get("process").get("threads").intValue() > 0);
    return root;
  }

  private static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(Math.abs(actual - expected) <= tolerance, () -> expected + " is not " + actual);
  }

  private static void assertState(JsonNode status, String timeline, String source, boolean usable) {
    assertEquals(timeline, status.get("timeline").get("state").textValue());
    JsonNode first = status.get("sources").get(0);
    assertEquals("a", first.get("name").textValue());
    assertEquals(source, first.get("state").textValue());
    assertEquals(usable, first.get("usable").booleanValue());
    assertTrue(usable ? first.get("reason").isNull() : first.get("reason").isTextual());
  }

  @Test
  void hasItsShapeInEachState() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(1, "{holdover: 20s}");
    JsonNode status = status(bridge);
    assertState(status, "unsynchronised", "unsynchronised", false);
    assertTrue(status.get("sources").get(0).get("grandmasterIdentity").isNull());
    assertTrue(status.get("sources").get(0).get("correlation").isNull());
    assertTrue(status.get("timeline").get("rateSource").isNull());
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(5);
    assertState(status(bridge), "acquiring", "acquiring", false);
    bridge.run(25);
    status = status(bridge);
    assertState(status, "locked", "locked", true);
    JsonNode source = status.get("sources").get(0);
    assertEquals(master.identity.toString(), source.get("grandmasterIdentity").textValue());
    assertEquals(6, source.get("clockClass").intValue());
    assertEquals(37, source.get("currentUtcOffset").intValue());
    assertNear(15_000, source.get("delayNanos").longValue(), 10_000);
    assertEquals("a", status.get("timeline").get("source").textValue());
    assertEquals("a", status.get("timeline").get("rateSource").textValue());
    JsonNode correlation = source.get("correlation");
    assertEquals(1, correlation.get("epoch").intValue());
    long shown = correlation.get("utcNanos").longValue() + 37 * SECOND;
    assertNear(shown, correlation.get("ptpNanos").longValue(), 100_000);
    assertTrue(correlation.get("errorBoundNanos").longValue() > 0);
    assertEquals("none", status.get("timeline").get("leap").textValue());
    long utc = status.get("timeline").get("utcNanos").longValue();
    assertNear(bridge.utc(), utc, 100_000);
    assertEquals(utc + 37 * SECOND, status.get("timeline").get("taiNanos").longValue());
    master.die();
    bridge.run(10);
    assertState(status(bridge), "holdover", "holdover", false);
    bridge.run(20);
    assertState(status(bridge), "unsynchronised", "holdover", false);
  }
}
