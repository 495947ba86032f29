package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.PortIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our masters and our follower, which negotiate, on a lossy network in virtual time. */
class UnicastSimulationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_800_000_000L * SECOND;
  private static final int FOLLOWER = 200;
  private static final String PULLED = "eth0 is down or has no carrier";

  private final VirtualTime time = new VirtualTime();
  private final SeededRandom random = new SeededRandom(9);
  private final SimulatedNetwork lan =
      new SimulatedNetwork(time, new LinkModel(10_000, 5_000, 0.02), random.split());
  private final SimulatedOscillator oscillator =
      new SimulatedOscillator(5_000, 10, 1e-9, random.split());
  private final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);

  private final List<SimulatedNode> nodes = new ArrayList<>(); // the masters'

  private PtpClock master(int host, boolean twoStep, Transport.Attachment[] attached)
      throws IOException {
    PtpPortConfig config =
        PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, 0, 0))
            .unicastService(new UnicastService(4, 1, 1000, 30))
            .multicast(false) // or the masters would hear each other
            .unicastDelayResp(false)
            .twoStep(twoStep)
            .build();
    MasterTime from = new SteadyTime(0);
    PtpIdentity identity = PtpIdentity.configured(new ClockIdentity(host));
    PtpClock clock =
        PtpClock.master("gm" + host, config, identity, 100 + host, 128, from, random.split());
    SimulatedNode node = lan.addNode(new SimulatedOscillator(START, 0, 0, random.split()));
    nodes.add(node);
    attached[host] = node.attach(SimulatedLan.binding(host), clock::port);
    return clock;
  }

  private void run(double seconds) {
    time.runUntil(time.nowNanos() + Math.round(seconds * SECOND));
  }

  private double error() {
    long local = oscillator.localAt(time.nowNanos());
    return Objects.requireNonNull(estimator.clock().map()).current().nanosAt(local)
        - (START + time.nowNanos());
  }

  private PtpClock follower() {
    return PtpClock.follower(
        "follower",
        PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, -3, -3))
            .unicastClient(
                new UnicastClient(List.of(PortBench.address(1), PortBench.address(2)), 20, 0))
            .build(),
        PtpIdentity.configured(new ClockIdentity(0xF0)),
        estimator,
        random.split());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void followsTheBestAndTheNextWhenThatOneDies(boolean twoStep) throws Exception {
    Transport.Attachment[] attached = new Transport.Attachment[3];
    PtpClock better = master(1, twoStep, attached);
    PtpClock worse = master(2, twoStep, attached);
    PtpClock follower = follower();
    lan.addNode(oscillator).attach(SimulatedLan.binding(FOLLOWER), follower::port);

    run(60);
    assertEquals(new PortIdentity(new ClockIdentity(1), 1), follower.status().parent());
    assertEquals(PortState.FOLLOWER, follower.status().state());
    assertEquals(0, error(), 3_000, "ns");
    assertEquals(3, better.unicastGrants());
    assertEquals(1, worse.unicastGrants(), "Announce only");

    Objects.requireNonNull(attached[1]).close();
    run(60);
    assertEquals(new PortIdentity(new ClockIdentity(2), 1), follower.status().parent());
    assertEquals(PortState.FOLLOWER, follower.status().state());
    assertEquals(0, error(), 3_000, "ns");
    assertEquals(3, worse.unicastGrants());
    assertTrue(worse.unicastOutcomes().get(UnicastOutcome.RENEWED) > 0);
  }

  @Test
  void linksThatGoAndComeBackAreAskedAgainAndServedAgain() throws Exception {
    Transport.Attachment[] attached = new Transport.Attachment[3];
    PtpClock better = master(1, true, attached);
    PtpClock worse = master(2, true, attached);
    PtpClock follower = follower();
    SimulatedNode node = lan.addNode(oscillator);
    node.attach(SimulatedLan.binding(FOLLOWER), follower::port);
    run(60);
    node.unplug(PULLED); // the grants run on meanwhile
    run(5);
    assertEquals(PortState.FAULTY, follower.status().state());
    assertEquals(PULLED, follower.status().ports().get(0).fault());
    long sent = follower.sent().total();
    run(10);
    assertEquals(sent, follower.sent().total());
    node.plugIn();
    run(20);
    assertFollows(follower, 1);

    nodes.get(0).unplug(PULLED);
    run(30);
    assertEquals(PortState.FAULTY, better.status().state());
    assertFollows(follower, 2);
    nodes.get(0).plugIn();
    run(60);
    assertEquals(PortState.MASTER, better.status().state());
    assertFollows(follower, 1);
    assertEquals(3, better.unicastGrants());

    nodes.get(0).unplug(PULLED); // for less than its grants last, and than it is missed for
    run(1);
    nodes.get(0).plugIn();
    run(60);
    assertFollows(follower, 1);
    assertEquals(PortState.MASTER, worse.status().state());
  }

  private void assertFollows(PtpClock follower, long master) {
    PtpStatus status = follower.status();
    assertEquals(new PortIdentity(new ClockIdentity(master), 1), status.parent());
    assertEquals(PortState.FOLLOWER, status.state());
    assertEquals(0, error(), 3_000, "ns");
  }
}
