package io.timebridge.ptp.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * Where a port is reached.
 *
 * @param networkProtocol 1 UDP/IPv4, 2 UDP/IPv6, 3 IEEE 802.3; 0 to 65535
 * @param octets the address's octets, as {@code c0:00:02:01}; the first most significant
 */
public record PortAddress(int networkProtocol, String octets) {
  /** networkProtocol of UDP over IPv4. */
  public static final int UDP_IPV4 = 1;

  /** networkProtocol of UDP over IPv6. */
  public static final int UDP_IPV6 = 2;

  private static final HexFormat HEX = HexFormat.ofDelimiter(":");

  /**
   * {@return the address of a port over UDP}
   *
   * @param address of IPv4 or IPv6
   */
  public static PortAddress of(InetAddress address) {
    byte[] octets = address.getAddress();
    return new PortAddress(octets.length == 4 ? UDP_IPV4 : UDP_IPV6, HEX.formatHex(octets));
  }

  /** {@return protocol and address as pmc prints them: {@code 1 192.0.2.1}} */
  @Override
  public String toString() {
    return networkProtocol + " " + address();
  }

  private String address() {
    byte[] bytes = HEX.parseHex(octets);
    boolean ip =
        (networkProtocol == UDP_IPV4 && bytes.length == 4)
            || (networkProtocol == UDP_IPV6 && bytes.length == 16);
    try {
      return ip ? InetAddress.getByAddress(bytes).getHostAddress() : octets;
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are always an address", e);
    }
  }
}
