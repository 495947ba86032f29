package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.table.ValueType;
import java.net.InetAddress;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single values: what each kind takes and what it does not. */
class ValueTypeTest {
  private static final ValueType<Long> DURATION = ValueType.duration("-1d", "1d");

  @ParameterizedTest
  @CsvSource({
    "1ns, 1",
    "-3us, -3000",
    "+3µs, 3000",
    "1.5ms, 1500000",
    "0.000000001s, 1",
    "2m, 120000000000",
    "1h, 3600000000000",
    "1d, 86400000000000",
    "0s, 0",
  })
  void durations(String text, long nanos) {
    assertEquals(nanos, DURATION.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "1 s", "1S", "s", "1.s", ".5s", "0.1ns", "2d", "-25h", "1e3s", "1h30m"})
  void notDurations(String text) {
    assertNull(DURATION.parse(text));
  }

  @Test
  void hugeDurationsDoNotOverflow() {
    assertNull(ValueType.duration("0s", "100000d").parse("999999999999999999d"));
  }

  @Property(seed = "20261122")
  void anyWholeNanosecondsAreRead(@ForAll @LongRange(min = -86_400_000_000_000L) long nanos) {
    assertEquals(nanos <= 86_400_000_000_000L ? nanos : null, DURATION.parse(nanos + "ns"));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, 127.0.0.1, 1",
    "0.0.0.0:65535, 0.0.0.0, 65535",
    "[::]:123, ::, 123",
    "[2001:db8::1]:123, 2001:db8::1, 123",
  })
  void listenAddresses(String text, String host, int port) throws Exception {
    var address = ValueType.LISTEN.parse(text);
    assertNotNull(address);
    assertEquals(InetAddress.getByName(host), address.getAddress());
    assertEquals(port, address.getPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ":123", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1",
        "::1:123", "::123", "[127.0.0.1]:123", "[::1]", "[::g]:1", "[]:1", "localhost:123",
        "1.2.3:4", "01.2.3.4:5", "256.0.0.1:1", "*:123", "[fe80::1%eth0]:123", "[1:2]:3",
      })
  void notListenAddresses(String text) {
    assertNull(ValueType.LISTEN.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, 192.0.3.0",
    "192.0.2.128/25, 192.0.2.129, 192.0.2.127",
    "192.0.2.7, 192.0.2.7, 192.0.2.6",
    "0.0.0.0/0, 255.1.2.3, ::1",
    "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
    "::/0, ::1, 192.0.2.1",
    "fe80::/10, febf::1, fec0::1",
  })
  void subnets(String text, String inside, String outside) throws Exception {
    Subnet subnet = Subnet.TYPE.parse(text);
    assertNotNull(subnet);
    assertTrue(subnet.contains(InetAddress.getByName(inside)));
    assertFalse(subnet.contains(InetAddress.getByName(outside)));
    assertEquals(subnet, Subnet.TYPE.parse(subnet.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/24",
        "192.0.2.0/",
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2.1/24",
        "192.0.2/24",
        "::/129",
        "::1/64",
        "192.0.2.0/24/24",
        "host/24",
        "192.0.2.0/255.255.255.0",
      })
  void notSubnets(String text) {
    assertNull(Subnet.TYPE.parse(text));
  }

  @Property(seed = "20261122")
  void aSubnetHoldsWhatSharesItsPrefix(
      @ForAll int address, @ForAll int other, @ForAll @IntRange(max = 32) int prefix)
      throws Exception {
    int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
    Subnet subnet = new Subnet(InetAddress.getByAddress(octets(address & mask)), prefix);
    assertEquals(
        (address & mask) == (other & mask),
        subnet.contains(InetAddress.getByAddress(octets(other))));
    assertTrue(subnet.contains(InetAddress.getByAddress(octets(address))));
  }

  @Test
  void aSubnetChecksItself() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.1");
    for (int prefix : new int[] {-1, 33, 24}) {
      assertThrows(IllegalArgumentException.class, () -> new Subnet(address, prefix));
    }
  }

  private static byte[] octets(int address) {
    return new byte[] {
      (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "001122.fffe.334455",
        "00:11:22:ff:fe:33:44:55",
        "00-11-22-FF-FE-33-44-55",
        "001122fffe334455",
      })
  void clockIdentities(String text) {
    assertEquals(0x001122fffe334455L, ValueType.CLOCK_IDENTITY.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "001122.fffe.33445", "00:11:22:ff:fe:33:44", "00:11-22:ff:fe:33:44:55",
        "001122fffe33445g", "0000000000000000", "ffffffffffffffff", "001122.fffe334455",
      })
  void notClockIdentities(String text) {
    assertNull(ValueType.CLOCK_IDENTITY.parse(text));
  }

  @Test
  void aHighClockIdentityKeepsItsBits() {
    assertEquals(0xfedcba9876543210L, ValueType.CLOCK_IDENTITY.parse("fedcba9876543210"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eth1", "enp3s0.100", "Ethernet 2", "00:11:22:33:44:55", "192.0.2.1", "fe80::1"})
  void interfaces(String text) {
    assertEquals(text, ValueType.INTERFACE.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " eth1", "eth0:1", "a/b", "00:11:22:33:44", "a\nb", "fe80::1%eth0"})
  void notInterfaces(String text) {
    assertNull(ValueType.INTERFACE.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "ntp-1.example.org", "a.example.", "192.0.2.1", "::1"})
  void hosts(String text) {
    assertEquals(text, ValueType.HOST.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-a", "a-", "a b", "a..b", "1.2.3", "999.1.1.1", "a:1", "[::1]"})
  void notHosts(String text) {
    assertNull(ValueType.HOST.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "0x10", "1_000", "1.0", "9999999999", "٣", "11", "-1"})
  void notWholeNumbers(String text) {
    assertNull(ValueType.integer(0, 10, "").parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", ".inf", "1e1", "0.99", "10.01", "1."})
  void notNumbers(String text) {
    assertNull(ValueType.decimal(1, 10, "").parse(text));
  }

  @Test
  void onlyTheCoreSchemasBooleansAreTaken() {
    for (String text : Set.of("true", "True", "TRUE")) {
      assertEquals(true, ValueType.BOOLEAN.parse(text));
    }
    for (String text : Set.of("false", "False", "FALSE")) {
      assertEquals(false, ValueType.BOOLEAN.parse(text));
    }
    for (String text : Set.of("yes", "no", "on", "off", "tRUE", "1", "")) {
      assertNull(ValueType.BOOLEAN.parse(text));
    }
  }

  @Test
  void aPathThatNoFileCanHaveIsRefused() {
    assertNull(ValueType.FILE.parse("a\0b"));
    assertNull(ValueType.FILE.parse("a".repeat(256)));
  }
}
