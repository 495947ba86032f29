package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Masters that hang, jump, step their sequenceIds or send in others' names: what the log says. */
class MisbehavingMasterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_800_000_000L * SECOND;
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final PortIdentity STRANGER = Packets.port(0x20);

  private final RecordingEstimator estimator = new RecordingEstimator();
  private final PtpClock clock =
      PtpClock.follower(
          "follower",
          PtpPortConfig.of(PtpProfile.AES67.withIntervals(0, -3, 0)),
          PtpIdentity.configured(new ClockIdentity(0x99)),
          estimator,
          new SeededRandom(1));
  private final PortBench bench = new PortBench(clock, SECOND);

  private void follow() {
    bench.receive(Packets.announce(MASTER, 1));
    bench.advance(SECOND);
    bench.receive(Packets.announce(MASTER, 2));
    assertEquals(MASTER, clock.status().parent());
  }

  @Test
  void oneThatHangsIsLeftForTheOther() throws Exception {
    SimulatedLan lan = new SimulatedLan(1, 0);
    SimulatedLan.Master first = lan.master(1, 100).born();
    lan.master(2, 110).born();
    lan.run(60);
    try (LogBook log = LogBook.open()) {
      first.hangs = true;
      lan.run(10);
      assertEquals(
          new ClockIdentity(2), Objects.requireNonNull(lan.follower.status().parent()).clock());
      String told = "follower: LISTENING: no Announce of 000000.0000.000001-1 any more";
      assertEquals(1, log.lines(Level.INFO, told).size(), log.lines().toString());
    }
    assertTrue(lan.worstErrorWithin(60) < 10_000);
  }

  @Test
  void oneThatAnnouncesButSendsNoSyncIsToldOf() {
    estimator.locked = true;
    follow();
    try (LogBook log = LogBook.open()) {
      for (int i = 3; i < 30; i++) {
        bench.advance(SECOND);
        bench.receive(Packets.announce(MASTER, i));
      }
      String told = "no Sync can be measured, though the master is announced";
      assertEquals(1, log.lines(Level.INFO, told).size(), log.lines().toString());
    }
    assertEquals(1, estimator.losses);
  }

  @Test
  void oneThatJumpsByASecondBeginsANewEpoch() throws Exception {
    SimulatedLan lan = new SimulatedLan(2, 0);
    SimulatedLan.Master master = lan.master(1, 100).born();
    lan.run(120);
    long epoch = lan.follower.status().epoch();
    double frequency = lan.estimator.frequencyPpb();
    try (LogBook log = LogBook.open()) {
      master.offsetNanos = SECOND;
      lan.run(0.3);
      assertTrue(Math.abs(lan.error()) < 10_000, "one or two Syncs are not believed");
      lan.run(60);
      assertEquals(
          1,
          log.lines(Level.INFO, "follower: UNCALIBRATED: the master's time jumped").size(),
          log.lines().toString());
      assertEquals(1, log.lines(Level.INFO, "follower: FOLLOWER: locked").size());
    }
    assertEquals(epoch + 1, lan.follower.status().epoch());
    assertEquals(SECOND, lan.error(), 20_000.0);
    assertEquals(frequency, lan.estimator.frequencyPpb(), 100);
  }

  private void measured(int id) {
    bench.receive(Packets.twoStepSync(MASTER, id, 0));
    bench.receive(Packets.followUp(MASTER, id, 0, EPOCH + bench.now));
  }

  @Test
  void oneThatStepsItsSequenceIdsIsFollowedOnAndToldOfOnce() {
    follow();
    try (LogBook log = LogBook.open()) {
      int id = 100;
      for (int i = 0; i < 20; i++) {
        id = (id + (i % 10 == 9 ? 20_000 : 1)) & 0xFFFF;
        measured(id);
        bench.advance(SECOND / 8);
      }
      assertEquals(20, estimator.fromSource().size());
      String told = "the sequenceIds of " + MASTER + " step from 109 to 20109";
      assertEquals(1, log.lines(Level.WARN, told).size(), log.lines().toString());
      assertEquals(1, log.lines(Level.WARN, "sequenceIds").size());
      measured(id - 40_000 & 0xFFFF); // back
      assertEquals(21, estimator.fromSource().size());
    }
  }

  @Test
  void followUpsForOthersSyncsAreDroppedAndToldOfOnce() {
    follow();
    try (LogBook log = LogBook.open()) {
      for (int id = 1; id < 20; id++) {
        bench.receive(Packets.twoStepSync(MASTER, id, 0));
        bench.receive(Packets.followUp(STRANGER, id, 0, EPOCH + bench.now + 7 * SECOND));
        bench.receive(Packets.followUp(MASTER, id, 0, EPOCH + bench.now));
        bench.advance(SECOND / 8);
      }
      assertEquals(19, estimator.fromSource().size());
      estimator.fromSource().forEach(s -> assertEquals(EPOCH, s.remoteNanos() - s.localNanos()));
      assertEquals(19, clock.dropped().get(PtpDropReason.NOT_OUR_MASTER));
      String told = STRANGER + " sends Follow_Up for a Sync of our master's";
      assertEquals(1, log.lines(Level.WARN, told).size(), log.lines().toString());
    }
  }

  @Test
  void whoSendsFollowUpsInTheMastersNameIsToldOf() {
    follow();
    try (LogBook log = LogBook.open()) {
      measured(1);
      bench.receive(Packets.followUp(MASTER, 1, 0, EPOCH + bench.now)); // doubled on its way
      assertEquals(0, log.lines(Level.WARN, "").size());
      bench.receive(Packets.followUp(MASTER, 1, 0, EPOCH + bench.now + 5_000));
      bench.advance(SECOND / 8);
      measured(2);
      bench.receive(Packets.followUp(MASTER, 2, 0, EPOCH + bench.now + 5_000));
      String told = "two Follow_Up for one Sync of " + MASTER + " are 5000 ns apart";
      assertEquals(1, log.lines(Level.WARN, told).size(), log.lines().toString());
      assertEquals(1, log.lines(Level.WARN, "").size());
      bench.advance(60 * SECOND);
      bench.receive(Packets.announce(MASTER, 3));
      bench.advance(SECOND);
      bench.receive(Packets.announce(MASTER, 4));
      measured(500);
      bench.receive(Packets.followUp(MASTER, 500, 0, EPOCH + bench.now + 5_000));
      assertEquals(2, log.lines(Level.WARN, told).size(), log.lines().toString());
    }
    assertEquals(4, clock.dropped().get(PtpDropReason.STALE));
  }

  @Test
  void aFloodOfAnnouncesThatElectsAnotherEachTimeFillsNoLog() {
    try (LogBook log = LogBook.open()) {
      int changes = 0;
      PortIdentity before = clock.status().parent();
      for (int i = 0; i < 3_000; i++) { // in 30 s: the one is better, then worse than the other
        int priority1 = i / 4 % 2 == 0 ? 100 : 200;
        bench.receive(announce(MASTER, i, priority1));
        bench.receive(announce(STRANGER, i, 150));
        bench.advance(SECOND / 100);
        PortIdentity now = clock.status().parent();
        changes += Objects.equals(before, now) ? 0 : 1;
        before = now;
      }
      assertTrue(changes > 500, changes + " changes");
      String states = "follower: UNCALIBRATED: following ";
      assertTrue(log.lines(Level.INFO, states).size() > 20, log.lines().toString());
      assertEquals(1, log.lines(Level.WARN, "more than 60 changes in a minute").size());
      assertEquals(1, log.lines(Level.WARN, "the election flaps").size());
      assertTrue(log.lines().size() < 70, log.lines().size() + " lines");
      bench.advance(70 * SECOND);
      bench.receive(announce(MASTER, 1, 100));
      bench.advance(SECOND);
      bench.receive(announce(MASTER, 2, 100));
      List<String> untold = log.lines(Level.WARN, " changes were not told");
      assertEquals(1, untold.size(), log.lines().toString());
      int count = Integer.parseInt(untold.get(0).replaceAll("\\D*(\\d+) changes.*", "$1"));
      assertTrue(count > changes - StateLog.MOST, untold.get(0));
      String last = log.lines().get(log.lines().size() - 1);
      assertTrue(last.startsWith("INFO follower: UNCALIBRATED: following " + MASTER), last);
    }
  }

  private static byte[] announce(PortIdentity source, int sequenceId, int priority1) {
    return Packets.bytes(
        Packets.announceOf(source, sequenceId, priority1, source.clock(), Packets.TAI));
  }

  @Test
  void oneThatTellsAnotherTimeForAnothersSyncsMovesNoClock() throws Exception {
    SimulatedLan lan = new SimulatedLan(3, 0);
    lan.master(1, 100).born();
    SimulatedLan.Injector stranger = lan.injector();
    stranger.keep = 50;
    lan.run(60);
    for (int i = 0; i < 400; i++) {
      lan.run(0.05);
      for (ByteBuffer heard : stranger.heard.toArray(new ByteBuffer[0])) {
        forge(stranger, heard);
      }
      stranger.heard.clear();
      assertTrue(Math.abs(lan.error()) < 10_000, lan.error() + " ns");
    }
    assertTrue(lan.follower.dropped().get(PtpDropReason.NOT_OUR_MASTER) > 100);
  }

  /** Follows a Sync of the master's up in the stranger's own name, before the master does. */
  private static void forge(SimulatedLan.Injector stranger, ByteBuffer heard) {
    PtpHeader header = new PtpHeader();
    header.wrap(heard);
    if (header.messageType() == MessageType.SYNC) {
      TimestampMessage lie = new TimestampMessage();
      byte[] bytes = Packets.followUp(STRANGER, header.sequenceId(), 0, EPOCH + 77 * SECOND);
      lie.wrap(ByteBuffer.wrap(bytes));
      stranger.send(bytes, Lane.GENERAL);
    }
  }
}
