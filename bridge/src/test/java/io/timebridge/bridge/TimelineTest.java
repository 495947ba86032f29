package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The timeline over one or two PTP domains, in virtual time. */
class TimelineTest {
  private static final String TWO =
      """
      policy: {require: %d, prefer: [%s]}
      sources: {ptp: [{name: a, interface: lo, domain: 0}, {name: b, interface: lo, domain: 1}]}
      """;

  private static SimulatedBridge two(int require, String prefer) throws Exception {
    return new SimulatedBridge(1, BuildDate.UTC_NANOS, TWO.formatted(require, prefer));
  }

  private static TimelineState state(SimulatedBridge bridge) {
    return bridge.timeline.snapshot().state();
  }

  private static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(Math.abs(actual - expected) <= tolerance, () -> expected + " is not " + actual);
  }

  @Test
  void thereIsNoTimeAtFirst() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(1);
    bridge.run(10);
    TimelineSnapshot snapshot = bridge.timeline.snapshot();
    assertEquals(TimelineState.UNSYNCHRONISED, snapshot.state());
    assertEquals("a: no master is heard", snapshot.reason());
    assertNull(snapshot.source());
    assertFalse(snapshot.hasTime());
    assertFalse(snapshot.usableAt(bridge.local()));
    assertEquals(0, snapshot.leapAheadAt(bridge.local()));
    assertThrows(IllegalStateException.class, () -> snapshot.taiNanosAt(0));
    assertThrows(IllegalStateException.class, () -> snapshot.utcNanosAt(0));
    assertThrows(IllegalStateException.class, () -> snapshot.errorBoundNanosAt(0));
    assertThrows(IllegalStateException.class, () -> snapshot.estimatedErrorNanosAt(0));
  }

  @Test
  void goesFromLockedThroughHoldoverToUnsynchronisedAndBack() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(2, "{holdover: 60s}");
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    assertEquals(TimelineState.LOCKED, state(bridge));
    assertEquals("a", bridge.timeline.snapshot().source());
    master.die();
    bridge.run(55);
    assertEquals(TimelineState.HOLDOVER, state(bridge));
    assertEquals("a: no master is heard", bridge.timeline.snapshot().reason());
    assertTrue(bridge.synchronised());
    bridge.run(6);
    assertEquals(TimelineState.UNSYNCHRONISED, state(bridge));
    assertFalse(bridge.synchronised());
    assertTrue(bridge.timeline.snapshot().hasTime());
    bridge.run(100, () -> assertFalse(bridge.synchronised()));
    master.start();
    bridge.run(30);
    assertEquals(TimelineState.LOCKED, state(bridge));
    assertTrue(bridge.synchronised());
  }

  /** The end of a holdover does not wait for the next tick. */
  @Test
  void aSnapshotItselfKnowsItsEnd() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(3, "{holdover: 60s}");
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    master.die();
    bridge.run(30);
    TimelineSnapshot snapshot = bridge.timeline.snapshot();
    assertEquals(TimelineState.HOLDOVER, snapshot.state());
    assertTrue(snapshot.usableAt(snapshot.endLocalNanos() - 1));
    assertFalse(snapshot.usableAt(snapshot.endLocalNanos()));
    assertEquals(30, (snapshot.endLocalNanos() - bridge.local()) / 1e9, 0.5);
  }

  /** However short: what is wanted of a source in holdover says nothing of one that is there. */
  @ParameterizedTest
  @CsvSource({"0s", "1ms", "500ms"})
  void aShortHoldoverDoesNotInterruptALockedSource(String holdover) throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(4, "{holdover: " + holdover + "}");
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    bridge.run(10, () -> assertTrue(bridge.synchronised()));
    master.die();
    bridge.run(5);
    assertFalse(bridge.synchronised());
    assertEquals(TimelineState.UNSYNCHRONISED, state(bridge));
  }

  /**
   * An oscillator that was watched for a minute may do nearly what one of no history may: 15 ppm.
   */
  @Test
  void theBoundGrowsInHoldover() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(5);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(60);
    master.die();
    bridge.run(10);
    assertEquals(TimelineState.HOLDOVER, state(bridge));
    long from = bridge.bound();
    bridge.run(1000);
    assertEquals(TimelineState.HOLDOVER, state(bridge));
    assertTrue(bridge.bound() - from >= 12_000_000, "grew by " + (bridge.bound() - from));
    long error = bridge.view().utcNanosAt(bridge.local()) - bridge.utc();
    assertTrue(Math.abs(error) <= bridge.bound(), "off by " + error);
  }

  /** Not the frequency that an offset was being slewed away with. */
  @Test
  void holdoverGoesOnWithTheLastGoodFrequency() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(6);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(100);
    double before = frequencyPpb(bridge);
    master.aheadNanos = 5_000_000; // slewed, as it is below the step threshold
    bridge.run(20);
    assertTrue(Math.abs(frequencyPpb(bridge) - before) > 1_000, "it is not slewing");
    master.die();
    bridge.run(10);
    assertEquals(TimelineState.HOLDOVER, state(bridge));
    assertEquals(bridge.source().status().ptp().frequencyPpb(), frequencyPpb(bridge), 100);
  }

  @Test
  void aJumpIsHeldOverWithTheLastGoodFrequency() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(7);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(100);
    master.aheadNanos = 5_000_000;
    bridge.run(20);
    double slewing = frequencyPpb(bridge);
    master.aheadNanos = 5 * SECOND;
    boolean[] held = {false};
    bridge.afterUpdate =
        () -> {
          if (state(bridge) == TimelineState.HOLDOVER) {
            held[0] = true;
            double good = bridge.source().status().ptp().frequencyPpb();
            assertTrue(Math.abs(good - slewing) > 1_000, "it was not slewing");
            assertEquals(good, frequencyPpb(bridge), 100);
          }
        };
    bridge.run(1);
    assertTrue(held[0]);
  }

  private static double frequencyPpb(SimulatedBridge bridge) {
    return Objects.requireNonNull(bridge.timeline.snapshot().tai()).frequencyPpb();
  }

  @Test
  void theFirstInTheConfigIsUsedIfNoneIsPreferred() throws Exception {
    SimulatedBridge bridge = two(1, "");
    bridge.master(100, 1).start();
    bridge.run(30);
    assertEquals("b", bridge.timeline.snapshot().source());
    SimulatedBridge.Master first = bridge.master(100, 0).start();
    bridge.run(30);
    assertEquals("a", bridge.timeline.snapshot().source());
    first.die();
    bridge.run(10);
    assertEquals("b", bridge.timeline.snapshot().source());
    assertEquals(TimelineState.LOCKED, state(bridge));
  }

  @Test
  void thePreferredIsUsedWhileItIsThere() throws Exception {
    SimulatedBridge bridge = two(1, "b");
    bridge.master(100, 0).start();
    SimulatedBridge.Master preferred = bridge.master(100, 1).start();
    bridge.run(30);
    assertEquals("b", bridge.timeline.snapshot().source());
    preferred.die();
    bridge.run(10, () -> assertTrue(bridge.synchronised()));
    assertEquals("a", bridge.timeline.snapshot().source());
    preferred.start();
    bridge.run(20, () -> assertTrue(bridge.synchronised()));
    assertEquals("b", bridge.timeline.snapshot().source());
  }

  @Test
  void enoughSourcesMustBeUsable() throws Exception {
    SimulatedBridge bridge = two(2, "");
    bridge.master(100, 0).start();
    bridge.run(30);
    assertFalse(bridge.synchronised());
    assertFalse(bridge.timeline.snapshot().hasTime());
    assertEquals(
        "sources that agree: 1, policy.require: 2; b: no master is heard",
        bridge.timeline.snapshot().reason());
    SimulatedBridge.Master second = bridge.master(100, 1).start();
    bridge.run(30);
    assertEquals(TimelineState.LOCKED, state(bridge));
    second.die();
    bridge.run(10);
    assertEquals(TimelineState.HOLDOVER, state(bridge));
    assertTrue(bridge.timeline.snapshot().reason().contains("policy.require: 2"));
  }

  /** Two that contradict each other, and nobody to tell who is right. */
  @Test
  void ofTwoThatContradictEachOtherNoneIsBelieved() throws Exception {
    SimulatedBridge bridge = two(1, "a");
    bridge.master(100, 0).start();
    SimulatedBridge.Master second = bridge.master(100, 1);
    second.aheadNanos = -37 * SECOND;
    second.start();
    bridge.run(30);
    assertFalse(bridge.synchronised());
    String why = bridge.timeline.snapshot().reason();
    assertTrue(why.contains("a: there is no majority: against b it is 37 s ahead"), why);
    assertTrue(why.contains("policy.trust can decide it"), why);
    assertEquals(
        Guard.Word.DISPUTED,
        Objects.requireNonNull(bridge.timeline.findings().verdicts().get("b")).said());
  }

  /** What is served goes on while they dispute, as long as a holdover may. */
  @Test
  void aSecondVoiceThatContradictsLeadsToAHoldover() throws Exception {
    SimulatedBridge bridge = two(1, "");
    bridge.master(100, 0).start();
    bridge.run(60);
    SimulatedBridge.Master second = bridge.master(100, 1);
    second.aheadNanos = 3600 * SECOND;
    second.start();
    bridge.run(60, () -> assertNear(bridge.utc(), served(bridge), bridge.bound()));
    assertEquals(TimelineState.HOLDOVER, state(bridge));
    second.die();
    bridge.run(30, () -> assertNear(bridge.utc(), served(bridge), bridge.bound()));
    assertEquals(TimelineState.LOCKED, state(bridge));
  }

  @Test
  void theOperatorsTrustDecides() throws Exception {
    SimulatedBridge bridge = trusting("b");
    bridge.master(100, 0).start().aheadNanos = 3600 * SECOND;
    bridge.master(100, 1).start();
    bridge.run(30);
    assertEquals(TimelineState.LOCKED, state(bridge));
    assertEquals("b", bridge.timeline.snapshot().source());
    assertNear(bridge.utc(), served(bridge), bridge.bound());
    Guard.Verdict verdict = Objects.requireNonNull(bridge.timeline.findings().verdicts().get("a"));
    assertEquals("it is 1.0 h ahead: looks like local time, UTC+01:00", verdict.reason());
  }

  /** Two domains of one grandmaster say the same, but they are one voice. */
  @Test
  void oneGrandmasterIsOneVoice() throws Exception {
    SimulatedBridge bridge = two(2, "");
    SimulatedBridge.Master first = bridge.master(100, 0).start();
    SimulatedBridge.Master again = bridge.master(100, 1);
    again.identity = first.identity;
    again.start();
    bridge.run(30);
    assertFalse(bridge.synchronised());
    assertTrue(bridge.timeline.snapshot().reason().contains("sources that agree: 1"));
  }

  /** They differ by less than a step: the outputs go over slowly. */
  @Test
  void aChangeOfSourceIsASlew() throws Exception {
    String yaml = "clock: {maxSlewPpm: 12}\n" + TWO.formatted(1, "");
    SimulatedBridge bridge = new SimulatedBridge(1, BuildDate.UTC_NANOS, yaml);
    SimulatedBridge.Master first = bridge.master(100, 0).start();
    SimulatedBridge.Master second = bridge.master(100, 1);
    second.aheadNanos = 500_000;
    second.start();
    bridge.run(100);
    first.die();
    long[] last = {served(bridge) - bridge.utc()};
    bridge.run(
        400,
        () -> {
          long off = served(bridge) - bridge.utc();
          assertTrue(Math.abs(off - last[0]) < 1_500, "moved " + (off - last[0]) + " ns in 0.1 s");
          assertTrue(Math.min(Math.abs(off), Math.abs(off - 500_000)) <= bridge.bound());
          last[0] = off;
        });
    assertEquals("b", bridge.timeline.snapshot().source());
    assertNear(500_000, served(bridge) - bridge.utc(), 5_000);
  }

  /** An operator sets his only grandmaster: it is said why it is not followed, and it is later. */
  @Test
  void aSourceAloneThatJumpsIsBelievedWhenTheHoldoverIsOver() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(9, "{holdover: 60s}");
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(60);
    master.aheadNanos = 5 * SECOND;
    bridge.run(55);
    assertEquals(TimelineState.HOLDOVER, state(bridge));
    assertNear(bridge.utc(), served(bridge), bridge.bound());
    Guard.Verdict verdict = bridge.timeline.findings().verdicts().get("a");
    String why = verdict == null ? "" : String.valueOf(verdict.reason());
    assertTrue(
        why.startsWith("against the time that is being served it is 5.0 s ahead")
            && why.endsWith(
                "it is believed when another source agrees, or when the holdover is over"),
        why);
    assertEquals("a: " + why, bridge.timeline.snapshot().reason());
    bridge.run(30);
    assertEquals(TimelineState.LOCKED, state(bridge));
    assertNear(bridge.utc() + 5 * SECOND, served(bridge), bridge.bound());
  }

  private static SimulatedBridge trusting(String name) throws Exception {
    String yaml = TWO.formatted(1, "").replace("{require", "{trust: [" + name + "], require");
    return new SimulatedBridge(1, BuildDate.UTC_NANOS, yaml);
  }

  private static long served(SimulatedBridge bridge) {
    return bridge.view().utcNanosAt(bridge.local());
  }

  @Test
  void theReasonAfterAHoldoverStays() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(8, "{holdover: 10s}");
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    master.die();
    bridge.run(30);
    assertEquals(
        "the holdover of 10.0 s is over: a: no master is heard",
        bridge.timeline.snapshot().reason());
    assertNotNull(bridge.timeline.snapshot().source());
  }
}
