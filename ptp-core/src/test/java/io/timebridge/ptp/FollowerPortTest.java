package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.RecordingEstimator.Seen;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.TimeProperties;
import io.timebridge.ptp.wire.Tlv;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A follower's port, packet by packet: what it measures, what it drops, what it asks. */
class FollowerPortTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_800_000_000L * SECOND;
  private static final PortIdentity MASTER = Packets.port(0x10);
  private static final PortIdentity STRANGER = Packets.port(0x20);
  private static final byte[] MAC = {0x00, 0x1D, (byte) 0xC1, 1, 2, 3};

  private final RecordingEstimator estimator = new RecordingEstimator();
  private PtpClock clock =
      makeClock(PtpIdentity.configured(new ClockIdentity(0x99)), config(0, 0, 0));
  private PortBench bench = new PortBench(clock);
  private int announceId;

  private static PtpPortConfig config(long asymmetry, long ingress, long egress) {
    PtpProfile profile = PtpProfile.AES67.withIntervals(0, -3, 0);
    return PtpPortConfig.builder(profile)
        .delayAsymmetryNanos(asymmetry)
        .latenciesNanos(ingress, egress)
        .build();
  }

  private PtpClock makeClock(PtpIdentity identity, PtpPortConfig config) {
    return PtpClock.follower("follower", config, identity, estimator, new SeededRandom(1));
  }

  private void use(PtpIdentity identity, PtpPortConfig config) {
    clock = makeClock(identity, config);
    bench = new PortBench(clock);
  }

  private void announce() {
    bench.receive(Packets.announce(MASTER, announceId++));
  }

  private void follow() {
    announce();
    bench.advance(SECOND);
    announce();
    assertEquals(MASTER, clock.status().parent());
  }

  private long dropped(PtpDropReason reason) {
    return clock.dropped().get(reason);
  }

  /** A measured Sync, as all before was right. */
  private void sync(int id) {
    bench.receive(Packets.oneStepSync(MASTER, id, 0, EPOCH + bench.now));
  }

  @Test
  void nothingIsMeasuredBeforeAMasterIsChosen() {
    bench.receive(Packets.oneStepSync(MASTER, 1, 0, EPOCH));
    bench.receive(Packets.followUp(MASTER, 1, 0, EPOCH));
    announce();
    bench.receive(Packets.oneStepSync(MASTER, 2, 0, EPOCH));
    assertTrue(estimator.seen.isEmpty());
    assertEquals(3, dropped(PtpDropReason.NOT_OUR_MASTER));
    assertEquals(PortState.LISTENING, clock.status().state());
  }

  @Test
  void oneStepSync() {
    follow();
    bench.receive(Packets.oneStepSync(MASTER, 1, 3 << 16, EPOCH));
    assertEquals(List.of(new Seen(true, bench.now, EPOCH + 3, 0)), estimator.seen);
  }

  @Test
  void twoStepSyncAddsBothCorrections() {
    follow();
    long arrived = bench.now;
    bench.receive(Packets.twoStepSync(MASTER, 1, 1000 << 16));
    assertTrue(estimator.seen.isEmpty());
    bench.advance(1000);
    bench.receive(Packets.followUp(MASTER, 1, -30 << 16, EPOCH));
    assertEquals(List.of(new Seen(true, arrived, EPOCH + 970, 0)), estimator.seen);
  }

  @Test
  void aFollowUpMayOvertakeItsSync() {
    follow();
    bench.receive(Packets.followUp(MASTER, 1, 5 << 16, EPOCH));
    assertTrue(estimator.seen.isEmpty());
    bench.advance(500);
    bench.receive(Packets.twoStepSync(MASTER, 1, 7 << 16));
    assertEquals(List.of(new Seen(true, bench.now, EPOCH + 12, 0)), estimator.seen);
    // The same again, behind a Sync: a pair is used once.
    bench.receive(Packets.followUp(MASTER, 1, 0, EPOCH));
    assertEquals(1, dropped(PtpDropReason.STALE));
    assertEquals(1, estimator.seen.size());
  }

  @Test
  void aFollowUpOfAnotherSyncIsNotPaired() {
    follow();
    bench.receive(Packets.twoStepSync(MASTER, 1, 0));
    bench.receive(Packets.twoStepSync(MASTER, 2, 0));
    bench.receive(Packets.followUp(MASTER, 1, 0, EPOCH)); // too late
    assertEquals(1, dropped(PtpDropReason.STALE));
    bench.receive(Packets.followUp(STRANGER, 2, 0, EPOCH));
    assertEquals(1, dropped(PtpDropReason.NOT_OUR_MASTER));
    assertTrue(estimator.seen.isEmpty());
    bench.receive(Packets.followUp(MASTER, 2, 0, EPOCH));
    assertEquals(1, estimator.seen.size());
  }

  @Test
  void aDoubledSyncIsMeasuredOnce() {
    follow();
    bench.receive(Packets.twoStepSync(MASTER, 7, 0));
    bench.receive(Packets.followUp(MASTER, 7, 0, EPOCH));
    bench.advance(100_000);
    bench.receive(Packets.twoStepSync(MASTER, 7, 0));
    bench.receive(Packets.followUp(MASTER, 7, 0, EPOCH));
    bench.receive(Packets.twoStepSync(MASTER, 6, 0));
    assertEquals(1, estimator.seen.size());
    assertEquals(3, dropped(PtpDropReason.STALE));
  }

  @Test
  void idsWrap() {
    follow();
    for (int id = 65_530; id < 65_540; id++) {
      bench.receive(Packets.twoStepSync(MASTER, id, 0));
      bench.advance(SECOND / 8);
      bench.receive(Packets.followUp(MASTER, id, 0, EPOCH + bench.now));
    }
    assertEquals(10, estimator.seen.size());
    bench.receive(Packets.twoStepSync(MASTER, 65_535, 0));
    assertEquals(1, dropped(PtpDropReason.STALE));
  }

  @Test
  void strangersAndOtherDomainsAreNotMeasured() {
    follow();
    bench.receive(Packets.oneStepSync(STRANGER, 1, 0, EPOCH));
    bench.receive(Packets.oneStepSync(new PortIdentity(MASTER.clock(), 2), 1, 0, EPOCH));
    assertEquals(2, dropped(PtpDropReason.NOT_OUR_MASTER));
    byte[] other = Packets.oneStepSync(MASTER, 1, 0, EPOCH);
    other[4] = 1;
    bench.receive(other);
    assertEquals(1, dropped(PtpDropReason.OTHER_DOMAIN));
    byte[] gptp = Packets.oneStepSync(MASTER, 1, 0, EPOCH);
    gptp[0] |= 0x10;
    bench.receive(gptp);
    byte[] minor = Packets.oneStepSync(MASTER, 1, 0, EPOCH);
    minor[5] = 1;
    bench.receive(minor);
    assertEquals(2, dropped(PtpDropReason.OTHER_SDO));
    bench.receive(Packets.oneStepSync(MASTER, 1, 0, EPOCH), PortBench.OTHER, Lane.GENERAL);
    bench.receive(Packets.followUp(MASTER, 1, 0, EPOCH), PortBench.OTHER, Lane.EVENT);
    assertEquals(2, dropped(PtpDropReason.WRONG_PORT));
    bench.receive(Packets.delayReq(STRANGER, 1, 0));
    assertEquals(1, dropped(PtpDropReason.NOT_USED));
    bench.receive(Packets.oneStepSync(MASTER, 1, Long.MAX_VALUE, EPOCH));
    assertEquals(1, dropped(PtpDropReason.CORRECTION_TOO_BIG));
    assertTrue(estimator.seen.isEmpty());
  }

  /** Both orders: a Delay_Resp behind the transmit stamp, and before it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void delayReqAndResp(boolean stampFirst) {
    follow();
    sync(1);
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    assertEquals(clock.portIdentity(), request.header().sourcePortIdentity());
    assertEquals(Lane.EVENT, request.lane());
    long left = bench.now + 3;
    byte[] answer = Packets.delayResp(MASTER, request.header(), 40 << 16, EPOCH + 1000);
    if (stampFirst) {
      bench.transmitted(request, left);
      assertTrue(estimator.toSource().isEmpty());
      bench.receive(answer);
    } else {
      bench.receive(answer);
      assertTrue(estimator.toSource().isEmpty());
      bench.transmitted(request, left);
    }
    // What the network held the request for is not the path's.
    assertEquals(List.of(new Seen(false, left, EPOCH + 960, 0)), estimator.toSource());
    bench.receive(answer);
    bench.transmitted(request, left);
    assertEquals(1, dropped(PtpDropReason.UNASKED));
    assertEquals(1, estimator.toSource().size());
  }

  @Test
  void answersToOthersAndFromOthersAreNotUsed() {
    follow();
    sync(1);
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    bench.transmitted(request, bench.now);
    PtpHeader theirs = new PtpHeader();
    theirs.wrap(ByteBuffer.wrap(Packets.delayReq(STRANGER, request.header().sequenceId(), 0)));
    bench.receive(Packets.delayResp(MASTER, theirs, 0, EPOCH));
    assertEquals(1, dropped(PtpDropReason.NOT_FOR_US));
    bench.receive(Packets.delayResp(STRANGER, request.header(), 0, EPOCH));
    assertEquals(1, dropped(PtpDropReason.NOT_OUR_MASTER));
    PtpHeader earlier = new PtpHeader();
    int before = request.header().sequenceId() - 1 & 0xFFFF;
    earlier.wrap(ByteBuffer.wrap(Packets.delayReq(clock.portIdentity(), before, 0)));
    bench.receive(Packets.delayResp(MASTER, earlier, 0, EPOCH));
    assertEquals(1, dropped(PtpDropReason.UNASKED));
    assertTrue(estimator.toSource().isEmpty());
  }

  @Test
  void aLostTransmitStampCostsOneMeasurement() {
    follow();
    sync(1);
    bench.advance(1);
    PortBench.Sent first = bench.lastSent(MessageType.DELAY_REQ);
    bench.receive(Packets.delayResp(MASTER, first.header(), 0, EPOCH));
    for (int id = 2; bench.sent(MessageType.DELAY_REQ).size() < 2; id++) {
      bench.advance(SECOND / 8);
      announce();
      sync(id);
    }
    PortBench.Sent second = bench.lastSent(MessageType.DELAY_REQ);
    bench.transmitted(first, 5); // the wrong one's stamp, at last
    bench.receive(Packets.delayResp(MASTER, second.header(), 0, EPOCH + 77));
    assertTrue(estimator.toSource().isEmpty());
    bench.transmitted(second, 1234);
    assertEquals(List.of(new Seen(false, 1234, EPOCH + 77, 0)), estimator.toSource());
  }

  @Test
  void theMasterSaysHowOftenToAsk() {
    follow();
    sync(1);
    bench.advance(1);
    byte[] answer =
        Packets.delayResp(MASTER, bench.lastSent(MessageType.DELAY_REQ).header(), 0, EPOCH);
    answer[33] = -3;
    bench.receive(answer);
    int asked = 0;
    for (int i = 0; i < 100; i++) {
      bench.advance(SECOND);
      announce();
      sync(2 + i);
      asked = bench.sent(MessageType.DELAY_REQ).size();
      answer = Packets.delayResp(MASTER, bench.lastSent(MessageType.DELAY_REQ).header(), 0, EPOCH);
      answer[33] = -3;
      bench.receive(answer);
    }
    assertTrue(asked > 600 && asked < 1000, asked + " requests in 100 s at 8 a second");
  }

  /** ptp4l(8): positive when the way from the master takes longer. */
  @Test
  void delayAsymmetry() {
    use(PtpIdentity.configured(new ClockIdentity(0x99)), config(100, 0, 0));
    follow();
    bench.receive(Packets.oneStepSync(MASTER, 1, 0, EPOCH));
    long syncArrived = bench.now;
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    bench.transmitted(request, syncArrived + 50);
    // One way 400 ns, back 200 ns: the mean is 300, the way from the master 100 longer.
    // The local clock is right: it shows the master's time less EPOCH.
    long mastersNow = EPOCH + 400 + 50 + 200;
    bench.receive(Packets.delayResp(MASTER, request.header(), 0, mastersNow));
    Seen forward = estimator.fromSource().get(0);
    Seen back = estimator.toSource().get(0);
    long delay =
        (forward.localNanos() - forward.remoteNanos() + back.remoteNanos() - back.localNanos()) / 2;
    assertEquals(300, delay);
    assertEquals(100, forward.asymmetryNanos());
    assertEquals(0, back.asymmetryNanos());
    assertEquals(
        syncArrived - EPOCH - 400,
        forward.localNanos() - forward.remoteNanos() - delay - forward.asymmetryNanos());
  }

  /**
   * ptp4l(8): ingressLatency is subtracted from receive stamps, egressLatency added to sent ones.
   */
  @Test
  void latencies() {
    use(PtpIdentity.configured(new ClockIdentity(0x99)), config(0, 30, 500));
    follow();
    bench.receive(Packets.oneStepSync(MASTER, 1, 0, EPOCH));
    assertEquals(bench.now - 30, estimator.fromSource().get(0).localNanos());
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    bench.transmitted(request, 1000);
    bench.receive(Packets.delayResp(MASTER, request.header(), 0, EPOCH));
    assertEquals(1500, estimator.toSource().get(0).localNanos());
  }

  @Test
  void correctionsAreRoundedToTheNanosecond() {
    follow();
    bench.receive(Packets.oneStepSync(MASTER, 1, 0x17FFF, EPOCH)); // just below 1.5 ns
    bench.receive(Packets.oneStepSync(MASTER, 2, 0x18000, EPOCH));
    bench.receive(Packets.oneStepSync(MASTER, 3, -0x18001, EPOCH));
    assertEquals(
        List.of(EPOCH + 1, EPOCH + 2, EPOCH - 2),
        estimator.seen.stream().map(Seen::remoteNanos).toList());
  }

  @Test
  void anotherGrandmasterOpensANewEpochAndTheSameOneDoesNot() {
    follow();
    assertEquals(0, estimator.epoch);
    bench.advance(4 * SECOND); // silence
    assertEquals(PortState.LISTENING, clock.status().state());
    assertTrue(estimator.losses > 0);
    assertNull(clock.status().parent());
    follow();
    assertEquals(0, estimator.epoch);
    assertEquals(1, estimator.pathChanges);
    bench.advance(4 * SECOND);
    bench.receive(Packets.announce(STRANGER, 1));
    bench.advance(SECOND);
    bench.receive(Packets.announce(STRANGER, 2));
    assertEquals(STRANGER, clock.status().parent());
    assertEquals(1, estimator.epoch);
  }

  @Test
  void utcPropertiesAreBelievedWhenTwoAnnouncesAgree() {
    follow();
    assertNull(clock.status().timeProperties());
    announce();
    assertEquals(Packets.TAI, clock.status().timeProperties());
    TimeProperties wrong = new TimeProperties(36, true, false, false, true, true, true, 0x20);
    bench.receive(
        Packets.bytes(Packets.announceOf(MASTER, announceId++, 128, MASTER.clock(), wrong)));
    assertEquals(Packets.TAI, clock.status().timeProperties());
    announce();
    assertEquals(Packets.TAI, clock.status().timeProperties());
  }

  @Test
  void version1IsCountedAndNotParsed() {
    follow();
    byte[] v1 = Packets.version1Sync();
    for (Lane lane : Lane.values()) {
      bench.receive(v1, PortBench.OTHER, lane);
    }
    assertEquals(2, dropped(PtpDropReason.PTP_V1));
    assertEquals(MASTER, clock.status().parent());
    assertTrue(PtpDropReason.PTP_V1.sentence().contains("enable AES67 mode"));
  }

  @Test
  void ourOwnMulticastComeBackIsIgnored() {
    use(PtpIdentity.derived(MAC), config(0, 0, 0));
    ClockIdentity before = clock.status().identity();
    follow();
    sync(1);
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    bench.receive(request.bytes().duplicate(), PortBench.OWN, Lane.EVENT);
    assertEquals(1, dropped(PtpDropReason.OWN));
    assertEquals(before, clock.portIdentity().clock());
  }

  @Test
  void aNeighbourUnderOurDerivedIdentityMakesUsTakeAnother() {
    use(PtpIdentity.derived(MAC), config(0, 0, 0));
    PortIdentity before = clock.portIdentity();
    follow();
    sync(1);
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    // From elsewhere, even with an id that we sent.
    bench.receive(request.bytes().duplicate(), PortBench.OTHER, Lane.EVENT);
    assertNotEquals(before, clock.portIdentity());
    assertEquals(0, dropped(PtpDropReason.OWN));
  }

  @Test
  void anotherProgramOnThisHostUnderOurDerivedIdentityMakesUsTakeAnother() {
    use(PtpIdentity.derived(MAC), config(0, 0, 0));
    PortIdentity before = clock.portIdentity();
    bench.receive(Packets.announce(before, 1), PortBench.OWN);
    bench.advance(SECOND);
    bench.receive(Packets.announce(before, 2), PortBench.OWN);
    assertNotEquals(before, clock.portIdentity());
    assertEquals(before, clock.status().parent()); // and it can be followed
  }

  @Test
  void aConfiguredIdentityIsKept() {
    bench.receive(Packets.announce(clock.portIdentity(), 1));
    assertEquals(1, dropped(PtpDropReason.IDENTITY_TAKEN));
    assertEquals(new ClockIdentity(0x99), clock.portIdentity().clock());
  }

  @Test
  void anAnnounceThatCameThroughUsIsNotConsidered() {
    bench.receive(
        Packets.bytes(
            Packets.announceOf(MASTER, 1, 128, clock.portIdentity().clock(), Packets.TAI)));
    assertEquals(1, dropped(PtpDropReason.UNQUALIFIED));
  }

  @Test
  void anAnnounceWhosePathLeadsThroughUsIsNotConsidered() {
    List<ClockIdentity> path = List.of(MASTER.clock(), clock.portIdentity().clock());
    bench.receive(announce(0, List.of(new Tlv.PathTrace(path))));
    assertEquals(1, dropped(PtpDropReason.UNQUALIFIED));
  }

  @Test
  void anAlternateMasterIsNotConsidered() {
    bench.receive(announce(PtpFlags.ALTERNATE_MASTER, List.of()));
    assertEquals(1, dropped(PtpDropReason.UNQUALIFIED));
  }

  private static byte[] announce(int flags, List<Tlv> tlvs) {
    AnnounceMessage a = Packets.announceOf(MASTER, 1);
    return Packets.bytes(
        new AnnounceMessage(
            a.header().withFlags(flags),
            a.originNanos(),
            a.timeProperties(),
            a.grandmasterPriority1(),
            a.grandmasterClockQuality(),
            a.grandmasterPriority2(),
            a.grandmasterIdentity(),
            a.stepsRemoved(),
            tlvs));
  }

  @Test
  void silenceLeavesNoTimerButTheHoldovers() {
    follow();
    sync(1);
    bench.advance(1);
    assertEquals(3, bench.timers.size(), bench.timers.toString());
    bench.advance(10 * SECOND);
    assertEquals(PortState.LISTENING, clock.status().state());
    assertEquals(Set.of(PtpPort.TIMER_HOLDOVER), bench.timers.keySet());
  }

  @Test
  void syncsWhoseFollowUpsAreLostMeasureNothing() {
    follow();
    sync(1);
    for (int id = 2; id < 20; id++) {
      announce();
      bench.advance(SECOND / 8);
      bench.receive(Packets.twoStepSync(MASTER, id, 0));
    }
    assertTrue(estimator.losses > 0);
  }

  @Test
  void aMasterThatRestartsAtOnceIsMeasuredWithinTheSyncTimeout() {
    follow();
    for (int id = 0; id < 30; id++) {
      announce();
      bench.advance(SECOND / 8);
      sync(id);
    }
    int before = estimator.seen.size();
    for (int id = 0; id < 12; id++) {
      announce();
      bench.advance(SECOND / 8);
      sync(id); // all of them are "older" than 29
    }
    assertTrue(estimator.seen.size() > before, dropped(PtpDropReason.STALE) + " stale");
  }

  @Test
  void aMasterWithoutSyncsIsReportedOnce() {
    follow();
    sync(1);
    int[] changes = {0};
    for (int i = 0; i < 60; i++) {
      announce();
      if (i == 10) {
        clock.onChange(() -> changes[0]++);
      }
      bench.advance(SECOND);
    }
    assertEquals(1, estimator.losses);
    assertEquals(49, changes[0]); // the Announces
    announce();
    sync(2);
    bench.advance(3 * SECOND / 2);
    assertEquals(2, estimator.losses);
  }

  @Test
  void whatWasAskedInOneEpochIsNotAnsweredInTheNext() {
    follow();
    sync(1);
    bench.advance(1);
    PortBench.Sent request = bench.lastSent(MessageType.DELAY_REQ);
    bench.transmitted(request, bench.now);
    bench.receive(Packets.twoStepSync(MASTER, 2, 0));
    estimator.startEpoch(); // the source's time jumped
    bench.receive(Packets.followUp(MASTER, 2, 0, EPOCH));
    bench.receive(Packets.delayResp(MASTER, request.header(), 0, EPOCH));
    assertEquals(List.of(0L, 0L, 0L), estimator.seen.stream().map(Seen::epoch).toList());
  }

  @Test
  void nobodyChasesUsFromIdentityToIdentity() {
    use(PtpIdentity.derived(MAC), config(0, 0, 0));
    follow();
    for (int i = 0; i < 1000; i++) {
      bench.receive(Packets.delayReq(clock.portIdentity(), i, 0));
      assertEquals(clock.portIdentity().clock(), clock.status().identity());
    }
    assertTrue(dropped(PtpDropReason.IDENTITY_TAKEN) > 990);
    assertEquals(MASTER, clock.status().parent());
  }

  @Test
  void aNewcomerDoesNotEndALongAnnounceReceiptTimeout() {
    PtpProfile patient = PtpProfile.AES67.withIntervals(0, -3, 0).withAnnounceReceiptTimeout(10);
    use(PtpIdentity.configured(new ClockIdentity(0x99)), PtpPortConfig.of(patient));
    follow();
    bench.advance(8 * SECOND);
    bench.receive(
        Packets.bytes(Packets.announceOf(STRANGER, 1, 255, STRANGER.clock(), Packets.TAI)));
    assertEquals(MASTER, clock.status().parent());
    for (int i = 0; i < 20; i++) {
      bench.advance(SECOND);
      announce();
    }
    assertEquals(MASTER, clock.status().parent());
    bench.advance(11 * SECOND);
    assertNull(clock.status().parent());
  }

  private void announceGrandmaster(long grandmaster) {
    bench.receive(
        Packets.bytes(
            Packets.announceOf(
                MASTER, announceId++, 128, new ClockIdentity(grandmaster), Packets.TAI)));
  }

  @Test
  void anotherGrandmasterBehindTheSameParentIsBelievedWhenAnnouncedTwice() {
    follow();
    announce();
    announceGrandmaster(0x77);
    assertEquals(0, estimator.epoch);
    assertNull(clock.status().timeProperties()); // whosever they are
    announceGrandmaster(0x77);
    assertEquals(1, estimator.epoch);
    assertEquals(Packets.TAI, clock.status().timeProperties());
    assertEquals(MASTER, clock.status().parent());
  }

  @Test
  void oneAnnounceOfAWrongGrandmasterEndsNoEpoch() {
    follow();
    announceGrandmaster(0x77);
    announce();
    announceGrandmaster(0x78);
    announceGrandmaster(0x79);
    announce();
    announce();
    assertEquals(0, estimator.epoch);
    assertEquals(Packets.TAI, clock.status().timeProperties());
  }

  @Test
  void aGrandmasterThatWasAwayMustAgreeWithItselfAnew() {
    follow();
    announce();
    assertEquals(Packets.TAI, clock.status().timeProperties());
    bench.advance(4 * SECOND);
    for (int i = 0; i < 3; i++) {
      // It was restarted and knows no time yet.
      bench.receive(
          Packets.bytes(
              Packets.announceOf(MASTER, announceId++, 128, MASTER.clock(), Packets.ARBITRARY)));
      assertNotEquals(Packets.TAI, clock.status().timeProperties());
      bench.advance(SECOND);
    }
    assertEquals(Packets.ARBITRARY, clock.status().timeProperties());
  }

  @Test
  void aFollowUpBehindTheSyncTimeoutMeasuresNothing() {
    follow();
    sync(1);
    bench.advance(SECOND - 1);
    announce();
    bench.receive(Packets.twoStepSync(MASTER, 2, 0));
    bench.advance(1);
    assertEquals(1, estimator.losses);
    bench.receive(Packets.followUp(MASTER, 2, 0, EPOCH));
    assertEquals(1, estimator.seen.size());
  }

  @Test
  void refusesTheTimeOfItsOwnProgram() {
    clock.refuse(identity -> identity.equals(MASTER.clock()));
    announce();
    bench.advance(SECOND);
    announce();
    assertNull(clock.status().parent());
    assertEquals(2, dropped(PtpDropReason.OWN_OUTPUT));
    assertTrue(clock.status().ownOutputHeard());
    // Through a boundary clock the grandmaster is still the same, and the path tells more.
    bench.receive(Packets.bytes(Packets.announceOf(STRANGER, 1, 1, MASTER.clock(), Packets.TAI)));
    assertEquals(3, dropped(PtpDropReason.OWN_OUTPUT));
    clock.refuse(identity -> false);
    follow();
    assertEquals(false, clock.status().ownOutputHeard());
  }
}
