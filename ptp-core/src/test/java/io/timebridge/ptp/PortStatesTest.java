package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Engine;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.Tlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ports of a boundary clock by hand: how they begin, are managed, wait, and refuse. */
class PortStatesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ClockIdentity SELF = new ClockIdentity(0x99);
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final String PULLED = "eth1 is down or has no carrier";
  private static final PtpPortConfig CONFIG =
      PtpPortConfig.of(PtpProfile.AES67.withIntervals(0, -3, 0));

  private static final MasterTime OWN_TIME =
      new MasterTime() {
        @Override
        public long nanosAt(long localNanos) {
          return localNanos;
        }

        @Override
        public Claims claimsAt(long localNanos) {
          return new Claims(new ClockQuality(248, 0xFE, 0xFFFF), Packets.TAI);
        }
      };

  private static PtpClock boundary(long seed) {
    return PtpClock.boundary(
        "bc",
        PtpIdentity.configured(SELF),
        128,
        128,
        OWN_TIME,
        new RecordingEstimator(),
        new SeededRandom(seed));
  }

  private static PortBench bench(PtpClock clock, PtpPortConfig config) {
    return new PortBench(outbox -> clock.port(config, outbox), SECOND, PortBench.OWN);
  }

  private static PtpPort port(PtpClock clock, int number) {
    return clock.ports().get(number - 1);
  }

  private static PtpPortStatus status(PtpClock clock, int number) {
    return clock.status().ports().get(number - 1);
  }

  @Test
  void aPortIsInitializingUntilItsSocketsAreOpen() {
    PtpClock clock = boundary(1);
    assertEquals(PortState.INITIALIZING, clock.status().state());
    List<PortState> before = new ArrayList<>();
    PortBench bench =
        new PortBench(
            outbox -> {
              Engine engine = clock.port(CONFIG, outbox);
              before.add(port(clock, 1).state());
              return engine;
            },
            SECOND,
            PortBench.OWN);
    assertEquals(List.of(PortState.INITIALIZING), before);
    assertEquals(PortState.LISTENING, clock.status().state());
    PtpPort second = (PtpPort) clock.port(CONFIG, bench);
    assertEquals(PortState.INITIALIZING, second.state());
    bench.advance(4 * SECOND); // the first one's decision leaves the second alone
    assertEquals(PortState.MASTER, status(clock, 1).state());
    assertEquals(PortState.INITIALIZING, second.state());
  }

  private static AnnounceMessage announce(int id, int steps, List<Tlv> tlvs) {
    AnnounceMessage usual =
        Packets.announceOf(MASTER, id, 100, new ClockIdentity(0x7), Packets.TAI);
    return new AnnounceMessage(
        usual.header(),
        0,
        usual.timeProperties(),
        usual.grandmasterPriority1(),
        usual.grandmasterClockQuality(),
        usual.grandmasterPriority2(),
        usual.grandmasterIdentity(),
        steps,
        tlvs);
  }

  /** How long after the last Announce the silence is noticed, for each of many clocks. */
  private static List<Double> timeouts(int clocks) {
    List<Double> seconds = new ArrayList<>();
    for (int seed = 1; seed <= clocks; seed++) {
      PtpClock clock = boundary(seed);
      PortBench bench = bench(clock, CONFIG);
      for (int i = 1; i <= 5; i++) {
        bench.receive(Packets.bytes(announce(i, 1, List.of())));
        bench.advance(SECOND);
      }
      long last = bench.now - SECOND;
      while (clock.status().parent() != null) {
        bench.advance(SECOND / 100);
      }
      seconds.add((bench.now - last) * 1e-9);
    }
    return seconds;
  }

  @Test
  void theAnnounceReceiptTimeoutIsThreeIntervalsAndUpToOneMore() {
    List<Double> timeouts = timeouts(200);
    double least = timeouts.stream().mapToDouble(t -> t).min().orElseThrow();
    double most = timeouts.stream().mapToDouble(t -> t).max().orElseThrow();
    double mean = timeouts.stream().mapToDouble(t -> t).average().orElseThrow();
    assertTrue(least >= 3 && least < 3.05, least + " s");
    assertTrue(most > 3.95 && most <= 4.01, most + " s");
    assertEquals(3.5, mean, 0.1);
    assertEquals(timeouts, timeouts(200), "the same by the same seeds");
  }

  @Test
  void whatIsManyStepsAwayIsHandedOnUpTo255AndRefusedFromThen() {
    PtpClock clock = boundary(1);
    PortBench above = bench(clock, CONFIG);
    PortBench below = bench(clock, CONFIG);
    for (int i = 1; i <= 300; i++) { // the qualification takes 255 intervals
      above.receive(Packets.bytes(announce(i, 254, List.of())));
      follows(above, clock);
      advance(SECOND, above, below);
      assertTrue(i > 250 || status(clock, 2).state() != PortState.MASTER);
    }
    assertEquals(PortState.MASTER, status(clock, 2).state());
    AnnounceMessage handedOn = lastAnnounce(below);
    assertEquals(new ClockIdentity(0x7), handedOn.grandmasterIdentity());
    assertEquals(255, handedOn.stepsRemoved());
    above.receive(Packets.bytes(announce(301, 255, List.of())));
    assertEquals(1, clock.dropped().get(PtpDropReason.UNQUALIFIED));
    for (int i = 302; i <= 310; i++) {
      above.receive(Packets.bytes(announce(i, 255, List.of())));
      advance(SECOND, above, below);
    }
    assertNull(clock.status().parent());
    assertEquals(SELF, lastAnnounce(below).grandmasterIdentity());
  }

  @Test
  void aTracedPathIsTracedOnAndWhatComesBackByItIsRefused() {
    PtpClock clock = boundary(1);
    PortBench above = bench(clock, CONFIG);
    PortBench below = bench(clock, CONFIG);
    ClockIdentity grandmaster = new ClockIdentity(0x7);
    List<ClockIdentity> path = List.of(grandmaster, MASTER.clock());
    for (int i = 1; i <= 10; i++) {
      above.receive(Packets.bytes(announce(i, 1, List.of(new Tlv.PathTrace(path)))));
      follows(above, clock);
      advance(SECOND, above, below);
    }
    AnnounceMessage handedOn = lastAnnounce(below);
    Tlv.PathTrace traced = new Tlv.PathTrace(List.of(grandmaster, MASTER.clock(), SELF));
    assertEquals(List.of(traced), handedOn.tlvs());
    // Another boundary clock, which has it from us, is heard where we are followed.
    PortIdentity other = Packets.port(0x55);
    List<ClockIdentity> round = new ArrayList<>(traced.path());
    round.add(other.clock());
    long before = clock.dropped().get(PtpDropReason.UNQUALIFIED);
    for (int i = 1; i <= 10; i++) { // the way of our master has died
      AnnounceMessage back = announce(i, 3, List.of(new Tlv.PathTrace(round)));
      below.receive(
          Packets.bytes(
              new AnnounceMessage(
                  Packets.announceOf(other, i).header(),
                  0,
                  back.timeProperties(),
                  back.grandmasterPriority1(),
                  back.grandmasterClockQuality(),
                  back.grandmasterPriority2(),
                  back.grandmasterIdentity(),
                  back.stepsRemoved(),
                  back.tlvs())));
      advance(SECOND, above, below);
    }
    assertEquals(before + 10, clock.dropped().get(PtpDropReason.UNQUALIFIED));
    assertNull(clock.status().parent());
    assertEquals(SELF, lastAnnounce(below).grandmasterIdentity());
  }

  private static void follows(PortBench above, PtpClock clock) {
    ((RecordingEstimator) Objects.requireNonNull(clock.estimator()))
        .clock.continueWith(new ClockSegment(0, above.now, above.now, 0, 0, 0, 0, 0));
  }

  private static void advance(long nanos, PortBench... benches) {
    for (int i = 0; i < 100; i++) {
      for (PortBench bench : benches) {
        bench.advance(nanos / 100);
      }
    }
  }

  private static AnnounceMessage lastAnnounce(PortBench bench) {
    return AnnounceMessage.read(bench.lastSent(MessageType.ANNOUNCE).bytes());
  }

  @Test
  void aFaultyPortIsManagedThroughAnother() {
    PtpClock clock = boundary(1);
    ManagementBench.managed(clock).set = true;
    PortBench first = bench(clock, CONFIG);
    PortBench second = bench(clock, CONFIG);
    advance(10 * SECOND, first, second);
    PtpPort port = port(clock, 1);
    port.linkDown(first.now, PULLED);
    ManagementBench manager = new ManagementBench(clock, second);
    assertPort(manager, 2, PortState.FAULTY, PULLED);

    command(manager, ManagementId.DISABLE_PORT);
    assertPort(manager, 3, PortState.DISABLED, null);
    port.linkUp(first.now);
    port.linkDown(first.now, PULLED);
    port.linkUp(first.now);
    assertPort(manager, 3, PortState.DISABLED, null);
    port.linkDown(first.now, PULLED);
    command(manager, ManagementId.ENABLE_PORT);
    assertPort(manager, 2, PortState.FAULTY, PULLED);
    command(manager, ManagementId.ENABLE_PORT); // it is enabled, and still without a link
    assertPort(manager, 2, PortState.FAULTY, PULLED);
    port.linkUp(first.now);
    assertPort(manager, 4, PortState.LISTENING, null);
    advance(5 * SECOND, first, second);
    assertPort(manager, 6, PortState.MASTER, null);

    command(manager, ManagementId.DISABLE_PORT);
    int sent = first.sent.size();
    advance(10 * SECOND, first, second);
    assertEquals(sent, first.sent.size());
    assertEquals(PortState.MASTER, status(clock, 2).state());
  }

  private static final PortIdentity FIRST = new PortIdentity(SELF, 1);

  private static void command(ManagementBench manager, ManagementId id) {
    ManagementData none = ManagementData.of(id);
    assertNull(
        manager.ask(manager.to(FIRST), ManagementAction.COMMAND, id, none).orElseThrow().error());
  }

  private static void assertPort(
      ManagementBench manager, int number, PortState state, @Nullable String fault) {
    assertEquals(new PtpPortStatus(1, state, fault), status(manager.clock, 1));
    ManagementData told =
        manager
            .ask(manager.to(FIRST), ManagementAction.GET, ManagementId.PORT_DATA_SET, null)
            .orElseThrow()
            .data();
    assertEquals((long) number, Objects.requireNonNull(told).number("portState"));
  }
}
