package io.timebridge.ptp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;

/** The multicast addresses that IANA assigned to PTP. */
public final class PtpMulticast {
  /** 224.0.1.129: every message but those of peer delay. */
  public static final InetAddress PRIMARY_IPV4 = address(224, 0, 1, 129);

  /** 224.0.0.107: the messages of peer delay, which no router hands on. */
  public static final InetAddress PEER_IPV4 = address(224, 0, 0, 107);

  /** FF02::6B, of the link's scope: the messages of peer delay over IPv6. */
  public static final InetAddress PEER_IPV6 =
      address(0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x6B);

  /** The global scope, 0xE (RFC 4291 §2.7): what linuxptp's {@code udp6_scope} is by default. */
  public static final int GLOBAL_SCOPE = 0xE;

  /** 0.0.0.0: whatever address there is. */
  static final InetAddress ANY_IPV4 = address(0, 0, 0, 0);

  /** ::, whatever IPv6 address there is. */
  static final InetAddress ANY_IPV6 = address(new int[16]);

  private PtpMulticast() {}

  /**
   * {@return FF0x::181, over IPv6: every message but those of peer delay}
   *
   * @param scope x, how far it may travel: 2 (the link) to 14 (global). RFC 4291 §2.7
   */
  public static InetAddress primaryIpv6(int scope) {
    checkScope(scope);
    return address(0xFF, scope, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x81);
  }

  /**
   * {@return a group as it is sent to on an interface: over IPv6, of the link's scope, the address
   * names it. RFC 4007 §6}
   *
   * @param group the group
   * @param networkInterface the interface
   */
  public static InetAddress on(InetAddress group, NetworkInterface networkInterface) {
    if (!(group instanceof Inet6Address) || !group.isMCLinkLocal()) {
      return group;
    }
    try {
      return Inet6Address.getByAddress(null, group.getAddress(), networkInterface.getIndex());
    } catch (UnknownHostException e) {
      throw new AssertionError("16 octets are always an address", e);
    }
  }

  static void checkScope(int scope) {
    PtpLimits.check("udp6Scope", scope, 2, GLOBAL_SCOPE);
  }

  private static InetAddress address(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are always an address", e);
    }
  }
}
