package io.timebridge.ptp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Lane;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What differs over IPv6: the group, and two octets behind each message. */
class Ipv6PortTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PortIdentity GM = Packets.port(0x10);
  private static final PtpPortConfig CONFIG =
      PtpPortConfig.of(PtpProfile.AES67.withIntervals(0, -1, -2)).overIpv6(14);

  private final RecordingEstimator estimator = new RecordingEstimator();

  private static PtpIdentity identity() {
    return PtpIdentity.derived(new byte[] {0, 1, 2, 3, 4, 5});
  }

  private static PtpClock master() {
    MasterTime time =
        new MasterTime() {
          @Override
          public long nanosAt(long localNanos) {
            return -1L >>> 4; // no octet of it is zero
          }

          @Override
          public Claims claimsAt(long localNanos) {
            return new Claims(Packets.GOOD, Packets.TAI);
          }
        };
    return PtpClock.master("gm", CONFIG, identity(), 100, 128, time, new SeededRandom(1));
  }

  private PtpClock follower() {
    return PtpClock.follower("follower", CONFIG, identity(), estimator, new SeededRandom(1));
  }

  private static void assertTwoOctetsOfZeroBehind(List<PortBench.Sent> sent) {
    for (PortBench.Sent each : sent) {
      int length = each.header().messageLength();
      assertEquals(each.type().length(), length);
      assertEquals(length + 2, each.bytes().remaining(), each.type().toString());
      assertEquals(0, each.bytes().getShort(length), each.type().toString());
      int port = each.lane() == Lane.EVENT ? 319 : 320;
      assertEquals("[ff0e:0:0:0:0:0:0:181]:" + port, each.to());
    }
  }

  @Test
  void eachMessageOfAMasterHasTwoOctetsOfZeroBehindIt() {
    PtpClock clock = master();
    PortBench bench = new PortBench(clock);
    bench.advance(4 * SECOND);
    for (PortBench.Sent sync : bench.sent(MessageType.SYNC)) {
      bench.transmitted(sync, bench.now);
    }
    bench.receive(Packets.delayReq(Packets.port(0x20), 7, 0));
    bench.advance(2 * SECOND); // what is longer or shorter was in the same buffer before
    Set<MessageType> types = EnumSet.noneOf(MessageType.class);
    bench.sent.forEach(each -> types.add(each.type()));
    assertEquals(
        EnumSet.of(
            MessageType.SYNC, MessageType.FOLLOW_UP, MessageType.DELAY_RESP, MessageType.ANNOUNCE),
        types);
    assertTwoOctetsOfZeroBehind(bench.sent);
  }

  private static byte[] withTrailer(byte[] packet) {
    byte[] longer = Arrays.copyOf(packet, packet.length + 2);
    longer[packet.length] = 0x5A; // what a transparent clock left there
    longer[packet.length + 1] = (byte) 0xA5;
    return longer;
  }

  @Test
  void aFollowerIgnoresTwoOctetsAndSendsTwo() {
    PtpClock clock = follower();
    PortBench bench = new PortBench(clock);
    bench.receive(withTrailer(Packets.announce(GM, 1)));
    bench.receive(withTrailer(Packets.announce(GM, 2)));
    assertEquals(GM, clock.status().parent());
    bench.receive(withTrailer(Packets.twoStepSync(GM, 1, 0)));
    bench.receive(withTrailer(Packets.followUp(GM, 1, 0, 5_000)));
    assertEquals(1, clock.received().get(MessageType.FOLLOW_UP));
    assertEquals(0, clock.dropped().total());
    bench.advance(1);
    assertEquals(1, bench.sent(MessageType.DELAY_REQ).size());
    assertTwoOctetsOfZeroBehind(bench.sent);
  }

  @Test
  void itsOwnComeBackWithTheTwoOctetsIsKnown() throws Exception {
    InetAddress own = InetAddress.getByName("fe80::1");
    PtpClock clock = master();
    PortBench bench = new PortBench(clock, 0, own);
    bench.advance(4 * SECOND);
    PortIdentity before = clock.portIdentity();
    ByteBuffer announce = bench.lastSent(MessageType.ANNOUNCE).bytes();
    bench.receive(announce, own, Lane.GENERAL);
    assertEquals(1, clock.dropped().get(PtpDropReason.OWN));
    assertEquals(before, clock.portIdentity());
    bench.receive(announce, InetAddress.getByName("fe80::2"), Lane.GENERAL);
    assertNotEquals(before, clock.portIdentity());
  }

  @Test
  void bindsToTheProtocolsGroupAndWildcard() throws Exception {
    NetworkInterface on = Objects.requireNonNull(NetworkInterface.getByIndex(1));
    InetAddress any = InetAddress.getByName("::");
    for (int scope = 2; scope <= 14; scope++) {
      InetAddress group = InetAddress.getByName("ff0%x::181".formatted(scope));
      InetAddress peers = InetAddress.getByName("ff02::6b");
      Binding expected = new Binding(on, List.of(any), List.of(group, peers), 1319, 1320, 1, 46);
      PtpPortConfig port = PtpPortConfig.of(PtpProfile.AES67).overIpv6(scope).withPorts(1319, 1320);
      assertEquals(expected, port.ipv6(on));
      assertEquals(expected, port.binding(on));
    }
    PtpPortConfig ipv4 = PtpPortConfig.of(PtpProfile.AES67);
    assertEquals(ipv4.ipv4(on), ipv4.binding(on));
    assertEquals(
        List.of(PtpMulticast.PRIMARY_IPV4, PtpMulticast.PEER_IPV4), ipv4.binding(on).groups());
    assertThrows(IllegalStateException.class, () -> ipv4.ipv6(on));
    assertThrows(IllegalStateException.class, () -> CONFIG.ipv4(on));
  }

  @Test
  void scopesThatNoGroupHasAreRefused() {
    for (int scope : new int[] {-1, 0, 1, 15, 16}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> CONFIG.overIpv6(scope));
      assertTrue(String.valueOf(e.getMessage()).contains("2..14"));
    }
  }
}
