package io.timebridge.ntp;

import static io.timebridge.ntp.Requests.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Client and server on a simulated network. */
final class NtpExchangeTest {
  private static final InetSocketAddress SERVER = address("192.0.2.10", 123);
  private static final InetSocketAddress CLIENT = address("192.0.2.20", 40123);
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long TIMEOUT = SECOND;

  /** A server, a client that asks it at true time 1 s, and the air between them. */
  private static final class Air {
    private final VirtualTime time = new VirtualTime();
    private final List<NtpOutcome> outcomes = new ArrayList<>();
    private final SimulatedNetwork network;
    private final SimulatedOscillator serverClock;
    private final SimulatedOscillator clientClock;
    private final SeededRandom random;
    private ServerTime serverTime = TestTime.good();
    private UnaryOperator<Outbox> serverOutbox = outbox -> outbox;
    private @Nullable NtpServer server;
    private @Nullable NtpQuery query;

    Air(long seed, LinkModel link) {
      random = new SeededRandom(seed);
      network = new SimulatedNetwork(time, link, random.split());
      serverClock = new SimulatedOscillator(777 * SECOND, 0, 0, random.split());
      clientClock = new SimulatedOscillator(-5 * SECOND, 0, 0, random.split());
    }

    NtpOutcome ask(int attempts) {
      attach(
          network.addNode(serverClock),
          SERVER,
          outbox ->
              server =
                  new NtpServer(
                      serverOutbox.apply(outbox), () -> serverTime, AccessList.everyone(), -20));
      Transport client = network.addNode(clientClock);
      SeededRandom nonces = random.split();
      time.schedule(
          SECOND,
          () ->
              attach(
                  client,
                  CLIENT,
                  outbox ->
                      query =
                          new NtpQuery(
                              outbox, SERVER, nonces::nextLong, TIMEOUT, attempts, outcomes::add)));
      time.runUntil(60 * SECOND);
      assertEquals(1, outcomes.size(), "exactly one outcome");
      return outcomes.get(0);
    }

    private static void attach(
        Transport node, InetSocketAddress at, Function<Outbox, Engine> engine) {
      try {
        node.attach(Binding.unicast(at.getAddress(), at.getPort()), engine);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Map<NtpReplyFault, Long> faults() {
      return Objects.requireNonNull(query).faults().nonZero();
    }

    long served() {
      return Objects.requireNonNull(server).answers();
    }
  }

  private static final LinkModel QUIET = new LinkModel(2 * MILLI, 0, 0);
  private static final long UTC_MINUS_CLIENT = TestTime.NOVEMBER_2026 + 782 * SECOND;

  @Test
  void symmetricPathGivesTheExactOffset() {
    Air air = new Air(1, QUIET);
    NtpOutcome.Answer answer = assertInstanceOf(NtpOutcome.Answer.class, air.ask(1));
    assertEquals(4 * MILLI, answer.delayNanos());
    assertEquals(UTC_MINUS_CLIENT, answer.remoteMinusLocalNanos());
    assertEquals(-4 * SECOND, answer.t1().localNanos());
    assertEquals(-4 * SECOND + 4 * MILLI, answer.t4().localNanos());
    assertEquals(TestTime.NOVEMBER_2026 + 778 * SECOND + 2 * MILLI, answer.t2UtcNanos());
    assertEquals(1, answer.header().stratum());
    assertEquals("GPS", answer.header().referenceIdText());
    assertEquals(NtpPacket.LEAP_INSERT, answer.header().leapIndicator());
    assertEquals(2_014_160, answer.header().rootDelayNanos()); // 2 ms, rounded up to 132 / 2¹⁶ s
    assertEquals(1, air.served());
    assertEquals(Map.of(), air.faults());
  }

  @Test
  void errorIsHalfTheAsymmetryAtMost() {
    for (long seed = 0; seed < 50; seed++) {
      Air air = new Air(seed, new LinkModel(MILLI, 3e6, 0));
      NtpOutcome.Answer answer = assertInstanceOf(NtpOutcome.Answer.class, air.ask(1));
      assertTrue(answer.delayNanos() >= 2 * MILLI);
      long error = answer.remoteMinusLocalNanos() - UTC_MINUS_CLIENT;
      assertTrue(Math.abs(error) <= answer.delayNanos() / 2 - MILLI + 1, "error " + error);
    }
  }

  @Test
  void askingAgainOvercomesLoss() {
    int answered = 0;
    int unanswered = 0;
    for (long seed = 0; seed < 200; seed++) {
      NtpOutcome outcome = new Air(seed, new LinkModel(2 * MILLI, 0, 0.5)).ask(4);
      if (outcome instanceof NtpOutcome.Answer answer) {
        assertEquals(UTC_MINUS_CLIENT, answer.remoteMinusLocalNanos());
        answered++;
      } else {
        assertEquals(new NtpOutcome.NoAnswer(4, Map.of()), outcome);
        unanswered++;
      }
    }
    // One exchange in four succeeds: 1 − 0.75⁴ = 68 % of the queries, ± 3.3 % (one sigma).
    assertTrue(answered > 115 && unanswered > 40, answered + " answered");
  }

  @Test
  void silenceIsNoAnswer() {
    Air air = new Air(1, new LinkModel(MILLI, 0, 1));
    assertEquals(new NtpOutcome.NoAnswer(3, Map.of()), air.ask(3));
    assertEquals(0, air.served());
  }

  @Test
  void everyAnswerThatIsTooLateIsIgnored() {
    Air air = new Air(1, new LinkModel(600 * MILLI, 0, 0)); // 1.2 s there and back
    assertEquals(new NtpOutcome.NoAnswer(3, Map.of(NtpReplyFault.WRONG_ORIGIN, 2L)), air.ask(3));
    assertEquals(3, air.served());
    // The third comes when all is over; it bears the right origin, but nobody waits for it.
    assertEquals(Map.of(NtpReplyFault.WRONG_ORIGIN, 3L), air.faults());
  }

  @Test
  void serverWithoutTimeIsUnsynchronised() {
    Air air = new Air(1, QUIET);
    air.serverTime = ServerTime.NONE;
    NtpOutcome.Unsynchronised outcome =
        assertInstanceOf(NtpOutcome.Unsynchronised.class, air.ask(3));
    assertEquals(NtpPacket.LEAP_UNKNOWN, outcome.header().leapIndicator());
    assertEquals(0, outcome.header().stratum());
    assertEquals(16 * SECOND, outcome.header().rootDispersionNanos());
    assertEquals(1, air.served());
  }

  @Test
  void serverWhoseTimeRanOutIsUnsynchronised() {
    Air air = new Air(1, QUIET);
    air.serverTime = new TestTime(TestTime.NOVEMBER_2026, 778 * SECOND + 2 * MILLI);
    assertInstanceOf(NtpOutcome.Unsynchronised.class, air.ask(3));
    air = new Air(1, QUIET);
    air.serverTime = new TestTime(TestTime.NOVEMBER_2026, 778 * SECOND + 2 * MILLI + 1);
    assertInstanceOf(NtpOutcome.Answer.class, air.ask(3));
  }

  /** Sends forgeries in the server's name before each true answer, and the answer twice. */
  private static final class Forger implements Outbox {
    private final Outbox real;

    Forger(Outbox real) {
      this.real = real;
    }

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      forge(message, route, packet -> packet.originTimestamp(0));
      forge(message, route, packet -> packet.originTimestamp(packet.originTimestamp() ^ 1));
      forge(message, route, packet -> packet.leapVersionMode(0, 3, 4));
      forge(message, route, packet -> packet.leapVersionMode(0, 4, 1));
      forge(message, route, packet -> packet.transmitTimestamp(0));
      real.sendEvent(message.duplicate().limit(20), route, null);
      long token = real.sendEvent(message, route, late);
      real.sendEvent(message, route, late);
      return token;
    }

    private void forge(ByteBuffer message, Route route, Consumer<NtpPacket> change) {
      ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
      change.accept(new NtpPacket().wrap(copy, 0));
      real.sendEvent(copy, route, null);
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {
      real.sendGeneral(message, route);
    }

    @Override
    public void setTimer(int timer, long localNanos) {
      real.setTimer(timer, localNanos);
    }

    @Override
    public void cancelTimer(int timer) {
      real.cancelTimer(timer);
    }
  }

  @Test
  void forgeriesThatComeFirstDoNotKeepTheTruthOut() {
    Air air = new Air(1, QUIET);
    air.serverOutbox = Forger::new;
    NtpOutcome.Answer answer = assertInstanceOf(NtpOutcome.Answer.class, air.ask(1));
    assertEquals(UTC_MINUS_CLIENT, answer.remoteMinusLocalNanos());
    assertEquals(
        Map.of(
            NtpReplyFault.WRONG_ORIGIN, 2L,
            NtpReplyFault.WRONG_VERSION, 1L,
            NtpReplyFault.WRONG_MODE, 1L,
            NtpReplyFault.NO_TIMESTAMP, 1L,
            NtpReplyFault.TOO_SHORT, 1L,
            NtpReplyFault.DUPLICATE, 1L),
        air.faults());
  }

  @Test
  void oneSeedOneRun() {
    LinkModel link = new LinkModel(MILLI, 3e6, 0.3);
    for (long seed = 0; seed < 20; seed++) {
      assertEquals(new Air(seed, link).ask(3), new Air(seed, link).ask(3));
    }
  }
}
