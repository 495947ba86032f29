package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grandmasters come and go; the follower's clock goes on. */
class GrandmastersSimulationTest {

  private static ClockIdentity grandmaster(SimulatedLan lan) {
    AnnounceMessage announce = lan.follower.status().announce();
    assertTrue(announce != null, "nobody is followed");
    return Objects.requireNonNull(announce).grandmasterIdentity();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneStepAndTwoStepMastersAreFollowed(boolean twoStep) throws Exception {
    SimulatedLan lan = new SimulatedLan(1, 0);
    lan.master(1, 100, twoStep, Packets.TAI).born();
    lan.run(60);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
    double worst = lan.worstErrorWithin(100);
    assertTrue(worst < 10_000, worst + " ns");
  }

  @Test
  void theBetterOfTwoIsChosen() throws Exception {
    SimulatedLan lan = new SimulatedLan(2, 0);
    SimulatedLan.Master worse = lan.master(1, 110).born();
    lan.run(20);
    assertEquals(new ClockIdentity(1), grandmaster(lan));
    SimulatedLan.Master better = lan.master(2, 100).born();
    lan.run(20);
    assertEquals(new ClockIdentity(2), grandmaster(lan));
    assertEquals(PortState.PASSIVE, worse.clock.status().state());
    assertEquals(PortState.MASTER, better.clock.status().state());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void atItsDeathTheOtherIsFollowedWithoutALargerStepThanTheirDifference(long seed)
      throws Exception {
    SimulatedLan lan = new SimulatedLan(seed, 0);
    SimulatedLan.Master a = lan.master(1, 100).born();
    SimulatedLan.Master b = lan.master(2, 110).born();
    b.offsetNanos = 3_000_000;
    lan.run(60);
    double frequency = lan.estimator.frequencyPpb();
    long epoch = lan.follower.status().epoch();
    a.dies();
    double before = lan.error();
    int looks = 0;
    // announceReceiptTimeout of b, longer by up to an interval; b's second Announce.
    while (lan.follower.status().epoch() == epoch && looks++ < 1000) {
      lan.run(0.01);
      double now = lan.error();
      assertTrue(Math.abs(now - before) < 2_000, "a step of " + (now - before) + " ns");
      before = now;
    }
    assertTrue(looks < 550, looks + " looks");
    assertEquals(new ClockIdentity(2), grandmaster(lan));
    assertNull(lan.follower.status().timeProperties());
    assertTrue(Math.abs(lan.estimator.frequencyPpb() - frequency) < 100);
    for (int i = 0; i < 30_000; i++) {
      lan.run(0.01);
      double now = lan.error();
      assertTrue(Math.abs(now - before) < 3_010_000, "a step of " + (now - before) + " ns");
      before = now;
    }
    assertEquals(3_000_000, lan.error(), 5_000);
    assertEquals(Packets.TAI, lan.follower.status().timeProperties());
    assertEquals(epoch + 1, lan.follower.status().epoch());
  }

  @Test
  void twentyDeathsAndReturnsLeaveNothingBehind() throws Exception {
    SimulatedLan lan = new SimulatedLan(3, 0);
    SimulatedLan.Master a = lan.master(1, 100).born();
    SimulatedLan.Master b = lan.master(2, 110).born();
    lan.run(30);
    long epoch = lan.follower.status().epoch();
    for (int i = 0; i < 20; i++) {
      a.dies();
      lan.run(10);
      assertEquals(new ClockIdentity(2), grandmaster(lan), "death " + i);
      assertEquals(PortState.MASTER, b.clock.status().state());
      a.born();
      lan.run(15);
      assertEquals(new ClockIdentity(1), grandmaster(lan), "return " + i);
      assertEquals(PortState.PASSIVE, b.clock.status().state());
    }
    lan.run(20);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
    assertEquals(epoch + 40, lan.follower.status().epoch());
    assertTrue(lan.worstErrorWithin(20) < 10_000);
    // Were a Sync timer or a Delay_Req timer left over by each death, there would be more of them.
    long answers = a.clock.received().total();
    lan.run(100);
    long each = (a.clock.received().total() - answers) / 100;
    assertTrue(each >= 6 && each <= 10, each + " Delay_Req a second instead of 8");
  }

  @Test
  void announceWithoutSyncIsALostSourceUntilSyncIsBack() throws Exception {
    SimulatedLan lan = new SimulatedLan(4, 0);
    SimulatedLan.Master a = lan.master(1, 100).born();
    lan.run(30);
    a.dies();
    SimulatedLan.Injector injector = lan.injector();
    PortIdentity source = new PortIdentity(new ClockIdentity(1), 1);
    for (int id = 1000; id < 1010; id++) {
      injector.send(
          Packets.bytes(Packets.announceOf(source, id, 100, source.clock(), Packets.TAI)),
          Lane.GENERAL);
      lan.run(1);
    }
    assertEquals(PortState.UNCALIBRATED, lan.follower.status().state());
    assertEquals(source, lan.follower.status().parent());
    assertEquals(false, lan.follower.status().locked());
    assertTrue(lan.worstErrorWithin(1) < 20_000); // it goes on with what it knows
    a.born(); // and counts from 0 again
    lan.run(12);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
    assertEquals(0, lan.follower.status().epoch());
    assertTrue(lan.worstErrorWithin(10) < 10_000);
  }

  @Test
  void aMasterThatRestartsIsFollowedAgain() throws Exception {
    SimulatedLan lan = new SimulatedLan(5, 0);
    SimulatedLan.Master a = lan.master(1, 100).born();
    lan.run(30); // few enough Announces that the new ids lie "a little behind"
    a.dies();
    a.born();
    lan.run(20);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
    assertTrue(lan.worstErrorWithin(10) < 20_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aQuarterLostIsStillEnough(long seed) throws Exception {
    SimulatedLan lan = new SimulatedLan(seed, 0.25);
    lan.master(1, 100).born();
    lan.run(60);
    int locked = 0;
    for (int i = 0; i < 300; i++) {
      lan.run(1);
      locked += lan.follower.status().locked() ? 1 : 0;
      assertTrue(Math.abs(lan.error()) < 50_000, lan.error() + " ns");
    }
    // Three Announces in a row are lost once a minute or so, and cost a few seconds.
    assertTrue(locked > 240, locked + " of 300 s");
  }

  @Test
  void anArbitraryTimescaleIsFollowedAndSaysSo() throws Exception {
    SimulatedLan lan = new SimulatedLan(6, 0);
    SimulatedLan.Master a = lan.master(1, 100, true, Packets.ARBITRARY);
    a.offsetNanos = 4_711 - SimulatedLan.START; // counts from power-up
    a.born();
    lan.run(40);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
    TimeProperties properties = Objects.requireNonNull(lan.follower.status().timeProperties());
    assertEquals(false, properties.ptpTimescale());
    assertEquals((double) (4_711 - SimulatedLan.START), lan.error(), 10_000);
  }

  @Test
  void theMastersTimeJumpsAndTheEpochEnds() throws Exception {
    SimulatedLan lan = new SimulatedLan(7, 0);
    SimulatedLan.Master a = lan.master(1, 100).born();
    lan.run(30);
    a.offsetNanos = 37 * SimulatedLan.SECOND;
    lan.run(30);
    assertEquals(1, lan.follower.status().epoch());
    assertEquals(37e9, lan.error(), 10_000);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
  }

  @Test
  void aMasterAndAFollowerOfOneMacAddressFindTheirOwnIdentities() throws Exception {
    byte[] mac = {0, 0, 0, 1, 2, 3};
    PtpIdentity derived = PtpIdentity.derived(mac);
    SimulatedLan lan = new SimulatedLan(8, 0, PtpIdentity.derived(mac));
    SimulatedLan.Master a =
        lan.master(derived.identity().bits(), 100).born(); // a configured one: it keeps it
    lan.run(60);
    assertNotEquals(derived.identity(), lan.follower.status().identity());
    assertEquals(derived.identity(), grandmaster(lan));
    assertEquals(derived.identity(), a.clock.status().identity());
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
    assertTrue(lan.worstErrorWithin(10) < 10_000);
  }

  @Test
  void twoFollowersOfOneMacAddressDoNotTakeEachOthersAnswers() throws Exception {
    byte[] mac = {0, 0, 0, 1, 2, 3};
    SimulatedLan lan = new SimulatedLan(9, 0, PtpIdentity.derived(mac));
    lan.master(1, 100).born();
    lan.run(20);
    ClockIdentity before = lan.follower.status().identity();
    SimulatedLan.Injector neighbour = lan.injector();
    for (int id = 0; id < 200; id++) {
      neighbour.send(Packets.delayReq(new PortIdentity(before, 1), id, 0), Lane.EVENT);
      lan.run(0.1);
    }
    assertNotEquals(before, lan.follower.status().identity());
    assertTrue(lan.follower.dropped().get(PtpDropReason.NOT_FOR_US) > 190);
    assertTrue(lan.worstErrorWithin(10) < 10_000);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
  }

  @Test
  void theMasterThatDegradesIsRelievedAndTakesOverAgainWhenItRecovers() throws Exception {
    SimulatedLan lan = new SimulatedLan(10, 0);
    SimulatedLan.Master a = lan.master(1, 100).born();
    SimulatedLan.Master b = lan.master(2, 100).born();
    b.offsetNanos = 3_000;
    lan.run(30);
    assertEquals(PortState.MASTER, a.clock.status().state()); // the lower identity, all else equal
    assertEquals(PortState.PASSIVE, b.clock.status().state());
    a.changes(new ClockQuality(7, 0x21, 0x4E5D));
    lan.run(3); // b hears of it at once, its second Announce makes it a's better
    assertEquals(PortState.PASSIVE, a.clock.status().state());
    assertEquals(PortState.MASTER, b.clock.status().state());
    lan.run(2);
    assertEquals(new ClockIdentity(2), grandmaster(lan));
    a.changes(Packets.GOOD);
    assertEquals(PortState.MASTER, a.clock.status().state());
    lan.run(5);
    assertEquals(PortState.PASSIVE, b.clock.status().state());
    assertEquals(new ClockIdentity(1), grandmaster(lan));
    assertTrue(lan.worstErrorWithin(20) < 10_000);
  }

  /** Two masters of one reference that change places all the time: the follower feels nothing. */
  @Test
  void flappingQualityMakesNoJump() throws Exception {
    SimulatedLan lan = new SimulatedLan(11, 0);
    SimulatedLan.Master a = lan.master(1, 100).born();
    SimulatedLan.Master b = lan.master(2, 100).born();
    lan.run(60);
    for (int i = 0; i < 30; i++) {
      a.changes(new ClockQuality(i % 2 == 0 ? 52 : 6, 0x21, 0x4E5D));
      assertTrue(lan.worstErrorWithin(3 + i % 5) < 10_000, "change " + i);
      assertTrue(
          a.clock.status().state() == PortState.MASTER
              || b.clock.status().state() == PortState.MASTER,
          "somebody gives the time");
    }
  }

  @Test
  void aMasterWithoutATimeLeavesTheNetworkToTheOther() throws Exception {
    SimulatedLan lan = new SimulatedLan(12, 0);
    SimulatedLan.Master a = lan.master(1, 100);
    a.claimsNothing = true;
    a.born();
    SimulatedLan.Master b = lan.master(2, 110).born();
    lan.run(30);
    assertEquals(new ClockIdentity(2), grandmaster(lan));
    assertEquals(PortState.LISTENING, a.clock.status().state());
    assertEquals(0, a.clock.sent().total());
    a.claimsNothing = false;
    a.changes(Packets.GOOD);
    lan.run(5);
    assertEquals(new ClockIdentity(1), grandmaster(lan));
    assertEquals(PortState.PASSIVE, b.clock.status().state());
  }
}
