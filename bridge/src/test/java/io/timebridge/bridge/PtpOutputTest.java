package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.clock.BuildDate;
import io.timebridge.ptp.PortState;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The timeline served by PTP: domain 0 is followed, domain 1 is led. */
class PtpOutputTest {

  private static SimulatedBridge bridge(long seed, String serve) throws Exception {
    String yaml =
        "{clock: {holdover: 60s}, sources: {ptp: [{name: a, interface: lo}]}, serve: {ptp: [%s]}}";
    return new SimulatedBridge(seed, BuildDate.UTC_NANOS, yaml.formatted(serve));
  }

  private static SimulatedBridge bridge(long seed) throws Exception {
    return bridge(seed, "{interface: lo, domain: 1, priority1: 90, priority2: 91}");
  }

  private static PtpOutput output(SimulatedBridge bridge) {
    return bridge.outputs.get(0);
  }

  private static PortState state(SimulatedBridge bridge) {
    return output(bridge).clock().status().state();
  }

  private static JsonNode served(SimulatedBridge bridge) throws Exception {
    String json =
        StatusReport.of(
            bridge.node.clock(),
            bridge.timeline,
            "user",
            null,
            bridge.sources,
            null,
            bridge.outputs);
    return new ObjectMapper().readTree(json).get("serve").get("ptp").get(0);
  }

  @Test
  void isSilentUntilTheTimelineHasATime() throws Exception {
    SimulatedBridge bridge = bridge(1);
    bridge.run(30);
    assertEquals(PortState.LISTENING, state(bridge));
    assertEquals(0, output(bridge).clock().sent().total());
    assertNull(output(bridge).claims());
    JsonNode status = served(bridge);
    assertEquals("LISTENING", status.get("portState").textValue());
    assertTrue(status.get("clockClass").isNull());
    assertTrue(status.get("currentUtcOffset").isNull());
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    assertEquals(PortState.MASTER, state(bridge));
    assertTrue(master.isAlive());
  }

  @Test
  void givesTheTimelineToAFollowerWithWhatIsToBeSaidOfIt() throws Exception {
    SimulatedBridge bridge = bridge(2);
    SimulatedBridge.Master master = bridge.master(100).start();
    SimulatedBridge.Follower follower = bridge.follower(1);
    bridge.run(90);
    assertEquals(PortState.FOLLOWER, follower.clock.status().state());
    assertTrue(Math.abs(follower.error()) < 10_000, follower.error() + " ns");
    AnnounceMessage announce = follower.announce();
    assertEquals(output(bridge).clock().status().identity(), announce.grandmasterIdentity());
    assertEquals(announce.grandmasterIdentity(), announce.source().clock());
    assertEquals(0, announce.stepsRemoved());
    assertEquals(90, announce.grandmasterPriority1());
    assertEquals(91, announce.grandmasterPriority2());
    ClockQuality quality = announce.grandmasterClockQuality();
    assertEquals(6, quality.clockClass());
    long claimed = quality.accuracyNanos();
    long bound = bridge.timeline.snapshot().errorBoundNanosAt(bridge.local());
    assertTrue(claimed >= bound + 100 && claimed < 20 * bound, claimed + " ns for " + bound);
    assertEquals(
        new TimeProperties(37, true, false, false, true, true, true, 0x40),
        announce.timeProperties());
    JsonNode status = served(bridge);
    assertEquals("MASTER", status.get("portState").textValue());
    assertEquals(6, status.get("clockClass").intValue());
    assertEquals(quality.clockAccuracy(), status.get("clockAccuracy").intValue());
    assertEquals(0x40, status.get("timeSource").intValue());
    assertEquals(37, status.get("currentUtcOffset").intValue());
    assertEquals(1, status.get("followers").intValue());
    assertEquals(0, status.get("syncsWithoutStamp").intValue());
    assertTrue(status.get("sent").get("FOLLOW_UP").longValue() > 100);
    assertTrue(status.get("received").get("DELAY_REQ").longValue() > 100);
    assertTrue(master.isAlive());
  }

  @Test
  void degradesRungByRungGoesOnAndRecovers() throws Exception {
    SimulatedBridge bridge = bridge(3);
    SimulatedBridge.Master master = bridge.master(100).start();
    SimulatedBridge.Follower follower = bridge.follower(1);
    bridge.run(90);
    List<Integer> classes = new ArrayList<>();
    List<Integer> accuracies = new ArrayList<>();
    Runnable look =
        () -> {
          ClockQuality quality = follower.announce().grandmasterClockQuality();
          if (!classes.contains(quality.clockClass())) {
            classes.add(quality.clockClass());
          }
          accuracies.add(quality.clockAccuracy());
          assertTrue(Math.abs(follower.error()) < 100_000, follower.error() + " ns");
        };
    bridge.run(1, look);
    master.die();
    bridge.run(40, look);
    assertEquals(List.of(6, 7), classes);
    assertTrue(follower.announce().timeProperties().timeTraceable());
    assertEquals(false, follower.announce().timeProperties().frequencyTraceable());
    long syncs = output(bridge).clock().sent().get(MessageType.SYNC);
    bridge.run(60, look);
    assertEquals(List.of(6, 7, 52), classes);
    assertEquals(0xFE, follower.announce().grandmasterClockQuality().clockAccuracy());
    assertEquals(
        new TimeProperties(37, true, false, false, false, false, true, 0xA0),
        follower.announce().timeProperties());
    long sent = output(bridge).clock().sent().get(MessageType.SYNC) - syncs;
    assertTrue(Math.abs(sent - 60 * 8) <= 1, sent + " Syncs in 60 s");
    assertEquals(accuracies.stream().sorted().toList(), accuracies);
    master.start();
    bridge.run(60);
    assertEquals(6, follower.announce().grandmasterClockQuality().clockClass());
    assertEquals(0x40, follower.announce().timeProperties().timeSource());
    assertTrue(follower.announce().grandmasterClockQuality().clockAccuracy() < 0xFE);
  }

  @Test
  void bothOutputsShowOneTimeAtEveryMoment() throws Exception {
    SimulatedBridge bridge = bridge(4);
    SimulatedBridge.Master master = bridge.master(100).start();
    SimulatedBridge.Follower follower = bridge.follower(1);
    bridge.run(60);
    Runnable look =
        () -> {
          long local = bridge.local();
          long ntp = bridge.view().utcNanosAt(local);
          int offset =
              Objects.requireNonNull(output(bridge).claims()).properties().currentUtcOffset();
          assertEquals(ntp, bridge.timeline.snapshot().taiNanosAt(local) - offset * SECOND);
          // And what the domain's follower has is that, too.
          long followers = bridge.tai() + follower.error() - offset * SECOND;
          assertTrue(Math.abs(ntp - followers) < 20_000, followers + " is not " + ntp);
        };
    bridge.run(30, look);
    master.die();
    bridge.run(30, look);
    master.start();
    bridge.run(30, look);
  }

  /** The two networks are joined by mistake, and our own output is the best on them. */
  @Test
  void doesNotFollowItself() throws Exception {
    SimulatedBridge bridge = bridge(5, "{interface: eth1, domain: 0, priority1: 1}");
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(80);
    assertEquals(PortState.MASTER, state(bridge));
    assertTrue(master.isAlive()); // it is passive: our priority1 is the better
    PtpSource source = bridge.source();
    assertNull(source.status().ptp().parent());
    assertTrue(source.clock().dropped().get(PtpDropReason.OWN_OUTPUT) > 0);
    String reason = String.valueOf(source.health().reason());
    assertTrue(reason.contains("our own output"), reason);
  }
}
