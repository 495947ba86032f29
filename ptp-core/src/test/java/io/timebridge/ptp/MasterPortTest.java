package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.TimeProperties;
import io.timebridge.ptp.wire.TimestampMessage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A master's port, packet by packet. Its time is local time plus {@link #EPOCH}. */
class MasterPortTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_800_000_000L * SECOND;
  private static final PortIdentity ASKER = Packets.port(0x20);
  private static final PtpProfile PROFILE = PtpProfile.AES67.withIntervals(0, -1, -2);

  private static final TimeProperties LEAPING =
      new TimeProperties(37, true, false, true, true, true, true, 0x20);

  private MasterTime.@Nullable Claims claims = new MasterTime.Claims(Packets.GOOD, Packets.TAI);

  private PtpClock clock = master(config(0, 0, true), PtpIdentity.configured(id(0x10)));
  private PortBench bench = new PortBench(clock);

  private static ClockIdentity id(long bits) {
    return new ClockIdentity(bits);
  }

  private static PtpPortConfig config(long ingress, long egress, boolean twoStep) {
    return PtpPortConfig.builder(PROFILE).latenciesNanos(ingress, egress).twoStep(twoStep).build();
  }

  private PtpClock master(PtpPortConfig config, PtpIdentity identity) {
    MasterTime time =
        new MasterTime() {
          @Override
          public long nanosAt(long localNanos) {
            return EPOCH + localNanos;
          }

          @Override
          public @Nullable Claims claimsAt(long localNanos) {
            return claims;
          }
        };
    return PtpClock.master("gm", config, identity, 100, 128, time, new SeededRandom(1));
  }

  private void claim(MasterTime.@Nullable Claims next) {
    claims = next;
    clock.timeChanged(bench.now);
  }

  private void use(PtpPortConfig config) {
    clock = master(config, PtpIdentity.configured(id(0x10)));
    bench = new PortBench(clock);
  }

  private void becomeMaster() {
    long start = bench.now;
    listenOn();
    assertTrue(bench.now - start >= 3 * SECOND);
    assertEquals(PortState.MASTER, clock.status().state());
    bench.advance(1);
  }

  /** Until the announce receipt timeout, which is longer than told by up to one interval. */
  private void listenOn() {
    long latest = bench.now + 4 * SECOND;
    while (bench.now < latest && bench.timers.containsKey(PtpPort.TIMER_ANNOUNCE_RECEIPT)) {
      bench.advance(1_000_000);
    }
  }

  private static TimestampMessage stamped(PortBench.Sent sent) {
    TimestampMessage message = new TimestampMessage();
    message.wrap(sent.bytes());
    return message;
  }

  private void hear(long clockBits, int priority1, int sequenceId) {
    PortIdentity source = Packets.port(clockBits);
    bench.receive(
        Packets.bytes(
            Packets.announceOf(source, sequenceId, priority1, source.clock(), Packets.TAI)));
  }

  @Test
  void listensFirst() {
    bench.advance(3 * SECOND - 1);
    assertEquals(PortState.LISTENING, clock.status().state());
    assertTrue(bench.sent.isEmpty());
    listenOn();
    assertEquals(PortState.MASTER, clock.status().state());
    bench.advance(1);
    AnnounceMessage announce = AnnounceMessage.read(bench.lastSent(MessageType.ANNOUNCE).bytes());
    assertEquals(Packets.announceOf(clock.portIdentity(), 0, 100, id(0x10), Packets.TAI), announce);
  }

  @Test
  void keepsTheBeatAndCountsEachType() {
    becomeMaster();
    bench.sent.clear();
    bench.advance(10 * SECOND);
    List<PortBench.Sent> syncs = bench.sent(MessageType.SYNC);
    assertEquals(20, syncs.size());
    assertEquals(10, bench.sent(MessageType.ANNOUNCE).size());
    for (int i = 0; i < 20; i++) {
      assertEquals(1 + i, syncs.get(i).header().sequenceId());
      assertEquals(-1, syncs.get(i).header().logMessageInterval());
      assertEquals(Lane.EVENT, syncs.get(i).lane());
    }
  }

  @Test
  void twoSteps() {
    use(config(0, 700, true));
    becomeMaster();
    PortBench.Sent sync = bench.lastSent(MessageType.SYNC);
    assertTrue(sync.header().has(PtpFlags.TWO_STEP));
    assertTrue(bench.sent(MessageType.FOLLOW_UP).isEmpty());
    bench.transmitted(sync, 5000);
    bench.transmitted(sync, 6000); // told twice: not answered twice
    assertEquals(1, bench.sent(MessageType.FOLLOW_UP).size());
    PortBench.Sent followUp = bench.lastSent(MessageType.FOLLOW_UP);
    assertEquals(Lane.GENERAL, followUp.lane());
    assertEquals(sync.header().sequenceId(), followUp.header().sequenceId());
    assertFalse(followUp.header().has(PtpFlags.TWO_STEP));
    assertEquals(EPOCH + 5700, stamped(followUp).timestampNanos());
  }

  @Test
  void departureThatIsHardlyKnownIsNotTold() {
    becomeMaster();
    long before = clock.missedStamps();
    PortBench.Sent sync = bench.lastSent(MessageType.SYNC);
    bench.transmitted(sync, bench.now + 17_000_000, MasterRole.MAX_WIDTH_NANOS + 1);
    bench.transmitted(sync, bench.now, 0); // told already
    assertTrue(bench.sent(MessageType.FOLLOW_UP).isEmpty());
    assertEquals(before + 1, clock.missedStamps());
    bench.advance(SECOND / 2);
    sync = bench.lastSent(MessageType.SYNC);
    bench.transmitted(sync, bench.now, MasterRole.MAX_WIDTH_NANOS);
    assertEquals(
        sync.header().sequenceId(), bench.lastSent(MessageType.FOLLOW_UP).header().sequenceId());
    assertEquals(before + 1, clock.missedStamps());
  }

  @Test
  void oneStepTellsTheTimeOfDeparture() {
    use(config(0, 700, false));
    becomeMaster();
    bench.advanceTo(Objects.requireNonNull(bench.timers.get(PtpPort.TIMER_SYNC)));
    PortBench.Sent sync = bench.lastSent(MessageType.SYNC);
    assertFalse(sync.header().has(PtpFlags.TWO_STEP));
    bench.transmitted(sync, bench.now);
    assertTrue(bench.sent(MessageType.FOLLOW_UP).isEmpty());
    assertEquals(EPOCH + bench.now + 700, stamped(sync).timestampNanos());
  }

  @Test
  void answersWhoAsks() {
    use(config(40, 0, true));
    becomeMaster();
    bench.receive(Packets.delayReq(ASKER, 0xFFFF, 0x28000));
    PortBench.Sent sent = bench.lastSent(MessageType.DELAY_RESP);
    DelayRespMessage answer = new DelayRespMessage();
    answer.wrap(sent.bytes());
    assertEquals(Lane.GENERAL, sent.lane());
    assertEquals(0xFFFF, answer.sequenceId());
    assertEquals(ASKER, answer.requestingPortIdentity());
    assertEquals(0x28000, answer.correctionScaledNanos());
    assertEquals(EPOCH + bench.now - 40, answer.receiveNanos());
    assertEquals(-2, answer.logMessageInterval());
    assertEquals(clock.portIdentity(), answer.sourcePortIdentity());
  }

  @Test
  void doesNotAnswerUnlessItIsMaster() {
    bench.receive(Packets.delayReq(ASKER, 1, 0));
    assertTrue(bench.sent.isEmpty());
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_USED));
  }

  @Test
  void isPassiveWhileABetterMasterIsHeardAndBackAfterwards() {
    becomeMaster();
    hear(0x30, 50, 1);
    assertEquals(PortState.MASTER, clock.status().state()); // one is no proof
    bench.advance(SECOND);
    hear(0x30, 50, 2);
    assertEquals(PortState.PASSIVE, clock.status().state());
    bench.sent.clear();
    bench.advance(3 * SECOND - 1);
    assertTrue(bench.sent.isEmpty());
    listenOn();
    assertEquals(PortState.MASTER, clock.status().state());
    bench.advance(1);
    assertFalse(bench.sent(MessageType.SYNC).isEmpty());
  }

  @Test
  void aWorseMasterChangesNothing() {
    becomeMaster();
    for (int i = 0; i < 5; i++) {
      hear(0x30, 101, i);
      bench.advance(SECOND);
    }
    assertEquals(PortState.MASTER, clock.status().state());
  }

  @Test
  void takesOverWhenThePresentMasterDegrades() {
    hear(0x30, 50, 1);
    bench.advance(SECOND);
    hear(0x30, 50, 2);
    assertEquals(PortState.PASSIVE, clock.status().state());
    bench.advance(SECOND);
    hear(0x30, 200, 3);
    assertEquals(PortState.MASTER, clock.status().state());
  }

  @Test
  void anotherUnderTheDerivedIdentityMakesItTakeAnother() {
    clock = master(config(0, 0, true), PtpIdentity.derived(new byte[] {0, 1, 2, 3, 4, 5}));
    bench = new PortBench(clock);
    becomeMaster();
    PortIdentity before = clock.portIdentity();
    PortBench.Sent announce = bench.lastSent(MessageType.ANNOUNCE);
    bench.receive(announce.bytes(), PortBench.OWN, Lane.GENERAL);
    assertEquals(before, clock.portIdentity());
    bench.receive(announce.bytes(), PortBench.OTHER, Lane.GENERAL);
    assertNotEquals(before, clock.portIdentity());
  }

  @Test
  void aBurstOfItsOwnAnswersIsKnownAgain() {
    clock = master(config(0, 0, true), PtpIdentity.derived(new byte[] {0, 1, 2, 3, 4, 5}));
    bench = new PortBench(clock);
    becomeMaster();
    PortIdentity before = clock.portIdentity();
    for (int follower = 0; follower < 500; follower++) {
      bench.receive(Packets.delayReq(Packets.port(0x1000 + follower), follower * 7, 0));
    }
    for (PortBench.Sent answer : bench.sent(MessageType.DELAY_RESP)) {
      bench.receive(answer.bytes(), PortBench.OWN, Lane.GENERAL);
    }
    assertEquals(500, clock.dropped().get(PtpDropReason.OWN));
    assertEquals(before, clock.portIdentity());
  }

  @Test
  void saysForWhomItIsPassive() {
    hear(0x30, 50, 1);
    hear(0x40, 40, 1);
    bench.advance(SECOND);
    hear(0x30, 50, 2);
    assertEquals(Packets.port(0x30), clock.status().parent());
    hear(0x40, 40, 2);
    assertEquals(Packets.port(0x40), clock.status().parent());
    bench.advance(SECOND);
    hear(0x30, 50, 3);
    bench.advance(3 * SECOND - 1); // 0x40 is dead, 0x30 not yet
    assertEquals(Packets.port(0x30), clock.status().parent());
    assertEquals(PortState.PASSIVE, clock.status().state());
  }

  @Test
  void aWorseMasterDoesNotKeepADeadOneAlive() {
    hear(0x30, 50, 1);
    bench.advance(SECOND);
    hear(0x30, 50, 2);
    assertEquals(PortState.PASSIVE, clock.status().state());
    for (int i = 0; i < 4; i++) { // it dies, and a third one fills the gap
      bench.advance(SECOND);
      hear(0x40, 200, i);
    }
    assertEquals(PortState.MASTER, clock.status().state());
  }

  @Test
  void saysNothingUntilThereIsATime() {
    claims = null;
    use(config(0, 0, true));
    bench.advance(20 * SECOND);
    bench.receive(Packets.delayReq(ASKER, 1, 0));
    assertEquals(PortState.LISTENING, clock.status().state());
    assertTrue(bench.sent.isEmpty());
    claim(new MasterTime.Claims(Packets.GOOD, Packets.TAI));
    assertEquals(PortState.MASTER, clock.status().state()); // it has listened long enough
    bench.advance(1);
    assertEquals(1, bench.sent(MessageType.ANNOUNCE).size());
    assertEquals(1, bench.sent(MessageType.SYNC).size());
  }

  @Test
  void aTimeThatComesEarlyDoesNotShortenTheListening() {
    claims = null;
    use(config(0, 0, true));
    bench.advance(SECOND);
    claim(new MasterTime.Claims(Packets.GOOD, Packets.TAI));
    bench.advance(2 * SECOND - 1);
    assertEquals(PortState.LISTENING, clock.status().state());
    listenOn();
    assertEquals(PortState.MASTER, clock.status().state());
  }

  @Test
  void withoutATimeItIsNotEvenPassiveAndGivesNoneAway() {
    becomeMaster();
    claim(null);
    bench.sent.clear();
    bench.advance(10 * SECOND);
    assertEquals(PortState.LISTENING, clock.status().state());
    assertTrue(bench.sent.isEmpty());
    hear(0x30, 50, 1);
    bench.advance(SECOND);
    hear(0x30, 50, 2);
    assertEquals(PortState.LISTENING, clock.status().state());
    claim(new MasterTime.Claims(Packets.GOOD, Packets.TAI));
    assertEquals(PortState.PASSIVE, clock.status().state());
  }

  @Test
  void announcesAtOnceWhatHasChangedThenKeepsTheBeat() {
    becomeMaster();
    bench.advance(SECOND / 2);
    bench.sent.clear();
    claim(new MasterTime.Claims(new ClockQuality(7, 0x25, 0xFFFF), LEAPING));
    bench.advance(1);
    AnnounceMessage announce = AnnounceMessage.read(bench.lastSent(MessageType.ANNOUNCE).bytes());
    assertEquals(new ClockQuality(7, 0x25, 0xFFFF), announce.grandmasterClockQuality());
    assertEquals(LEAPING, announce.timeProperties());
    assertEquals(1, announce.header().sequenceId());
    clock.timeChanged(bench.now); // nothing new: no Announce
    bench.advance(SECOND - 2);
    assertEquals(1, bench.sent(MessageType.ANNOUNCE).size());
    bench.advance(10 * SECOND + 1);
    assertEquals(12, bench.sent(MessageType.ANNOUNCE).size());
  }

  @Test
  void decidesAnewWhenItsOwnQualityChanges() {
    claims = new MasterTime.Claims(new ClockQuality(248, 0xFE, 0xFFFF), Packets.TAI);
    use(config(0, 0, true));
    hear(0x30, 100, 1);
    bench.advance(SECOND);
    hear(0x30, 100, 2); // as high a priority, class 6
    assertEquals(PortState.PASSIVE, clock.status().state());
    claim(new MasterTime.Claims(new ClockQuality(6, 0x20, 0x4E5D), Packets.TAI));
    assertEquals(PortState.MASTER, clock.status().state());
    claim(new MasterTime.Claims(new ClockQuality(7, 0x20, 0x4E5D), Packets.TAI));
    assertEquals(PortState.PASSIVE, clock.status().state());
    bench.sent.clear();
    bench.advance(2 * SECOND);
    assertTrue(bench.sent.isEmpty());
  }

  @Test
  void claimsAreReadAnewForEachAnnounce() {
    becomeMaster();
    claims = new MasterTime.Claims(new ClockQuality(52, 0xFE, 0xFFFF), Packets.ARBITRARY);
    bench.advance(SECOND);
    AnnounceMessage announce = AnnounceMessage.read(bench.lastSent(MessageType.ANNOUNCE).bytes());
    assertEquals(52, announce.grandmasterClockQuality().clockClass());
    assertEquals(Packets.ARBITRARY, announce.timeProperties());
  }

  @Test
  void countsTheSyncsWhoseStampNeverCame() {
    becomeMaster();
    bench.transmitted(bench.lastSent(MessageType.SYNC), bench.now);
    assertEquals(0, clock.missedStamps());
    bench.advance(SECOND); // two Syncs, and no stamp of either
    PortBench.Sent late = bench.sent(MessageType.SYNC).get(1);
    assertEquals(1, clock.missedStamps());
    bench.transmitted(late, bench.now);
    assertEquals(1, clock.sent().get(MessageType.FOLLOW_UP));
    assertEquals(3, clock.sent().get(MessageType.SYNC));
  }

  @Test
  void aOneStepMasterMissesNoStamp() {
    use(config(0, 0, false));
    becomeMaster();
    bench.advance(5 * SECOND);
    assertEquals(0, clock.missedStamps());
  }

  @Test
  void countsWhoHasAskedLately() {
    becomeMaster();
    for (int round = 0; round < 3; round++) {
      for (int follower = 0; follower < 20; follower++) {
        bench.receive(Packets.delayReq(Packets.port(0x1000 + follower), round, 0));
      }
    }
    bench.advance(SECOND);
    assertEquals(20, clock.followers());
    bench.advance(Followers.FORGOTTEN_NANOS);
    assertEquals(0, clock.followers());
  }

  @Test
  void aFloodOfInventedFollowersOnlyFillsTheTable() {
    becomeMaster();
    for (int follower = 0; follower < 5 * Followers.CAPACITY; follower++) {
      bench.receive(Packets.delayReq(Packets.port(0x100000L + follower * 977L), follower, 0));
    }
    bench.advance(SECOND);
    assertTrue(clock.followers() > Followers.CAPACITY * 9 / 10, clock.followers() + " followers");
    assertTrue(clock.followers() <= Followers.CAPACITY);
  }
}
