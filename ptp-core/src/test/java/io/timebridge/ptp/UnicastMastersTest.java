package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.Tlv;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How a follower asks masters for messages of its own, TLV by TLV. */
class UnicastMastersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetAddress[] AT = {PortBench.address(2), PortBench.address(3)};
  private static final PortIdentity[] MASTER = {Packets.port(0x10), Packets.port(0x11)};
  private static final PortIdentity US = Packets.port(0x99);
  private static final Tlv WANTS_ANNOUNCE = UnicastPackets.request(MessageType.ANNOUNCE, 0, 300);
  private static final Tlv WANTS_SYNC = UnicastPackets.request(MessageType.SYNC, -3, 300);
  private static final Tlv WANTS_DELAY = UnicastPackets.request(MessageType.DELAY_RESP, -2, 300);

  private final PtpClock clock =
      PtpClock.follower(
          "follower",
          PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, -3, -2))
              .unicastClient(new UnicastClient(List.of(AT), 300, 0))
              .build(),
          PtpIdentity.configured(new ClockIdentity(0x99)),
          new SilentEstimator(),
          new SeededRandom(1));
  private final PortBench bench = new PortBench(clock);
  private final int[] announceId = new int[2];
  private int serving = -1; // who sends Syncs, and answers
  private int syncId;
  private int answered;

  /** What was sent to a master since it was last asked; each to its address and identity. */
  private List<Tlv> asked(int master) {
    List<Tlv> tlvs = new ArrayList<>();
    for (PortBench.Sent sent : bench.sent(MessageType.SIGNALING)) {
      if (sent.to().equals(AT[master].getHostAddress() + ":320")) {
        assertTrue(sent.header().has(PtpFlags.UNICAST));
        tlvs.addAll(UnicastPackets.read(sent).tlvs());
        bench.sent.remove(sent);
      }
    }
    return tlvs;
  }

  private PtpMessage.Signaling lastTo(int master) {
    List<PortBench.Sent> all =
        bench.sent(MessageType.SIGNALING).stream()
            .filter(each -> each.to().equals(AT[master].getHostAddress() + ":320"))
            .toList();
    return UnicastPackets.read(all.get(all.size() - 1));
  }

  private void say(int master, Tlv... tlvs) {
    bench.receive(UnicastPackets.signaling(MASTER[master], US, tlvs), AT[master]);
  }

  private static byte[] unicast(byte[] packet) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    bytes.putShort(6, (short) (bytes.getShort(6) | PtpFlags.UNICAST));
    return packet;
  }

  private void announce(int master) {
    AnnounceMessage announce =
        Packets.announceOf(
            MASTER[master],
            announceId[master]++,
            100 + master,
            MASTER[master].clock(),
            Packets.TAI);
    bench.receive(unicast(Packets.bytes(announce)), AT[master]);
  }

  private void grantAnnounce(int master) {
    say(master, UnicastPackets.grant(MessageType.ANNOUNCE, 0, 300));
  }

  private void grantTime(int master) {
    say(
        master,
        UnicastPackets.grant(MessageType.SYNC, -3, 300),
        UnicastPackets.grant(MessageType.DELAY_RESP, -2, 300));
    serving = master;
  }

  /** Half a second of a master that keeps its word. */
  private void serve(boolean serves) {
    if (serves) {
      byte[] sync = Packets.oneStepSync(MASTER[serving], syncId++, 0, bench.now);
      sync[33] = 0x7F;
      bench.receive(unicast(sync), AT[serving]);
    }
    bench.advance(SECOND / 2);
    List<PortBench.Sent> requests = bench.sent(MessageType.DELAY_REQ);
    for (; serves && answered < requests.size(); answered++) {
      byte[] answer = Packets.delayResp(MASTER[serving], requests.get(answered).header(), 0, 5);
      answer[33] = 0x7F;
      bench.receive(unicast(answer), AT[serving]);
    }
  }

  /** Both announce themselves, and the better one is chosen. */
  private void choose() {
    bench.advance(1);
    grantAnnounce(0);
    grantAnnounce(1);
    for (int i = 0; i < 2; i++) {
      announce(1);
      announce(0);
      bench.advance(SECOND);
    }
    assertEquals(MASTER[0], clock.status().parent());
  }

  private void announceFor(int seconds, int... masters) {
    for (int i = 0; i < seconds; i++) {
      for (int master : masters) {
        announce(master);
      }
      boolean serves = Arrays.stream(masters).anyMatch(each -> each == serving);
      serve(serves);
      serve(serves);
    }
  }

  private PortIdentity parent() {
    return Objects.requireNonNull(clock.status().parent());
  }

  @Test
  void allAreAskedToAnnounceAgainAndAgain() {
    bench.advance(1);
    assertEquals(UnicastPackets.ALL, lastTo(0).target(), "nobody is known yet");
    assertEquals(List.of(WANTS_ANNOUNCE), asked(0));
    assertEquals(List.of(WANTS_ANNOUNCE), asked(1));
    bench.advance(3 * SECOND);
    assertEquals(List.of(WANTS_ANNOUNCE, WANTS_ANNOUNCE, WANTS_ANNOUNCE), asked(0));
    grantAnnounce(0);
    bench.advance(3 * SECOND);
    assertEquals(List.of(), asked(0), "it is granted");
    assertEquals(6, asked(1).size());
    assertEquals(
        List.of(
            new UnicastMasterStatus("10.0.0.2", true, false, false),
            new UnicastMasterStatus("10.0.0.3", false, false, false)),
        clock.unicastMasters());
  }

  @Test
  void theBestIsAskedForTheTimeAndNobodyElse() {
    choose();
    bench.advance(1);
    assertEquals(MASTER[0], lastTo(0).target(), "whose identity is known now");
    List<Tlv> all = asked(0);
    assertEquals(List.of(WANTS_SYNC, WANTS_DELAY), all.subList(all.size() - 2, all.size()));
    assertFalse(asked(1).contains(WANTS_SYNC));
    grantTime(0);
    announceFor(5, 0, 1);
    assertEquals(List.of(), asked(0));
    assertTrue(clock.unicastMasters().get(0).serves());
    assertFalse(clock.unicastMasters().get(1).serves());
  }

  @Test
  void delayReqGoesToTheMasterAlone() {
    choose();
    grantTime(0);
    bench.receive(unicast(Packets.twoStepSync(MASTER[0], 1, 0)), AT[0]);
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    assertEquals("10.0.0.2:319", request.to());
    assertEquals(PtpFlags.UNICAST, request.header().flags());
    bench.transmitted(request, bench.now);
    byte[] answer = Packets.delayResp(MASTER[0], request.header(), 0, 5);
    answer[33] = 0x7F;
    bench.receive(unicast(answer), AT[0]);
    assertEquals(0, clock.status().unansweredDelayReqs());
    assertEquals(1, clock.received().get(MessageType.DELAY_RESP));
    int before = bench.sent(MessageType.DELAY_REQ).size();
    syncId = 2;
    announceFor(40, 0);
    // Four a second on average were granted.
    assertEquals(160, bench.sent(MessageType.DELAY_REQ).size() - before, 40);
  }

  @Test
  void whatIsSentToAllIsNotFollowed() {
    choose();
    grantTime(0);
    bench.receive(Packets.twoStepSync(MASTER[0], 1, 0), AT[0]);
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_GRANTED));
    bench.receive(Packets.announce(Packets.port(0x77), 1), PortBench.address(7));
    bench.receive(unicast(Packets.announce(Packets.port(0x77), 2)), PortBench.address(7));
    bench.receive(unicast(Packets.announce(Packets.port(0x77), 3)), PortBench.address(7));
    assertEquals(4, clock.dropped().get(PtpDropReason.NOT_GRANTED));
  }

  @Test
  void everyGrantIsRenewedInTime() {
    choose();
    bench.advance(1);
    grantTime(0);
    asked(0);
    announceFor(220, 0, 1);
    assertEquals(List.of(), asked(0));
    announceFor(10, 0, 1);
    List<Tlv> renewals = asked(0);
    assertTrue(renewals.containsAll(List.of(WANTS_ANNOUNCE, WANTS_SYNC, WANTS_DELAY)));
    grantAnnounce(0);
    grantTime(0);
    asked(0);
    announceFor(200, 0, 1);
    assertEquals(List.of(), asked(0), "for another three quarters");
  }

  @Test
  void grantsOfStrangersAndUnaskedOnesDoNotCount() {
    bench.advance(1);
    Tlv grant = UnicastPackets.grant(MessageType.ANNOUNCE, 0, 300);
    bench.receive(
        UnicastPackets.signaling(MASTER[0], US, grant), PortBench.address(7)); // another address
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_USED));
    bench.receive(UnicastPackets.signaling(MASTER[0], Packets.port(0x98), grant), AT[0]);
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_FOR_US));
    say(0, UnicastPackets.grant(MessageType.SYNC, -3, 300));
    assertEquals(1, clock.dropped().get(PtpDropReason.UNASKED));
    asked(0);
    bench.advance(SECOND);
    assertEquals(List.of(WANTS_ANNOUNCE), asked(0));
  }

  @Test
  void masterThatFallsSilentIsReplacedAndGetsItsGrantsBack() {
    choose();
    grantTime(0);
    asked(0);
    announceFor(6, 1);
    assertEquals(MASTER[1], parent());
    List<Tlv> toTheOld = asked(0);
    assertTrue(toTheOld.contains(UnicastPackets.cancel(MessageType.SYNC)), toTheOld.toString());
    assertTrue(toTheOld.contains(UnicastPackets.cancel(MessageType.DELAY_RESP)));
    assertTrue(toTheOld.contains(WANTS_ANNOUNCE), "it may have forgotten us");
    assertTrue(asked(1).contains(WANTS_SYNC));
    say(
        0,
        UnicastPackets.acknowledge(MessageType.SYNC),
        UnicastPackets.acknowledge(MessageType.DELAY_RESP));
    // It comes back, and is chosen again.
    grantAnnounce(0);
    grantTime(1);
    announceFor(3, 0, 1);
    assertEquals(MASTER[0], parent());
    assertTrue(asked(0).contains(WANTS_SYNC));
    assertTrue(asked(1).contains(UnicastPackets.cancel(MessageType.SYNC)));
  }

  @Test
  void masterThatRefusesTheTimeIsLeftForOneThatGivesIt() {
    choose();
    for (int i = 0; i < 8; i++) {
      say(
          0,
          UnicastPackets.grant(MessageType.SYNC, -3, 0),
          UnicastPackets.grant(MessageType.DELAY_RESP, -2, 0));
      announceFor(1, 0, 1);
    }
    assertEquals(MASTER[1], parent());
    assertTrue(clock.unicastMasters().get(0).shunned());
    grantTime(1);
    announceFor(40, 0, 1);
    assertEquals(MASTER[1], parent(), "for a while");
    boolean again = false;
    for (int i = 0; i < 30; i++) {
      announceFor(1, 0, 1);
      again |= parent().equals(MASTER[0]);
    }
    assertTrue(again, "then it is tried again");
    assertEquals(MASTER[1], parent(), "and left again");
  }

  @Test
  void masterThatDoesNotAnswerForTheTimeIsLeftToo() {
    choose();
    announceFor(8, 0, 1);
    assertEquals(MASTER[1], parent());
  }

  @Test
  void theOnlyMasterIsNotLeft() {
    bench.advance(1);
    grantAnnounce(0);
    announceFor(30, 0);
    assertEquals(MASTER[0], parent());
    assertTrue(asked(0).stream().filter(WANTS_SYNC::equals).count() > 20);
  }

  @Test
  void whatTheMasterTakesBackIsAcknowledgedAndAskedForAgain() {
    choose();
    bench.advance(1);
    grantTime(0);
    asked(0);
    say(0, UnicastPackets.cancel(MessageType.SYNC));
    assertEquals(List.of(UnicastPackets.acknowledge(MessageType.SYNC)), asked(0));
    announceFor(1, 0, 1);
    assertEquals(List.of(WANTS_SYNC), asked(0));
  }

  @Test
  void syncThatDoesNotComeIsAskedForAgain() {
    choose();
    bench.advance(1);
    grantTime(0);
    serving = -1; // it does not keep its word
    asked(0);
    announceFor(4, 0, 1);
    assertTrue(asked(0).contains(WANTS_SYNC));
  }

  @Test
  void allIsGivenBackWhenThePortIsDisabled() {
    choose();
    bench.advance(1);
    grantTime(0);
    asked(0);
    asked(1);
    clock.ports().get(0).disable(bench.now);
    List<Tlv> cancels =
        List.of(
            UnicastPackets.cancel(MessageType.ANNOUNCE),
            UnicastPackets.cancel(MessageType.SYNC),
            UnicastPackets.cancel(MessageType.DELAY_RESP));
    List<Tlv> got = asked(0);
    assertTrue(got.containsAll(cancels) && got.size() == 3, got.toString());
    assertEquals(List.of(UnicastPackets.cancel(MessageType.ANNOUNCE)), asked(1));
    bench.advance(10 * SECOND);
    assertEquals(List.of(), asked(0));
    assertNull(clock.status().parent());
    clock.ports().get(0).enable(bench.now);
    bench.advance(1);
    assertEquals(List.of(WANTS_ANNOUNCE), asked(0));
  }

  @Test
  void hybridAsksTheMasterAloneBesideWhatIsSentToAll() {
    PtpClock hybrid =
        PtpClock.follower(
            "follower",
            PtpPortConfig.builder(PtpProfile.AES67.withIntervals(0, -3, -2))
                .hybridE2e(true)
                .build(),
            PtpIdentity.configured(new ClockIdentity(0x99)),
            new SilentEstimator(),
            new SeededRandom(1));
    PortBench wire = new PortBench(hybrid);
    for (int i = 0; i < 2; i++) {
      wire.receive(Packets.announce(MASTER[0], i), AT[1]);
    }
    wire.receive(Packets.twoStepSync(MASTER[0], 1, 0), AT[1]);
    wire.advance(1);
    PortBench.Sent request = wire.lastSent(MessageType.DELAY_REQ);
    assertEquals("10.0.0.3:319", request.to());
    assertTrue(request.header().has(PtpFlags.UNICAST));
    wire.transmitted(request, wire.now);
    wire.receive(unicast(Packets.delayResp(MASTER[0], request.header(), 0, 5)), AT[1]);
    assertEquals(1, hybrid.received().get(MessageType.DELAY_RESP));
  }
}
