package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.ptp.wire.ClockIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

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

  /**
   * announceReceiptTimeout, the spread it may have, and that a master needs two Announces: so long
   * it takes until a change is noticed where it happens.
   */
  private static final int NOTICE_SECONDS = 3 + 1 + 1;

  /** From one clock to the next: an Announce, and a second one. */
  private static final int HOP_SECONDS = 2;

  /**
   * For so long what was said of a dead grandmaster may go round a ring: each clock adds a step,
   * and says so within an Announce interval, until maxStepsRemoved ends it.
   */
  private static final int GHOST_SECONDS = MAX_CLOCKS;

  @Property(seed = "20261125", tries = 12)
  void oneGrandmasterAConnectedNetworkAndNoLoops(@ForAll long seed) throws IOException {
    Topology topology = new Topology(seed);
    topology.settle();
    for (int change = 0; change < 4; change++) {
      topology.change();
      topology.pull();
      topology.settle();
    }
  }

  /**
   * Clocks that hear each other.
   *
   * @param clocks they
   * @param best whom all must follow
   * @param hops from the best to the farthest
   * @param ring whether there are two ways anywhere
   */
  private record Part(
      List<BoundaryNetwork.Clock> clocks, BoundaryNetwork.Clock best, int hops, boolean ring) {
    /** By the standard's intervals and timeouts, seconds after whatever changed. */
    int restsAfter() {
      int qualifications = hops * (hops + 1) / 2; // each as many intervals as there are steps
      return NOTICE_SECONDS + (ring ? GHOST_SECONDS : 0) + HOP_SECONDS * hops + qualifications;
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
        int clockClass = dice.nextLong(2) == 0 ? 187 : 248;
        net.clock(
            bits, 100 + (int) dice.nextLong(8), clockClass, (dice.nextLong(2000) - 1000) / 100.0);
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

    /** Runs until each connected part must have come to rest, and checks that it has by then. */
    void settle() {
      List<Part> parts = parts();
      int longest = parts.stream().mapToInt(Part::restsAfter).max().orElseThrow();
      for (int second = 1; second <= longest + 10; second++) {
        net.run(1);
        for (Part part : parts) {
          String wrong = second < part.restsAfter() ? null : wrong(part);
          assertNull(wrong, () -> wrong + ", part of " + part.clocks().size() + this);
        }
      }
      for (int segment = 0; segment < net.segments.size(); segment++) {
        if (!cut.contains(segment)) {
          int on = segment;
          boolean used = net.clocks.stream().anyMatch(clock -> isOn(clock, on));
          assertEquals(used ? 1 : 0, masters(on), () -> "masters on segment " + on + this);
        }
      }
      net.clocks.forEach(clock -> assertFalse(tellsOfTwo(clock), this::toString));
    }

    private static boolean tellsOfTwo(BoundaryNetwork.Clock clock) {
      String trouble = clock.ptp.status().electionTrouble();
      return trouble != null && trouble.startsWith("two masters");
    }

    /** What is not as it should be, or null. */
    private @Nullable String wrong(Part part) {
      for (BoundaryNetwork.Clock clock : part.clocks()) {
        if (!clock.grandmaster().equals(part.best().identity)) {
          return clock.identity + " does not follow " + part.best().identity;
        }
        if (stepsToTheTop(clock) >= net.clocks.size()) {
          return "a loop with " + clock.identity;
        }
      }
      return null;
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

    /** The model: who is connected with whom, and the best of each part. */
    private List<Part> parts() {
      Set<BoundaryNetwork.Clock> left = new LinkedHashSet<>(net.clocks);
      List<Part> parts = new ArrayList<>();
      while (!left.isEmpty()) {
        List<BoundaryNetwork.Clock> clocks = connected(left.iterator().next());
        left.removeAll(clocks);
        BoundaryNetwork.Clock best =
            clocks.stream()
                .min(
                    Comparator.comparingInt((BoundaryNetwork.Clock c) -> c.priority1)
                        .thenComparing(c -> c.quality.clockClass())
                        .thenComparing(c -> c.identity))
                .orElseThrow();
        parts.add(new Part(clocks, best, hops(best), hasRing(clocks)));
      }
      return parts;
    }

    private boolean areNeighbours(BoundaryNetwork.Clock one, BoundaryNetwork.Clock other) {
      return one.at.stream().anyMatch(segment -> isOn(one, segment) && isOn(other, segment));
    }

    private List<BoundaryNetwork.Clock> connected(BoundaryNetwork.Clock from) {
      List<BoundaryNetwork.Clock> part = new ArrayList<>(List.of(from));
      for (int i = 0; i < part.size(); i++) {
        for (BoundaryNetwork.Clock other : net.clocks) {
          if (!part.contains(other) && areNeighbours(part.get(i), other)) {
            part.add(other);
          }
        }
      }
      return part;
    }

    /** From a clock to the one that is farthest from it. */
    private int hops(BoundaryNetwork.Clock from) {
      Map<BoundaryNetwork.Clock, Integer> hops = new HashMap<>(Map.of(from, 0));
      List<BoundaryNetwork.Clock> reached = new ArrayList<>(List.of(from));
      for (int i = 0; i < reached.size(); i++) {
        BoundaryNetwork.Clock here = reached.get(i);
        for (BoundaryNetwork.Clock other : net.clocks) {
          if (!hops.containsKey(other) && areNeighbours(here, other)) {
            hops.put(other, Objects.requireNonNull(hops.get(here)) + 1);
            reached.add(other);
          }
        }
      }
      return Objects.requireNonNull(hops.get(reached.get(reached.size() - 1)));
    }

    /** A tree of clocks and segments has one joint less than there are of both. */
    private boolean hasRing(List<BoundaryNetwork.Clock> clocks) {
      Set<Integer> segments = new HashSet<>();
      int joints = 0;
      for (BoundaryNetwork.Clock clock : clocks) {
        for (int segment : clock.at) {
          if (isOn(clock, segment)) {
            segments.add(segment);
            joints++;
          }
        }
      }
      return joints > clocks.size() + segments.size() - 1;
    }
  }
}
