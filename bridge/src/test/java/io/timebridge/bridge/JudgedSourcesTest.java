package io.timebridge.bridge;

import static io.timebridge.bridge.SimulatedBridge.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PTP and NTP sources of one bridge together, and two bridges side by side, in virtual time. */
class JudgedSourcesTest {
  private static final long START = BuildDate.UTC_NANOS + SECOND;
  private static final LinkModel WAN = new LinkModel(2_000_000, 500_000, 0);
  private static final String NTP =
      """
        ntp:
          - {server: 10.0.1.1, minpoll: 5, maxpoll: 6}
          - {server: 10.0.1.2, minpoll: 5, maxpoll: 6}
          - {server: 10.0.1.3, minpoll: 5, maxpoll: 6}
      """;
  private static final String PTP = "sources:\n  ptp: [{name: audio, interface: lo}]\n";

  private static SimulatedBridge withServers(long seed, String yaml, LinkModel link)
      throws Exception {
    SimulatedBridge bridge = new SimulatedBridge(seed, START, yaml);
    servers(bridge, link);
    return bridge;
  }

  /** Beside one that does nothing: its crystal is a cheap one, 20 ppm off, that wanders. */
  private static SimulatedBridge ofCheapCrystal(long seed, String yaml) throws Exception {
    SimulatedBridge first =
        new SimulatedBridge(
            seed, START, "sources: {ptp: [{name: none, interface: lo, domain: 9}]}");
    SimulatedBridge bridge = new SimulatedBridge(first, 1, 20, 20e-9, yaml);
    servers(bridge, WAN);
    return bridge;
  }

  private static List<SimulatedNtpServer> servers(SimulatedBridge bridge, LinkModel link)
      throws Exception {
    List<SimulatedNtpServer> servers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      servers.add(bridge.ntpServer("10.0.1." + i).link(link).start());
    }
    return servers;
  }

  private static long error(SimulatedBridge bridge) {
    return bridge.timeline.snapshot().utcNanosAt(bridge.local()) - bridge.utc();
  }

  /** While it claims a time, its error is within its bound. */
  private static void assertHonest(SimulatedBridge bridge) {
    if (bridge.synchronised()) {
      long error = error(bridge);
      assertTrue(
          Math.abs(error) <= bridge.bound(),
          () ->
              "at %.1f s off by %d ns, bound %d ns, %s: %s"
                  .formatted(
                      bridge.time.nowNanos() / 1e9,
                      error,
                      bridge.bound(),
                      bridge.timeline.snapshot().source(),
                      bridge.timeline.snapshot().reason()));
    }
  }

  private static SimulatedBridge.Master arbitraryMaster(SimulatedBridge bridge) {
    SimulatedBridge.Master master = bridge.master(100);
    master.properties = SimulatedBridge.arbitrary();
    countFromPowerUp(bridge, master);
    return master;
  }

  private static void countFromPowerUp(SimulatedBridge bridge, SimulatedBridge.Master master) {
    master.aheadNanos = -bridge.tai();
  }

  /** The root mean square of the error in two hours, the first not counted. */
  private static double rms(SimulatedBridge bridge) {
    bridge.run(3_600, () -> assertHonest(bridge));
    double[] sum = {0, 0};
    bridge.run(
        3_600,
        () -> {
          assertHonest(bridge);
          double error = (double) error(bridge);
          sum[0] += error * error;
          sum[1]++;
        });
    return Math.sqrt(sum[0] / sum[1]);
  }

  /**
   * A crystal that the bridge's own wanders against, and a grandmaster's that does not. The noise
   * of the two runs of a pair is not the same, so one pair proves little: all of them are taken
   * together.
   */
  @Test
  void rateOfAnArbitraryDomainHelps() throws Exception {
    double alone = 0;
    double with = 0;
    List<String> pairs = new ArrayList<>();
    for (long seed = 1; seed <= 8; seed++) {
      double without = rms(ofCheapCrystal(seed, "sources:\n" + NTP));
      SimulatedBridge bridge = ofCheapCrystal(seed, PTP + NTP);
      arbitraryMaster(bridge).start();
      double helped = rms(bridge);
      assertCorrelated(bridge);
      alone += without * without;
      with += helped * helped;
      pairs.add("%.0f with, %.0f without".formatted(helped, without));
    }
    assertTrue(with < 0.5 * alone, pairs.toString());
  }

  private static void assertCorrelated(SimulatedBridge bridge) {
    Correlation correlation = Objects.requireNonNull(bridge.timeline.correlation("audio"));
    long ptp = bridge.time.nowNanos(); // it was switched on at 0
    EpochReading reading = correlation.utcOf(ptp).orElseThrow();
    assertEquals(correlation.epoch(), reading.epoch());
    assertTrue(Math.abs(reading.nanos() - bridge.utc()) <= reading.errorBoundNanos());
    assertTrue(reading.errorBoundNanos() < 20_000_000, reading.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void masterThatCountsFromPowerUpDisturbsNothing(long seed) throws Exception {
    SimulatedBridge bridge = withServers(seed, PTP + NTP, WAN);
    SimulatedBridge.Master master = arbitraryMaster(bridge).start();
    bridge.run(1_200, () -> assertHonest(bridge));
    Correlation correlation = Objects.requireNonNull(bridge.timeline.correlation("audio"));
    long served = epoch(bridge);
    Set<Long> epochs = new HashSet<>();
    long[] last = {error(bridge)};
    for (int i = 0; i < 10; i++) {
      long zero = bridge.tai();
      countFromPowerUp(bridge, master);
      bridge.run(
          i % 2 == 0 ? 60 : 7,
          () -> {
            assertHonest(bridge);
            assertTrue(bridge.synchronised());
            long moved = Math.abs(error(bridge) - last[0]);
            assertTrue(moved < 3_000, () -> "moved by " + moved + " ns in 0.1 s");
            last[0] = error(bridge);
          });
      assertTrue(epochs.add(correlation.epoch()), "a new epoch each time");
      EpochReading reading = correlation.utcOf(bridge.tai() - zero).orElseThrow();
      assertTrue(
          Math.abs(reading.nanos() - bridge.utc()) <= reading.errorBoundNanos(),
          () -> reading + " for " + bridge.utc());
      if (i % 3 == 2) {
        master.die();
        bridge.run(20, () -> assertHonest(bridge));
        last[0] = error(bridge);
        master.start();
      }
    }
    assertEquals(served, epoch(bridge), "no step");
  }

  private static long epoch(SimulatedBridge bridge) {
    return Objects.requireNonNull(bridge.timeline.snapshot().tai()).epoch();
  }

  /** A time that is slewed, or put right by less than a step, is no rate. */
  @ParameterizedTest
  @ValueSource(longs = {9_000_000, -9_000_000, 500_000})
  void aDomainThatIsPutRightDoesNotMakeALieOfNtp(long moved) throws Exception {
    SimulatedBridge bridge = withServers(1, PTP + NTP, new LinkModel(100_000, 20_000, 0));
    SimulatedBridge.Master master = arbitraryMaster(bridge).start();
    bridge.run(1_200, () -> assertHonest(bridge));
    for (int i = 0; i < 5; i++) {
      master.aheadNanos += moved;
      bridge.run(45, () -> assertHonest(bridge));
    }
    bridge.run(600, () -> assertHonest(bridge));
    assertEquals(TimelineState.LOCKED, bridge.timeline.snapshot().state());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sourcesThatFlapForAnHour(long seed) throws Exception {
    SimulatedBridge bridge =
        new SimulatedBridge(
            seed,
            START,
            "policy: {require: 1}\n" + PTP + NTP + "serve: {ptp: [{interface: lo, domain: 1}]}");
    List<SimulatedNtpServer> servers = servers(bridge, new LinkModel(100_000, 50_000, 0));
    SimulatedBridge.Master master = bridge.master(100).start();
    bridge.run(300, () -> assertHonest(bridge));
    SeededRandom random = new SeededRandom(seed);
    long served = epoch(bridge);
    flap(bridge, master, servers, random, 600);
    LiveObjects early = LiveObjects.count("io.timebridge.", "java.util.");
    flap(bridge, master, servers, random, 3_000);
    LiveObjects.count("io.timebridge.", "java.util.").assertNoneGrewSince(early);
    assertEquals(
        SimulatedBridge.KEPT_POINTS,
        early.of(Correlation.Point.class.getName()),
        "what is counted is what is there");
    assertEquals(served, epoch(bridge), "no step");
    // Each master that comes begins an epoch; what was learnt of the frequency stays.
    assertEquals(-10_000, bridge.source().status().ptp().frequencyPpb(), 1_000);
    for (NtpSource source : bridge.ntpSources) {
      assertTrue(Math.abs(source.status().frequencyPpb()) < 15_000, "its frequency is kept");
    }
  }

  private static void flap(
      SimulatedBridge bridge,
      SimulatedBridge.Master master,
      List<SimulatedNtpServer> servers,
      SeededRandom random,
      long seconds)
      throws Exception {
    long end = bridge.time.nowNanos() + seconds * SECOND;
    while (bridge.time.nowNanos() < end) {
      int which = (int) random.nextLong(4);
      if (which == 3) {
        if (master.isAlive()) {
          master.die();
        } else {
          master.start();
        }
      } else if (servers.get(which).isAlive()) {
        servers.get(which).stop();
      } else {
        servers.get(which).start();
      }
      bridge.run(
          1 + 3 * random.nextExponential(),
          () -> {
            assertTrue(bridge.synchronised());
            assertHonest(bridge);
          });
    }
  }

  /** The piece of a slow source's clock begins now; its holdover begins when it was last heard. */
  @Test
  void holdoverOfNtpCountsFromTheLastAnswer() throws Exception {
    SimulatedBridge bridge =
        new SimulatedBridge(
            1,
            START,
            "{clock: {holdover: 600s}, sources: {ntp: [{server: 10.0.1.1, maxpoll: 4}]}}");
    SimulatedNtpServer server = bridge.ntpServer("10.0.1.1").start();
    bridge.run(300);
    server.stop();
    long stopped = bridge.local();
    bridge.run(250);
    assertEquals(TimelineState.HOLDOVER, bridge.timeline.snapshot().state());
    long end = bridge.timeline.snapshot().endLocalNanos() - 600 * SECOND;
    assertTrue(end <= stopped && end > stopped - 20 * SECOND, (end - stopped) + " ns");
  }

  private static final String SIDE_BY_SIDE =
      """
      sources:
        ptp: [{name: gm, interface: lo}]
      serve: {ntp: {listen: ["0.0.0.0:123"]}, ptp: [{interface: lo, domain: 1, priority1: %d}]}
      """;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void twoBridgesSideBySide(long seed) throws Exception {
    SimulatedBridge first = new SimulatedBridge(seed, START, SIDE_BY_SIDE.formatted(100));
    SimulatedBridge.Master master = first.master(90).start();
    SimulatedBridge[] bridges = {
      first, new SimulatedBridge(first, 1, -8, 1e-9, SIDE_BY_SIDE.formatted(110))
    };
    SimulatedBridge client =
        new SimulatedBridge(
            first,
            2,
            5,
            1e-9,
            "sources: {ntp: [{server: %s, maxpoll: 4}, {server: %s, maxpoll: 4}]}"
                .formatted(
                    bridges[0].address.getHostAddress(), bridges[1].address.getHostAddress()));
    long[] looks = {0};
    Runnable look =
        () -> {
          SourceTime a = client.ntpSources.get(0).time();
          SourceTime b = client.ntpSources.get(1).time();
          assertHonest(bridges[0]);
          assertHonest(bridges[1]);
          assertHonest(client);
          if (a != null && b != null) {
            long now = client.local();
            long apart = Math.abs(a.utcNanosAt(now) - b.utcNanosAt(now));
            long bounds = a.tai().errorBoundAt(now) + b.tai().errorBoundAt(now);
            assertTrue(apart <= bounds, () -> apart + " ns apart, bounds " + bounds);
            looks[0]++;
          }
        };
    first.run(300, look);
    SimulatedBridge.Follower follower = first.follower(1);
    for (int i = 0; i < 4; i++) {
      int which = i % 2;
      bridges[which].kill();
      first.run(120, look);
      assertTrue(client.synchronised());
      assertTrue(Math.abs(follower.error()) < 10_000, follower.error() + " ns");
      if (i == 2) {
        master.die();
      }
      bridges[which] =
          new SimulatedBridge(
              bridges[which],
              which,
              which == 0 ? 10 : -8,
              1e-9,
              SIDE_BY_SIDE.formatted(100 + 10 * which));
      first.run(120, look);
      master.start();
      first.run(120, look);
      assertTrue(client.synchronised());
    }
    assertTrue(looks[0] > 3_000, looks[0] + " looks");
  }
}
