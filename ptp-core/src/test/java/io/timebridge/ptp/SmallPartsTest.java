package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.Octets;
import io.timebridge.ptp.wire.Tlv;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** UtcHold, EchoFilter, PtpIdentity, Intervals, PtpProfile, Given. */
class SmallPartsTest {
  private static final ClockIdentity A = new ClockIdentity(1);
  private static final ClockIdentity B = new ClockIdentity(2);
  private static final ClockIdentity C = new ClockIdentity(3);

  @Test
  void whatIsHandedOnIsTheGrandmastersAndOneStepFarther() {
    AnnounceMessage heard = Packets.announceOf(Packets.port(1), 7, 99, B, Packets.TAI);
    Tlv other = new Tlv.Unknown(0x7F00, Octets.ofHex("0102"));
    Given given = Given.handedOn(with(heard, new Tlv.PathTrace(List.of(B, A)), other), C);
    assertEquals(B, given.grandmaster());
    assertEquals(99, given.priority1());
    assertEquals(heard.stepsRemoved() + 1, given.stepsRemoved());
    assertEquals(List.of(new Tlv.PathTrace(List.of(B, A, C))), given.tlvs());
    assertEquals(List.of(), Given.handedOn(heard, C).tlvs()); // none was begun
  }

  private static AnnounceMessage with(AnnounceMessage a, Tlv... tlvs) {
    return new AnnounceMessage(
        a.header(),
        a.originNanos(),
        a.timeProperties(),
        a.grandmasterPriority1(),
        a.grandmasterClockQuality(),
        a.grandmasterPriority2(),
        a.grandmasterIdentity(),
        a.stepsRemoved(),
        List.of(tlvs));
  }

  @Test
  void utcIsBelievedOnceTwoAgree() {
    UtcHold hold = new UtcHold();
    assertFalse(hold.announced(A, Packets.TAI));
    assertNull(hold.agreed());
    assertTrue(hold.announced(A, Packets.TAI));
    assertEquals(Packets.TAI, hold.agreed());
    assertFalse(hold.announced(A, Packets.TAI)); // nothing new
  }

  @Test
  void aSingleWrongAnnounceChangesNothing() {
    UtcHold hold = new UtcHold();
    hold.announced(A, Packets.TAI);
    hold.announced(A, Packets.TAI);
    assertFalse(hold.announced(A, Packets.ARBITRARY));
    assertEquals(Packets.TAI, hold.agreed());
    assertFalse(hold.announced(A, Packets.TAI));
    assertFalse(hold.announced(A, Packets.ARBITRARY)); // two, but not in a row
    assertEquals(Packets.TAI, hold.agreed());
    assertTrue(hold.announced(A, Packets.ARBITRARY));
    assertEquals(Packets.ARBITRARY, hold.agreed());
  }

  @Test
  void anotherGrandmasterMustAgreeWithItself() {
    UtcHold hold = new UtcHold();
    hold.announced(A, Packets.TAI);
    hold.announced(A, Packets.TAI);
    assertFalse(hold.announced(B, Packets.TAI));
    assertNull(hold.agreed());
    assertTrue(hold.announced(B, Packets.TAI));
  }

  @Test
  void theEchoFilterKnowsTypeAndId() {
    EchoFilter echo = new EchoFilter();
    assertFalse(echo.sent(MessageType.SYNC, 0)); // an empty one knows nothing
    echo.remember(MessageType.SYNC, 0);
    echo.remember(MessageType.DELAY_REQ, 65535);
    assertTrue(echo.sent(MessageType.SYNC, 0));
    assertTrue(echo.sent(MessageType.DELAY_REQ, 65535));
    assertFalse(echo.sent(MessageType.FOLLOW_UP, 0));
    assertFalse(echo.sent(MessageType.SYNC, 65535));
    for (int i = 0; i < 10_000; i++) {
      echo.remember(MessageType.ANNOUNCE, i);
    }
    assertFalse(echo.sent(MessageType.SYNC, 0)); // forgotten at last
    assertTrue(echo.sent(MessageType.ANNOUNCE, 9_999));
  }

  @Test
  void aDerivedIdentityHasAnAlternative() {
    byte[] mac = {0x00, 0x1D, (byte) 0xC1, 1, 2, 3};
    PtpIdentity derived = PtpIdentity.derived(mac);
    assertEquals("001dc1.fffe.010203", derived.identity().toString());
    SeededRandom random = new SeededRandom(1);
    PtpIdentity other = Objects.requireNonNull(derived.alternative(random));
    assertNotEquals(derived.identity(), other.identity());
    String text = other.identity().toString();
    assertTrue(text.startsWith("001dc1.") && text.endsWith(".010203"), text);
    assertNotEquals(other.identity(), Objects.requireNonNull(other.alternative(random)).identity());
    assertNull(PtpIdentity.configured(A).alternative(random));
  }

  @Test
  void intervalsArePowersOfTwo() {
    assertEquals(1_000_000_000L, Intervals.nanos(0));
    assertEquals(125_000_000L, Intervals.nanos(-3));
    assertEquals(7_812_500L, Intervals.nanos(-7));
    assertEquals(128_000_000_000L, Intervals.nanos(7));
    assertTrue(Intervals.isSane(7) && Intervals.isSane(-7));
    assertFalse(Intervals.isSane(8) || Intervals.isSane(-8) || Intervals.isSane(127));
  }

  @Test
  void profilesCheckTheirRanges() {
    assertEquals(-3, PtpProfile.AES67.logSyncInterval());
    assertEquals(1, PtpProfile.AES67.ttl());
    assertEquals(127, PtpProfile.DEFAULT_E2E.withDomain(127).domainNumber());
    assertThrows(IllegalArgumentException.class, () -> PtpProfile.AES67.withDomain(128));
    assertThrows(IllegalArgumentException.class, () -> PtpProfile.AES67.withIntervals(8, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> PtpPortConfig.of(PtpProfile.AES67).withPorts(0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> PtpPortConfig.of(PtpProfile.AES67).withPorts(5, 5));
  }
}
