package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.simulation.LinkModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PTP domain that only gives the rate may do to the time of NTP servers, and what not. */
class RateJudgeTest {
  private static final String CONFIG =
      """
      sources:
        ptp: [{name: audio, interface: lo}]
        ntp:
          - {server: 10.0.1.1, minpoll: 4, maxpoll: 6}
          - {server: 10.0.1.2, minpoll: 4, maxpoll: 6}
          - {server: 10.0.1.3, minpoll: 4, maxpoll: 6}
      """;

  private SimulatedBridge bridge;
  private SimulatedBridge.Master master;

  @BeforeEach
  void start() throws Exception {
    bridge = new SimulatedBridge(1, BuildDate.UTC_NANOS + SECOND, CONFIG);
    for (int i = 1; i <= 3; i++) {
      bridge.ntpServer("10.0.1." + i).link(new LinkModel(100_000, 20_000, 0)).start();
    }
    master = bridge.master(100);
    master.properties = SimulatedBridge.arbitrary();
    master.aheadNanos = -bridge.tai();
  }

  private void assertHonest() {
    if (bridge.synchronised()) {
      long error = bridge.view().utcNanosAt(bridge.local()) - bridge.utc();
      assertTrue(
          Math.abs(error) <= bridge.bound(),
          () ->
              "at %.1f s off by %d ns, bound %d ns"
                  .formatted(bridge.time.nowNanos() / 1e9, error, bridge.bound()));
    }
  }

  private void run(double seconds) {
    bridge.run(seconds, this::assertHonest);
  }

  private @Nullable Source rateSource() {
    return bridge.timeline.rateClock().source();
  }

  private String refusal() {
    return String.valueOf(bridge.timeline.findings().remark("audio"));
  }

  @Test
  void aGoodRateIsTaken() throws Exception {
    master.start();
    run(3_600);
    assertSame(bridge.source(), rateSource());
    assertNull(bridge.timeline.findings().remark("audio"));
  }

  /** Its crystal is no good, but it is the same all the time: that is no harm. */
  @ParameterizedTest
  @ValueSource(doubles = {90_000, -90_000})
  void aRateThatIsOffButSteadyIsTaken(double ppb) throws Exception {
    master.start();
    master.runOff(ppb);
    run(1_200);
    assertSame(bridge.source(), rateSource());
  }

  @Test
  void aRateThatNoGoodClockHasIsRefused() throws Exception {
    master.start();
    master.runOff(300_000);
    bridge.run(
        1_200,
        () -> {
          assertHonest();
          assertNull(rateSource());
        });
    assertTrue(refusal().contains("more than two good clocks differ by"), refusal());
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
  }

  @ParameterizedTest
  @ValueSource(doubles = {100_000, -20_000, 8_000})
  void aRateThatJumpsIsRefusedAndComesBack(double ppb) throws Exception {
    master.start();
    run(900);
    assertSame(bridge.source(), rateSource());
    double before = bridge.timeline.rateClock().ratePpb();
    master.runOff(ppb);
    run(120);
    assertNull(rateSource());
    assertTrue(refusal().startsWith("it gives no rate"), refusal());
    assertEquals(before, bridge.timeline.rateClock().ratePpb(), 1_500, "what it did is undone");
    run(1_500);
    assertSame(bridge.source(), rateSource(), "it has been good for ten minutes");
  }

  /** Too slow for the crystal to be sure, but three servers see it. */
  @ParameterizedTest
  @ValueSource(doubles = {4_500, -4_500})
  void aRateThatMostOthersContradictIsRefused(double ppb) throws Exception {
    master.start();
    run(3_600);
    master.runOff(ppb);
    boolean[] refused = {false};
    bridge.run(
        1_800,
        () -> {
          assertHonest();
          refused[0] |= refusal().contains("by the word of");
        });
    assertTrue(refused[0], refusal());
  }

  /** For its time it is excluded, for its rate it is as good as any. */
  @Test
  void anExcludedDomainMayGiveTheRateAsLongAsItRunsWell() throws Exception {
    master.properties = SimulatedBridge.TAI;
    master.aheadNanos = -37 * SECOND;
    master.start();
    run(900);
    Guard.Verdict verdict = bridge.timeline.findings().verdicts().get("audio");
    assertNotNull(verdict);
    assertEquals(Guard.Word.EXCLUDED, verdict.said());
    assertSame(bridge.source(), rateSource());
    master.runOff(50_000);
    run(120);
    assertNull(rateSource());
    run(300);
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
  }

  /**
   * One of two domains runs off. The other gives the rate, though its own epoch is arbitrary, or
   * stands by; either way the time is soon taken from somebody else, not when servers, which know a
   * time less well, see it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDomainThatRunsOffAgainstAnotherIsLeftAtOnce(boolean arbitrary) throws Exception {
    String domains = "[{name: audio, interface: lo}, {name: second, interface: lo, domain: 1}]";
    bridge =
        new SimulatedBridge(
            1,
            BuildDate.UTC_NANOS + SECOND,
            CONFIG.replace("[{name: audio, interface: lo}]", domains));
    for (int i = 1; i <= 3; i++) {
      bridge.ntpServer("10.0.1." + i).link(new LinkModel(100_000, 20_000, 0)).start();
    }
    SimulatedBridge.Master first = bridge.master(100, 0);
    SimulatedBridge.Master second = bridge.master(100, 1);
    if (arbitrary) {
      first.properties = SimulatedBridge.arbitrary();
    }
    first.start();
    second.start();
    run(900);
    assertEquals(arbitrary ? "second" : "audio", bridge.timeline.snapshot().source());
    (arbitrary ? second : first).runOff(-65_000);
    run(5);
    assertNotEquals(arbitrary ? "second" : "audio", bridge.timeline.snapshot().source());
    run(300);
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    long error = bridge.view().utcNanosAt(bridge.local()) - bridge.utc();
    assertTrue(Math.abs(error) < 200_000, () -> "off by " + error + " ns");
  }
}
