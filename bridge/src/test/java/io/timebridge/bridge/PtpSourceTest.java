package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static io.timebridge.bridge.SimulatedBridge.announcing;
import static io.timebridge.bridge.SimulatedBridge.arbitrary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LeapSecondsList;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One PTP domain as a source, with a master of our own, in virtual time. */
class PtpSourceTest {

  private static final long LAST_OF_2029 =
      Instant.parse("2030-01-01T00:00:00Z").getEpochSecond() * SECOND;

  private static void assertServes(SimulatedBridge bridge, long utcNanos) {
    assertTrue(bridge.synchronised(), bridge.timeline.snapshot().reason());
    assertHonest(bridge, utcNanos);
  }

  /** Nothing wrong is claimed: either no time at all, or one within its bound. */
  private static void assertHonest(SimulatedBridge bridge, long utcNanos) {
    if (bridge.synchronised()) {
      long error = bridge.view().utcNanosAt(bridge.local()) - utcNanos;
      assertTrue(
          Math.abs(error) <= bridge.bound(),
          () -> bridge.time.nowNanos() + ": off by " + error + ", bound " + bridge.bound());
    }
  }

  private static String reason(SimulatedBridge bridge) {
    return String.valueOf(bridge.source().health().reason());
  }

  @Test
  void validTaiIsServedAsUtc() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(1);
    bridge.master(100).start();
    assertEquals(TimelineState.UNSYNCHRONISED, bridge.source().health().state());
    assertEquals("no master is heard", reason(bridge));
    bridge.run(30, () -> assertHonest(bridge, bridge.utc()));
    assertServes(bridge, bridge.utc());
    assertTrue(bridge.bound() < 1_000_000, "bound " + bridge.bound());
    assertEquals(TimelineState.LOCKED, bridge.source().health().state());
    assertNull(bridge.source().health().reason());
    assertEquals(1, bridge.view().stratum());
  }

  @Test
  void nothingIsServedBeforeItIsLocked() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(2);
    Set<TimelineState> seen = new HashSet<>();
    bridge.master(100).start();
    bridge.afterUpdate =
        () -> {
          seen.add(bridge.source().health().state());
          boolean locked = bridge.source().health().state() == TimelineState.LOCKED;
          assertEquals(locked, bridge.synchronised());
          assertEquals(locked, bridge.timeline.snapshot().hasTime());
        };
    bridge.run(30);
    assertEquals(
        Set.of(TimelineState.UNSYNCHRONISED, TimelineState.ACQUIRING, TimelineState.LOCKED), seen);
  }

  @Test
  void taiWithoutAValidOffsetTakesTheBuiltInTable() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(3);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = announcing(0, false);
    master.start();
    bridge.run(30);
    assertServes(bridge, bridge.utc());
    assertTrue(reason(bridge).contains("our leap second table's 37 s is used"), reason(bridge));
    assertTrue(bridge.timeline.snapshot().reason().contains("37 s is used"));
  }

  @Test
  void anArbitraryTimescaleIsLockedToButNotUsed() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(4);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = arbitrary();
    master.start();
    bridge.run(30, () -> assertFalse(bridge.synchronised()));
    assertEquals(TimelineState.LOCKED, bridge.source().health().state());
    assertFalse(bridge.source().health().usable());
    assertNull(bridge.source().time());
    assertTrue(reason(bridge).contains("PTP_TIMESCALE is not set"), reason(bridge));
    assertEquals(10_000, -bridge.source().status().ptp().frequencyPpb(), 200);
  }

  @Test
  void aMasterThatCountsFromPowerUpIsNotUsed() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(5);
    SimulatedBridge.Master master = bridge.master(100);
    master.aheadNanos = 1000 * SECOND - bridge.tai();
    master.start();
    Set<String> reasons = new HashSet<>();
    bridge.run(30);
    bridge.run(
        30,
        () -> {
          assertFalse(bridge.synchronised());
          reasons.add(reason(bridge));
        });
    assertEquals(1, reasons.size(), "told anew as time passes: " + reasons);
    assertTrue(reason(bridge).contains("1970-01-01"), reason(bridge));
    assertTrue(reason(bridge).contains("it seems to count from power-up"), reason(bridge));
  }

  @ParameterizedTest
  @CsvSource({"tai, 0", "utc, -37"})
  void anOperatorMayOverruleAnArbitraryMaster(String timescale, int secondsAhead) throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofTimescale(timescale);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = arbitrary();
    master.aheadNanos = secondsAhead * SECOND;
    master.start();
    bridge.run(30, () -> assertHonest(bridge, bridge.utc()));
    assertServes(bridge, bridge.utc());
    assertTrue(reason(bridge).startsWith("taken for "), reason(bridge));
    master.die();
    bridge.run(30, () -> assertServes(bridge, bridge.utc()));
    assertEquals(TimelineState.HOLDOVER, bridge.timeline.snapshot().state());
  }

  @Test
  void aDomainConfiguredAsArbitraryIsNeverUsed() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofTimescale("arbitrary");
    bridge.master(100).start();
    bridge.run(30, () -> assertFalse(bridge.synchronised()));
    assertEquals(TimelineState.LOCKED, bridge.source().health().state());
  }

  @Test
  void onlyATraceableMasterMakesStratumOne() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(6);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(20);
    assertEquals(1, bridge.view().stratum());
    assertEquals('P' << 24 | 'T' << 16 | 'P' << 8, bridge.view().referenceId());
    master.quality = new ClockQuality(8, 0x21, 0x4E5D);
    bridge.run(5);
    assertEquals(2, bridge.view().stratum());
    assertEquals(10 << 24 | 2, bridge.view().referenceId()); // the master's address, 10.0.0.2
    master.quality = new ClockQuality(7, 0x21, 0x4E5D);
    bridge.run(5);
    assertEquals(1, bridge.view().stratum());
    master.properties = new TimeProperties(37, true, false, false, false, true, true, 0x20);
    bridge.run(5);
    assertEquals(2, bridge.view().stratum());
  }

  /** When a grandmaster may change what it announces: within a few Announces of midnight. */
  @ParameterizedTest
  @CsvSource({"1, 0", "1, 2.5", "1, -2.5", "-1, 0", "-1, 2.5", "-1, -2.5"})
  void aLeapSecondIsAnnouncedAndPassed(int leap, double announcedSeconds) throws Exception {
    long midnight = Instant.parse("2027-01-01T00:00:00Z").getEpochSecond() * SECOND;
    SimulatedBridge bridge = leapBridge(midnight - 60 * SECOND);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = new TimeProperties(37, true, leap < 0, leap > 0, true, true, true, 0x20);
    master.start();
    long leapTai = midnight + (37 + leap) * SECOND;
    bridge.time.schedule(
        leapTai - bridge.tai() + Math.round(announcedSeconds * SECOND),
        () -> master.properties = announcing(37 + leap, true));
    bridge.run(50, () -> assertLeap(bridge, leapTai, leap));
    assertTrue(bridge.synchronised());
    assertEquals(leap > 0 ? 1 : 2, bridge.view().leapIndicatorAt(bridge.local()));
    bridge.run(60, () -> assertLeap(bridge, leapTai, leap));
    assertServes(bridge, bridge.tai() - (37 + leap) * SECOND);
    assertEquals(0, bridge.view().leapIndicatorAt(bridge.local()));
  }

  /** Without a master at midnight the second is still inserted, and no second one announced. */
  @Test
  void aLeapSecondPassesInHoldover() throws Exception {
    long midnight = Instant.parse("2027-01-01T00:00:00Z").getEpochSecond() * SECOND;
    SimulatedBridge bridge = leapBridge(midnight - 60 * SECOND);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = new TimeProperties(37, true, false, true, true, true, true, 0x20);
    master.start();
    bridge.run(40);
    master.die();
    bridge.run(40, () -> assertLeap(bridge, midnight + 38 * SECOND, 1));
    assertEquals(TimelineState.HOLDOVER, bridge.timeline.snapshot().state());
    assertServes(bridge, bridge.tai() - 38 * SECOND);
    assertEquals(0, bridge.view().leapIndicatorAt(bridge.local()));
  }

  /** A leap second that is announced for longer than its day has not happened to its master. */
  @Test
  void aLeapSecondThatStaysAnnouncedIsTheGrandmastersWord() throws Exception {
    long midnight = Instant.parse("2027-01-01T00:00:00Z").getEpochSecond() * SECOND;
    SimulatedBridge bridge = leapBridge(midnight - 60 * SECOND);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = new TimeProperties(37, true, false, true, true, true, true, 0x20);
    master.start();
    bridge.run(200);
    assertServes(bridge, bridge.tai() - 37 * SECOND);
    assertEquals(1, bridge.view().leapIndicatorAt(bridge.local()));
  }

  private static SimulatedBridge leapBridge(long startUtc) throws Exception {
    return new SimulatedBridge(7, startUtc, "{sources: {ptp: [{name: a, interface: lo}]}}");
  }

  /** A table that an operator might give, with a leap second at the end of 2029. */
  private static LeapSeconds tableWithLeap(int leap) {
    return LeapSeconds.of(
        new LeapSecondsList(
            0,
            LAST_OF_2029 / SECOND + 31_536_000,
            List.of(
                new LeapSecondsList.Entry(1_483_228_800, 37),
                new LeapSecondsList.Entry(LAST_OF_2029 / SECOND, 37 + leap))));
  }

  /** The grandmaster says neither UTC nor that a leap second comes; the table knows both. */
  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void aLeapSecondOfTheTableIsAnnouncedAndPassed(int leap) throws Exception {
    String yaml = "{sources: {ptp: [{name: a, interface: lo}]}}";
    SimulatedBridge bridge =
        new SimulatedBridge(14, LAST_OF_2029 - 60 * SECOND, yaml, tableWithLeap(leap));
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = announcing(0, false);
    master.start();
    long leapTai = LAST_OF_2029 + (37 + leap) * SECOND;
    bridge.run(50, () -> assertLeap(bridge, leapTai, leap));
    assertServes(bridge, bridge.utc());
    assertEquals(leap > 0 ? 1 : 2, bridge.view().leapIndicatorAt(bridge.local()));
    bridge.run(60, () -> assertLeap(bridge, leapTai, leap));
    assertServes(bridge, bridge.utc());
    assertEquals(bridge.tai() - (37 + leap) * SECOND, bridge.utc());
    String offset = "our leap second table's " + (37 + leap) + " s";
    assertTrue(reason(bridge).contains(offset), reason(bridge));
  }

  @Test
  void aLeapSecondOfTheTableIsNotAnnouncedDaysAhead() throws Exception {
    String yaml = "{sources: {ptp: [{name: a, interface: lo}]}}";
    SimulatedBridge bridge =
        new SimulatedBridge(15, LAST_OF_2029 - 86_460 * SECOND, yaml, tableWithLeap(1));
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = announcing(0, false);
    master.start();
    bridge.run(50);
    assertServes(bridge, bridge.utc());
    assertEquals(0, bridge.view().leapIndicatorAt(bridge.local()));
    bridge.run(20); // now it is the day
    assertEquals(1, bridge.view().leapIndicatorAt(bridge.local()));
  }

  /** A domain that is UTC leaps by itself: what the table says of its TAI must not move it. */
  @Test
  void aDomainOfUtcStaysWhatItIsThroughALeapSecondOfTheTable() throws Exception {
    String yaml = "{sources: {ptp: [{name: a, interface: lo, timescale: utc}]}}";
    SimulatedBridge bridge =
        new SimulatedBridge(16, LAST_OF_2029 - 60 * SECOND, yaml, tableWithLeap(1));
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = arbitrary();
    master.aheadNanos = -37 * SECOND;
    master.start();
    bridge.run(58, () -> assertHonest(bridge, bridge.utc()));
    bridge.run(2.9, () -> assertServes(bridge, bridge.tai() - 37 * SECOND));
    bridge.run(0.1);
    master.aheadNanos = -38 * SECOND;
    bridge.run(20);
    assertServes(bridge, bridge.utc());
  }

  private static void assertLeap(SimulatedBridge bridge, long leapTai, int leap) {
    boolean passed = bridge.tai() >= leapTai;
    // Within the bound of the leap it is not known on which side of it the present is.
    if (Math.abs(bridge.tai() - leapTai) > 10_000_000) {
      assertHonest(bridge, bridge.tai() - (passed ? 37 + leap : 37) * SECOND);
      if (bridge.synchronised()) {
        int indicator = passed ? 0 : leap > 0 ? 1 : 2;
        assertEquals(
            indicator,
            bridge.view().leapIndicatorAt(bridge.local()),
            () -> "at " + (bridge.tai() - leapTai) / 1e9 + " s");
      }
    }
  }

  @Test
  void aDeathIsHeldOverAndAReturnLockedToAgain() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(8);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    for (int death = 0; death < 20; death++) {
      master.die();
      bridge.run(15, () -> assertServes(bridge, bridge.utc()));
      assertEquals(TimelineState.HOLDOVER, bridge.timeline.snapshot().state());
      assertEquals(TimelineState.HOLDOVER, bridge.source().health().state());
      assertEquals("no master is heard", reason(bridge));
      master.start();
      bridge.run(20, () -> assertServes(bridge, bridge.utc()));
      assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state(), "death " + death);
    }
  }

  /** Its TAI is another, its UTC the same: the one with the other's offset is wrong by seconds. */
  @ParameterizedTest
  @ValueSource(ints = {0, 36, 38, 3600})
  void aChangeToAMasterWithAnotherOffsetServesNothingWrong(int offset) throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(9);
    bridge.master(100).start();
    bridge.run(30);
    SimulatedBridge.Master better = bridge.master(50);
    better.aheadNanos = (offset - 37) * SECOND;
    better.properties = announcing(offset, true);
    better.start();
    bridge.run(30, () -> assertServes(bridge, bridge.utc()));
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    assertEquals(
        better.identity,
        Objects.requireNonNull(bridge.source().status().ptp().announce()).grandmasterIdentity());
    better.die();
    bridge.run(30, () -> assertServes(bridge, bridge.utc()));
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
  }

  /** The same master, started anew with another offset: what it said before its death is void. */
  @ParameterizedTest
  @ValueSource(ints = {36, 38, 3600})
  void aMasterThatReturnsWithAnotherOffsetServesNothingWrong(int offset) throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(10);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    master.die();
    bridge.run(10);
    master.aheadNanos = (offset - 37) * SECOND;
    master.properties = announcing(offset, true);
    master.start();
    bridge.run(30, () -> assertServes(bridge, bridge.utc()));
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
  }

  /** Its UTC stays: the new time with the old offset would be wrong until two Announces agree. */
  @ParameterizedTest
  @ValueSource(ints = {36, 38, 3600})
  void aJumpTogetherWithTheOffsetServesNothingWrong(int offset) throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(13);
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    master.aheadNanos = (offset - 37) * SECOND;
    master.properties = announcing(offset, true);
    bridge.run(20, () -> assertServes(bridge, bridge.utc()));
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
  }

  /** Nobody can tell whether a source that is alone was wrong before its jump or after it. */
  @Test
  void aJumpIsBelievedWhenTheHoldoverIsOver() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(11, "{holdover: 30s}");
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(30);
    master.aheadNanos = 5 * SECOND;
    bridge.run(29, () -> assertServes(bridge, bridge.utc()));
    assertEquals(TimelineState.HOLDOVER, bridge.timeline.snapshot().state());
    String why = bridge.timeline.snapshot().reason();
    assertTrue(why.contains("it is 5.0 s ahead"), why);
    bridge.run(5);
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    assertServes(bridge, bridge.utc() + 5 * SECOND);
  }

  @Test
  void anotherDomainIsNotHeard() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(12);
    bridge.master(100, 1).start();
    bridge.run(20);
    assertEquals(TimelineState.UNSYNCHRONISED, bridge.source().health().state());
    assertFalse(bridge.timeline.snapshot().hasTime());
  }
}
