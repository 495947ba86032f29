package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.timebridge.clock.transport.Route;
import io.timebridge.ptp.wire.AnnounceMessage;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Announce each second, so the window is 4 s. */
class ForeignMastersTest {
  private static final DataSetComparison STANDARD = new StandardComparison();
  private static final long SECOND = 1_000_000_000L;
  private static final PortIdentity SELF = Packets.port(99);
  private static final PortIdentity A = Packets.port(1);
  private static final PortIdentity B = Packets.port(2);
  private static final Route FROM = Route.to(new InetSocketAddress(PortBench.OTHER, 320));

  private final ForeignMasters masters = new ForeignMasters(0, 3, 255);

  private @Nullable PtpDropReason heard(PortIdentity source, int id, double seconds) {
    return heard(Packets.announceOf(source, id), seconds);
  }

  private @Nullable PtpDropReason heard(AnnounceMessage announce, double seconds) {
    return masters.heard(announce, FROM, nanos(seconds));
  }

  private @Nullable PortIdentity best(double seconds) {
    ForeignMasters.Master best = masters.best(SELF, null, STANDARD, nanos(seconds));
    return best == null ? null : best.announce().source();
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * SECOND);
  }

  @Test
  void oneAnnounceElectsNobody() {
    assertNull(heard(A, 1, 0));
    assertNull(best(0));
    assertNull(heard(A, 2, 1));
    assertEquals(A, best(1));
  }

  @Test
  void twoMustLieWithinTheWindow() {
    heard(A, 1, 0);
    heard(A, 2, 4.001);
    assertNull(best(4.001));
    heard(A, 3, 8);
    assertEquals(A, best(8));
    assertEquals(A, best(8.001));
    assertNull(best(8.002)); // the older of the two is out of the window by now
  }

  @Test
  void theOneThatIsFollowedNeedsNoQualification() {
    heard(A, 1, 0);
    assertNotNull(masters.best(SELF, masters.find(A), STANDARD, nanos(100)));
  }

  @Test
  void theBestOfTheQualifiedIsChosen() {
    heard(Packets.announceOf(A, 1, 100, A.clock(), Packets.TAI), 0);
    heard(Packets.announceOf(A, 2, 100, A.clock(), Packets.TAI), 1);
    heard(Packets.announceOf(B, 1, 50, B.clock(), Packets.TAI), 1);
    assertEquals(A, best(1));
    heard(Packets.announceOf(B, 2, 50, B.clock(), Packets.TAI), 2);
    assertEquals(B, best(2));
  }

  @Test
  void aRepeatedAnnounceIsNoSecondOne() {
    heard(A, 5, 0);
    assertEquals(PtpDropReason.STALE, heard(A, 5, 1));
    assertEquals(PtpDropReason.STALE, heard(A, 4, 1));
    assertNull(best(1));
  }

  @Test
  void tooFarAwayIsNotConsidered() {
    AnnounceMessage near = Packets.announceOf(A, 1);
    assertNull(heard(withSteps(near, 254), 0));
    assertEquals(PtpDropReason.UNQUALIFIED, heard(withSteps(near, 255), 1));
    assertEquals(PtpDropReason.UNQUALIFIED, heard(withSteps(near, 65535), 1));
  }

  private static AnnounceMessage withSteps(AnnounceMessage a, int steps) {
    return new AnnounceMessage(
        a.header(),
        a.originNanos(),
        a.timeProperties(),
        a.grandmasterPriority1(),
        a.grandmasterClockQuality(),
        a.grandmasterPriority2(),
        a.grandmasterIdentity(),
        steps,
        List.of());
  }

  @Test
  void aFloodFillsNoMemoryAndDisturbsNobodyKnown() {
    heard(A, 1, 0);
    heard(A, 2, 1);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      refused += heard(Packets.port(1000 + i), 1, 1.5) == null ? 0 : 1;
    }
    assertEquals(10_000 - 31, refused);
    assertEquals(PtpDropReason.TOO_MANY_MASTERS, heard(B, 1, 2));
    assertNull(heard(A, 3, 2));
    assertEquals(A, best(2));
    // Once the flood is over there is room again.
    assertNull(heard(B, 2, 5.6));
    assertNull(heard(B, 3, 6.6));
    assertNotNull(masters.find(B));
    assertNull(masters.find(Packets.port(1000)));
  }

  @Test
  void aForgottenOneStartsAnew() {
    heard(A, 1000, 0);
    heard(A, 1001, 1);
    masters.forget(Objects.requireNonNull(masters.find(A)));
    assertNull(best(1));
    assertNull(heard(A, 990, 1.5)); // it counts as it likes after a restart
    assertNull(best(1.5));
  }

  @Test
  void aSlowerMasterIsGivenItsOwnTime() {
    AnnounceMessage a = Packets.announceOf(A, 1);
    assertEquals(SECOND, masters.interval(new ForeignMasters.Master(a)));
    assertEquals(4 * SECOND, masters.interval(new ForeignMasters.Master(withLog(a, 2))));
    assertEquals(SECOND, masters.interval(new ForeignMasters.Master(withLog(a, -3))));
    assertEquals(16 * SECOND, masters.interval(new ForeignMasters.Master(withLog(a, 4))));
    assertEquals(SECOND, masters.interval(new ForeignMasters.Master(withLog(a, 5))));
    assertEquals(SECOND, masters.interval(new ForeignMasters.Master(withLog(a, 7))));
    assertEquals(SECOND, masters.interval(new ForeignMasters.Master(withLog(a, 127))));
  }

  static AnnounceMessage withLog(AnnounceMessage a, int logInterval) {
    return new AnnounceMessage(
        CommonHeader.of(
            MessageType.ANNOUNCE,
            a.header().domainNumber(),
            a.source(),
            a.header().sequenceId(),
            logInterval),
        a.originNanos(),
        a.timeProperties(),
        a.grandmasterPriority1(),
        a.grandmasterClockQuality(),
        a.grandmasterPriority2(),
        a.grandmasterIdentity(),
        a.stepsRemoved(),
        a.tlvs());
  }

  @Test
  void twoMustSayTheSameOfTheGrandmaster() {
    heard(Packets.announceOf(A, 1, 100, A.clock(), Packets.TAI), 0);
    heard(Packets.announceOf(A, 2, 0, A.clock(), Packets.TAI), 1);
    assertNull(best(1));
    heard(Packets.announceOf(A, 3, 0, B.clock(), Packets.TAI), 2);
    assertNull(best(2));
    heard(Packets.announceOf(A, 4, 0, B.clock(), Packets.ARBITRARY), 3);
    assertEquals(A, best(3));
  }
}
