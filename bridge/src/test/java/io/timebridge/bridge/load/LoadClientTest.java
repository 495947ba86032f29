package io.timebridge.bridge.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.Load;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets of a load and a server on a simulated network, in virtual time. */
class LoadClientTest {
  private static final long ONE_WAY_NANOS = 100_000;
  private static final long SECOND = 1_000_000_000L;
  private static final LinkModel LINK = new LinkModel(ONE_WAY_NANOS, 0, 0);

  private final VirtualTime time = new VirtualTime();
  private boolean ended;

  /** Answers each request with the same packet, but for the origin and what a test changes. */
  private static final class Scripted implements Engine {
    private final Outbox outbox;
    private final NtpPacket reply;
    private final ByteBuffer bytes = ByteBuffer.allocate(NtpPacket.LENGTH);
    private final long originMask;

    Scripted(Outbox outbox, int mode, int referenceId, long originMask) {
      this.outbox = outbox;
      this.originMask = originMask;
      this.reply =
          new NtpPacket()
              .wrap(bytes, 0)
              .leapVersionMode(NtpPacket.LEAP_UNKNOWN, NtpPacket.VERSION, mode)
              .referenceId(referenceId);
    }

    @Override
    public void started(long nowLocalNanos) {}

    @Override
    public void received(Datagram datagram) {
      long nonce = datagram.payload().getLong(NtpPacket.TRANSMIT_TIMESTAMP);
      reply.originTimestamp(nonce ^ originMask);
      outbox.sendEvent(bytes.clear(), datagram.route(), null);
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {}

    @Override
    public void expired(int timer, long nowLocalNanos) {}
  }

  private static Engine honest(Outbox outbox) {
    return new NtpServer(outbox, () -> ServerTime.NONE, AccessList.everyone(), -20);
  }

  private static LoadPlan plan(int sockets, int window, long rate, long nanos, long count) {
    return new LoadPlan(
        new InetSocketAddress(address(1), 123), sockets, window, rate, nanos, count, SECOND / 10);
  }

  private static InetAddress address(int host) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private LoadReport run(LoadPlan plan, LinkModel link, Function<Outbox, Engine> server) {
    SimulatedNetwork network = new SimulatedNetwork(time, link, new SeededRandom(7));
    network
        .addNode(new SimulatedOscillator(SECOND, OscillatorModel.PERFECT, new SeededRandom(1)))
        .attach(Binding.unicast(address(1), 123).withoutTransmitStamps(), server);
    SimulatedNode loader =
        network.addNode(
            new SimulatedOscillator(5 * SECOND, OscillatorModel.PERFECT, new SeededRandom(2)));
    LoadMeter meter = new LoadMeter(plan, () -> ended = true);
    Route to = Route.to(plan.server());
    for (int i = 0; i < plan.sockets(); i++) {
      int index = i;
      loader.attach(
          Binding.unicast(address(2), 0).withoutTransmitStamps().connectedTo(plan.server()),
          outbox -> new LoadClient(outbox, to, plan, meter, new SeededRandom(index), index));
    }
    time.runUntil(plan.durationNanos() - 1);
    boolean early = ended;
    time.runUntil(plan.durationNanos() + plan.timeoutNanos() + SECOND / 10);
    assertTrue(ended, "it ends by itself");
    assertTrue(plan.count() < Long.MAX_VALUE || !early, "it lasts as long as was asked for");
    return meter.report(plan, "simulated");
  }

  private static void assertNear(long expected, long actual, long within) {
    assertTrue(Math.abs(actual - expected) <= within, () -> actual + " instead of " + expected);
  }

  @Test
  void eachAnswerLetsTheNextRequestGoAndItsLatencyIsTheRoundTrip() {
    LoadReport report = run(plan(2, 3, 0, SECOND, Long.MAX_VALUE), LINK, LoadClientTest::honest);
    // 6 in flight, a round trip of 200 µs: 30,000 a second.
    assertNear(30_000, report.sent(), 6);
    assertEquals(report.sent(), report.replies());
    assertEquals(0, report.lost() + report.unexpected() + report.heldBack());
    assertNear(2 * ONE_WAY_NANOS, report.latency().min(), 200);
    assertNear(2 * ONE_WAY_NANOS, report.latency().max(), 200);
    assertEquals(30_000, report.repliesPerSecond(), 30);
  }

  @Test
  void itEndsWhenAsManyAsWereAskedForAreAnswered() {
    LoadReport report = run(plan(3, 4, 0, SECOND, 1_000), LINK, LoadClientTest::honest);
    assertEquals(1_000, report.sent());
    assertEquals(1_000, report.replies());
  }

  @Test
  void aCountBelowTheNumberOfSocketsIsKept() {
    LoadReport report = run(plan(5, 4, 0, SECOND, 2), LINK, LoadClientTest::honest);
    assertEquals(2, report.sent());
    assertEquals(2, report.replies());
  }

  @Test
  void aRateIsOfferedWhetherOrNotAnswersCome() {
    LoadReport report =
        run(plan(4, 64, 1_000, 2 * SECOND, Long.MAX_VALUE), LINK, LoadClientTest::honest);
    assertNear(2_000, report.sent(), 8);
    assertEquals(report.sent(), report.replies());
    assertEquals(0, report.heldBack());
  }

  @Test
  void aRateFasterThanTheTimersIsOfferedInSmallBursts() {
    LoadReport report =
        run(plan(2, 256, 100_000, SECOND, Long.MAX_VALUE), LINK, LoadClientTest::honest);
    assertNear(100_000, report.sent(), 200);
    assertEquals(report.sent(), report.replies());
  }

  @Test
  void whatFindsNoRoomInTheWindowIsHeldBackAndTold() {
    // One in flight, lost after 0.1 s: 10 a second of 1,000.
    LoadReport report =
        run(plan(1, 1, 1_000, SECOND, Long.MAX_VALUE), new LinkModel(0, 0, 1), o -> honest(o));
    assertNear(10, report.sent(), 1);
    assertEquals(report.sent(), report.lost());
    assertNear(1_000, report.sent() + report.heldBack(), 2);
    assertEquals(0, report.replies());
  }

  @Test
  void whatIsLostIsCountedAndItsPlaceUsedAgain() {
    LoadReport report =
        run(
            plan(4, 8, 0, 5 * SECOND, Long.MAX_VALUE),
            new LinkModel(50_000, 0, 0.01),
            o -> honest(o));
    assertEquals(report.sent(), report.replies() + report.lost());
    // Each way loses one in a hundred.
    assertEquals(0.0199, (double) report.lost() / report.sent(), 0.004);
    assertEquals(0, report.unexpected());
  }

  @Test
  void aSecondAnswerIsNotOne() {
    LinkModel twice =
        new LinkModel(
            ONE_WAY_NANOS, Load.NONE, new LinkModel.Faults(0, 1, 0, 0), LinkModel.Switches.NONE);
    LoadReport report = run(plan(1, 1, 0, SECOND, 100), twice, LoadClientTest::honest);
    assertEquals(100, report.replies());
    // Two requests came of each, and of both answers two: all but one are too many. What comes
    // after the last is answered is still counted.
    assertTrue(report.unexpected() >= 297, report.text());
  }

  @Test
  void anAnswerThatComesTooLateIsLost() {
    LoadReport report =
        run(plan(1, 2, 0, SECOND, 20), new LinkModel(60_000_000, 0, 0), LoadClientTest::honest);
    assertEquals(20, report.sent());
    assertEquals(20, report.lost());
    assertEquals(0, report.replies());
    assertTrue(report.unexpected() >= 18, report.text());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1L << 62, -1})
  void aForgedOriginAnswersNothing(long changed) {
    LoadReport report =
        run(
            plan(1, 1, 0, SECOND / 100, 1),
            LINK,
            o -> new Scripted(o, NtpPacket.MODE_SERVER, 0, changed));
    assertEquals(0, report.replies());
    assertEquals(1, report.unexpected());
    assertEquals(1, report.lost());
  }

  @Test
  void aPacketOfAnotherModeAnswersNothing() {
    LoadReport report =
        run(
            plan(1, 1, 0, SECOND / 100, 1),
            LINK,
            o -> new Scripted(o, NtpPacket.MODE_CLIENT, 0, 0));
    assertEquals(0, report.replies());
    assertEquals(1, report.unexpected());
  }

  /** An outbox whose messages do not leave: as in a transport that has not come to it yet. */
  private static final class Gathering implements Outbox {
    private int gathered;

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      return gathered++;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {}

    @Override
    public void setTimer(int timer, long localNanos) {}

    @Override
    public void cancelTimer(int timer) {}
  }

  @Test
  void whatWaitsForItsSystemCallIsNotLost() {
    LoadPlan plan = plan(1, 4, 0, SECOND, Long.MAX_VALUE);
    LoadMeter meter = new LoadMeter(plan, () -> {});
    Gathering outbox = new Gathering();
    Route to = Route.to(plan.server());
    LoadClient client = new LoadClient(outbox, to, plan, meter, new SeededRandom(1), 0);
    long start = 70 * SECOND;
    client.started(start);
    int sweep = 1;
    client.expired(sweep, start + plan.timeoutNanos() - 1); // a cold start: nothing has left yet
    assertEquals(4, outbox.gathered, "none was given up");
    assertEquals(0, meter.report(plan, "none").lost());
    client.expired(sweep, start + plan.timeoutNanos());
    assertEquals(4, meter.report(plan, "none").lost(), "what the transport drops is lost");
  }

  @Test
  void refusalsAndServersWithoutTimeAreTold() {
    LoadReport refused =
        run(
            plan(1, 1, 0, SECOND, 50),
            LINK,
            o -> new Scripted(o, NtpPacket.MODE_SERVER, 0x5241_5445, 0)); // "RATE"
    assertEquals(50, refused.kissOfDeath());
    assertEquals(0, refused.unsynchronised());
  }

  @Test
  void aServerWithoutTimeIsTold() {
    LoadReport report = run(plan(1, 1, 0, SECOND, 50), LINK, LoadClientTest::honest);
    assertEquals(0, report.kissOfDeath());
    assertEquals(50, report.unsynchronised());
    assertFalse(report.text().contains("NaN"));
  }
}
