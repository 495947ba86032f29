package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.HostInterfaces;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NetworkInterfacesTest {
  private static NetworkInterface loopback() throws Exception {
    return Objects.requireNonNull(
        NetworkInterface.getByInetAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
  }

  @Test
  void isFoundByNameAndByAddress() throws Exception {
    NetworkInterface loopback = loopback();
    assertEquals(loopback, NetworkInterfaces.find(loopback.getName()));
    assertEquals(loopback, NetworkInterfaces.find("127.0.0.1"));
  }

  @Test
  void isFoundByMacInAnySpelling() throws Exception {
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      byte[] mac = each.getHardwareAddress();
      if (mac != null) {
        String colons = HexFormat.ofDelimiter(":").formatHex(mac);
        assertEquals(NetworkInterfaces.find(colons), NetworkInterfaces.find(dashes(colons)));
        NetworkInterface found = NetworkInterfaces.find(colons);
        assertEquals(colons, HexFormat.ofDelimiter(":").formatHex(found.getHardwareAddress()));
      }
    }
  }

  private static String dashes(String mac) {
    return mac.replace(':', '-').toUpperCase(Locale.ROOT);
  }

  @Test
  void isFoundByAnIpv6AddressHoweverItIsWritten() throws Exception {
    byte[] octets = new byte[16];
    octets[15] = 1;
    InetAddress one = InetAddress.getByAddress(octets);
    assertNotNull(NetworkInterface.getByInetAddress(one), "IPv6 is needed on the loopback");
    assertEquals(loopback(), NetworkInterfaces.find("::1"));
    assertEquals(loopback(), NetworkInterfaces.find("0:0:0:0:0:0:0:1"));
  }

  @Test
  void anUnknownOneIsToldWithThoseThereAre() throws Exception {
    BridgeException e =
        assertThrows(BridgeException.class, () -> NetworkInterfaces.find("no-such-interface"));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("there is no network interface no-such-interface;"), message);
    assertTrue(message.contains(loopback().getName()), message);
  }

  @Test
  void theHostAnswersForAConfig() throws Exception {
    HostInterfaces host = NetworkInterfaces.ofThisHost();
    assertTrue(host.exists("127.0.0.1"));
    assertFalse(host.exists("no-such-interface"));
    assertFalse(host.exists("00:00:00:00:00:0g"));
    assertTrue(host.names().contains(loopback().getName()));
    assertEquals(List.copyOf(host.names()).stream().sorted().toList(), host.names());
  }
}
