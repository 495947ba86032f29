package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.PortIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Elections that do not come to rest, and two who lead at once: who wins, and by what. */
class ElectionTroubleTest {

  /** A master that claims a better or a worse priority1 from now on. */
  private static void prioritise(SimulatedLan lan, SimulatedLan.Master master, int priority1) {
    lan.time.schedule(
        lan.time.nowNanos(),
        () -> master.clock.prioritise(priority1, 128, master.transport.clock().localNanos()));
  }

  @Test
  void anElectionThatFlapsIsToldOfWithWhoWinsAndWhyUntilItRests() throws Exception {
    SimulatedLan lan = new SimulatedLan(1, 0);
    lan.master(1, 100).born();
    SimulatedLan.Master restless = lan.master(2, 110).born();
    lan.run(30);
    assertNull(lan.follower.status().electionTrouble());
    try (LogBook log = LogBook.open()) {
      flip(lan, restless, 2);
      assertEquals(List.of(), log.lines(Level.WARN, "follower"));
      flip(lan, restless, 4);
      List<String> lines = log.lines(Level.WARN, "follower: the election flaps, 4 changes in ");
      assertEquals(1, lines.size(), log.lines().toString());
      assertTrue(
          lines
              .get(0)
              .matches(
                  ".* s: the grandmaster 000000.0000.00000[12] wins over the grandmaster"
                      + " 000000.0000.00000[12] by priority1 when it is heard, and does not stay"),
          lines.get(0));
      assertTrue(assertNotNullText(lan).startsWith("the election flaps"));
      flip(lan, restless, 2);
      assertEquals(1, log.lines(Level.WARN, "follower: the election flaps").size()); // a minute
      lan.run(70);
      assertNull(lan.follower.status().electionTrouble());
      assertEquals(1, log.lines(Level.INFO, "follower: the election has come to rest").size());
    }
  }

  /** It is better, then worse again, and so on, 8 s each. */
  private static void flip(SimulatedLan lan, SimulatedLan.Master master, int times) {
    for (int i = 0; i < times; i++) {
      prioritise(lan, master, i % 2 == 0 ? 90 : 110);
      lan.run(8);
    }
  }

  private static String assertNotNullText(SimulatedLan lan) {
    String trouble = lan.follower.status().electionTrouble();
    assertNotNull(trouble);
    return String.valueOf(trouble);
  }

  @Test
  void aMasterThatComesAndGoesIsToldOfAsThat() throws Exception {
    SimulatedLan lan = new SimulatedLan(2, 0);
    SimulatedLan.Master only = lan.master(1, 100).born();
    lan.run(20);
    try (LogBook log = LogBook.open()) {
      for (int i = 0; i < 5; i++) {
        only.hangs = true;
        lan.run(6);
        only.hangs = false;
        lan.run(5);
      }
      List<String> lines = log.lines(Level.WARN, "the election flaps");
      assertEquals(1, lines.size(), log.lines().toString());
      assertTrue(
          lines.get(0).endsWith("the grandmaster 000000.0000.000001 falls silent and comes back"),
          lines.get(0));
    }
  }

  @Test
  void oneChangeAndBackIsNoTrouble() throws Exception {
    SimulatedLan lan = new SimulatedLan(3, 0);
    SimulatedLan.Master first = lan.master(1, 100).born();
    lan.master(2, 110).born();
    lan.run(30);
    try (LogBook log = LogBook.open()) {
      first.hangs = true;
      lan.run(20);
      first.hangs = false;
      lan.run(60);
      assertEquals(List.of(), log.lines(Level.WARN, "follower"));
    }
    assertNull(lan.follower.status().electionTrouble());
  }

  @Test
  void twoWhoLeadAtOnceAreToldOfWithWhoWinsAndWhy() throws Exception {
    SimulatedLan lan = new SimulatedLan(4, 0);
    SimulatedLan.Master better = lan.master(1, 100).born();
    SimulatedLan.Master deaf = lan.master(2, 110);
    deaf.deaf = true; // it hears nobody: a switch that filters one way, or a broken program
    deaf.born();
    try (LogBook log = LogBook.open()) {
      lan.run(40);
      assertEquals(PortState.MASTER, better.clock.status().state());
      assertEquals(PortState.MASTER, deaf.clock.status().state());
      assertEquals(new PortIdentity(new ClockIdentity(1), 1), lan.follower.status().parent());
      List<String> lines = log.lines(Level.WARN, "follower: two masters at once");
      assertEquals(1, lines.size(), log.lines().toString());
      assertTrue(
          lines
              .get(0)
              .matches(
                  ".*two masters at once for \\d+ s: 000000.0000.000001-1 at 10.0.0.1 wins by"
                      + " priority1, and 000000.0000.000002-1 at 10.0.0.2 does not give way"),
          lines.get(0));
      // The better one hears it, too, and says the same of itself.
      lines = log.lines(Level.WARN, "gm1: two masters at once");
      assertEquals(1, lines.size(), log.lines().toString());
      assertTrue(lines.get(0).contains("000000.0000.000001-1 (ourselves) wins by priority1"));
      assertTrue(assertNotNullText(lan).startsWith("two masters at once"));
      deaf.dies();
      lan.run(10);
      assertEquals(1, log.lines(Level.INFO, "follower: there is one master again").size());
      assertEquals(1, log.lines(Level.INFO, "gm1: there is one master again").size());
    }
    assertNull(lan.follower.status().electionTrouble());
    assertNull(better.clock.status().electionTrouble()); // who hears nobody now
  }

  @Test
  void aMasterThatGivesWayInTimeIsNoTrouble() throws Exception {
    SimulatedLan lan = new SimulatedLan(5, 0);
    lan.master(1, 110).born();
    lan.run(30);
    try (LogBook log = LogBook.open()) {
      lan.master(2, 100).born();
      lan.run(60);
      assertEquals(List.of(), log.lines(Level.WARN, ""));
    }
  }

  @Test
  void anElectionThatFlappedRestsWhenNobodyIsLeft() throws Exception {
    SimulatedLan lan = new SimulatedLan(6, 0);
    SimulatedLan.Master only = lan.master(1, 100).born();
    lan.run(20);
    try (LogBook log = LogBook.open()) {
      for (int i = 0; i < 5; i++) {
        only.hangs = true;
        lan.run(6);
        only.hangs = false;
        lan.run(5);
      }
      only.dies();
      lan.run(30);
      assertNotNullText(lan);
      lan.run(50);
      assertNull(lan.follower.status().electionTrouble());
      assertEquals(1, log.lines(Level.INFO, "follower: the election has come to rest").size());
    }
  }

  @Test
  void ourOwnCablePulledAgainAndAgainIsNoFaultOfTheGrandmasters() throws Exception {
    SimulatedLan lan = new SimulatedLan(7, 0);
    lan.master(1, 100).born();
    lan.run(20);
    try (LogBook log = LogBook.open()) {
      for (int i = 0; i < 6; i++) {
        lan.node.unplug("eth0 is down or has no carrier");
        lan.run(3);
        lan.node.plugIn();
        lan.run(5);
      }
      assertEquals(List.of(), log.lines(Level.WARN, ""));
      assertEquals(6, log.lines(Level.INFO, "follower: FAULTY: eth0 is down").size());
      assertEquals(6, log.lines(Level.INFO, "follower: LISTENING: its link is back").size());
    }
  }

  @Test
  void aLinkThatFlapsMakesABoundaryClocksElectionFlap() throws Exception {
    BoundaryNetwork net = new BoundaryNetwork(8, SimulatedLan.CONFIG);
    int first = net.segment();
    int second = net.segment();
    net.clock(1, 100, 6, 0).on(first).on(second);
    BoundaryNetwork.Clock middle = net.clock(2, 128, 248, 5).on(first).on(second);
    net.run(20);
    try (LogBook log = LogBook.open()) {
      for (int i = 0; i < 6; i++) {
        middle.nodes.get(0).unplug("eth0 is down or has no carrier");
        net.run(3);
        middle.nodes.get(0).plugIn();
        net.run(5);
      }
      List<String> lines = log.lines(Level.WARN, "");
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(
          lines
              .get(0)
              .matches(
                  "WARN bc2: the election flaps, 4 changes in \\d+ s: the port"
                      + " 000000.0000.000001-1 wins over the port 000000.0000.000001-2 by sender's"
                      + " identity when it is heard, and does not stay"),
          lines.get(0));
    }
  }

  @Test
  void twoThatFellSilentTogetherAreMissedTogether() throws Exception {
    for (int seed = 1; seed <= 30; seed++) {
      SimulatedLan lan = new SimulatedLan(seed, 0);
      SimulatedLan.Master first = lan.master(1, 100).born();
      SimulatedLan.Master second = lan.master(2, 110);
      second.deaf = true;
      second.born();
      lan.run(20 + seed / 30.0);
      first.hangs = true;
      second.hangs = true;
      lan.run(4.05); // the timeout and its spread, not twice that
      assertNull(lan.follower.status().parent(), "seed " + seed);
    }
  }
}
