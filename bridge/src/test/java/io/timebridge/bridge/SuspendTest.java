package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.ptp.wire.ClockQuality;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The host was suspended and its local clock stood still: our own doing, not the source's. */
class SuspendTest {
  private static final String PTP = "  ptp: [{name: a, interface: lo}]\n";
  private static final String NTP =
      "  ntp: [{server: 10.0.1.1, minpoll: 6, maxpoll: 10}, {server: 10.0.1.2, minpoll: 6, maxpoll:"
          + " 10}]\n";
  private static final String SERVE = "serve: {ptp: [{interface: lo, domain: 1}]}\n";

  private static SimulatedBridge bridge(boolean ptp, boolean ntp) throws Exception {
    String yaml = "sources:\n" + (ptp ? PTP : "") + (ntp ? NTP : "") + SERVE;
    SimulatedBridge bridge = new SimulatedBridge(4, BuildDate.UTC_NANOS + SECOND, yaml);
    if (ptp) {
      bridge.master(100).start();
    }
    if (ntp) {
      for (int i = 1; i <= 2; i++) {
        bridge.ntpServer("10.0.1." + i).link(new LinkModel(100_000, 20_000, 0)).start();
      }
    }
    return bridge;
  }

  private static void assertHonest(SimulatedBridge bridge) {
    if (bridge.synchronised()) {
      long error = bridge.view().utcNanosAt(bridge.local()) - bridge.utc();
      assertTrue(Math.abs(error) <= bridge.bound(), () -> error + " ns of " + bridge.bound());
    }
  }

  /** Nothing is claimed from the first moment on, and soon the right time is. */
  @ParameterizedTest
  @CsvSource({
    "true, false, 0.15, 30",
    "true, false, 5, 30",
    "true, false, 36000, 30",
    "false, true, 0.15, 90",
    "false, true, 36000, 90",
    "true, true, 600, 90"
  })
  void theTimeIsTakenAnew(boolean ptp, boolean ntp, double sleep, double within) throws Exception {
    SimulatedBridge bridge = bridge(ptp, ntp);
    bridge.run(1_200, () -> assertHonest(bridge));
    assertTrue(bridge.synchronised());
    double frequency = Objects.requireNonNull(bridge.timeline.snapshot().tai()).frequencyPpb();
    bridge.sleep(sleep);
    assertFalse(bridge.synchronised());
    assertEquals(TimelineState.UNSYNCHRONISED, bridge.timeline.snapshot().state());
    String reason = bridge.timeline.snapshot().reason();
    assertTrue(reason.contains("suspended"), reason);
    bridge.run(within, () -> assertHonest(bridge));
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    bridge.run(600, () -> assertHonest(bridge));
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    double now = Objects.requireNonNull(bridge.timeline.snapshot().tai()).frequencyPpb();
    assertEquals(frequency, now, 1_000, "the crystal is the same");
  }

  @Test
  void aPtpOutputDegradesAndRecovers() throws Exception {
    SimulatedBridge bridge = bridge(true, false);
    bridge.run(120);
    assertEquals(6, claimed(bridge).clockClass());
    bridge.sleep(60);
    bridge.run(0.3);
    assertEquals(52, claimed(bridge).clockClass());
    assertEquals(ClockQuality.ACCURACY_UNKNOWN, claimed(bridge).clockAccuracy());
    bridge.run(60);
    assertEquals(6, claimed(bridge).clockClass());
    assertHonest(bridge);
  }

  private static ClockQuality claimed(SimulatedBridge bridge) {
    return Objects.requireNonNull(bridge.outputs.get(0).claims()).quality();
  }

  /** Each epoch of the correlation is one run of the local clock. */
  @Test
  void theCorrelationBeginsAnEpoch() throws Exception {
    SimulatedBridge bridge = bridge(true, false);
    bridge.run(120);
    Correlation correlation = Objects.requireNonNull(bridge.timeline.correlation("a"));
    long before = correlation.epoch();
    bridge.sleep(60);
    bridge.run(60);
    assertTrue(correlation.epoch() > before);
    EpochReading reading = correlation.utcOf(bridge.tai()).orElseThrow();
    assertTrue(Math.abs(reading.nanos() - bridge.utc()) <= reading.errorBoundNanos());
  }
}
