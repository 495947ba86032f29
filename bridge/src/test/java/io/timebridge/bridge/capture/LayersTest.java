package io.timebridge.bridge.capture;

import static io.timebridge.bridge.capture.Bytes.bytes;
import static io.timebridge.bridge.capture.Captures.pcap;
import static io.timebridge.bridge.capture.Frames.datagram;
import static io.timebridge.bridge.capture.Frames.ethernet;
import static io.timebridge.bridge.capture.Frames.ipv4;
import static io.timebridge.bridge.capture.Frames.ipv6;
import static io.timebridge.bridge.capture.Frames.sync;
import static io.timebridge.bridge.capture.Frames.udp;
import static io.timebridge.bridge.capture.Frames.vlan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same Sync through every kind of link and network, and frames that contradict themselves. */
class LayersTest {
  private static final byte[] UDP = udp(319, 319, sync(7));
  private static final byte[] IPV4 = ipv4(17, UDP);
  private static final byte[] IPV6 = ipv6(17, UDP);
  private static final byte[] NO_OPTIONS = {};

  static Stream<Arguments> ways() {
    return Stream.of(
        Arguments.of("Ethernet, IPv4", 1, ethernet(0x0800, IPV4)),
        Arguments.of("Ethernet, IPv6", 1, ethernet(0x86DD, IPV6)),
        Arguments.of("Ethernet itself", 1, ethernet(0x88F7, sync(7))),
        Arguments.of("padded by Ethernet", 1, ethernet(0x88F7, Arrays.copyOf(sync(7), 64))),
        Arguments.of("a VLAN", 1, ethernet(0x8100, vlan(0x2005, 0x0800, IPV4))),
        Arguments.of("a VLAN, Ethernet", 1, ethernet(0x8100, vlan(5, 0x88F7, sync(7)))),
        Arguments.of("QinQ", 1, ethernet(0x88A8, vlan(9, 0x8100, vlan(5, 0x86DD, IPV6)))),
        Arguments.of(
            "Linux cooked",
            113,
            bytes().hex("0000 0001 0006 0200000000010000 0800").raw(IPV4).get()),
        Arguments.of(
            "Linux cooked, Ethernet",
            113,
            bytes().hex("0000 0001 0006 0200000000010000 88f7").raw(sync(7)).get()),
        Arguments.of(
            "Linux cooked 2",
            276,
            bytes().hex("86dd 0000 00000002 0001 00 06 0200000000010000").raw(IPV6).get()),
        Arguments.of("BSD, big-endian", 0, bytes().u32(2).raw(IPV4).get()),
        Arguments.of("BSD, little-endian", 0, bytes().u32(0x02000000).raw(IPV4).get()),
        Arguments.of("FreeBSD, IPv6", 0, bytes().u32(0x1C000000).raw(IPV6).get()),
        Arguments.of("macOS, IPv6", 0, bytes().u32(0x1E000000).raw(IPV6).get()),
        Arguments.of("OpenBSD", 108, bytes().u32(24).raw(IPV6).get()),
        Arguments.of("raw IPv4", 101, IPV4),
        Arguments.of("raw IPv6", 101, IPV6),
        Arguments.of("raw by its other number", 12, IPV4),
        Arguments.of("raw by OpenBSD's number", 14, IPV6),
        Arguments.of("IPv4 only", 228, IPV4),
        Arguments.of("IPv6 only", 229, IPV6),
        Arguments.of("IPv4 with options", 101, ipv4(17, 0, new byte[40], UDP)),
        Arguments.of("IPv4, length 0", 101, zeroLength()),
        Arguments.of(
            "IPv6, extensions",
            101,
            ipv6(
                0,
                bytes()
                    .hex("2b 00 050200000100") // hop by hop
                    .hex("3c 02 04000000 0000000000000000 0000000000000000 0000") // routing
                    .hex("33 00 010400000000") // destination options
                    .hex("11 04 0000 00000001 00000001 000000000000000000000000") // AH
                    .raw(UDP)
                    .get())),
        Arguments.of(
            "IPv6, a fragment that is all",
            101,
            ipv6(44, bytes().hex("11 00 0000 00000007").raw(UDP).get())));
  }

  private static byte[] zeroLength() {
    byte[] packet = IPV4.clone();
    packet[2] = 0;
    packet[3] = 0;
    return packet;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void aSyncIsFound(String name, int linkType, byte[] frame) {
    DecodedMessage message = Decoding.one(pcap(linkType, frame));
    assertNull(message.error(), name + message);
    assertEquals("ptp", message.protocol());
    assertTrue(message.line().contains(" Sync "), message.line());
    assertTrue(message.line().contains(" seq 7 "), message.line());
  }

  /** Cut at every place, no frame is read as more than it is, and no exception escapes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void cutAnywhereItIsToldOrNotFound(String name, int linkType, byte[] frame) {
    int whole = name.startsWith("padded") ? 14 + sync(7).length : frame.length;
    for (int length = 0; length < whole; length++) {
      List<DecodedMessage> messages = Decoding.all(pcap(linkType, Arrays.copyOf(frame, length)));
      for (DecodedMessage message : messages) {
        assertTrue(message.error() != null, name + " cut to " + length + ": " + message);
      }
    }
  }

  @Test
  void theAddressesAreToldByWiresharksNames() {
    byte[] frame = ethernet(0x88A8, vlan(0x2009, 0x8100, vlan(5, 0x86DD, IPV6)));
    DecodedMessage message = Decoding.one(pcap(frame));
    String json = message.json();
    assertTrue(
        json.startsWith(
            "{\"frame\":1,\"protocol\":\"ptp\",\"fields\":{"
                + "\"frame.time_epoch\":1700000000.123456000,"
                + "\"eth.dst\":\"01:00:5e:00:01:81\",\"eth.src\":\"02:00:00:00:00:01\","
                + "\"vlan.id\":[9,5],"
                + "\"ipv6.src\":\"2001:db8::1\",\"ipv6.dst\":\"ff0e::181\","
                + "\"udp.srcport\":319,\"udp.dstport\":319,\"ptp."),
        json);
    assertTrue(
        message.line().startsWith("    1 0.000000000 [2001:db8::1]:319 > [ff0e::181]:319 PTPv2"),
        message.line());
  }

  @Test
  void overEthernetTheInterfacesAreTold() {
    String line = Decoding.one(pcap(ethernet(0x88F7, sync(7)))).line();
    assertTrue(
        line.startsWith("    1 0.000000000 02:00:00:00:00:01 > 01:00:5e:00:01:81 PTPv2"), line);
  }

  @Test
  void whatIsSomethingElseIsLeftOut() {
    byte[] laterFragment = ipv4(17, 185, NO_OPTIONS, UDP);
    byte[] six = ipv6(44, bytes().hex("11 00 05c8 00000007").raw(UDP).get());
    byte[] file =
        pcap(
            ethernet(0x0806, new byte[28]), // ARP
            ethernet(0x0026, new byte[38]), // a length, not a type
            ethernet(0x0800, ipv4(6, new byte[20])), // TCP
            ethernet(0x86DD, ipv6(58, new byte[8])), // ICMPv6
            ethernet(0x0800, laterFragment),
            ethernet(0x86DD, six),
            datagram(40_000, 53, new byte[12]));
    assertEquals(List.of(), Decoding.all(file));
  }

  static Stream<Arguments> lies() {
    byte[] longUdp = IPV4.clone();
    longUdp[24] = 0x10;
    byte[] shortUdp = IPV4.clone();
    shortUdp[25] = 7;
    byte[] shortIp = IPV4.clone();
    shortIp[3] = 19;
    byte[] five = IPV4.clone();
    five[0] = 0x55;
    byte[] tinyHeader = IPV4.clone();
    tinyHeader[0] = 0x44;
    return Stream.of(
        Arguments.of(longUdp, "UDP says that it has 4148 octets, there is room for 52"),
        Arguments.of(shortUdp, "UDP says that it has 7 octets"),
        Arguments.of(shortIp, "IPv4 says that all has 19 octets, its header 20"),
        Arguments.of(five, "what should be an IPv4 header is none"),
        Arguments.of(tinyHeader, "what should be an IPv4 header is none"),
        Arguments.of(
            ipv4(17, 0x2000, NO_OPTIONS, Arrays.copyOf(UDP, 40)),
            "in fragments, of which only this one is read"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aLieIsTold(byte[] packet, String error) {
    DecodedMessage message = Decoding.one(pcap(ethernet(0x0800, packet)));
    assertEquals(error, message.error());
    assertTrue(message.line().endsWith(" [error: " + error + "]"), message.line());
    assertTrue(message.json().endsWith(",\"error\":\"" + error + "\"}"), message.json());
  }

  @Test
  void aFirstFragmentOfIpv6IsTold() {
    byte[] first = bytes().hex("11 00 0001 00000007").raw(Arrays.copyOf(UDP, 40)).get();
    DecodedMessage message = Decoding.one(pcap(ethernet(0x86DD, ipv6(44, first))));
    assertEquals("in fragments, of which only this one is read", message.error());
  }
}
