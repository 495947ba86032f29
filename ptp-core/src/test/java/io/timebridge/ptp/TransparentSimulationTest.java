package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.Load;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.SlowSender;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.TimestampMessage;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A follower behind a chain of transparent clocks, each of which keeps every message as long as it
 * likes, on an oscillator of its own.
 */
class TransparentSimulationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_800_000_000_000_000_000L;

  private final VirtualTime time = new VirtualTime();
  private final Estimator estimator = EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT);
  private final List<TransparentClock> hops = new ArrayList<>();
  private long residenceMean;
  private int downwardsTimes = 1; // as long as upwards
  private LinkModel link = new LinkModel(2_000, 300, 0);
  private double stampsLost;
  private @Nullable Probe probe;
  private boolean twoStep = true;
  private double hopsPpm;

  /**
   * Hears the Syncs behind a chain, and how late they come by what has been told of them. With it
   * the clocks between are judged alone, not what a follower makes of it.
   */
  private final class Probe implements Engine {
    private final TimestampMessage message = new TimestampMessage();
    private final List<Long> latenesses = new ArrayList<>();
    private int syncId = -1;
    private long syncNanos;
    private long syncCorrection;

    @Override
    public void started(long nowLocalNanos) {}

    @Override
    public void received(Datagram datagram) {
      message.wrap(datagram.payload());
      if (message.messageType() == MessageType.SYNC) {
        syncId = message.sequenceId();
        syncNanos = time.nowNanos();
        syncCorrection = message.correctionScaledNanos();
        if (!message.has(PtpFlags.TWO_STEP)) {
          told(0);
        }
      } else if (message.messageType() == MessageType.FOLLOW_UP && message.sequenceId() == syncId) {
        told(message.correctionScaledNanos());
      }
    }

    private void told(long more) {
      syncId = -1;
      long left = message.timestampNanos() - START;
      latenesses.add(syncNanos - left - ((syncCorrection + more) >> 16));
    }

    @Override
    public void transmitted(long token, long local, long width, StampQuality quality) {}

    @Override
    public void expired(int timer, long nowLocalNanos) {}
  }

  private static Binding binding(PtpPortConfig config, int host) throws Exception {
    return new Binding(
        NetworkInterface.getByIndex(1),
        List.of(PortBench.address(host)),
        List.of(config.primaryGroup(), config.peerGroup()),
        319,
        320,
        1,
        46);
  }

  /** The rms of the follower's error behind so many hops, nanoseconds. */
  private double run(long seed, int count, DelayMechanism mechanism) throws Exception {
    SeededRandom random = new SeededRandom(seed);
    PtpProfile profile = PtpProfile.AES67.withIntervals(0, -3, -3).withDelay(mechanism, -2);
    PtpPortConfig config = PtpPortConfig.builder(profile).twoStep(twoStep).build();
    SimulatedNetwork[] links = new SimulatedNetwork[count + 1];
    for (int i = 0; i <= count; i++) {
      links[i] = new SimulatedNetwork(time, link, random.split());
    }
    PtpClock master =
        PtpClock.master("gm", config, identity(1), 100, 128, new SteadyTime(0), random.split());
    links[0]
        .addNode(new SimulatedOscillator(START, 0, 0, random.split()))
        .attach(binding(config, 1), master::port);
    for (int i = 0; i < count; i++) {
      TransparentClock hop =
          new TransparentClock("tc" + i, identity(50 + i), profile, random.split());
      hops.add(hop);
      double ppm = hopsPpm != 0 ? hopsPpm : (random.nextLong(200) - 100) / 10.0;
      SimulatedOscillator oscillator = new SimulatedOscillator(7_000, ppm, 1e-9, random.split());
      for (int side = 0; side < 2; side++) {
        SeededRandom waits = random.split();
        long mean = side == 1 ? residenceMean * downwardsTimes : residenceMean;
        Function<Outbox, Engine> factory =
            outbox -> {
              SlowSender slow = new SlowSender(outbox, time, mean, stampsLost, waits);
              return slow.of(hop.port(config, slow));
            };
        links[i + side].addNode(oscillator).attach(binding(config, 50 + 2 * i + side), factory);
      }
    }
    SimulatedOscillator oscillator = new SimulatedOscillator(5_000, 10, 1e-9, random.split());
    PtpClock follower =
        PtpClock.follower("follower", config, identity(2), estimator, random.split());
    links[count].addNode(oscillator).attach(binding(config, 2), follower::port);
    Probe listening = probe;
    if (listening != null) {
      links[count]
          .addNode(new SimulatedOscillator(0, 0, 0, random.split()))
          .attach(binding(config, 3), outbox -> listening);
    }
    double sum = 0;
    for (long t = 0; t < 400; t++) {
      time.runUntil(t * SECOND + SECOND / 2);
      if (t >= 100) {
        long local = oscillator.localAt(time.nowNanos());
        var segment = Objects.requireNonNull(estimator.clock().map()).current();
        double error = segment.nanosAt(local) - (START + time.nowNanos());
        sum += error * error;
        if (listening == null) {
          assertTrue(Math.abs(error) <= segment.errorBoundAt(local), "at " + t + " s: " + error);
        }
      }
    }
    assertEquals(PortState.FOLLOWER, follower.status().state());
    return Math.sqrt(sum / 300);
  }

  private static PtpIdentity identity(long bits) {
    return PtpIdentity.configured(new ClockIdentity(bits));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, E2E, true", "2, 1, E2E, false", "3, 2, E2E, true", "4, 5, E2E, true", "5, 5, E2E, false",
    "6, 1, P2P, true", "7, 1, P2P, false", "8, 2, P2P, true", "9, 5, P2P, true", "10, 5, P2P, false"
  })
  void isFollowedThroughAsIfItWasNotThere(
      long seed, int count, DelayMechanism mechanism, boolean followUps) throws Exception {
    residenceMean = 100_000;
    twoStep = followUps;
    double rms = run(seed, count, mechanism);
    // Each link's jitter is 300 ns, which no clock on the way can know of a single Sync.
    assertTrue(rms < 250 + 100 * count, "rms " + rms + " ns");
    for (TransparentClock hop : hops) {
      assertEquals(0, hop.missedStamps());
      assertTrue(hop.status().syntonised());
      assertTrue(Math.abs(hop.status().ratePpb()) < 11_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"11, E2E, true", "12, E2E, false", "13, P2P, true", "14, P2P, false"})
  void aLongResidenceIsToldAtTheMastersRate(long seed, DelayMechanism mechanism, boolean followUps)
      throws Exception {
    residenceMean = 2_000_000;
    downwardsTimes = 10; // at 50 ppm off, 1 µs of it would be wrong, and end-to-end not cancel out
    hopsPpm = 50;
    twoStep = followUps;
    double rms = run(seed, 1, mechanism);
    assertTrue(rms < 300, "rms " + rms + " ns");
  }

  @ParameterizedTest
  @CsvSource({
    "21, E2E, true", "22, E2E, false", "23, P2P, true", "24, P2P, false", "25, P2P, true",
    "26, P2P, false", "27, P2P, true", "28, P2P, false", "29, E2E, true", "30, E2E, false"
  })
  void whatIsLostDoubledOrHeldUpIsToldTrulyAllTheSame(
      long seed, DelayMechanism mechanism, boolean followUps) throws Exception {
    residenceMean = 100_000;
    twoStep = followUps;
    stampsLost = 0.05;
    link =
        new LinkModel(
            2_000,
            new Load.Exponential(300),
            new LinkModel.Faults(0.05, 0.05, 0.05, 3_000_000),
            LinkModel.Switches.NONE);
    Probe listening = new Probe();
    probe = listening;
    double unused = run(seed, 2, mechanism);
    List<Long> told = listening.latenesses.stream().sorted().toList();
    assertTrue(told.size() > 1_500, told.size() + " Syncs");
    // The links that no clock tells of: all three, or the last alone.
    long expected = 2_300L * (mechanism == DelayMechanism.E2E ? 3 : 1);
    assertTrue(told.get(0) > expected - 1_500, "the earliest: " + told.get(0));
    assertEquals((double) expected, (double) told.get(told.size() / 2), 700, "the median");
    for (TransparentClock hop : hops) {
      assertTrue(hop.dropped().get(PtpDropReason.LOOPED) > 0, hop.dropped().nonZero().toString());
      assertTrue(hop.missedStamps() > 0 || !followUps);
      assertTrue(Math.abs(hop.status().ratePpb()) < 12_000, hop.status().toString());
    }
  }

  /** Attaches a transparent clock to two networks, which may be one. */
  private TransparentClock join(
      SimulatedNetwork one, SimulatedNetwork other, int host, SeededRandom random)
      throws Exception {
    PtpPortConfig config = PtpPortConfig.of(PtpProfile.AES67);
    TransparentClock hop =
        new TransparentClock("tc" + host, identity(host), config.profile(), random.split());
    SimulatedOscillator oscillator = new SimulatedOscillator(7_000, 3, 0, random.split());
    one.addNode(oscillator).attach(binding(config, host), outbox -> hop.port(config, outbox));
    other.addNode(oscillator).attach(binding(config, host + 1), outbox -> hop.port(config, outbox));
    hops.add(hop);
    return hop;
  }

  /** Runs a master on one network and a follower on another for a minute; no message storms. */
  private void runLooped(
      SimulatedNetwork one, SimulatedNetwork other, SeededRandom random, int sentAtMost)
      throws Exception {
    PtpPortConfig config = PtpPortConfig.of(PtpProfile.AES67);
    PtpClock master =
        PtpClock.master("gm", config, identity(1), 100, 128, new SteadyTime(0), random.split());
    one.addNode(new SimulatedOscillator(START, 0, 0, random.split()))
        .attach(binding(config, 1), master::port);
    PtpClock follower =
        PtpClock.follower("follower", config, identity(2), estimator, random.split());
    other
        .addNode(new SimulatedOscillator(5_000, 10, 0, random.split()))
        .attach(binding(config, 2), follower::port);
    time.runUntil(60 * SECOND);
    assertEquals(PortState.FOLLOWER, follower.status().state());
    assertEquals(
        identity(1).identity(), Objects.requireNonNull(follower.status().parent()).clock());
    for (TransparentClock hop : hops) {
      for (MessageType type : List.of(MessageType.SYNC, MessageType.ANNOUNCE)) {
        long sent = hop.sent().get(type);
        long most = sentAtMost * master.sent().get(type);
        assertTrue(sent > most / 2 && sent <= most, type + ": " + sent + " of " + most);
      }
      assertTrue(hop.dropped().get(PtpDropReason.LOOPED) > 0);
    }
  }

  @Test
  void twoPortsOnOneNetworkDoNotStorm() throws Exception {
    SeededRandom random = new SeededRandom(31);
    SimulatedNetwork network = new SimulatedNetwork(time, link, random.split());
    join(network, network, 50, random);
    runLooped(network, network, random, 1);
  }

  @Test
  void aRingOfTransparentClocksDoesNotStorm() throws Exception {
    SeededRandom random = new SeededRandom(32);
    SimulatedNetwork one = new SimulatedNetwork(time, link, random.split());
    SimulatedNetwork other = new SimulatedNetwork(time, link, random.split());
    join(one, other, 50, random);
    join(one, other, 60, random);
    runLooped(one, other, random, 1);
  }
}
