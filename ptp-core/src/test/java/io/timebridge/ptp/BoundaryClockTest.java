package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Chains and rings of a few boundary clocks. */
class BoundaryClockTest {
  private static final PtpPortConfig CONFIG = SimulatedLan.CONFIG;

  @Test
  void aChainHandsTheTimeOn() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(1, CONFIG);
    int first = net.segment();
    int second = net.segment();
    BoundaryNetwork.Clock grandmaster = net.clock(1, 100, 6, 0).on(first);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 12).on(first).on(second);
    BoundaryNetwork.Clock last = net.clock(3, 128, 248, -7).on(second);
    net.run(120);
    assertEquals(PortState.MASTER, grandmaster.state(0));
    assertEquals(PortState.FOLLOWER, middle.state(0));
    assertEquals(PortState.MASTER, middle.state(1));
    assertEquals(PortState.FOLLOWER, last.state(0));
    assertEquals(grandmaster.identity, last.grandmaster());
    AnnounceMessage heard = Objects.requireNonNull(last.ptp.status().announce());
    assertEquals(1, heard.stepsRemoved());
    assertEquals(middle.identity, last.parent());
    assertEquals(Packets.TAI, heard.timeProperties());
    net.run(180);
    for (int i = 0; i < 1000; i++) {
      net.run(0.05);
      assertTrue(Math.abs(middle.error()) < 3_000, middle.error() + " ns");
      assertTrue(Math.abs(last.error()) < 4_000, last.error() + " ns");
    }
  }

  @Test
  void nothingIsHandedOnBeforeThereIsATime() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(2, CONFIG);
    int first = net.segment();
    int second = net.segment();
    net.clock(1, 100, 6, 0).on(first);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 12).on(first).on(second);
    net.run(0.01);
    int waits = 0;
    for (int i = 0; i < 2000; i++) {
      net.run(0.01);
      boolean without = middle.ptp.parent() != null && middle.estimator.clock().map() == null;
      waits += without ? 1 : 0;
      assertFalse(without && middle.state(1) == PortState.MASTER);
    }
    assertTrue(waits > 0);
    assertEquals(PortState.MASTER, middle.state(1));
  }

  @Test
  void atTheGrandmastersDeathTheBestOfTheRestLeadsOnWithoutAStep() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(3, CONFIG);
    int first = net.segment();
    int second = net.segment();
    net.clock(1, 100, 6, 0).on(first);
    BoundaryNetwork.Clock middle = net.clock(2, 110, 248, 12).on(first).on(second);
    BoundaryNetwork.Clock last = net.clock(3, 128, 248, -7).on(second);
    net.run(300);
    net.segments.get(first).link(BoundaryNetwork.CUT);
    double before = last.error();
    for (int i = 0; i < 3000; i++) {
      net.run(0.01);
      double now = last.error();
      assertTrue(Math.abs(now - before) < 1_000, "a step of " + (now - before) + " ns");
      before = now;
    }
    assertEquals(PortState.MASTER, middle.state(0));
    assertEquals(PortState.MASTER, middle.state(1));
    assertEquals(middle.identity, last.grandmaster());
    net.segments.get(first).link(BoundaryNetwork.WHOLE);
    net.run(30);
    assertEquals(PortState.FOLLOWER, middle.state(0));
    assertEquals(2, middle.ptp.status().ports().get(1).number());
  }

  @Test
  void ofTwoWaysOneIsPassive() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(4, CONFIG);
    int first = net.segment();
    int second = net.segment();
    int third = net.segment();
    net.clock(1, 100, 6, 0).on(first).on(second);
    BoundaryNetwork.Clock left = net.clock(2, 128, 248, 1).on(first).on(third);
    BoundaryNetwork.Clock right = net.clock(3, 128, 248, -1).on(second).on(third);
    net.run(60);
    assertEquals(PortState.FOLLOWER, left.state(0));
    assertEquals(PortState.FOLLOWER, right.state(0));
    assertEquals(PortState.MASTER, left.state(1));
    assertEquals(PortState.PASSIVE, right.state(1));
    net.segments.get(second).link(BoundaryNetwork.CUT);
    net.run(30);
    assertEquals(PortState.FOLLOWER, right.state(1));
    assertEquals(left.identity, right.parent());
  }

  @Test
  void ofTwoPortsOnOneNetworkTheLowerNumberSpeaks() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(5, CONFIG);
    int both = net.segment();
    BoundaryNetwork.Clock clock = net.clock(1, 100, 6, 0).on(both).on(both);
    BoundaryNetwork.Clock follower = net.clock(2, 128, 248, 3).on(both).on(both);
    net.run(60);
    assertEquals(PortState.MASTER, clock.state(0));
    assertEquals(PortState.PASSIVE, clock.state(1));
    assertEquals(PortState.FOLLOWER, follower.state(0));
    assertEquals(PortState.PASSIVE, follower.state(1));
  }

  @Test
  void aClockOfClassSixFollowsNobody() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(6, CONFIG);
    int both = net.segment();
    net.clock(1, 100, 6, 0).on(both);
    BoundaryNetwork.Clock lesser = net.clock(2, 128, 6, 0).on(both);
    net.run(30);
    assertEquals(PortState.PASSIVE, lesser.state(0));
    assertNull(lesser.ptp.parent());
    assertEquals(Packets.port(1), lesser.ptp.status().parent()); // whom it is passive for
  }

  @Test
  void aFollowerOnlyPortFollowsWhoeverIsHeardAndLeadsNobody() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(8, CONFIG);
    int above = net.segment();
    int below = net.segment();
    BoundaryNetwork.Clock poor = net.clock(1, 200, 248, 0).on(above);
    BoundaryNetwork.Clock middle =
        net.clock(2, 1, 187, 3)
            .on(above, CONFIG.toBuilder().followerOnly(true).build())
            .on(below, CONFIG.toBuilder().masterOnly(true).build());
    BoundaryNetwork.Clock better = net.clock(3, 0, 200, 5).on(below);
    net.run(60);
    // Its own priority1 is better by far, but there it has no say.
    assertEquals(PortState.FOLLOWER, middle.state(0));
    assertEquals(poor.identity, middle.grandmaster());
    // And whoever is better on the other side is let lead there, but not followed.
    assertEquals(PortState.PASSIVE, middle.state(1));
    assertEquals(PortState.MASTER, better.state(0));
    net.segments.get(above).link(BoundaryNetwork.CUT);
    net.run(60);
    assertEquals(PortState.LISTENING, middle.state(0));
    net.segments.get(below).link(BoundaryNetwork.CUT);
    net.run(60);
    assertEquals(PortState.MASTER, middle.state(1));
    assertEquals(middle.identity, middle.grandmaster());
    net.segments.get(above).link(BoundaryNetwork.WHOLE);
    net.run(60);
    assertEquals(PortState.FOLLOWER, middle.state(0));
    assertEquals(PortState.MASTER, middle.state(1));
  }

  @Test
  void aPortThatLeadsBeforeItsTimeoutLeadsOnWhenNobodyElseIsHeardThere() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(9, CONFIG);
    int above = net.segment();
    int below = net.segment();
    net.clock(1, 100, 6, 0).on(above);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 3).on(above);
    net.run(30);
    BoundaryNetwork.Clock rival = net.clock(3, 200, 248, 5).on(below);
    net.run(10); // it leads there, and gives way to the port that comes now
    middle.on(below);
    net.run(2); // until the next change of its status
    int left = 0;
    for (int i = 0; i < 600; i++) {
      PortState before = middle.state(1);
      net.run(0.1);
      left += before == PortState.MASTER && middle.state(1) != PortState.MASTER ? 1 : 0;
    }
    assertEquals(0, left);
    assertEquals(PortState.MASTER, middle.state(1));
    assertEquals(PortState.FOLLOWER, rival.state(0));
  }

  private static final PtpPortConfig MASTER_ONLY = CONFIG.toBuilder().masterOnly(true).build();

  @Test
  void aMasterOnlyPortIsPassiveForABetterOneAndTakesNothingOfIt() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(10, CONFIG);
    int segment = net.segment();
    BoundaryNetwork.Clock ours = net.clock(2, 128, 248, 10).on(segment, MASTER_ONLY);
    net.run(10);
    assertEquals(PortState.MASTER, ours.state(0));
    BoundaryNetwork.Clock better = net.clock(1, 100, 6, 0).on(segment);
    net.run(20);
    assertEquals(PortState.PASSIVE, ours.state(0));
    assertNull(ours.ptp.parent());
    assertNull(ours.estimator.clock().map());
    assertEquals(0, ours.ptp.dropped().get(PtpDropReason.STALE));
    better.nodes.get(0).unplug("its cable is pulled");
    net.run(1.9);
    assertEquals(PortState.PASSIVE, ours.state(0)); // until its silence is proven
    net.run(3);
    assertEquals(PortState.MASTER, ours.state(0));
    assertEquals(ours.identity, ours.grandmaster());
  }

  @Test
  void aMasterOnlyPortWhoseLinkGoesLeadsAgainAfterItListened() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(11, CONFIG);
    int above = net.segment();
    int below = net.segment();
    net.clock(1, 100, 6, 0).on(above);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 3).on(above).on(below, MASTER_ONLY);
    BoundaryNetwork.Clock last = net.clock(3, 200, 248, -3).on(below);
    net.run(60);
    assertEquals(PortState.MASTER, middle.state(1));
    middle.nodes.get(1).unplug("its cable is pulled");
    net.run(20);
    assertEquals(PortState.FOLLOWER, middle.state(0)); // the others go on
    assertEquals(PortState.FAULTY, middle.state(1));
    assertEquals(PortState.MASTER, last.state(0));
    middle.nodes.get(1).plugIn();
    net.run(1);
    assertEquals(PortState.LISTENING, middle.state(1));
    net.run(30);
    assertEquals(PortState.MASTER, middle.state(1)); // it hands on the better grandmaster
    assertEquals(PortState.FOLLOWER, last.state(0));
    assertEquals(new ClockIdentity(1), last.grandmaster());
  }

  @Test
  void aMasterOnlyPortLeadsWhoIsWorseThanWhatItHandsOnThoughBetterThanItself() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(12, CONFIG);
    int above = net.segment();
    int below = net.segment();
    net.clock(1, 50, 6, 0).on(above);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 3).on(above).on(below, MASTER_ONLY);
    BoundaryNetwork.Clock rival = net.clock(3, 100, 248, -3).on(below);
    net.run(60);
    assertEquals(PortState.MASTER, middle.state(1));
    assertEquals(PortState.FOLLOWER, rival.state(0));
    net.segments.get(above).link(BoundaryNetwork.CUT);
    net.run(60); // now the rival is better than ourselves, and is not followed all the same
    assertEquals(PortState.PASSIVE, middle.state(1));
    assertEquals(PortState.MASTER, rival.state(0));
    assertNull(middle.ptp.parent());
    net.segments.get(above).link(BoundaryNetwork.WHOLE);
    net.run(60);
    assertEquals(PortState.MASTER, middle.state(1));
    assertEquals(new ClockIdentity(1), rival.grandmaster());
  }

  @Test
  void aPathThatIsTooLongIsNotFollowed() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(13, CONFIG.toBuilder().maxStepsRemoved(2).build());
    List<BoundaryNetwork.Clock> chain = new ArrayList<>();
    int before = net.segment();
    chain.add(net.clock(1, 100, 6, 0).on(before));
    for (int i = 2; i <= 5; i++) {
      int next = net.segment();
      chain.add(net.clock(i, 128, 248, i).on(before).on(next));
      before = next;
    }
    net.run(90);
    List<Long> grandmasters = chain.stream().map(clock -> clock.grandmaster().bits()).toList();
    assertEquals(List.of(1L, 1L, 1L, 4L, 4L), grandmasters);
  }

  @Test
  void afterASuspendNothingIsHandedOnBeforeItIsMeasuredAgain() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(10, CONFIG);
    int above = net.segment();
    int below = net.segment();
    net.clock(1, 100, 6, 0).on(above);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 3).on(above).on(below);
    net.run(60);
    assertEquals(PortState.MASTER, middle.state(1));
    net.segments.get(above).link(BoundaryNetwork.CUT);
    net.time.schedule(
        net.time.nowNanos(),
        () -> {
          middle.estimator.startEpoch();
          middle.ptp.slept(middle.oscillator.localAt(net.time.nowNanos()));
        });
    net.run(0.5);
    assertEquals(PortState.PRE_MASTER, middle.state(1));
    assertNull(middle.ptp.given());
    net.segments.get(above).link(BoundaryNetwork.WHOLE);
    net.run(10);
    assertEquals(PortState.MASTER, middle.state(1));
  }

  @Test
  void aPortMayNotBeBoth() {
    assertThrows(
        IllegalArgumentException.class,
        () -> CONFIG.toBuilder().followerOnly(true).masterOnly(true).build());
  }

  @Test
  void aClockWithOnePortTakesNoOther() {
    BoundaryNetwork net = new BoundaryNetwork(7, CONFIG);
    PtpClock boundary = net.clock(1, 100, 6, 0).ptp;
    assertThrows(IllegalStateException.class, () -> new PortBench(boundary));
    PtpClock follower =
        PtpClock.follower(
            "f",
            CONFIG,
            PtpIdentity.configured(Packets.port(9).clock()),
            net.clocks.get(0).estimator,
            net.random);
    PortBench bench = new PortBench(follower);
    assertThrows(IllegalStateException.class, () -> follower.port(bench));
    assertThrows(IllegalStateException.class, () -> follower.port(CONFIG, bench));
  }
}
