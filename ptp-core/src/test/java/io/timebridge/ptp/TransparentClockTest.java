package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.PortBench.Sent;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transparent clock of three ports, packet by packet. */
class TransparentClockTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_800_000_000L * SECOND;
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final PortIdentity FOLLOWER = Packets.port(0x20);
  private static final PtpProfile E2E = PtpProfile.AES67;
  private static final PtpProfile P2P = E2E.withDelay(DelayMechanism.P2P, 0);

  private TransparentClock clock = make(E2E);
  private PortBench[] ports = new PortBench[0];

  @BeforeEach
  void twoStepPorts() {
    use(PtpPortConfig.of(E2E));
  }

  private static TransparentClock make(PtpProfile profile) {
    PtpIdentity identity = PtpIdentity.configured(new ClockIdentity(0x99));
    return new TransparentClock("tc", identity, profile, new SeededRandom(1));
  }

  private void use(PtpPortConfig config) {
    use(config, config, config);
  }

  private void use(PtpPortConfig... configs) {
    clock = make(configs[0].profile());
    ports = new PortBench[configs.length];
    for (int i = 0; i < ports.length; i++) {
      PtpPortConfig config = configs[i];
      ports[i] =
          new PortBench(outbox -> clock.port(config, outbox), SECOND, PortBench.address(101 + i));
    }
  }

  private void advance(long nanos) {
    for (PortBench port : ports) {
      port.advance(nanos);
    }
  }

  private long dropped(PtpDropReason reason) {
    return clock.dropped().get(reason);
  }

  private Sent sync(int id, long correction) {
    ports[0].receive(Packets.twoStepSync(MASTER, id, correction));
    return ports[1].lastSent(MessageType.SYNC);
  }

  private void followUp(int id, long correction) {
    ports[0].receive(Packets.followUp(MASTER, id, correction, EPOCH));
  }

  private static double correction(Sent message) {
    return message.header().correctionScaledNanos() / 65536.0;
  }

  @Test
  void aSyncsResidenceIsToldByItsFollowUpWhicheverComesLast() {
    Sent first = sync(1, 5 << 16);
    assertEquals(5.0, correction(first));
    ports[1].transmitted(first, SECOND + 30_000);
    assertEquals(0, ports[1].sent(MessageType.FOLLOW_UP).size());
    followUp(1, 7 << 16);
    assertEquals(30_007.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));

    Sent second = sync(2, 0);
    followUp(2, 9 << 16);
    assertEquals(1, ports[1].sent(MessageType.FOLLOW_UP).size());
    ports[1].transmitted(second, SECOND + 40_000);
    assertEquals(40_009.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));

    followUp(3, 11 << 16); // it overtakes its Sync
    Sent third = sync(3, 0);
    ports[1].transmitted(third, SECOND + 50_000);
    assertEquals(50_011.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));
    assertEquals(3, ports[1].sent(MessageType.FOLLOW_UP).size());
    assertEquals(0, clock.dropped().total());
  }

  @Test
  void eachPortTellsItsOwnResidence() {
    Sent one = sync(1, 0);
    Sent two = ports[2].lastSent(MessageType.SYNC);
    followUp(1, 0);
    ports[2].transmitted(two, SECOND + 70_000);
    ports[1].transmitted(one, SECOND + 10_000);
    assertEquals(10_000.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));
    assertEquals(70_000.0, correction(ports[2].lastSent(MessageType.FOLLOW_UP)));
    assertEquals(0, ports[0].sent.size());
  }

  @Test
  void aOneStepSyncBecomesATwoStepOne() {
    ports[0].receive(Packets.oneStepSync(MASTER, 1, 5 << 16, EPOCH));
    Sent sync = ports[1].lastSent(MessageType.SYNC);
    assertTrue(sync.header().has(PtpFlags.TWO_STEP));
    assertEquals(5.0, correction(sync));
    ports[1].transmitted(sync, SECOND + 30_000);
    Sent followUp = ports[1].lastSent(MessageType.FOLLOW_UP);
    assertEquals(30_000.0, correction(followUp));
    assertEquals(Lane.GENERAL, followUp.lane());
    assertEquals(44, followUp.header().messageLength());
    assertFalse(followUp.header().has(PtpFlags.TWO_STEP));
    assertTrue(followUp.header().isFrom(MASTER));
    TimestampMessage origin = new TimestampMessage();
    origin.wrap(followUp.bytes());
    assertEquals(EPOCH, origin.timestampNanos());
  }

  @Test
  void aOneStepPortTellsTheResidenceInTheMessageItself() {
    PtpPortConfig oneStep = PtpPortConfig.builder(E2E).twoStep(false).build();
    use(oneStep);
    ports[1].advance(25_000); // the slot is filled by this port's clock
    ports[0].receive(Packets.oneStepSync(MASTER, 1, 5 << 16, EPOCH));
    Sent sync = ports[1].lastSent(MessageType.SYNC);
    assertFalse(sync.header().has(PtpFlags.TWO_STEP));
    assertEquals(25_005.0, correction(sync));
    ports[0].receive(Packets.twoStepSync(MASTER, 2, -(5 << 16)));
    assertEquals(24_995.0, correction(ports[1].lastSent(MessageType.SYNC)));
    followUp(2, 3 << 16);
    assertEquals(3.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));

    ports[0].receive(Packets.delayReq(FOLLOWER, 9, 1 << 16));
    Sent request = ports[1].lastSent(MessageType.DELAY_REQ);
    assertEquals(25_001.0, correction(request));
    ports[1].receive(Packets.delayResp(MASTER, request.header(), 2 << 16, EPOCH));
    assertEquals(2.0, correction(ports[0].lastSent(MessageType.DELAY_RESP)));
    assertEquals(0, ports[2].sent(MessageType.DELAY_RESP).size());
  }

  @Test
  void aDelayReqsResidenceIsToldByItsDelayRespWhicheverComesLast() {
    ports[1].receive(Packets.delayReq(FOLLOWER, 1, 5 << 16));
    Sent request = ports[0].lastSent(MessageType.DELAY_REQ);
    assertEquals(5.0, correction(request));
    ports[0].transmitted(request, SECOND + 30_000);
    ports[0].receive(Packets.delayResp(MASTER, request.header(), 7 << 16, EPOCH));
    assertEquals(30_007.0, correction(ports[1].lastSent(MessageType.DELAY_RESP)));

    ports[1].receive(Packets.delayReq(FOLLOWER, 2, 0));
    request = ports[0].lastSent(MessageType.DELAY_REQ);
    ports[0].receive(Packets.delayResp(MASTER, request.header(), 7 << 16, EPOCH));
    ports[0].transmitted(request, SECOND + 50_000);
    assertEquals(50_007.0, correction(ports[1].lastSent(MessageType.DELAY_RESP)));
    assertEquals(0, ports[2].sent(MessageType.DELAY_RESP).size());
  }

  @Test
  void anAnswerToSomebodyElseDoesNotPass() {
    PtpHeader elsewhere = new PtpHeader();
    elsewhere.wrap(ByteBuffer.wrap(Packets.delayReq(FOLLOWER, 1, 0)));
    ports[0].receive(Packets.delayResp(MASTER, elsewhere, 0, EPOCH));
    assertEquals(1, dropped(PtpDropReason.UNASKED));
  }

  @Test
  void endToEndPeerDelayPassesWithBothResidences() {
    ports[1].receive(Packets.pdelayReq(FOLLOWER, 1, 1 << 16));
    Sent request = ports[0].lastSent(MessageType.PDELAY_REQ);
    assertEquals("224.0.0.107:319", request.to());
    ports[0].transmitted(request, SECOND + 10_000);
    ports[0].receive(
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP, MASTER, request.header(), PtpFlags.TWO_STEP, 0, 77));
    Sent response = ports[1].lastSent(MessageType.PDELAY_RESP);
    ports[0].receive(
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP_FOLLOW_UP, MASTER, request.header(), 0, 2 << 16, 99));
    ports[1].transmitted(response, SECOND + 20_000);
    Sent followUp = ports[1].lastSent(MessageType.PDELAY_RESP_FOLLOW_UP);
    assertEquals(30_002.0, correction(followUp));
    assertEquals("224.0.0.107:320", followUp.to());

    // And a one-step responder, whose response becomes a two-step one.
    ports[1].receive(Packets.pdelayReq(FOLLOWER, 2, 0));
    request = ports[0].lastSent(MessageType.PDELAY_REQ);
    ports[0].transmitted(request, SECOND + 10_000);
    ports[0].receive(
        Packets.pdelayAnswer(MessageType.PDELAY_RESP, MASTER, request.header(), 0, 5_000 << 16, 0));
    response = ports[1].lastSent(MessageType.PDELAY_RESP);
    assertEquals(5_000.0, correction(response));
    assertTrue(response.header().has(PtpFlags.TWO_STEP));
    ports[1].transmitted(response, SECOND + 20_000);
    followUp = ports[1].lastSent(MessageType.PDELAY_RESP_FOLLOW_UP);
    assertEquals(30_000.0, correction(followUp));
    DelayRespMessage body = new DelayRespMessage();
    body.wrap(followUp.bytes());
    assertEquals(0, body.receiveNanos());
    assertTrue(body.isFor(FOLLOWER));
  }

  private void measureLink(int port, long delay) {
    Sent request = ports[port].lastSent(MessageType.PDELAY_REQ);
    PortIdentity peer = Packets.port(0x40 + port);
    ports[port].transmitted(request, ports[port].now - 2 * delay);
    ports[port].receive(
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP, peer, request.header(), PtpFlags.TWO_STEP, 0, 1));
    ports[port].receive(
        Packets.pdelayAnswer(MessageType.PDELAY_RESP_FOLLOW_UP, peer, request.header(), 0, 0, 1));
  }

  @Test
  void peerToPeerEachLinkIsAddedAndNobodyIsAskedThroughIt() {
    use(PtpPortConfig.of(P2P));
    advance(0);
    ports[0].receive(Packets.twoStepSync(MASTER, 1, 0));
    assertEquals(1, dropped(PtpDropReason.LINK_DELAY_UNKNOWN));
    measureLink(0, 1_500_000); // held up: a Sync that is corrected by so much comes too early
    ports[0].receive(Packets.twoStepSync(MASTER, 2, 0));
    assertEquals(2, dropped(PtpDropReason.LINK_DELAY_UNKNOWN));
    assertFalse(clock.status().ports().get(0).linkDelayKnown());
    advance(SECOND);
    measureLink(0, 2_500);
    advance(SECOND);
    measureLink(0, 1_500_000);
    long now = ports[0].now;
    Sent sync = sync(3, 0);
    ports[1].transmitted(sync, now + 30_000);
    followUp(3, 0);
    assertEquals(32_500.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));
    ports[1].receive(Packets.delayReq(FOLLOWER, 1, 0));
    assertEquals(1, dropped(PtpDropReason.OTHER_MECHANISM));
    assertEquals(0, ports[0].sent(MessageType.DELAY_REQ).size());
    int asked = ports[0].sent(MessageType.PDELAY_REQ).size();
    ports[1].receive(Packets.pdelayReq(FOLLOWER, 1, 0));
    assertEquals(1, ports[1].sent(MessageType.PDELAY_RESP).size());
    assertTrue(
        ports[1]
            .lastSent(MessageType.PDELAY_RESP)
            .header()
            .isFrom(new PortIdentity(new ClockIdentity(0x99), 2)));
    assertEquals(asked, ports[0].sent(MessageType.PDELAY_REQ).size());
    advance(SECOND);
    assertTrue(clock.status().ports().get(0).linkDelayKnown());
    assertEquals(2_500, clock.status().ports().get(0).linkDelayNanos());
    assertFalse(clock.status().ports().get(1).linkDelayKnown());
  }

  @Test
  void everythingElsePassesAsItIs() {
    List<byte[]> messages =
        List.of(
            Packets.announce(MASTER, 1),
            write(new PtpMessage.Signaling(header(MessageType.SIGNALING), FOLLOWER, List.of())),
            write(
                new PtpMessage.Management(
                    header(MessageType.MANAGEMENT), FOLLOWER, 3, 2, 0, List.of())));
    for (byte[] message : messages) {
      ports[2].receive(message);
      for (int port = 0; port < 2; port++) {
        Sent sent = ports[port].sent.get(ports[port].sent.size() - 1);
        assertArrayEquals(message, sent.bytes().array());
        assertEquals("224.0.1.129:320", sent.to());
      }
    }
    assertEquals(0, ports[2].sent.size());
  }

  private static CommonHeader header(MessageType type) {
    return CommonHeader.of(type, 42, MASTER, 7, 0);
  }

  private static byte[] write(PtpMessage message) {
    ByteBuffer packet = ByteBuffer.allocate(message.length());
    message.write(packet);
    return packet.array();
  }

  @Test
  void overIpv6TheTwoOctetsBehindAMessageAreItsOwn() {
    use(PtpPortConfig.of(E2E).overIpv6(5));
    byte[] announce = Packets.announce(MASTER, 1);
    byte[] carried = Arrays.copyOf(announce, announce.length + 2);
    carried[announce.length] = 0x12; // whatever the way here made of them
    ports[0].receive(carried);
    byte[] sent = ports[1].sent.get(0).bytes().array();
    assertArrayEquals(Arrays.copyOf(announce, announce.length + 2), sent);
  }

  @Test
  void whatComesRoundALoopOrIsDoubledDoesNotPassAgain() {
    ports[0].receive(Packets.announce(MASTER, 1));
    ports[1].receive(ports[1].sent.get(0).bytes(), PortBench.address(103), Lane.GENERAL);
    ports[0].receive(Packets.announce(MASTER, 1));
    assertEquals(2, dropped(PtpDropReason.LOOPED));
    assertEquals(1, ports[1].sent.size());
    assertEquals(0, ports[0].sent.size());
    Sent sync = sync(1, 0);
    ports[2].receive(sync.bytes(), PortBench.address(102), Lane.EVENT);
    assertEquals(3, dropped(PtpDropReason.LOOPED));
    advance(SECOND); // after a restart a master counts from 0 again
    ports[0].receive(Packets.announce(MASTER, 1));
    assertEquals(2, ports[1].sent(MessageType.ANNOUNCE).size());
  }

  @Test
  void ownUnicastMisplacedAndBrokenPacketsDoNotPass() {
    ports[0].receive(Packets.announce(MASTER, 1), PortBench.address(101));
    ports[0].receive(Packets.announce(Packets.port(0x99), 1));
    assertEquals(2, dropped(PtpDropReason.OWN));
    ports[0].receive(Packets.announce(MASTER, 2), PortBench.OTHER, Lane.EVENT);
    assertEquals(1, dropped(PtpDropReason.WRONG_PORT));
    ports[0].receive(new byte[20]);
    byte[] unicast = Packets.delayReq(FOLLOWER, 1, 0);
    unicast[6] |= 0x04;
    ports[0].receive(unicast);
    assertEquals(1, dropped(PtpDropReason.NOT_USED));
    assertEquals(5, clock.dropped().total());
    assertEquals(0, ports[1].sent.size());
  }

  @Test
  void aSyncWhoseStampIsLostOrWorthlessIsNotFollowedUp() {
    sync(1, 0);
    followUp(1, 0);
    Sent wide = sync(2, 0);
    ports[1].transmitted(wide, SECOND + 10, 2_000_000);
    followUp(2, 0);
    Sent early = sync(3, 0);
    ports[1].transmitted(early, SECOND - 10);
    followUp(3, 0);
    Sent late = sync(4, 0);
    ports[1].transmitted(late, 3 * SECOND);
    followUp(4, 0);
    assertEquals(0, ports[1].sent(MessageType.FOLLOW_UP).size());
    assertEquals(3, clock.missedStamps());
  }

  @Test
  void aStampThatNeverComesIsCountedWhenItsPlaceIsNeeded() {
    sync(1, 0);
    followUp(1, 0);
    for (int i = 2; i < 2 + Transits.CAPACITY; i++) {
      advance(SECOND / 8);
      ports[1].transmitted(sync(i, 0), ports[0].now + 10_000);
      ports[2].transmitted(ports[2].lastSent(MessageType.SYNC), ports[0].now + 10_000);
      followUp(i, 0);
    }
    assertEquals(Transits.CAPACITY, ports[1].sent(MessageType.FOLLOW_UP).size());
    assertEquals(2, clock.missedStamps()); // one of each port that it left by
  }

  @Test
  void aFollowUpDoesNotWaitForASyncOfTheMastersNextLife() {
    followUp(1, 0); // its Sync was lost
    advance(3 * SECOND); // the master was restarted, and counts as before
    Sent sync = sync(1, 0);
    ports[1].transmitted(sync, ports[0].now + 10_000);
    assertEquals(0, ports[1].sent(MessageType.FOLLOW_UP).size());
    followUp(1, 7 << 16);
    assertEquals(10_007.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));
    assertEquals(1, ports[1].sent(MessageType.FOLLOW_UP).size());
  }

  @Test
  void anAnswerThatIsLateBySecondsDoesNotPass() {
    ports[1].receive(Packets.delayReq(FOLLOWER, 1, 0));
    Sent request = ports[0].lastSent(MessageType.DELAY_REQ);
    ports[0].transmitted(request, SECOND + 10_000);
    advance(3 * SECOND);
    ports[0].receive(Packets.delayResp(MASTER, request.header(), 0, EPOCH));
    assertEquals(0, ports[1].sent(MessageType.DELAY_RESP).size());
    assertEquals(1, dropped(PtpDropReason.UNASKED));
  }

  @Test
  void aPeersResponseMayOvertakeTheStampOfItsRequest() {
    ports[1].receive(Packets.pdelayReq(FOLLOWER, 1, 0));
    Sent request = ports[0].lastSent(MessageType.PDELAY_REQ);
    byte[] followUp =
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP_FOLLOW_UP, MASTER, request.header(), 0, 2 << 16, 99);
    ports[0].receive(
        Packets.pdelayAnswer(
            MessageType.PDELAY_RESP, MASTER, request.header(), PtpFlags.TWO_STEP, 0, 77));
    Sent response = ports[1].lastSent(MessageType.PDELAY_RESP);
    ports[1].transmitted(response, SECOND + 20_000);
    ports[0].receive(followUp);
    assertEquals(0, ports[1].sent(MessageType.PDELAY_RESP_FOLLOW_UP).size());
    ports[0].transmitted(request, SECOND + 10_000);
    assertEquals(30_002.0, correction(ports[1].lastSent(MessageType.PDELAY_RESP_FOLLOW_UP)));
    assertEquals(0, ports[2].sent(MessageType.PDELAY_RESP_FOLLOW_UP).size());
    assertEquals(0, clock.dropped().total());
  }

  @Test
  void byOneStepPortsPeerDelaysAnswersPassOnlyToWhoeverAsked() {
    use(PtpPortConfig.builder(E2E).twoStep(false).build());
    ports[1].receive(Packets.pdelayReq(FOLLOWER, 1, 0));
    PtpHeader request = ports[0].lastSent(MessageType.PDELAY_REQ).header();
    ports[0].receive(
        Packets.pdelayAnswer(MessageType.PDELAY_RESP, MASTER, request, PtpFlags.TWO_STEP, 0, 77));
    ports[0].receive(
        Packets.pdelayAnswer(MessageType.PDELAY_RESP_FOLLOW_UP, MASTER, request, 0, 2 << 16, 99));
    assertEquals(2.0, correction(ports[1].lastSent(MessageType.PDELAY_RESP_FOLLOW_UP)));
    assertEquals(0, ports[2].sent(MessageType.PDELAY_RESP).size());
    assertEquals(0, ports[2].sent(MessageType.PDELAY_RESP_FOLLOW_UP).size());
  }

  private static byte[] of(int sdoId, int domain, byte[] packet) {
    packet[0] = (byte) ((packet[0] & 0x0F) | ((sdoId >> 8) << 4));
    packet[4] = (byte) domain;
    packet[5] = (byte) sdoId;
    return packet;
  }

  @Test
  void whatDiffersInItsDomainOrSdoIdOnlyIsAnotherMessage() {
    int[][] domains = {{0, 0}, {0, 5}, {0x100, 0}, {0x001, 0}};
    for (int[] each : domains) {
      ports[0].receive(of(each[0], each[1], Packets.twoStepSync(MASTER, 1, 0)));
    }
    List<Sent> syncs = ports[1].sent(MessageType.SYNC);
    assertEquals(domains.length, syncs.size());
    for (int i = domains.length - 1; i >= 0; i--) {
      ports[1].transmitted(syncs.get(i), SECOND + 10_000L * (i + 1));
      int[] each = domains[i];
      ports[0].receive(of(each[0], each[1], Packets.followUp(MASTER, 1, 0, EPOCH)));
      Sent followUp = ports[1].lastSent(MessageType.FOLLOW_UP);
      assertEquals(10_000.0 * (i + 1), correction(followUp));
      assertEquals(each[0], followUp.header().sdoId());
    }
  }

  @Test
  void aFloodOfWhatIsNeverAnsweredCostsNothingAndTheHonestAreServed() {
    for (int i = 0; i < 100_000; i++) {
      ports[2].receive(Packets.delayReq(Packets.port(0x1_0000 + i), i & 0xFFFF, 0));
      if (i % 1000 == 0) {
        ports[0].sent.clear();
        ports[1].sent.clear();
        ports[1].receive(Packets.delayReq(FOLLOWER, i & 0xFFFF, 0));
        Sent request = ports[0].lastSent(MessageType.DELAY_REQ);
        ports[0].transmitted(request, SECOND + 30_000);
        ports[0].receive(Packets.delayResp(MASTER, request.header(), 0, EPOCH));
        assertEquals(30_000.0, correction(ports[1].lastSent(MessageType.DELAY_RESP)));
      }
    }
  }

  @Test
  void latenciesAndAsymmetryOfEachPortCount() {
    PtpPortConfig first =
        PtpPortConfig.builder(E2E).latenciesNanos(300, 20).delayAsymmetryNanos(1_000).build();
    PtpPortConfig second =
        PtpPortConfig.builder(E2E).latenciesNanos(500, 70).delayAsymmetryNanos(4_000).build();
    use(first, second);
    Sent sync = sync(1, 0);
    ports[1].transmitted(sync, SECOND + 10_000);
    followUp(1, 0);
    assertEquals(10_000.0 + 300 + 70 + 1_000, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));
    ports[1].receive(Packets.delayReq(FOLLOWER, 1, 0));
    Sent request = ports[0].lastSent(MessageType.DELAY_REQ);
    ports[0].transmitted(request, SECOND + 10_000);
    ports[0].receive(Packets.delayResp(MASTER, request.header(), 0, EPOCH));
    assertEquals(
        10_000.0 + 500 + 20 - 1_000, correction(ports[1].lastSent(MessageType.DELAY_RESP)));
  }

  @Test
  void aResidenceIsToldInTheMastersNanoseconds() {
    for (int i = 0; i < 20; i++) {
      ports[0].receive(Packets.twoStepSync(MASTER, i, 0));
      long local = ports[0].now - SECOND;
      ports[0].receive(Packets.followUp(MASTER, i, 0, EPOCH + local + local / 10_000));
      advance(SECOND);
    }
    long now = ports[0].now;
    ports[0].receive(Packets.twoStepSync(MASTER, 20, 0));
    Sent sync = ports[1].lastSent(MessageType.SYNC);
    ports[1].transmitted(sync, now + 10_000_000);
    ports[0].receive(Packets.followUp(MASTER, 20, 0, EPOCH + 20 * SECOND + 20 * SECOND / 10_000));
    double told = correction(ports[1].lastSent(MessageType.FOLLOW_UP));
    assertEquals(10_001_000.0, told, 1.0);
    advance(SECOND);
    ports[0].receive(Packets.announce(MASTER, 1));
    // Another master's rate is not this one's, and one that jumps has none.
    ports[0].receive(Packets.oneStepSync(FOLLOWER, 1, 0, EPOCH));
    sync = sync(21, 0);
    ports[1].transmitted(sync, ports[0].now + 10_000_000);
    followUp(21, 0);
    assertEquals(10_000_000.0, correction(ports[1].lastSent(MessageType.FOLLOW_UP)));
  }

  /** A Sync of a domain, 100 µs a second fast or slow, and its residence of 10 ms. */
  private double tellInDomain(int domain, int id, long ppb) {
    long local = ports[0].now - SECOND;
    long origin = EPOCH + local + Math.multiplyExact(local, ppb) / 1_000_000_000L;
    ports[0].receive(of(0, domain, Packets.twoStepSync(MASTER, id, 0)));
    Sent sync = ports[1].lastSent(MessageType.SYNC);
    ports[1].transmitted(sync, ports[0].now + 10_000_000);
    ports[0].receive(of(0, domain, Packets.followUp(MASTER, id, 0, origin)));
    return correction(ports[1].lastSent(MessageType.FOLLOW_UP));
  }

  @Test
  void eachDomainHasARateOfItsOwn() {
    for (int i = 0; i < 20; i++) {
      tellInDomain(0, i, 100_000);
      tellInDomain(7, i, -50_000);
      advance(SECOND);
    }
    assertEquals(10_001_000.0, tellInDomain(0, 20, 100_000), 1.0);
    assertEquals(9_999_500.0, tellInDomain(7, 20, -50_000), 1.0);
    assertEquals(10_000_000.0, tellInDomain(8, 20, -50_000));
    List<TransparentStatus.Rate> rates = clock.status().rates();
    assertEquals(List.of(0, 7), rates.stream().map(each -> each.domainNumber()).toList());
    assertEquals(MASTER.clock(), rates.get(1).master());
    assertEquals(-50_000, rates.get(1).ppb(), 1.0);
    assertEquals(100_000, clock.status().ratePpb(), 1.0);
    // Domain 7's time jumps: its rate is nobody's now, and the status says so.
    ports[0].receive(of(0, 7, Packets.twoStepSync(MASTER, 30, 0)));
    advance(3 * SECOND);
    ports[0].receive(of(0, 7, Packets.oneStepSync(MASTER, 31, 0, 2 * EPOCH)));
    assertEquals(1, clock.status().rates().size());
  }

  @Test
  void aFloodOfDomainsTakesNoPlaceOfTheClocksOwn() {
    for (int id = 0; id < 40; id++) {
      for (int domain = 1; domain < 128; domain++) {
        tellInDomain(domain, id, 10_000);
      }
      tellInDomain(0, id, 100_000);
      advance(SECOND);
    }
    assertEquals(10_001_000.0, tellInDomain(0, 40, 100_000), 1.0);
    assertEquals(Syntonisation.DOMAINS, clock.status().rates().size());
    assertEquals(10_000_000.0, tellInDomain(100, 40, 10_000));
    advance(2 * Syntonisation.SILENT_NANOS); // those that had a place are gone
    for (int id = 100; id < 120; id++) {
      tellInDomain(100, id, 10_000);
      advance(SECOND);
    }
    assertEquals(10_000_100.0, tellInDomain(100, 120, 10_000), 1.0);
  }

  @Test
  void nothingPassesByALinkThatIsGone() {
    Engine[] engines = new Engine[1];
    PortBench third =
        new PortBench(
            outbox -> engines[0] = clock.port(PtpPortConfig.of(E2E), outbox),
            SECOND,
            PortBench.address(104));
    engines[0].linkDown(SECOND, "eth3 is down");
    ports[0].receive(Packets.announce(MASTER, 1));
    assertEquals(0, third.sent.size());
    assertEquals("eth3 is down", clock.status().ports().get(3).fault());
    engines[0].linkUp(SECOND);
    ports[0].receive(Packets.announce(MASTER, 2));
    assertEquals(1, third.sent.size());
  }

  @Test
  void allPortsMeasureTheDelayTheSameWay() {
    assertThrows(
        IllegalArgumentException.class, () -> use(PtpPortConfig.of(E2E), PtpPortConfig.of(P2P)));
    assertThrows(
        IllegalArgumentException.class,
        () -> use(PtpPortConfig.of(E2E.withDelay(DelayMechanism.AUTO, 0))));
  }
}
