package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a PTP follower of the bridge would see of its time, while NTP jitters by 5 ms and sources
 * come and go: how far the served TAI, less the true one, moves within a second.
 */
class OutputStabilityTest {
  private static final String CONFIG =
      """
      sources:
        ptp: [{name: audio, interface: lo}]
        ntp:
          - {server: 10.0.1.1, minpoll: 4, maxpoll: 6}
          - {server: 10.0.1.2, minpoll: 4, maxpoll: 6}
          - {server: 10.0.1.3, minpoll: 4, maxpoll: 6}
      serve: {ptp: [{interface: lo, domain: 1}]}
      """;

  /** 5 ms of jitter each way. */
  private static final LinkModel JITTERY = new LinkModel(1_000_000, 5_000_000, 0);

  private static final long MTIE_LOCKED = 1_000;
  private static final long MTIE_SLEWING = 6_000; // 5 ppm of a second, and 1 µs

  private final List<SimulatedNtpServer> servers = new ArrayList<>();

  /** How far the output moves within windows of a second, looked at ten times a second. */
  private static final class Meter {
    private static final int SAMPLES = 11;

    private final SimulatedBridge bridge;
    private final long[] phase = new long[SAMPLES];
    private final boolean[] slewing = new boolean[SAMPLES];
    private int count;
    private long epoch = -1;
    long worstLocked;
    long worstSlewing;
    long windowsLocked;
    long windowsSlewing;
    long worstError;
    private long aheadNanos;

    Meter(SimulatedBridge bridge) {
      this.bridge = bridge;
    }

    Meter truthIsAhead(long nanos) {
      aheadNanos = nanos;
      return this;
    }

    void look() {
      TimelineSnapshot snapshot = bridge.timeline.snapshot();
      long now = bridge.local();
      long error = snapshot.taiNanosAt(now) - bridge.tai() - aheadNanos;
      long bound = snapshot.errorBoundNanosAt(now);
      assertTrue(Math.abs(error) <= bound, () -> error + " beyond " + bound);
      long shown = Objects.requireNonNull(snapshot.tai()).epoch();
      assertTrue(epoch < 0 || epoch == shown, "a step");
      epoch = shown;
      worstError = Math.max(worstError, Math.abs(error));
      phase[count % SAMPLES] = error;
      slewing[count % SAMPLES] = bridge.timeline.slewing();
      count++;
      if (count >= SAMPLES) {
        window();
      }
    }

    private void window() {
      long highest = Long.MIN_VALUE;
      long lowest = Long.MAX_VALUE;
      boolean slewed = false;
      for (int i = 0; i < SAMPLES; i++) {
        highest = Math.max(highest, phase[i]);
        lowest = Math.min(lowest, phase[i]);
        slewed |= slewing[i];
      }
      if (slewed) {
        windowsSlewing++;
        worstSlewing = Math.max(worstSlewing, highest - lowest);
      } else {
        windowsLocked++;
        worstLocked = Math.max(worstLocked, highest - lowest);
      }
    }

    @Override
    public String toString() {
      return "locked %d ns in %d windows, slewing %d ns in %d, error %d ns"
          .formatted(worstLocked, windowsLocked, worstSlewing, windowsSlewing, worstError);
    }
  }

  private SimulatedBridge bridge(long seed) throws Exception {
    SimulatedBridge bridge = new SimulatedBridge(seed, BuildDate.UTC_NANOS + SECOND, CONFIG);
    for (int i = 1; i <= 3; i++) {
      servers.add(bridge.ntpServer("10.0.1." + i).link(JITTERY).start());
    }
    return bridge;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sourcesComeAndGo(long seed) throws Exception {
    SimulatedBridge bridge = bridge(seed);
    SimulatedBridge.Master master = bridge.master(100).start();
    SeededRandom random = new SeededRandom(seed);
    bridge.run(300);
    Meter meter = new Meter(bridge);
    for (int i = 0; i < 40; i++) {
      switch ((int) random.nextLong(3)) {
        case 0 -> master.die();
        case 1 -> master.start();
        default -> {
          SimulatedNtpServer server = servers.get((int) random.nextLong(3));
          if (server.isAlive()) {
            server.stop();
          } else {
            server.start();
          }
        }
      }
      bridge.run(20 + 70 * random.nextExponential(), meter::look);
    }
    assertTrue(meter.worstLocked <= MTIE_LOCKED, meter::toString);
    assertTrue(meter.worstSlewing <= MTIE_SLEWING, meter::toString);
  }

  /** Runs until the output announces itself, and then watches it from the first moment on. */
  private Meter watch(SimulatedBridge bridge, double seconds, double atMost) {
    PtpOutput output = bridge.outputs.get(0);
    double begins = 0;
    while (output.claims() == null) {
      bridge.run(0.1);
      begins += 0.1;
      assertTrue(begins < atMost, "it does not begin");
    }
    Meter meter = new Meter(bridge);
    bridge.run(seconds, meter::look);
    return meter;
  }

  private static void assertGentle(Meter meter) {
    assertTrue(Math.max(meter.worstLocked, meter.worstSlewing) <= MTIE_SLEWING, meter::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void fromTheFirstMomentBehindPtp(long seed) throws Exception {
    SimulatedBridge bridge =
        new SimulatedBridge(
            seed,
            BuildDate.UTC_NANOS + SECOND,
            "{sources: {ptp: [{name: a, interface: lo}]}, serve: {ptp: [{interface: lo, domain:"
                + " 1}]}}");
    bridge.master(100).start();
    assertGentle(watch(bridge, 300, 60));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void fromTheFirstMomentBehindNtpAndPtp(long seed) throws Exception {
    SimulatedBridge bridge = bridge(seed);
    bridge.master(100).start();
    assertGentle(watch(bridge, 600, 60));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void fromTheFirstMomentBehindJitteryNtp(long seed) throws Exception {
    assertGentle(watch(bridge(seed), 1_800, 1_800));
  }

  /** A step that must be is one; what comes after it is as slow as ever. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void afterAStep(long seed) throws Exception {
    SimulatedBridge bridge =
        new SimulatedBridge(
            seed,
            BuildDate.UTC_NANOS + SECOND,
            "{clock: {holdover: 20s}, sources: {ptp: [{name: a, interface: lo}]}, serve: {ptp:"
                + " [{interface: lo, domain: 1}]}}");
    SimulatedBridge.Master master = bridge.master(100).start();
    watch(bridge, 60, 60);
    long before = Objects.requireNonNull(bridge.timeline.snapshot().tai()).epoch();
    master.die();
    bridge.run(30);
    master.aheadNanos = 50_000_000;
    master.start();
    while (Objects.requireNonNull(bridge.timeline.snapshot().tai()).epoch() == before) {
      bridge.run(0.1);
      assertTrue(bridge.time.nowNanos() < 300 * SECOND, "it does not come back");
    }
    Meter meter = new Meter(bridge).truthIsAhead(master.aheadNanos);
    bridge.run(120, meter::look);
    assertGentle(meter);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void ntpAlone(long seed) throws Exception {
    SimulatedBridge bridge = bridge(seed);
    bridge.run(1800);
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    Meter meter = new Meter(bridge);
    bridge.run(3600, meter::look);
    assertTrue(meter.worstLocked <= MTIE_LOCKED, meter::toString);
    assertTrue(meter.worstSlewing <= MTIE_SLEWING, meter::toString);
  }
}
