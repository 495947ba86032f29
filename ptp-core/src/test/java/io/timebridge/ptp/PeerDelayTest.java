package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.PortBench.Sent;
import io.timebridge.ptp.RecordingEstimator.Seen;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The peer delay mechanism of a port, packet by packet. */
class PeerDelayTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_800_000_000L * SECOND;
  private static final long FAR = 77 * SECOND; // the neighbour's clock is ahead of ours by so much
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final PortIdentity PEER = Packets.port(0x20);
  private static final PortIdentity STRANGER = Packets.port(0x30);
  private static final PortIdentity OWN = Packets.port(0x99);

  private final RecordingEstimator estimator = new RecordingEstimator();
  private PtpClock clock = follower(config(DelayMechanism.P2P).build());
  private PortBench bench = new PortBench(clock, SECOND);
  private int announceId;

  private static PtpPortConfig.Builder config(DelayMechanism mechanism) {
    PtpProfile profile = PtpProfile.AES67.withIntervals(0, -3, 0).withDelay(mechanism, 0);
    return PtpPortConfig.builder(profile);
  }

  private PtpClock follower(PtpPortConfig config) {
    PtpIdentity identity = PtpIdentity.configured(new ClockIdentity(0x99));
    return PtpClock.follower("follower", config, identity, estimator, new SeededRandom(1));
  }

  private void use(PtpPortConfig config) {
    clock = follower(config);
    bench = new PortBench(clock, SECOND);
  }

  private PeerDelay peerDelay() {
    return clock.ports().get(0).peerDelay();
  }

  private long dropped(PtpDropReason reason) {
    return clock.dropped().get(reason);
  }

  private Sent request() {
    return bench.lastSent(MessageType.PDELAY_REQ);
  }

  private void nextRequest() {
    int before = bench.sent(MessageType.PDELAY_REQ).size();
    bench.advance(SECOND);
    assertEquals(before + 1, bench.sent(MessageType.PDELAY_REQ).size());
  }

  private void response(PortIdentity from, PtpHeader request, long correction, long receipt) {
    bench.receive(
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP, from, request, PtpFlags.TWO_STEP, correction, receipt));
  }

  private void followUp(PortIdentity from, PtpHeader request, long correction, long origin) {
    bench.receive(
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP_FOLLOW_UP, from, request, 0, correction, origin));
  }

  /** A whole exchange in which each way takes so long, and the neighbour 100 µs in between. */
  private void exchange(PortIdentity peer, long delay) {
    Sent request = request();
    long sent = bench.now;
    bench.transmitted(request, sent);
    bench.advance(2 * delay + 100_000);
    response(peer, request.header(), 0, sent + delay + FAR);
    followUp(peer, request.header(), 0, sent + delay + 100_000 + FAR);
  }

  private void follow() {
    bench.receive(Packets.announce(MASTER, announceId++));
    bench.advance(SECOND);
    bench.receive(Packets.announce(MASTER, announceId++));
    assertEquals(MASTER, clock.status().parent());
  }

  private void syncFromMaster(int id) {
    bench.receive(Packets.oneStepSync(MASTER, id, 0, EPOCH + bench.now));
  }

  @Test
  void asksFromTheStartWhoeverIsMasterAndGoesOnAsking() {
    bench.advance(0);
    Sent first = request();
    assertEquals("224.0.0.107:319", first.to());
    assertEquals(54, first.bytes().limit());
    assertTrue(first.header().isFrom(OWN));
    assertEquals(PtpHeader.LOG_INTERVAL_UNKNOWN, first.header().logMessageInterval());
    nextRequest();
    assertEquals(first.header().sequenceId() + 1 & 0xFFFF, request().header().sequenceId());
    assertEquals(0, clock.dropped().total());
  }

  @Test
  void measuresTheMeanOfBothWaysWhateverTheNeighboursClockShows() {
    bench.advance(0);
    assertFalse(peerDelay().isKnown());
    exchange(PEER, 2_500);
    assertEquals(2_500L << 16, peerDelay().scaledNanos());
    assertEquals(0, peerDelay().unanswered());
  }

  @Test
  void subtractsWhatBothMetOnTheirWay() {
    bench.advance(0);
    Sent request = request();
    long sent = bench.now;
    bench.transmitted(request, sent);
    bench.advance(20_000);
    response(PEER, request.header(), 3_000L << 16, sent + 6_000 + FAR);
    followUp(PEER, request.header(), 1_000L << 16, sent + 12_000 + FAR);
    assertEquals((20_000 - 6_000 - 3_000 - 1_000) / 2, peerDelay().nanos());
  }

  @Test
  void aOneStepNeighbourTellsItsTurnaroundInTheCorrection() {
    bench.advance(0);
    Sent request = request();
    bench.transmitted(request, bench.now);
    bench.advance(20_000);
    bench.receive(
        Packets.pdelayAnswer(MessageType.PDELAY_RESP, PEER, request.header(), 0, 15_000L << 16, 0));
    assertEquals(2_500, peerDelay().nanos());
  }

  @Test
  void takesStampResponseAndFollowUpInAnyOrder() {
    List<Consumer<Sent>> parts =
        List.of(
            r -> bench.transmitted(r, bench.now - 5_000),
            r -> response(PEER, r.header(), 0, FAR),
            r -> followUp(PEER, r.header(), 0, FAR + 1_000));
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int[] order : orders) {
      use(config(DelayMechanism.P2P).build());
      bench.advance(10_000);
      Sent request = request();
      for (int part : order) {
        assertFalse(peerDelay().isKnown());
        parts.get(part).accept(request);
      }
      assertEquals(2_000, peerDelay().nanos());
    }
  }

  @Test
  void ingressAndEgressLatencyBelongToTheWireNotToTheDelay() {
    use(config(DelayMechanism.P2P).latenciesNanos(300, 200).build());
    bench.advance(0);
    exchange(PEER, 2_500);
    assertEquals(2_500 - 250, peerDelay().nanos());
    bench.receive(Packets.pdelayReq(PEER, 5, 0));
    Sent answer = bench.lastSent(MessageType.PDELAY_RESP);
    bench.transmitted(answer, bench.now + 1_000);
    assertEquals(bench.now - 300, time(answer));
    assertEquals(bench.now + 1_000 + 200, time(bench.lastSent(MessageType.PDELAY_RESP_FOLLOW_UP)));
  }

  private static long time(Sent answer) {
    DelayRespMessage message = new DelayRespMessage();
    message.wrap(answer.bytes());
    return message.receiveNanos();
  }

  @Test
  void answersInTwoStepsWhoeverAsks() {
    bench.receive(Packets.pdelayReq(PEER, 0xBEEF, 123_456));
    Sent answer = bench.lastSent(MessageType.PDELAY_RESP);
    assertEquals("224.0.0.107:319", answer.to());
    assertTrue(answer.header().has(PtpFlags.TWO_STEP));
    assertEquals(0, answer.header().correctionScaledNanos());
    assertEquals(0xBEEF, answer.header().sequenceId());
    DelayRespMessage message = new DelayRespMessage();
    message.wrap(answer.bytes());
    assertTrue(message.isFor(PEER));
    assertEquals(0, bench.sent(MessageType.PDELAY_RESP_FOLLOW_UP).size());
    bench.transmitted(answer, bench.now + 40_000);
    Sent followUp = bench.lastSent(MessageType.PDELAY_RESP_FOLLOW_UP);
    assertEquals("224.0.0.107:320", followUp.to());
    assertEquals(123_456, followUp.header().correctionScaledNanos());
    assertEquals(0xBEEF, followUp.header().sequenceId());
    message.wrap(followUp.bytes());
    assertTrue(message.isFor(PEER));
    assertEquals(40_000, time(followUp) - time(answer));
    bench.transmitted(answer, bench.now + 40_000); // told once only
    assertEquals(1, bench.sent(MessageType.PDELAY_RESP_FOLLOW_UP).size());
  }

  @Test
  void aResponseWhoseStampNeverComesOrIsWorthlessIsNotFollowedUp() {
    for (int i = 0; i < 20; i++) {
      bench.receive(Packets.pdelayReq(PEER, i, 0));
    }
    assertEquals(12, clock.missedStamps()); // eight still may come
    Sent last = bench.lastSent(MessageType.PDELAY_RESP);
    bench.transmitted(last, bench.now, 2_000_000);
    assertEquals(13, clock.missedStamps());
    assertEquals(0, bench.sent(MessageType.PDELAY_RESP_FOLLOW_UP).size());
  }

  @Test
  void foreignLateAndDoubledAnswersAreDropped() {
    bench.advance(0);
    Sent old = request();
    nextRequest();
    Sent request = request();
    bench.transmitted(request, bench.now);
    response(PEER, old.header(), 0, FAR);
    followUp(PEER, old.header(), 0, FAR);
    assertEquals(2, dropped(PtpDropReason.UNASKED));
    PtpHeader others = new PtpHeader();
    others.wrap(ByteBuffer.wrap(Packets.pdelayReq(STRANGER, request.header().sequenceId(), 0)));
    response(PEER, others, 0, FAR);
    followUp(PEER, others, 0, FAR);
    assertEquals(2, dropped(PtpDropReason.NOT_FOR_US));
    bench.advance(5_000);
    response(PEER, request.header(), 0, FAR);
    response(PEER, request.header(), 0, FAR + 1);
    followUp(STRANGER, request.header(), 0, FAR);
    assertEquals(4, dropped(PtpDropReason.UNASKED));
    followUp(PEER, request.header(), 0, FAR + 1_000);
    followUp(PEER, request.header(), 0, FAR + 2_000);
    assertEquals(5, dropped(PtpDropReason.UNASKED));
    assertEquals(2_000, peerDelay().nanos());
  }

  @Test
  void twoWhoAnswerOneRequestMeasureNothing() {
    for (int i = 0; i < 3; i++) {
      bench.advance(i * SECOND - (bench.now - SECOND));
      Sent request = request();
      bench.transmitted(request, bench.now);
      response(PEER, request.header(), 0, FAR);
      response(STRANGER, request.header(), 0, FAR);
      followUp(PEER, request.header(), 0, FAR + 1_000);
    }
    assertFalse(peerDelay().isKnown());
    assertEquals(3, dropped(PtpDropReason.SECOND_PEER));
  }

  @Test
  void oneOfTwoWhoAnsweredFirstIsNotTheNeighbourEither() {
    bench.advance(0);
    exchange(PEER, 2_500);
    assertTrue(peerDelay().isKnown());
    bench.receive(
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP, STRANGER, request().header(), PtpFlags.TWO_STEP, 0, FAR));
    assertFalse(peerDelay().isKnown());
  }

  @Test
  void anotherNeighbourIsAnotherLink() {
    bench.advance(0);
    exchange(PEER, 2_500);
    nextRequest();
    exchange(STRANGER, 9_000);
    assertEquals(9_000, peerDelay().nanos());
  }

  @Test
  void whatWaitedOnTheWayDoesNotCount() {
    bench.advance(0);
    for (int i = 0; i < 16; i++) {
      exchange(PEER, i % 3 == 0 ? 2_500 : 4_000 + i);
      nextRequest();
    }
    assertEquals(2_500, peerDelay().leastNanos());
    assertEquals(4_002, peerDelay().nanos()); // the median
  }

  @Test
  void aNeighbourThatRunsFastOrSlowTakesItsTimeByOurs() {
    bench.advance(0);
    for (int i = 0; i < 40; i++) {
      Sent request = request();
      long sent = bench.now;
      bench.transmitted(request, sent);
      bench.advance(10_000_000 + 5_000); // it thinks for 10 ms
      long receipt = sent + 2_500;
      long origin = receipt + 10_000_000;
      response(PEER, request.header(), 0, FAR + receipt + receipt / 10_000); // 100 ppm
      followUp(PEER, request.header(), 0, FAR + origin + origin / 10_000);
      nextRequest();
    }
    assertEquals(2_500.0, (double) peerDelay().nanos(), 2.0);
  }

  @Test
  void aSyncIsMeasuredWithTheLinksDelayAndNotBeforeItIsKnown() {
    follow();
    syncFromMaster(1);
    assertEquals(0, estimator.seen.size());
    nextRequest();
    exchange(PEER, 2_500);
    bench.receive(Packets.announce(MASTER, announceId++));
    syncFromMaster(2);
    Seen seen = estimator.seen.get(0);
    assertTrue(seen.fromSource());
    assertEquals(2_500, seen.pathDelayNanos());
    assertEquals(0, bench.sent(MessageType.DELAY_REQ).size());
  }

  @Test
  void aSilentNeighbourIsCounted() {
    bench.advance(0);
    exchange(PEER, 2_500);
    for (int i = 0; i < 6; i++) {
      nextRequest();
    }
    assertEquals(5, peerDelay().unanswered());
    assertEquals(5, clock.ports().get(0).unansweredDelayReqs());
    assertTrue(peerDelay().isKnown()); // the link is as long as it was
  }

  @Test
  void autoBeginsAnewWithWhoeverIsBehindALinkThatWent() {
    use(config(DelayMechanism.AUTO).build());
    bench.receive(Packets.pdelayReq(PEER, 1, 0));
    bench.advance(0);
    assertEquals(1, bench.sent(MessageType.PDELAY_REQ).size());
    clock.ports().get(0).linkDown(bench.now, "eth0 is down");
    clock.ports().get(0).linkUp(bench.now);
    follow();
    syncFromMaster(1);
    bench.advance(0);
    assertEquals(1, bench.sent(MessageType.DELAY_REQ).size());
    assertEquals(1, bench.sent(MessageType.PDELAY_REQ).size());
    bench.receive(Packets.pdelayReq(PEER, 2, 0));
    bench.advance(0);
    assertEquals(2, bench.sent(MessageType.PDELAY_REQ).size());
  }

  @Test
  void aLinkThatWentMayComeBackAsAnother() {
    bench.advance(0);
    exchange(PEER, 2_500);
    clock.ports().get(0).linkDown(bench.now, "eth0 is down");
    assertFalse(peerDelay().isKnown());
    bench.advance(5 * SECOND);
    assertEquals(1, bench.sent(MessageType.PDELAY_REQ).size());
    clock.ports().get(0).linkUp(bench.now);
    bench.advance(0);
    assertEquals(2, bench.sent(MessageType.PDELAY_REQ).size());
  }

  @Test
  void aPortWithDelayRequestsHasNoUseForPeerDelayAndTheReverse() {
    use(config(DelayMechanism.E2E).build());
    bench.receive(Packets.pdelayReq(PEER, 1, 0));
    assertEquals(1, dropped(PtpDropReason.OTHER_MECHANISM));
    assertEquals(0, bench.sent.size());
    PtpClock master =
        PtpClock.master(
            "gm",
            config(DelayMechanism.P2P).build(),
            PtpIdentity.configured(new ClockIdentity(0x98)),
            1,
            1,
            new SteadyTime(EPOCH),
            new SeededRandom(1));
    PortBench masters = new PortBench(master, SECOND);
    masters.advance(20 * SECOND);
    assertEquals(PortState.MASTER, master.status().state());
    masters.receive(Packets.delayReq(PEER, 1, 0));
    assertEquals(1, master.dropped().get(PtpDropReason.OTHER_MECHANISM));
    assertEquals(0, masters.sent(MessageType.DELAY_RESP).size());
    masters.receive(Packets.pdelayReq(PEER, 1, 0));
    assertEquals(1, masters.sent(MessageType.PDELAY_RESP).size());
  }

  @Test
  void autoAsksItsMasterUntilItsNeighbourAsksForThePeerDelay() {
    use(config(DelayMechanism.AUTO).build());
    follow();
    syncFromMaster(1);
    bench.advance(0);
    assertEquals(1, bench.sent(MessageType.DELAY_REQ).size());
    assertEquals(0, bench.sent(MessageType.PDELAY_REQ).size());
    bench.receive(Packets.pdelayReq(PEER, 1, 0));
    assertEquals(1, bench.sent(MessageType.PDELAY_RESP).size());
    bench.advance(0);
    assertEquals(1, bench.sent(MessageType.PDELAY_REQ).size());
    bench.receive(Packets.announce(MASTER, announceId++));
    syncFromMaster(2);
    bench.advance(2 * SECOND);
    assertEquals(1, bench.sent(MessageType.DELAY_REQ).size());
  }

  @Test
  void aReservedTypeOfDataHasNoAnswerBeforeTheLocalClocksZero() {
    PtpClock early = follower(config(DelayMechanism.P2P).build());
    PortBench before = new PortBench(early, -5);
    before.receive(Packets.pdelayReq(PEER, 1, 0));
    assertEquals(1, early.dropped().get(PtpDropReason.NOT_USED));
    assertNull(early.status().parent());
  }
}
