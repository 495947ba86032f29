package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.Tlv;
import io.timebridge.ptp.wire.UnicastTlv;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a master grants, TLV by TLV; the network is a list, time is the test's. */
class UnicastGrantsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final PortIdentity ASKER = Packets.port(0x20);
  private static final PortIdentity US = Packets.port(0x10);
  private static final UnicastService FEW = new UnicastService(40, 2, 4000, 300);

  private PtpClock clock = master(FEW, true);
  private PortBench bench = new PortBench(clock);

  private static PtpClock master(UnicastService service, boolean multicast) {
    PtpPortConfig config =
        PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, 0, 0))
            .unicastService(service)
            .multicast(multicast)
            .unicastDelayResp(false)
            .build();
    MasterTime time = new SteadyTime(1_000 * SECOND);
    PtpIdentity identity = PtpIdentity.configured(new ClockIdentity(0x10));
    return PtpClock.master("gm", config, identity, 100, 128, time, new SeededRandom(1));
  }

  private void use(UnicastService service, boolean multicast) {
    clock = master(service, multicast);
    bench = new PortBench(clock);
    becomeMaster();
  }

  private void becomeMaster() {
    bench.advance(5 * SECOND);
    assertEquals(PortState.MASTER, clock.status().state());
    bench.sent.clear();
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private List<Tlv> ask(PortIdentity who, InetAddress from, PortIdentity target, Tlv... tlvs) {
    int before = bench.sent(MessageType.SIGNALING).size();
    bench.receive(UnicastPackets.signaling(who, target, tlvs), from);
    List<PortBench.Sent> answers = bench.sent(MessageType.SIGNALING);
    if (answers.size() == before) {
      return List.of();
    }
    assertEquals(before + 1, answers.size(), "one answer for one question");
    PortBench.Sent answer = answers.get(before);
    assertEquals(from.getHostAddress() + ":320", answer.to());
    assertTrue(answer.header().has(PtpFlags.UNICAST));
    assertEquals(0x7F, answer.header().logMessageInterval());
    PtpMessage.Signaling read = UnicastPackets.read(answer);
    assertEquals(who, read.target());
    assertEquals(US, read.header().source());
    return read.tlvs();
  }

  private List<Tlv> ask(Tlv... tlvs) {
    return ask(ASKER, PortBench.OTHER, US, tlvs);
  }

  private long granted(int host, PortIdentity target, MessageType type, int log) {
    Tlv answer =
        ask(Packets.port(1000 + host), address(host), target, UnicastPackets.request(type, log, 60))
            .get(0);
    return ((UnicastTlv.Grant) answer).durationField();
  }

  private long outcomes(UnicastOutcome outcome) {
    return clock.unicastOutcomes().get(outcome);
  }

  private List<PortBench.Sent> sentTo(InetAddress to, MessageType type) {
    return bench.sent(type).stream()
        .filter(each -> each.to().startsWith(to.getHostAddress() + ":"))
        .toList();
  }

  /** Time passes in steps of 1 ms; each Sync's stamp comes in the step after it. */
  private int runStamped(long nanos) {
    int most = 0;
    List<PortBench.Sent> waiting = new ArrayList<>();
    int seen = bench.sent.size();
    for (long end = bench.now + nanos; bench.now < end; ) {
      bench.advance(MILLI);
      for (PortBench.Sent each : waiting) {
        bench.transmitted(each, bench.now);
      }
      waiting.clear();
      for (; seen < bench.sent.size(); seen++) {
        if (bench.sent.get(seen).lane() == Lane.EVENT) {
          waiting.add(bench.sent.get(seen));
        }
      }
      most = Math.max(most, waiting.size());
    }
    return most;
  }

  @Test
  void nothingIsGrantedUntilWeAreMaster() {
    assertEquals(
        List.of(UnicastPackets.grant(MessageType.ANNOUNCE, 0, 0)),
        ask(UnicastPackets.request(MessageType.ANNOUNCE, 0, 60)));
    assertEquals(1, outcomes(UnicastOutcome.NOT_MASTER));
    assertEquals(0, clock.unicastFollowers());
  }

  @Test
  void threeAtOnceAreGrantedInOneAnswer() {
    becomeMaster();
    List<Tlv> answer =
        ask(
            UnicastPackets.request(MessageType.ANNOUNCE, 0, 60),
            UnicastPackets.request(MessageType.SYNC, -3, 3600),
            UnicastPackets.request(MessageType.DELAY_RESP, -7, 10),
            UnicastPackets.request(MessageType.PDELAY_RESP, 0, 60));
    assertEquals(
        List.of(
            UnicastPackets.grant(MessageType.ANNOUNCE, 0, 60),
            UnicastPackets.grant(MessageType.SYNC, -3, 300),
            UnicastPackets.grant(MessageType.DELAY_RESP, -7, 10),
            UnicastPackets.grant(MessageType.PDELAY_RESP, 0, 0)),
        answer);
    assertEquals(1, clock.unicastFollowers());
    assertEquals(3, clock.unicastGrants());
    assertEquals(3, outcomes(UnicastOutcome.GRANTED));
    assertEquals(1, outcomes(UnicastOutcome.OTHER_TYPE));
  }

  @Test
  void whatIsGrantedIsSentAtItsRateAndToNobodyElse() {
    becomeMaster();
    ask(
        UnicastPackets.request(MessageType.ANNOUNCE, 1, 60),
        UnicastPackets.request(MessageType.SYNC, -3, 60));
    runStamped(MILLI);
    long missed = clock.missedStamps();
    runStamped(20 * SECOND);
    List<PortBench.Sent> syncs = sentTo(PortBench.OTHER, MessageType.SYNC);
    List<PortBench.Sent> followUps = sentTo(PortBench.OTHER, MessageType.FOLLOW_UP);
    List<PortBench.Sent> announces = sentTo(PortBench.OTHER, MessageType.ANNOUNCE);
    assertEquals(160, syncs.size(), 1);
    assertEquals(10, announces.size(), 1);
    assertEquals(20, bench.sent(MessageType.SYNC).size() - syncs.size(), 1, "multicast goes on");
    for (int i = 0; i < followUps.size(); i++) {
      PortBench.Sent sync = syncs.get(i);
      assertEquals("10.0.0.2:319", sync.to());
      assertEquals("10.0.0.2:320", followUps.get(i).to());
      assertEquals(i, sync.header().sequenceId());
      assertEquals(i, followUps.get(i).header().sequenceId());
      assertEquals(PtpFlags.UNICAST | PtpFlags.TWO_STEP, sync.header().flags());
      assertEquals(PtpFlags.UNICAST, followUps.get(i).header().flags());
      assertEquals(0x7F, sync.header().logMessageInterval());
      assertEquals(0x7F, followUps.get(i).header().logMessageInterval());
    }
    for (int i = 0; i < announces.size(); i++) {
      AnnounceMessage announce = AnnounceMessage.read(announces.get(i).bytes());
      assertEquals("10.0.0.2:320", announces.get(i).to());
      assertEquals(i, announce.header().sequenceId());
      assertEquals(1, announce.header().logMessageInterval());
      assertTrue(announce.header().has(PtpFlags.UNICAST));
      assertEquals(new ClockIdentity(0x10), announce.grandmasterIdentity());
    }
    assertTrue(clock.missedStamps() <= missed + 1); // the multicast one before
  }

  @Test
  void grantEndsUnlessItIsRenewed() {
    becomeMaster();
    ask(UnicastPackets.request(MessageType.SYNC, 0, 20));
    runStamped(15 * SECOND);
    ask(UnicastPackets.request(MessageType.SYNC, 0, 20));
    assertEquals(1, outcomes(UnicastOutcome.RENEWED));
    runStamped(19 * SECOND);
    assertEquals(34, sentTo(PortBench.OTHER, MessageType.SYNC).size(), 1);
    assertEquals(1, clock.unicastFollowers());
    runStamped(30 * SECOND);
    assertEquals(35, sentTo(PortBench.OTHER, MessageType.SYNC).size(), 1);
    assertEquals(0, clock.unicastFollowers());
    assertEquals(0, clock.unicastGrants());
    assertEquals(1, outcomes(UnicastOutcome.EXPIRED));
  }

  @Test
  void anotherIntervalTakesThePlaceOfTheOneBefore() {
    becomeMaster();
    ask(UnicastPackets.request(MessageType.SYNC, 0, 60));
    ask(UnicastPackets.request(MessageType.SYNC, -2, 60));
    runStamped(10 * SECOND);
    assertEquals(40, sentTo(PortBench.OTHER, MessageType.SYNC).size(), 1);
    assertEquals(1, clock.unicastGrants());
  }

  @Test
  void whatIsGivenBackIsAcknowledgedAndEnds() {
    becomeMaster();
    ask(
        UnicastPackets.request(MessageType.SYNC, 0, 60),
        UnicastPackets.request(MessageType.DELAY_RESP, 0, 60));
    assertEquals(
        List.of(
            UnicastPackets.acknowledge(MessageType.SYNC),
            UnicastPackets.acknowledge(MessageType.DELAY_RESP)),
        ask(
            UnicastPackets.cancel(MessageType.SYNC),
            UnicastPackets.cancel(MessageType.DELAY_RESP)));
    runStamped(5 * SECOND);
    assertEquals(List.of(), sentTo(PortBench.OTHER, MessageType.SYNC));
    assertEquals(0, clock.unicastFollowers());
    assertEquals(2, outcomes(UnicastOutcome.CANCELLED));
    // What we acknowledge needs no answer.
    assertEquals(List.of(), ask(UnicastPackets.acknowledge(MessageType.SYNC)));
  }

  @Test
  void delayReqIsAnsweredToWhomItIsGranted() {
    becomeMaster();
    byte[] request = Packets.delayReq(ASKER, 5, 77 << 16);
    ByteBuffer.wrap(request).putShort(6, (short) PtpFlags.UNICAST);
    bench.receive(request);
    assertEquals(List.of(), bench.sent(MessageType.DELAY_RESP));
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_GRANTED));
    ask(UnicastPackets.request(MessageType.DELAY_RESP, 0, 60));
    bench.receive(request);
    PortBench.Sent sent = bench.lastSent(MessageType.DELAY_RESP);
    assertEquals("10.0.0.2:320", sent.to());
    DelayRespMessage answer = new DelayRespMessage();
    answer.wrap(sent.bytes());
    assertEquals(PtpFlags.UNICAST, answer.flags());
    assertEquals(0x7F, answer.logMessageInterval());
    assertEquals(5, answer.sequenceId());
    assertEquals(ASKER, answer.requestingPortIdentity());
    assertEquals(77 << 16, answer.correctionScaledNanos());
    bench.advance(61 * SECOND);
    bench.receive(request);
    assertEquals(1, bench.sent(MessageType.DELAY_RESP).size(), "its time is over");
  }

  @Test
  void nobodyIsGrantedWhatIsOutOfRange() {
    becomeMaster();
    for (int log : new int[] {-128, -8, 5, 127}) {
      assertEquals(0, granted(1, US, MessageType.SYNC, log));
    }
    assertEquals(0, granted(1, US, MessageType.ANNOUNCE, -4));
    assertEquals(5, outcomes(UnicastOutcome.OTHER_INTERVAL));
    assertEquals(
        List.of(UnicastPackets.grant(MessageType.SYNC, 0, 0)),
        ask(UnicastPackets.request(MessageType.SYNC, 0, 0)));
    assertEquals(1, outcomes(UnicastOutcome.OTHER_DURATION));
    assertEquals(0, clock.unicastFollowers());
  }

  @Test
  void thereAreAsManyAsMayBe() {
    becomeMaster();
    for (int host = 1; host <= 40; host++) {
      assertEquals(60, granted(host, US, MessageType.ANNOUNCE, 0));
    }
    assertEquals(0, granted(41, US, MessageType.ANNOUNCE, 0));
    assertEquals(1, outcomes(UnicastOutcome.TOO_MANY_FOLLOWERS));
    assertEquals(60, granted(40, US, MessageType.SYNC, 0), "who is there may have more");
    assertEquals(60, granted(40, US, MessageType.ANNOUNCE, 0), "and again");
    ask(Packets.port(1003), address(3), US, UnicastPackets.cancel(MessageType.ANNOUNCE));
    assertEquals(60, granted(41, US, MessageType.ANNOUNCE, 0));
  }

  @Test
  void whoDoesNotNameUsHasAShareOfHisOwn() {
    becomeMaster();
    for (int host = 1; host <= 10; host++) {
      assertEquals(30, granted(host, UnicastPackets.ALL, MessageType.ANNOUNCE, 0));
    }
    assertEquals(0, granted(11, UnicastPackets.ALL, MessageType.ANNOUNCE, 0));
    assertEquals(60, granted(11, US, MessageType.ANNOUNCE, 0), "another share");
    assertEquals(0, granted(1, UnicastPackets.ALL, MessageType.SYNC, -4), "none that is fast");
    assertEquals(60, granted(1, US, MessageType.SYNC, -4), "it has heard us");
    assertEquals(30, granted(12, UnicastPackets.ALL, MessageType.ANNOUNCE, 0), "its place is free");
  }

  @Test
  void oneAddressHasAsManyAsMayBe() {
    becomeMaster();
    Tlv announce = UnicastPackets.request(MessageType.ANNOUNCE, 0, 60);
    Tlv granted = UnicastPackets.grant(MessageType.ANNOUNCE, 0, 60);
    Tlv refused = UnicastPackets.grant(MessageType.ANNOUNCE, 0, 0);
    assertEquals(List.of(granted), ask(Packets.port(1), address(1), US, announce));
    assertEquals(List.of(granted), ask(Packets.port(2), address(1), US, announce));
    assertEquals(List.of(refused), ask(Packets.port(3), address(1), US, announce));
    assertEquals(List.of(granted), ask(Packets.port(3), address(2), US, announce));
    assertEquals(1, outcomes(UnicastOutcome.TOO_MANY_AT_ADDRESS));
  }

  @Test
  void messagesASecondAreBounded() {
    becomeMaster(); // 4000 a second: a Sync at 128 a second is 256 with its Follow_Up
    int granted = 0;
    for (int host = 1; host <= 20; host++) {
      granted += granted(host, US, MessageType.SYNC, -7) > 0 ? 1 : 0;
    }
    assertEquals(15, granted);
    assertEquals(5, outcomes(UnicastOutcome.TOO_MANY_MESSAGES));
    assertEquals(60, granted(1, US, MessageType.SYNC, -6), "less may be had always");
    assertEquals(60, granted(20, US, MessageType.SYNC, -6), "by what that left");
  }

  @Test
  void signalingForOthersAndOfWhoMayNotAskIsNotAnswered() {
    becomeMaster();
    Tlv request = UnicastPackets.request(MessageType.SYNC, 0, 60);
    assertEquals(List.of(), ask(ASKER, PortBench.OTHER, Packets.port(0x11), request));
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_FOR_US));
    clock.grantTo(from -> from.remote().getAddress().equals(address(9)));
    assertEquals(List.of(), ask(request));
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_ALLOWED));
    assertEquals(60, granted(9, US, MessageType.SYNC, 0));
  }

  @Test
  void withoutMulticastNothingIsSentToAll() {
    use(FEW, false);
    ask(UnicastPackets.request(MessageType.ANNOUNCE, 0, 60));
    bench.receive(Packets.delayReq(ASKER, 1, 0));
    bench.advance(10 * SECOND);
    assertEquals(10, sentTo(PortBench.OTHER, MessageType.ANNOUNCE).size(), 1);
    Set<String> receivers = new HashSet<>();
    bench.sent.forEach(each -> receivers.add(each.to()));
    assertEquals(Set.of("10.0.0.2:320"), receivers);
  }

  @Test
  void whileAnotherIsMasterNothingIsSentAndThenItGoesOn() {
    becomeMaster();
    ask(UnicastPackets.request(MessageType.ANNOUNCE, 0, 300));
    PortIdentity better = Packets.port(0x30);
    for (int i = 0; i < 10; i++) {
      bench.receive(Packets.bytes(Packets.announceOf(better, i, 1, better.clock(), Packets.TAI)));
      bench.advance(SECOND);
    }
    assertEquals(PortState.PASSIVE, clock.status().state());
    int before = sentTo(PortBench.OTHER, MessageType.ANNOUNCE).size();
    bench.advance(SECOND);
    assertEquals(before, sentTo(PortBench.OTHER, MessageType.ANNOUNCE).size());
    bench.advance(20 * SECOND);
    assertEquals(PortState.MASTER, clock.status().state());
    bench.sent.clear();
    bench.advance(10 * SECOND);
    assertEquals(10, sentTo(PortBench.OTHER, MessageType.ANNOUNCE).size(), 1);
  }

  @Test
  void manyThatAskAtOnceAreServedEvenly() {
    use(new UnicastService(2048, 2, 1_000_000, 300), false);
    for (int host = 1; host <= 2000; host++) {
      assertEquals(60, granted(host, US, MessageType.SYNC, -3));
    }
    bench.sent.clear();
    int most = runStamped(4 * SECOND);
    assertEquals(4 * 16_000, bench.sent(MessageType.SYNC).size(), 2000);
    assertEquals(bench.sent(MessageType.SYNC).size(), bench.sent(MessageType.FOLLOW_UP).size(), 64);
    // Even would be 16 a millisecond; the golden section leaves gaps of three lengths.
    assertTrue(most <= 24, most + " Syncs in one millisecond");
    assertEquals(0, clock.missedStamps());
  }

  @Test
  void noMoreSyncsWaitForTheirStampsThanTheErrorQueueHolds() {
    use(new UnicastService(2048, 2, 1_000_000, 300), false);
    for (int host = 1; host <= 1000; host++) {
      assertEquals(60, granted(host, US, MessageType.SYNC, -3));
    }
    bench.sent.clear();
    bench.advance(50 * MILLI); // no stamp comes: 400 are due
    List<PortBench.Sent> syncs = bench.sent(MessageType.SYNC);
    assertEquals(SyncsInFlight.WINDOW, syncs.size());
    bench.transmitted(syncs.get(0), bench.now);
    assertEquals(SyncsInFlight.WINDOW + 1, bench.sent(MessageType.SYNC).size(), "one for one");
    for (int i = 0; i < bench.sent.size(); i++) {
      if (bench.sent.get(i).type() == MessageType.SYNC) {
        bench.transmitted(bench.sent.get(i), bench.now);
      }
    }
    assertEquals(400, bench.sent(MessageType.SYNC).size(), 40, "all that were due have left");
  }

  @Test
  void whoIsNotThereHoldsNobodyUp() {
    use(new UnicastService(2048, 2, 1_000_000, 300), false);
    for (int host = 1; host <= 200; host++) {
      assertEquals(60, granted(host, US, MessageType.SYNC, -3));
    }
    // Every other one has no stamp ever, as a host that does not answer ARP.
    int seen = bench.sent.size();
    for (int i = 0; i < 4000; i++) {
      bench.advance(MILLI);
      for (int end = bench.sent.size(); seen < end; seen++) {
        PortBench.Sent sent = bench.sent.get(seen);
        int host = Integer.parseInt(sent.to().substring(7, sent.to().indexOf(':')));
        if (sent.type() == MessageType.SYNC && host % 2 == 0) {
          bench.transmitted(sent, bench.now);
        }
      }
    }
    for (int host : new int[] {2, 100, 200}) {
      assertEquals(32, sentTo(address(host), MessageType.SYNC).size(), 2);
      assertEquals(32, sentTo(address(host), MessageType.FOLLOW_UP).size(), 2);
    }
    assertEquals(0, sentTo(address(3), MessageType.FOLLOW_UP).size());
    assertEquals(200, clock.unicastFollowers());
    for (int i = 0; i < 8000; i++) { // longer than ARP may take
      bench.advance(MILLI);
      for (int end = bench.sent.size(); seen < end; seen++) {
        PortBench.Sent sent = bench.sent.get(seen);
        if (sent.to().equals("10.0.0.2:319")) {
          bench.transmitted(sent, bench.now);
        }
      }
    }
    assertEquals(100, outcomes(UnicastOutcome.UNREACHABLE));
    assertEquals(100, clock.unicastFollowers());
    assertEquals(60, granted(3, US, MessageType.SYNC, -3), "it is there again");
    bench.sent.clear();
    runStamped(2 * SECOND);
    assertEquals(16, sentTo(address(3), MessageType.FOLLOW_UP).size(), 1);
  }

  @Test
  void departureThatIsHardlyKnownIsNotTold() {
    becomeMaster();
    ask(UnicastPackets.request(MessageType.SYNC, 0, 60));
    bench.advance(SECOND);
    PortBench.Sent sync = sentTo(PortBench.OTHER, MessageType.SYNC).get(0);
    long before = clock.missedStamps();
    bench.transmitted(sync, bench.now, MasterRole.MAX_WIDTH_NANOS + 1);
    assertEquals(List.of(), sentTo(PortBench.OTHER, MessageType.FOLLOW_UP));
    assertEquals(before + 1, clock.missedStamps());
  }
}
