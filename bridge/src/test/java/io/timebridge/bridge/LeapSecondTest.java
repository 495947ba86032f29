package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.LeapSecondsList;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ptp.wire.TimeProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A leap second, true or false, over both outputs, in virtual time: the sources do not all know of
 * it, and our own table does not.
 */
class LeapSecondTest {
  static final long MIDNIGHT = Instant.parse("2027-01-01T00:00:00Z").getEpochSecond() * SECOND;
  private static final long BEFORE = 400;

  /** A world in which a second is inserted at the end of 2026, which nobody has heard of. */
  private static final LeapSeconds LEAPING = table("2028-01-01T00:00:00Z", true);

  private static final LeapSeconds EXPIRED = table("2026-12-01T00:00:00Z", false);

  @SuppressWarnings("NullAway.Init") // by start, which each test begins with
  private SimulatedBridge bridge;

  private long leapTai;
  private long epoch;

  /** A table that knows of the leap second of {@link #MIDNIGHT}, or of none. */
  static LeapSeconds table(String expires, boolean leaps) {
    List<LeapSecondsList.Entry> entries = new ArrayList<>();
    entries.add(new LeapSecondsList.Entry(1_483_228_800, 37));
    if (leaps) {
      entries.add(new LeapSecondsList.Entry(MIDNIGHT / SECOND, 38));
    }
    return LeapSeconds.of(new LeapSecondsList(0, Instant.parse(expires).getEpochSecond(), entries));
  }

  /** As many NTP servers as indicators, in a world, and what the bridge's table is. */
  private void start(String ptp, LeapSeconds world, LeapSeconds table, int... indicators)
      throws Exception {
    StringBuilder yaml = new StringBuilder("sources:\n" + ptp + "  ntp:\n");
    for (int i = 1; i <= indicators.length; i++) {
      yaml.append("    - {name: n%d, server: 10.0.1.%d, minpoll: 4, maxpoll: 5}\n".formatted(i, i));
    }
    yaml.append("serve: {ptp: [{interface: lo, domain: 1}]}\n");
    bridge = new SimulatedBridge(3, MIDNIGHT - BEFORE * SECOND, yaml.toString(), world, table);
    for (int i = 1; i <= indicators.length; i++) {
      SimulatedNtpServer server =
          bridge.ntpServer("10.0.1." + i).link(new LinkModel(100_000, 20_000, 0)).start();
      server.leapIndicator = indicators[i - 1];
      if (i == 4) {
        server.aheadNanos = 3_600 * SECOND;
      }
    }
    leapTai = MIDNIGHT + 38 * SECOND;
  }

  private void startNtp(LeapSeconds world, LeapSeconds table, int... indicators) throws Exception {
    start("", world, table, indicators);
  }

  private TimeProperties announced() {
    return Objects.requireNonNull(bridge.outputs.get(0).claims()).properties();
  }

  private void toJustBefore() {
    bridge.run(BEFORE - 20, this::look);
    epoch = Objects.requireNonNull(bridge.timeline.snapshot().tai()).epoch();
  }

  private void past() {
    bridge.run(300, this::look);
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
    assertEquals(epoch, Objects.requireNonNull(bridge.timeline.snapshot().tai()).epoch(), "a step");
    assertEquals(0, bridge.view().leapIndicatorAt(bridge.local()));
  }

  /** Within 10 ms of the leap it is not known on which side of it the present is. */
  private void look() {
    if (!bridge.synchronised() || Math.abs(bridge.tai() - leapTai) < 10_000_000) {
      return;
    }
    long now = bridge.local();
    long error = bridge.view().utcNanosAt(now) - bridge.utc();
    assertTrue(
        Math.abs(error) <= bridge.bound(),
        () -> "off by %d ns %f s from it".formatted(error, (bridge.tai() - leapTai) / 1e9));
    // Both outputs say the same of it; an Announce is sent each second.
    if (bridge.outputs.get(0).claims() != null && Math.abs(bridge.tai() - leapTai) > 2 * SECOND) {
      long offset = bridge.timeline.snapshot().taiNanosAt(now) - bridge.view().utcNanosAt(now);
      assertEquals(announced().currentUtcOffset() * SECOND, offset);
    }
  }

  private void assertAnnounced(boolean leap) {
    assertEquals(leap ? 1 : 0, bridge.view().leapIndicatorAt(bridge.local()));
    assertEquals(leap, announced().leap61());
    assertEquals(false, announced().leap59());
  }

  /** The fourth lies about the time, too, and has no vote. */
  @ParameterizedTest
  @ValueSource(ints = {0, NtpPacket.LEAP_DELETE})
  void twoAnnounceItOneDoesNotAndOneLies(int lie) throws Exception {
    startNtp(LEAPING, LeapSeconds.builtIn(), 1, 1, 0, lie);
    toJustBefore();
    assertAnnounced(true);
    String remark = String.valueOf(bridge.timeline.findings().remark("n3"));
    assertTrue(remark.contains("it announces no leap second"), remark);
    past();
    assertEquals(38, announced().currentUtcOffset());
    assertEquals(false, announced().currentUtcOffsetValid(), "our table knows nothing of it");
  }

  @Test
  void oneOfTwoIsNotEnoughAgainstTheTable() throws Exception {
    startNtp(LeapSeconds.builtIn(), LeapSeconds.builtIn(), 0, NtpPacket.LEAP_INSERT);
    toJustBefore();
    assertAnnounced(false);
    past();
    assertEquals(37, announced().currentUtcOffset());
  }

  @ParameterizedTest
  @ValueSource(ints = {NtpPacket.LEAP_INSERT, NtpPacket.LEAP_DELETE})
  void aLoneServerIsNotBelievedAgainstTheTable(int lie) throws Exception {
    startNtp(LeapSeconds.builtIn(), LeapSeconds.builtIn(), lie);
    toJustBefore();
    assertAnnounced(false);
    String remark = String.valueOf(bridge.timeline.findings().remark("n1"));
    assertTrue(remark.contains("good until 2027-06-28"), remark);
    past();
    assertEquals(37, announced().currentUtcOffset());
    assertEquals(true, announced().currentUtcOffsetValid());
    assertNull(bridge.timeline.findings().remark("n1"), "it is another day");
  }

  /**
   * Then there is nobody else to ask; but TAI − UTC is not known, and PTP says no more than that.
   */
  @Test
  void aLoneServerIsBelievedOnceTheTableHasExpired() throws Exception {
    startNtp(LEAPING, EXPIRED, NtpPacket.LEAP_INSERT);
    toJustBefore();
    assertEquals(1, bridge.view().leapIndicatorAt(bridge.local()));
    assertEquals(false, announced().currentUtcOffsetValid());
    assertEquals(false, announced().leap61());
    past();
    assertEquals(38, announced().currentUtcOffset());
  }

  /** The grandmaster changes its offset a little early or late, and one of its flags with it. */
  @ParameterizedTest
  @ValueSource(doubles = {-2, 0, 2.5})
  void aGrandmasterAndAServer(double lateSeconds) throws Exception {
    start("  ptp: [{name: gm, interface: lo}]\n", LEAPING, LeapSeconds.builtIn(), 1);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = new TimeProperties(37, true, false, true, true, true, true, 0x20);
    master.start();
    bridge.time.schedule(
        leapTai - bridge.tai() + Math.round(lateSeconds * SECOND),
        () -> master.properties = SimulatedBridge.announcing(38, true));
    toJustBefore();
    assertAnnounced(true);
    past();
    assertEquals(38, announced().currentUtcOffset());
    assertEquals(true, announced().currentUtcOffsetValid());
    assertEquals("gm", bridge.timeline.snapshot().source());
  }

  /** A grandmaster that announces one by mistake, and two servers that do not. */
  @Test
  void aGrandmasterIsOutvoted() throws Exception {
    start(
        "  ptp: [{name: gm, interface: lo}]\n", LeapSeconds.builtIn(), LeapSeconds.builtIn(), 0, 0);
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = new TimeProperties(37, true, false, true, true, true, true, 0x20);
    master.start();
    bridge.time.schedule(
        leapTai - bridge.tai() + SECOND, () -> master.properties = SimulatedBridge.TAI);
    toJustBefore();
    assertAnnounced(false);
    past();
    assertEquals(37, announced().currentUtcOffset());
  }
}
