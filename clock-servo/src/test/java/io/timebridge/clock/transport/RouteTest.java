package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  @Property(seed = "1")
  void ipv4RemoteComesBack(@ForAll @Size(4) byte[] octets, @ForAll @IntRange(max = 65535) int port)
      throws UnknownHostException {
    InetSocketAddress remote = new InetSocketAddress(InetAddress.getByAddress(octets), port);
    Route route = Route.to(remote);
    assertEquals(remote, route.remote());
    assertTrue(route.isIpv4());
    assertEquals(port, route.remotePort());
  }

  @Property(seed = "2")
  void ipv6RemoteComesBack(@ForAll @Size(16) byte[] octets, @ForAll @IntRange(max = 65535) int port)
      throws UnknownHostException {
    InetSocketAddress remote = new InetSocketAddress(InetAddress.getByAddress(octets), port);
    Route route = Route.to(remote);
    assertEquals(remote, route.remote());
    assertEquals(remote.getAddress().getAddress().length == 4, route.isIpv4());
  }

  @Test
  void mappedAddressIsTheIpv4One() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 7;
    Route route = Route.to(new InetSocketAddress(Inet6Address.getByAddress(null, mapped, -1), 5));
    assertTrue(route.isIpv4());
    assertEquals(new InetSocketAddress("10.0.0.7", 5), route.remote());
    assertEquals(0, route.remoteHigh());
    assertEquals(0x0000_FFFF_0A00_0007L, route.remoteLow());
  }

  @Test
  void scopeOfALinkLocalRemoteIsKept() throws Exception {
    byte[] octets = InetAddress.getByName("fe80::1234").getAddress();
    Route route = Route.to(new InetSocketAddress(Inet6Address.getByAddress(null, octets, 3), 5));
    assertEquals(3, ((Inet6Address) route.remote().getAddress()).getScopeId());
    Route copy = new Route().copyFrom(route);
    assertEquals(3, ((Inet6Address) copy.remote().getAddress()).getScopeId());
  }

  @Test
  void localIsNoneUntilItIsSet() {
    Route route = new Route();
    assertFalse(route.hasLocal());
    route.setLocal(address("10.0.0.1"));
    assertTrue(route.hasLocal());
    route.setLocal(null);
    assertFalse(route.hasLocal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "2001:db8::1"})
  void localIsTheSameAddressAndNoOther(String literal) {
    Route route = new Route().setLocal(address(literal));
    assertTrue(route.isLocal(address(literal)));
    assertFalse(route.isLocal(address("10.0.0.2")));
    assertFalse(route.isLocal(address("2001:db8::2")));
    assertFalse(route.isLocal(address("2001:db8:1::1")));
  }

  @Test
  void knowsWhetherBothEndsAreOneAddress() {
    Route route = new Route().setRemote(address("127.0.0.1"), 9).setLocal(address("127.0.0.1"));
    assertTrue(route.isFromLocalAddress());
    assertFalse(route.setLocal(address("127.0.0.2")).isFromLocalAddress());
  }

  @Test
  void copyIsEqualAndApart() {
    Route route = new Route().setRemote(address("10.0.0.1"), 9).setLocal(address("10.0.0.2"));
    Route copy = new Route().copyFrom(route);
    route.setRemote(address("10.9.9.9"), 1).setLocal(null);
    assertEquals(new InetSocketAddress("10.0.0.1", 9), copy.remote());
    assertTrue(copy.isLocal(address("10.0.0.2")));
  }

  @Test
  void showsAsHostAndPort() {
    assertEquals("10.0.0.1:319", new Route().setRemote(address("10.0.0.1"), 319).toString());
    assertEquals(
        "[2001:db8:0:0:0:0:0:1]:319",
        new Route().setRemote(address("2001:db8::1"), 319).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void wildcardIsNoLocalAddress(String wildcard) {
    assertFalse(new Route().setLocal(address(wildcard)).hasLocal());
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
