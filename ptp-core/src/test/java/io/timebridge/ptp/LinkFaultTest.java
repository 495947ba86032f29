package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.wire.PtpDropReason;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Links that go and come back, as a transport tells of them. */
class LinkFaultTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PtpPortConfig CONFIG = SimulatedLan.CONFIG;
  private static final String PULLED = "eth0 is down or has no carrier";

  private static PtpPort port(PtpClock clock, int number) {
    return clock.ports().get(number - 1);
  }

  @Test
  void aFollowersPortIsFaultyUntilTheLinkIsBackAndItsClockHoldsOver() throws Exception {
    SimulatedLan lan = new SimulatedLan(1, 0);
    lan.master(1, 100).born();
    lan.run(60);
    PtpPort port = port(lan.follower, 1);
    double frequency = lan.estimator.frequencyPpb();
    try (LogBook log = LogBook.open()) {
      lan.node.unplug(PULLED);
      lan.run(0.1);
      assertEquals(
          1, log.lines(Level.INFO, "follower: FAULTY: " + PULLED).size(), log.lines().toString());
    }
    PtpStatus faulty = lan.follower.status();
    assertEquals(PortState.FAULTY, faulty.state());
    assertEquals(PULLED, faulty.ports().get(0).fault());
    assertNull(faulty.parent());
    assertEquals(frequency, lan.estimator.frequencyPpb(), 50);
    lan.run(20);
    assertEquals(PortState.FAULTY, lan.follower.status().state());
    assertTrue(Math.abs(lan.error()) < 20_000, lan.error() + " ns");
    long sent = lan.follower.sent().total();
    lan.run(10);
    assertEquals(sent, lan.follower.sent().total());
    lan.node.plugIn();
    lan.run(0.1);
    assertEquals(PortState.LISTENING, port.state());
    assertNull(lan.follower.status().ports().get(0).fault());
    lan.run(10);
    assertEquals(PortState.FOLLOWER, lan.follower.status().state());
  }

  @Test
  void aMastersPortListensAnewBeforeItLeadsAgain() {
    PtpClock master =
        PtpClock.master(
            "gm",
            CONFIG,
            PtpIdentity.configured(Packets.port(1).clock()),
            1,
            1,
            new SteadyTime(0),
            new SeededRandom(1));
    PortBench bench = new PortBench(master, SECOND);
    PtpPort port = port(master, 1);
    bench.advance(10 * SECOND);
    assertEquals(PortState.MASTER, port.state());
    port.linkDown(bench.now, PULLED);
    assertEquals(PortState.FAULTY, port.state());
    int sent = bench.sent.size();
    bench.advance(10 * SECOND);
    assertEquals(sent, bench.sent.size());
    port.linkUp(bench.now);
    assertEquals(PortState.LISTENING, port.state());
    bench.advance(SECOND);
    assertEquals(sent, bench.sent.size());
    bench.advance(10 * SECOND);
    assertEquals(PortState.MASTER, port.state());
  }

  @Test
  void whatComesByALinkThatIsGoneIsNotUsed() {
    RecordingEstimator estimator = new RecordingEstimator();
    PtpClock follower =
        PtpClock.follower(
            "f",
            CONFIG,
            PtpIdentity.configured(Packets.port(9).clock()),
            estimator,
            new SeededRandom(1));
    PortBench bench = new PortBench(follower, SECOND);
    port(follower, 1).linkDown(bench.now, PULLED);
    for (int i = 0; i < 5; i++) {
      bench.receive(Packets.announce(Packets.port(1), i));
    }
    assertNull(follower.status().parent());
    assertEquals(5, follower.dropped().get(PtpDropReason.NOT_USED));
  }

  @Test
  void ofABoundaryClockThePortThatFollowedGoesAndAnotherTakesOver() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(1, CONFIG);
    int first = net.segment();
    int second = net.segment();
    int third = net.segment();
    BoundaryNetwork.Clock grandmaster = net.clock(1, 100, 6, 0).on(first).on(second);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 5).on(first).on(second).on(third);
    BoundaryNetwork.Clock last = net.clock(3, 128, 248, -5).on(third);
    net.run(60);
    assertEquals(PortState.FOLLOWER, middle.state(0));
    middle.nodes.get(0).unplug(PULLED);
    net.run(0.1);
    assertEquals(PortState.FAULTY, middle.state(0));
    assertTrue(middle.state(1).follows()); // at once: it was heard there, too
    net.run(60);
    assertEquals(PortState.FOLLOWER, middle.state(1));
    assertEquals(grandmaster.identity, last.grandmaster());
    assertTrue(Math.abs(last.error()) < 5_000, last.error() + " ns");
    middle.nodes.get(1).unplug(PULLED);
    net.run(60);
    assertEquals(PortState.FAULTY, middle.state(1));
    assertEquals(PortState.MASTER, middle.state(2));
    assertEquals(middle.identity, last.grandmaster());
    middle.nodes.get(1).plugIn();
    middle.nodes.get(0).plugIn();
    net.run(60);
    assertEquals(PortState.FOLLOWER, middle.state(0));
    assertEquals(grandmaster.identity, last.grandmaster());
  }

  @Test
  void aPortThatManagementDisabledStaysSoWhateverItsLinkDoes() throws Exception {
    SimulatedLan lan = new SimulatedLan(2, 0);
    lan.master(1, 100).born();
    lan.run(30);
    PtpPort port = port(lan.follower, 1);
    lan.time.schedule(lan.time.nowNanos(), () -> port.disable(lan.node.clock().localNanos()));
    lan.run(1);
    lan.node.unplug(PULLED);
    lan.run(1);
    assertEquals(PortState.DISABLED, port.state());
    lan.time.schedule(lan.time.nowNanos(), () -> port.enable(lan.node.clock().localNanos()));
    lan.run(1);
    assertEquals(PortState.FAULTY, port.state());
    lan.node.plugIn();
    lan.run(20);
    assertEquals(PortState.FOLLOWER, port.state());
  }

  @Test
  void theClockIsDrawnOnWhetherItsPortIsFaultyOrDisabled() throws Exception {
    for (boolean pulled : new boolean[] {true, false}) {
      SimulatedLan lan = new SimulatedLan(3, 0);
      lan.master(1, 100).born();
      lan.run(120);
      if (pulled) {
        lan.node.unplug(PULLED);
      } else {
        PtpPort port = port(lan.follower, 1);
        lan.time.schedule(lan.time.nowNanos(), () -> port.disable(lan.node.clock().localNanos()));
      }
      for (int i = 0; i < 100; i++) {
        lan.run(10);
        ClockSegment newest = Objects.requireNonNull(lan.estimator.clock().map()).current();
        long local = lan.node.clock().localNanos();
        assertTrue(local - newest.localNanos() <= 8.1 * SECOND, "drawn each 8 s");
        assertTrue(Math.abs(lan.error()) <= newest.errorBoundAt(local), "an honest bound");
      }
      assertNull(lan.follower.status().parent());
    }
  }
}
