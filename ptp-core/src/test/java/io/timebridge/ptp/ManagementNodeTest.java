package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ManagementAction;
import io.timebridge.ptp.wire.ManagementData;
import io.timebridge.ptp.wire.ManagementErrorId;
import io.timebridge.ptp.wire.ManagementId;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.Octets;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpMessage;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A master that is managed, message by message. Its time is local time plus {@link #EPOCH}. */
class ManagementNodeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_800_000_000L * SECOND;
  private static final ClockIdentity SELF = new ClockIdentity(0x0011_22FF_FE33_4455L);
  private static final PtpProfile PROFILE = PtpProfile.AES67.withIntervals(0, -1, -2);

  /** A GET PRIORITY1 to everybody, sequenceId 7, from 00000000000077-1, to be put together. */
  private static final String HEADER =
      "0d 02 0036 00 00 0000 0000000000000000 00000000 0000000000000077 0001 0007 04 7f";

  private static final String EVERYBODY = "ffffffffffffffff ffff";
  private static final String GET_PRIORITY1 = "01 01 00 00 0001 0002 2005";

  /** What such a clock has to say something of. */
  private static final Set<ManagementId> SUPPORTED =
      EnumSet.of(
          ManagementId.NULL_MANAGEMENT,
          ManagementId.CLOCK_DESCRIPTION,
          ManagementId.USER_DESCRIPTION,
          ManagementId.DEFAULT_DATA_SET,
          ManagementId.CURRENT_DATA_SET,
          ManagementId.PARENT_DATA_SET,
          ManagementId.TIME_PROPERTIES_DATA_SET,
          ManagementId.PORT_DATA_SET,
          ManagementId.PRIORITY1,
          ManagementId.PRIORITY2,
          ManagementId.DOMAIN,
          ManagementId.SLAVE_ONLY,
          ManagementId.LOG_ANNOUNCE_INTERVAL,
          ManagementId.ANNOUNCE_RECEIPT_TIMEOUT,
          ManagementId.LOG_SYNC_INTERVAL,
          ManagementId.VERSION_NUMBER,
          ManagementId.TIME,
          ManagementId.CLOCK_ACCURACY,
          ManagementId.UTC_PROPERTIES,
          ManagementId.TRACEABILITY_PROPERTIES,
          ManagementId.TIMESCALE_PROPERTIES,
          ManagementId.PATH_TRACE_LIST,
          ManagementId.MASTER_ONLY,
          ManagementId.DELAY_MECHANISM,
          ManagementId.LOG_MIN_PDELAY_REQ_INTERVAL,
          ManagementId.TIME_STATUS_NP,
          ManagementId.GRANDMASTER_SETTINGS_NP,
          ManagementId.PORT_DATA_SET_NP,
          ManagementId.PORT_PROPERTIES_NP,
          ManagementId.PORT_STATS_NP);

  private MasterTime.@Nullable Claims claims = new MasterTime.Claims(Packets.GOOD, Packets.TAI);
  private final PtpClock clock = master();
  private final ManagementBench.Access access = ManagementBench.managed(clock);
  private final PortBench bench = new PortBench(clock);
  private final ManagementBench manager = new ManagementBench(clock, bench);

  private PtpClock master() {
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
    return PtpClock.master(
        "gm",
        PtpPortConfig.of(PROFILE),
        PtpIdentity.configured(SELF),
        100,
        101,
        time,
        new SeededRandom(1));
  }

  private void becomeMaster() {
    bench.advance(4 * SECOND); // the timeout is longer by a random part of an interval
    assertEquals(PortState.MASTER, clock.status().state());
    bench.advance(1);
  }

  private void assertPriorities(int priority1, int priority2) {
    assertEquals(priority1, clock.status().priority1());
    assertEquals(priority2, clock.status().priority2());
  }

  private static ManagementData data(ManagementId id, Object... values) {
    return ManagementData.of(id, values);
  }

  private @Nullable ManagementErrorId error(
      ManagementAction action, ManagementId id, Object... values) {
    return manager.answer(action, id, values).error();
  }

  @ParameterizedTest
  @EnumSource(ManagementId.class)
  void everyIdIsAnswered(ManagementId id) {
    becomeMaster();
    ManagementClient.Answer answer = manager.answer(ManagementAction.GET, id);
    assertEquals(clock.portIdentity(), answer.source());
    if (SUPPORTED.contains(id)) {
      assertNotNull(answer.data(), answer.toString());
    } else {
      assertEquals(ManagementErrorId.NOT_SUPPORTED, answer.error());
    }
  }

  @Test
  void showsTheDataSetsOfAMaster() {
    becomeMaster();
    assertEquals(
        data(ManagementId.DEFAULT_DATA_SET, true, false, 1, 100, 6, 0x21, 0x4E5D, 101, SELF, 0),
        manager.get(ManagementId.DEFAULT_DATA_SET));
    assertEquals(
        data(ManagementId.CURRENT_DATA_SET, 0, 0, 0), manager.get(ManagementId.CURRENT_DATA_SET));
    assertEquals(
        data(
            ManagementId.PARENT_DATA_SET,
            new PortIdentity(SELF, 0),
            false,
            0xFFFF,
            0x7FFF_FFFF,
            100,
            6,
            0x21,
            0x4E5D,
            101,
            SELF),
        manager.get(ManagementId.PARENT_DATA_SET));
    assertEquals(
        data(ManagementId.TIME_PROPERTIES_DATA_SET, 37, false, false, true, true, true, true, 0x20),
        manager.get(ManagementId.TIME_PROPERTIES_DATA_SET));
    assertEquals(
        data(
            ManagementId.GRANDMASTER_SETTINGS_NP,
            6,
            0x21,
            0x4E5D,
            37,
            false,
            false,
            true,
            true,
            true,
            true,
            0x20),
        manager.get(ManagementId.GRANDMASTER_SETTINGS_NP));
    assertEquals(
        data(ManagementId.PORT_DATA_SET, new PortIdentity(SELF, 1), 6, -2, 0, 0, 3, -1, 1, 0, 2),
        manager.get(ManagementId.PORT_DATA_SET));
    assertEquals(data(ManagementId.TIME, EPOCH + bench.now), manager.get(ManagementId.TIME));
    assertEquals(data(ManagementId.MASTER_ONLY, true), manager.get(ManagementId.MASTER_ONLY));
    assertEquals(data(ManagementId.SLAVE_ONLY, false), manager.get(ManagementId.SLAVE_ONLY));
    assertEquals(
        data(ManagementId.PORT_PROPERTIES_NP, new PortIdentity(SELF, 1), 6, 0, "eth7"),
        manager.get(ManagementId.PORT_PROPERTIES_NP));
    assertEquals(
        data(
            ManagementId.TIME_STATUS_NP,
            0,
            0,
            0,
            0,
            0,
            "00:00:00:00:00:00:00:00:00:00:00:00",
            false,
            SELF),
        manager.get(ManagementId.TIME_STATUS_NP));
  }

  @Test
  void describesItself() {
    ManagementData shown = manager.get(ManagementId.CLOCK_DESCRIPTION);
    assertEquals(0x8000, shown.number("clockType"));
    assertEquals("00:11:22:33:44:55", shown.value("physicalAddress"));
    assertEquals("1 10.0.0.1", shown.value("protocolAddress").toString());
    assertEquals("Timebridge;Timebridge;", shown.value("productDescription"));
    assertEquals("rack 7", shown.value("userDescription"));
    assertEquals("00:0b:5e:00:01:00", shown.value("profileId"));
    assertTrue(shown.value("revisionData").toString().matches(";;[0-9].*"));
  }

  @Test
  void countsWhatCameAndWent() {
    becomeMaster();
    bench.receive(Packets.delayReq(Packets.port(0x20), 1, 0));
    ManagementData stats = manager.get(ManagementId.PORT_STATS_NP);
    assertEquals(1, stats.number("rx_Delay_Req"));
    assertEquals(1, stats.number("tx_Delay_Resp"));
    assertEquals(clock.sent().get(MessageType.ANNOUNCE), stats.number("tx_Announce"));
    assertEquals(clock.sent().get(MessageType.SYNC), stats.number("tx_Sync"));
    assertEquals(0, stats.number("tx_Management"));
    stats = manager.get(ManagementId.PORT_STATS_NP);
    assertEquals(1, stats.number("rx_Management"));
    assertEquals(1, stats.number("tx_Management"));
  }

  /** A master without a time claims nothing. */
  @Test
  void hasNoTimeToShowBeforeItHasOne() {
    claims = null;
    bench.advance(10 * SECOND);
    assertEquals(PortState.LISTENING, clock.status().state());
    ManagementData shown = manager.get(ManagementId.DEFAULT_DATA_SET);
    assertEquals(255, shown.number("clockClass"));
    assertEquals(0xFE, shown.number("clockAccuracy"));
    assertEquals(false, manager.get(ManagementId.TIME_PROPERTIES_DATA_SET).value("ptpTimescale"));
    assertEquals(ManagementErrorId.GENERAL_ERROR, error(ManagementAction.GET, ManagementId.TIME));
    assertEquals(4, manager.get(ManagementId.PORT_DATA_SET).number("portState"));
  }

  @Test
  void theAnswerHasTheRequestsFrame() {
    manager.receive(HEADER + EVERYBODY + "05 03 00 00 0001 0002 2005");
    PtpMessage.Management answer = manager.lastSent();
    assertEquals(7, answer.header().sequenceId());
    assertEquals(0x7F, answer.header().logMessageInterval());
    assertEquals(clock.portIdentity(), answer.header().source());
    assertEquals(ManagementBench.MANAGER, answer.target());
    assertEquals(2, answer.startingBoundaryHops());
    assertEquals(2, answer.boundaryHops());
    assertEquals(2, answer.actionField());
    PortBench.Sent sent = bench.lastSent(MessageType.MANAGEMENT);
    assertEquals("224.0.1.129:320", sent.to());
    assertEquals(Lane.GENERAL, sent.lane());
    byte[] bytes = new byte[sent.bytes().remaining()];
    sent.bytes().duplicate().get(bytes);
    assertEquals(
        "0d020038"
            + "0000"
            + "0000"
            + "0000000000000000"
            + "00000000"
            + "001122fffe3344550001"
            + "0007"
            + "04"
            + "7f"
            + "00000000000000770001"
            + "0202"
            + "0200"
            + "00010004"
            + "2005"
            + "6400",
        Octets.of(bytes).toString());
  }

  @Test
  void whoAsksByUnicastIsAnsweredThere() {
    String unicast = HEADER.replace("00 00 0000 0", "00 00 0400 0");
    manager.receive(unicast + EVERYBODY + GET_PRIORITY1);
    assertEquals("10.0.0.2:320", bench.lastSent(MessageType.MANAGEMENT).to());
    assertTrue(manager.lastSent().header().has(PtpFlags.UNICAST));
  }

  @Test
  void anUnknownIdIsToldSo() {
    manager.receive(HEADER + EVERYBODY + "01 01 00 00 0001 0002 c123");
    assertEquals("0002c12300000000", errorValue());
    manager.receive(HEADER.replace("0036", "0038") + EVERYBODY + "01 01 01 00 0001 0004 1fff 0000");
    assertEquals("00021fff00000000", errorValue());
  }

  /** The value of the error that was sent last: error, id, reserved, text. */
  private String errorValue() {
    ByteBuffer bytes = bench.lastSent(MessageType.MANAGEMENT).bytes();
    assertEquals(2, bytes.getShort(48));
    return Octets.of(bytes, 52, bytes.limit()).toString();
  }

  @Test
  void answersWhoMeansIt() {
    Optional<ManagementClient.Answer> none =
        manager.ask(
            manager.to(Packets.port(0x55)), ManagementAction.GET, ManagementId.PRIORITY1, null);
    assertEquals(Optional.empty(), none);
    assertEquals(1, clock.dropped().get(PtpDropReason.NOT_FOR_US));
    for (int port : new int[] {1, 0xFFFF}) {
      for (ManagementId id : List.of(ManagementId.PRIORITY1, ManagementId.PORT_DATA_SET)) {
        ManagementClient.Answer answer =
            manager
                .ask(manager.to(new PortIdentity(SELF, port)), ManagementAction.GET, id, null)
                .orElseThrow();
        assertNotNull(answer.data());
      }
    }
    // The clock's own answers whatever the port; a port that is not there has nothing to say.
    PortIdentity second = new PortIdentity(SELF, 2);
    assertNotNull(
        manager
            .ask(manager.to(second), ManagementAction.GET, ManagementId.PRIORITY1, null)
            .orElseThrow()
            .data());
    assertEquals(
        ManagementErrorId.WRONG_VALUE,
        manager
            .ask(manager.to(second), ManagementAction.GET, ManagementId.PORT_DATA_SET, null)
            .orElseThrow()
            .error());
  }

  @Test
  void whatIsNoQuestionIsNotAnswered() {
    for (String action : new String[] {"02", "04", "05", "0f"}) {
      manager.receive(HEADER + EVERYBODY + "01 01 " + action + " 00 0001 0002 2005");
    }
    manager.receive(HEADER.replace("0036", "0030") + EVERYBODY + "01 01 00 00");
    manager.receive(HEADER.replace("0036", "003c") + EVERYBODY + GET_PRIORITY1 + "0001 0002 2006");
    manager.receive(HEADER + EVERYBODY + "01 01 00 00 0005 0002 2005");
    assertEquals(0, bench.sent(MessageType.MANAGEMENT).size());
    assertEquals(7, clock.dropped().get(PtpDropReason.NOT_USED));
    manager.receive(HEADER.replace("0d 02", "1d 02") + EVERYBODY + GET_PRIORITY1);
    manager.receive(HEADER.replace("0036 00", "0036 01") + EVERYBODY + GET_PRIORITY1);
    assertEquals(0, bench.sent(MessageType.MANAGEMENT).size());
    // pmc sends a GET with as much zero behind it as the answer has.
    manager.receive(HEADER.replace("0036", "0038") + EVERYBODY + "01 01 00 00 0001 0004 2005 0000");
    assertEquals(1, bench.sent(MessageType.MANAGEMENT).size());
  }

  /** pmc on the bridge's own host derives its identity from the same MAC address. */
  @Test
  void anAskerWithOurOwnIdentityTakesNobodysAway() {
    String ours = HEADER.replace("0000000000000077", "001122fffe334455");
    manager.receive(ours + EVERYBODY + GET_PRIORITY1);
    assertEquals(clock.portIdentity(), manager.lastSent().target());
    // Our own answer comes back: it is none to us, and no other clock.
    ByteBuffer answer = bench.lastSent(MessageType.MANAGEMENT).bytes().duplicate();
    bench.receive(answer, PortBench.OWN, Lane.GENERAL);
    assertEquals(1, bench.sent(MessageType.MANAGEMENT).size());
    manager.receive(ours + EVERYBODY + GET_PRIORITY1); // the same sequenceId
    assertEquals(2, bench.sent(MessageType.MANAGEMENT).size());
    assertEquals(SELF, clock.status().identity());
    assertEquals(0, clock.dropped().get(PtpDropReason.IDENTITY_TAKEN));
  }

  @Test
  void whoMayNotAskGetsNothing() {
    access.denied.add(PortBench.OTHER);
    access.set = true;
    for (ManagementAction action :
        List.of(ManagementAction.GET, ManagementAction.SET, ManagementAction.COMMAND)) {
      assertEquals(
          Optional.empty(),
          manager.ask(
              manager.to(ManagementClient.EVERYBODY), action, ManagementId.PRIORITY1, null));
    }
    assertEquals(3, clock.dropped().get(PtpDropReason.NOT_ALLOWED));
    assertEquals(0, bench.sent(MessageType.MANAGEMENT).size());
  }

  @Test
  void whoAsksTooOftenIsAnsweredAtALimitedRate() {
    for (int i = 0; i < 1000; i++) {
      manager.receive(HEADER + EVERYBODY + GET_PRIORITY1);
    }
    assertEquals(AnswerBudget.BURST, bench.sent(MessageType.MANAGEMENT).size());
    assertEquals(1000 - AnswerBudget.BURST, clock.dropped().get(PtpDropReason.TOO_MANY_REQUESTS));
    bench.sent.clear();
    for (int i = 0; i < 10_000; i++) {
      bench.advance(SECOND / 1000);
      manager.receive(HEADER + EVERYBODY + GET_PRIORITY1);
    }
    int answered = bench.sent(MessageType.MANAGEMENT).size();
    assertTrue(answered >= 639 && answered <= 641, answered + " answers in 10 s");
    bench.advance(10 * SECOND);
    bench.sent.clear();
    for (int i = 0; i < 1000; i++) {
      manager.receive(HEADER + EVERYBODY + GET_PRIORITY1);
    }
    assertEquals(AnswerBudget.BURST, bench.sent(MessageType.MANAGEMENT).size());
  }

  @Test
  void setsNothingUnlessItIsAllowed() {
    becomeMaster();
    ManagementClient.Answer answer =
        manager.answer(ManagementAction.SET, ManagementId.PRIORITY1, 1);
    assertEquals(ManagementErrorId.NOT_SETABLE, answer.error());
    assertEquals("not allowed by the configuration", answer.why());
    assertEquals(
        ManagementErrorId.NOT_SUPPORTED,
        error(ManagementAction.COMMAND, ManagementId.DISABLE_PORT));
    assertPriorities(100, 101);
    assertEquals(PortState.MASTER, clock.status().state());
  }

  @ParameterizedTest
  @EnumSource(ManagementId.class)
  void whatCannotBeSetIsToldSo(ManagementId id) {
    access.set = true;
    becomeMaster();
    Set<ManagementId> settable =
        EnumSet.of(
            ManagementId.NULL_MANAGEMENT,
            ManagementId.PRIORITY1,
            ManagementId.PRIORITY2,
            ManagementId.LOG_ANNOUNCE_INTERVAL,
            ManagementId.ANNOUNCE_RECEIPT_TIMEOUT,
            ManagementId.LOG_SYNC_INTERVAL);
    ManagementErrorId error = error(ManagementAction.SET, id);
    if (id == ManagementId.NULL_MANAGEMENT) {
      assertNull(error);
    } else if (settable.contains(id)) {
      assertEquals(ManagementErrorId.WRONG_LENGTH, error); // nothing was sent to set it to
    } else {
      assertEquals(
          SUPPORTED.contains(id) ? ManagementErrorId.NOT_SETABLE : ManagementErrorId.NOT_SUPPORTED,
          error);
    }
    assertPriorities(100, 101);
  }

  @Test
  void aPriorityThatIsSetIsAnnouncedAtOnceAndDecides() {
    access.set = true;
    becomeMaster();
    bench.sent.clear();
    assertEquals(
        data(ManagementId.PRIORITY1, 7),
        manager.answer(ManagementAction.SET, ManagementId.PRIORITY1, 7).data());
    assertEquals(
        data(ManagementId.PRIORITY2, 8),
        manager.answer(ManagementAction.SET, ManagementId.PRIORITY2, 8).data());
    bench.advance(1);
    AnnounceMessage announce =
        (AnnounceMessage) PtpMessage.read(bench.lastSent(MessageType.ANNOUNCE).bytes());
    assertEquals(7, announce.grandmasterPriority1());
    assertEquals(8, announce.grandmasterPriority2());
    assertPriorities(7, 8);
    assertEquals(7, manager.get(ManagementId.DEFAULT_DATA_SET).number("priority1"));
    PortIdentity other = Packets.port(0x99);
    for (int i = 0; i < 3; i++) {
      bench.receive(Packets.bytes(Packets.announceOf(other, i, 50, other.clock(), Packets.TAI)));
      bench.advance(SECOND / 2);
    }
    assertEquals(PortState.MASTER, clock.status().state());
    assertNull(error(ManagementAction.SET, ManagementId.PRIORITY1, 60));
    assertEquals(PortState.PASSIVE, clock.status().state());
    assertEquals(7, manager.get(ManagementId.PORT_DATA_SET).number("portState"));
    assertNull(error(ManagementAction.SET, ManagementId.PRIORITY1, 40));
    assertEquals(PortState.MASTER, clock.status().state());
  }

  @Test
  void anIntervalThatIsSetIsTheBeatFromNowOn() {
    access.set = true;
    becomeMaster();
    assertNull(error(ManagementAction.SET, ManagementId.LOG_SYNC_INTERVAL, -4));
    assertNull(error(ManagementAction.SET, ManagementId.LOG_ANNOUNCE_INTERVAL, -2));
    bench.advance(1);
    bench.sent.clear();
    bench.advance(10 * SECOND);
    assertEquals(160, bench.sent(MessageType.SYNC).size(), 1);
    assertEquals(40, bench.sent(MessageType.ANNOUNCE).size(), 1);
    assertEquals(-4, bench.lastSent(MessageType.SYNC).header().logMessageInterval());
    assertEquals(-2, bench.lastSent(MessageType.ANNOUNCE).header().logMessageInterval());
    assertEquals(-4, manager.get(ManagementId.PORT_DATA_SET).number("logSyncInterval"));
  }

  @Test
  void aTimeoutThatIsSetHolds() {
    access.set = true;
    assertNull(error(ManagementAction.SET, ManagementId.ANNOUNCE_RECEIPT_TIMEOUT, 10));
    becomeMasterBehind(50);
    bench.advance(9 * SECOND);
    assertEquals(PortState.PASSIVE, clock.status().state());
    bench.advance(2 * SECOND);
    assertEquals(PortState.MASTER, clock.status().state());
  }

  /** Passive behind another, which then is silent. */
  private void becomeMasterBehind(int priority1) {
    PortIdentity other = Packets.port(0x99);
    for (int i = 0; i < 3; i++) {
      bench.advance(SECOND);
      bench.receive(
          Packets.bytes(Packets.announceOf(other, i, priority1, other.clock(), Packets.TAI)));
    }
    assertEquals(PortState.PASSIVE, clock.status().state());
  }

  @Test
  void aWrongValueAndAWrongLengthAreToldSo() {
    access.set = true;
    becomeMaster();
    assertEquals(
        ManagementErrorId.WRONG_VALUE,
        error(ManagementAction.SET, ManagementId.LOG_SYNC_INTERVAL, 8));
    assertEquals(
        ManagementErrorId.WRONG_VALUE,
        error(ManagementAction.SET, ManagementId.ANNOUNCE_RECEIPT_TIMEOUT, 1));
    assertEquals(
        ManagementErrorId.WRONG_LENGTH, error(ManagementAction.SET, ManagementId.PRIORITY1));
    manager.receive(
        HEADER.replace("0036", "003a") + EVERYBODY + "01 01 01 00 0001 0006 2005 64000000");
    assertEquals("0003200500000000", errorValue());
    manager.receive(HEADER.replace("0036", "0038") + EVERYBODY + "01 01 03 00 0001 0004 200e 0000");
    assertEquals("0003200e00000000", errorValue());
    assertPriorities(100, 101);
    assertEquals(PortState.MASTER, clock.status().state());
  }

  @Test
  void aDisabledPortIsSilentUntilItIsEnabled() {
    access.set = true;
    becomeMaster();
    manager.receive(HEADER + EVERYBODY + "01 01 03 00 0001 0002 200e");
    assertEquals(4, manager.lastSent().actionField()); // ACKNOWLEDGE
    assertEquals(PortState.DISABLED, clock.status().state());
    bench.sent.clear();
    bench.receive(Packets.delayReq(Packets.port(0x20), 1, 0));
    bench.receive(Packets.announce(Packets.port(0x98), 1));
    clock.timeChanged(bench.now);
    bench.advance(100 * SECOND);
    assertEquals(List.of(), bench.sent);
    assertEquals(PortState.DISABLED, clock.status().state());
    assertEquals(3, manager.get(ManagementId.PORT_DATA_SET).number("portState"));
    assertNull(error(ManagementAction.COMMAND, ManagementId.DISABLE_PORT)); // again
    assertNull(error(ManagementAction.COMMAND, ManagementId.ENABLE_PORT));
    assertEquals(PortState.LISTENING, clock.status().state());
    bench.advance(3 * SECOND - 1);
    assertEquals(PortState.LISTENING, clock.status().state()); // it listens first
    bench.advance(SECOND + 1);
    assertEquals(PortState.MASTER, clock.status().state());
    assertTrue(Objects.requireNonNull(bench.lastSent(MessageType.SYNC)).token() >= 0);
  }

  @Test
  void aClockThatIsNotManagedHasNoUseForManagement() {
    PtpClock alone = master();
    PortBench other = new PortBench(alone);
    ManagementBench asker = new ManagementBench(alone, other);
    assertEquals(
        Optional.empty(),
        asker.ask(
            asker.to(ManagementClient.EVERYBODY),
            ManagementAction.GET,
            ManagementId.PRIORITY1,
            null));
    assertEquals(1, alone.dropped().get(PtpDropReason.NOT_USED));
  }
}
