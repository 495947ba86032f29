package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.clock.BuildDate;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  private static final String PULLED = "eth1 is down or has no carrier";

  @Test
  void aPulledCableIsInTheSourceAndInTheOutput() throws Exception {
    String yaml =
        "{sources: {ptp: [{name: a, interface: lo, domain: 0}]},"
            + " serve: {ptp: [{interface: lo, domain: 1}]}}";
    SimulatedBridge bridge = new SimulatedBridge(2, BuildDate.UTC_NANOS, yaml);
    SimulatedBridge.Master unused = bridge.master(100).start();
    bridge.run(60);
    assertPorts(status(bridge), "FOLLOWER", "MASTER", null);
    bridge.node.unplug(PULLED);
    bridge.run(1);
    JsonNode status = status(bridge);
    assertPorts(status, "FAULTY", "FAULTY", PULLED);
    assertState(status, "holdover", "holdover", false);
    JsonNode source = status.get("sources").get(0);
    assertEquals("the port's link is gone: " + PULLED, source.get("reason").textValue());
    assertTrue(source.get("grandmasterIdentity").isNull());
    long bound = status.get("timeline").get("errorBoundNanos").longValue();
    bridge.run(20);
    status = status(bridge);
    long grown = status.get("timeline").get("errorBoundNanos").longValue();
    assertTrue(grown > bound, bound + " ns, then " + grown);
    assertNear(bridge.utc(), status.get("timeline").get("utcNanos").longValue(), grown);
    bridge.node.plugIn();
    bridge.run(30);
    assertPorts(status(bridge), "FOLLOWER", "MASTER", null);
    assertState(status(bridge), "locked", "locked", true);
  }

  private static void assertPorts(
      JsonNode status, String source, String output, @Nullable String fault) {
    JsonNode followed = status.get("sources").get(0);
    JsonNode served = status.get("serve").get("ptp").get(0);
    assertEquals(source, followed.get("portState").textValue());
    assertEquals(output, served.get("portState").textValue());
    assertEquals(fault, followed.get("fault").textValue());
    assertEquals(fault, served.get("fault").textValue());
    assertTrue(followed.get("electionTrouble").isNull());
    assertTrue(served.get("electionTrouble").isNull());
  }

  @Test
  void anElectionInTroubleIsTold() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(3);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(20);
    for (int i = 0; i < 5; i++) {
      master.die();
      bridge.run(6);
      master.start();
      bridge.run(5);
    }
    String trouble = status(bridge).get("sources").get(0).get("electionTrouble").textValue();
    assertTrue(trouble.startsWith("the election flaps, 4 changes in "), trouble);
    assertTrue(trouble.endsWith(master.identity + " falls silent and comes back"), trouble);
    bridge.run(90);
    assertTrue(status(bridge).get("sources").get(0).get("electionTrouble").isNull());
  }

  @Test
  void whatAMasterSaysOfLocalTimeIsThere() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(4);
    SimulatedBridge.Master master = bridge.master(100);
    master.metadata =
        new SynchronizationMetadata(
            30_000, 1_001, 4, 1, 3_563, -3_600, 1_806_195_637L, 7, 8, -9, 5, 1);
    master.start();
    bridge.run(30);
    JsonNode source = status(bridge).get("sources").get(0);
    assertEquals(
        "{\"defaultSystemFrameRate\":{\"numerator\":30000,\"denominator\":1001},"
            + "\"masterLockingStatus\":4,\"timeAddressFlags\":1,\"currentLocalOffset\":3563,"
            + "\"jumpSeconds\":-3600,\"timeOfNextJump\":1806195637,\"timeOfNextJam\":7,"
            + "\"timeOfPreviousJam\":8,\"previousJamLocalOffset\":-9,\"daylightSaving\":5,"
            + "\"leapSecondJump\":1}",
        source.get("synchronizationMetadata").toString());
    master.die();
    bridge.run(10);
    source = status(bridge).get("sources").get(0);
    assertTrue(source.get("synchronizationMetadata").isNull());
  }
}
