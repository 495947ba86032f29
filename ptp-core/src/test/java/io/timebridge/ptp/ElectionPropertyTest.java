package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.ptp.wire.ClockIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Elections among boundary clocks on random networks whose segments fail and heal in silence, and
 * whose cables are pulled and put back, of which their transports tell, against a model: in each
 * connected part the best clock is everybody's grandmaster, there is one master a segment, and the
 * ways to the grandmaster are a tree.
 */
class ElectionPropertyTest {
  private static final int MAX_CLOCKS = 50;
  private static final PtpPortConfig CONFIG =
      PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, 0, 0))
          .maxStepsRemoved(MAX_CLOCKS)
          .build();

  /** announceReceiptTimeout, the spread it may have, and that a master needs two Announces. */
  private static final double NOTICE_SECONDS = 3 + 1 + 1;

  /**
   * For so long what was said of a dead grandmaster may go round a ring: each clock adds a step,
   * and says so within an Announce interval.
   */
  private static final double GHOST_SECONDS = MAX_CLOCKS;

  /** What a change takes on from one clock to the next: an Announce and a qualification. */
  private static final double HOP_SECONDS = 3;

  @Property(seed = "20261125", tries = 12)
  void oneGrandmasterAConnectedNetworkAndNoLoops(@ForAll long seed) throws IOException {
    Topology topology = new Topology(seed);
    topology.settle();
    topology.check();
    for (int change = 0; change < 4; change++) {
      topology.change();
      topology.pull();
      topology.settle();
      topology.check();
    }
  }

  private static final class Topology {
    final SeededRandom dice;
    final BoundaryNetwork net;
    final Set<Integer> cut = new HashSet<>();
    final Set<SimulatedNode> unplugged = new HashSet<>();

    Topology(long seed) throws IOException {
      dice = new SeededRandom(seed);
      net = new BoundaryNetwork(seed, CONFIG);
      int clocks = 2 + (int) dice.nextLong(MAX_CLOCKS - 1);
      Set<Long> identities = new HashSet<>();
      for (int i = 0; i < clocks; i++) {
        long bits = dice.nextLong(); // with the top bit set in every second one
        assertTrue(identities.add(bits));
        net.clock(bits, 100 + (int) dice.nextLong(8), 248, (dice.nextLong(2000) - 1000) / 100.0);
      }
      for (int i = 1; i < clocks; i++) { // a tree at first
        join(i, (int) dice.nextLong(i));
      }
      for (int i = 0; i < clocks / 3; i++) { // and then some rings
        join((int) dice.nextLong(clocks), (int) dice.nextLong(clocks));
      }
    }

    /** A link, or a hub that a third clock is on too. */
    private void join(int a, int b) throws IOException {
      if (a != b && net.clocks.get(a).at.size() < 3 && net.clocks.get(b).at.size() < 3) {
        int segment = net.segment();
        net.clocks.get(a).on(segment);
        net.clocks.get(b).on(segment);
        BoundaryNetwork.Clock third = net.clocks.get((int) dice.nextLong(net.clocks.size()));
        if (dice.nextLong(4) == 0 && third.at.size() < 3 && !third.at.contains(segment)) {
          third.on(segment);
        }
      }
    }

    void change() {
      for (int i = 0; i < net.segments.size(); i++) {
        if (dice.nextLong(5) == 0) {
          boolean whole = !cut.remove(i) && cut.add(i);
          net.segments.get(i).link(whole ? BoundaryNetwork.CUT : BoundaryNetwork.WHOLE);
        }
      }
    }

    /** Pulls a tenth of the cables, and puts half of those that are pulled back. */
    void pull() {
      for (BoundaryNetwork.Clock clock : net.clocks) {
        for (SimulatedNode node : clock.nodes) {
          if (unplugged.contains(node)) {
            if (dice.nextLong(2) == 0) {
              unplugged.remove(node);
              node.plugIn();
            }
          } else if (dice.nextLong(10) == 0) {
            unplugged.add(node);
            node.unplug("its cable is pulled");
          }
        }
      }
    }

    private boolean isOn(BoundaryNetwork.Clock clock, int segment) {
      int port = clock.at.indexOf(segment);
      return port >= 0 && !cut.contains(segment) && !unplugged.contains(clock.nodes.get(port));
    }

    void settle() {
      net.run(NOTICE_SECONDS + GHOST_SECONDS + HOP_SECONDS * net.clocks.size());
    }

    void check() {
      Map<BoundaryNetwork.Clock, BoundaryNetwork.Clock> expected = grandmasters();
      for (BoundaryNetwork.Clock clock : net.clocks) {
        assertEquals(
            Objects.requireNonNull(expected.get(clock)).identity,
            clock.grandmaster(),
            this::toString);
        assertTrue(stepsToTheTop(clock) < net.clocks.size());
      }
      for (int i = 0; i < net.segments.size(); i++) {
        if (!cut.contains(i)) {
          int segment = i;
          boolean used = net.clocks.stream().anyMatch(clock -> isOn(clock, segment));
          assertEquals(used ? 1 : 0, masters(i), () -> "masters on segment " + segment + this);
        }
      }
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("segments cut: " + cut);
      for (BoundaryNetwork.Clock clock : net.clocks) {
        text.append(
            "\n%s %d on %s: %s of %s"
                .formatted(
                    clock.identity,
                    clock.priority1,
                    clock.at,
                    clock.ptp.status().ports(),
                    clock.grandmaster()));
      }
      return text.toString();
    }

    private int stepsToTheTop(BoundaryNetwork.Clock clock) {
      Map<ClockIdentity, BoundaryNetwork.Clock> byIdentity = new HashMap<>();
      net.clocks.forEach(each -> byIdentity.put(each.identity, each));
      int steps = 0;
      BoundaryNetwork.Clock at = clock;
      while (at.parent() != null && steps < net.clocks.size()) {
        at = Objects.requireNonNull(byIdentity.get(at.parent()));
        steps++;
      }
      return steps;
    }

    private long masters(int segment) {
      long masters = 0;
      for (BoundaryNetwork.Clock clock : net.clocks) {
        for (int port = 0; port < clock.at.size(); port++) {
          if (clock.at.get(port) == segment && clock.state(port) == PortState.MASTER) {
            masters++;
          }
        }
      }
      return masters;
    }

    /** The model: the best of each connected part. */
    private Map<BoundaryNetwork.Clock, BoundaryNetwork.Clock> grandmasters() {
      Map<BoundaryNetwork.Clock, BoundaryNetwork.Clock> best = new HashMap<>();
      for (BoundaryNetwork.Clock from : net.clocks) {
        if (!best.containsKey(from)) {
          List<BoundaryNetwork.Clock> part = connected(from);
          BoundaryNetwork.Clock top =
              part.stream()
                  .min(
                      Comparator.comparingInt((BoundaryNetwork.Clock c) -> c.priority1)
                          .thenComparing(c -> c.identity))
                  .orElseThrow();
          part.forEach(each -> best.put(each, top));
        }
      }
      return best;
    }

    private List<BoundaryNetwork.Clock> connected(BoundaryNetwork.Clock from) {
      List<BoundaryNetwork.Clock> part = new ArrayList<>(List.of(from));
      for (int i = 0; i < part.size(); i++) {
        BoundaryNetwork.Clock here = part.get(i);
        for (BoundaryNetwork.Clock other : net.clocks) {
          boolean neighbours = here.at.stream().anyMatch(s -> isOn(here, s) && isOn(other, s));
          if (neighbours && !part.contains(other)) {
            part.add(other);
          }
        }
      }
      return part;
    }
  }
}
