package io.timebridge.ptp;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The multicast addresses that IANA assigned to PTP. */
public final class PtpMulticast {
  /** 224.0.1.129: every message but those of peer delay. */
  public static final InetAddress PRIMARY_IPV4 = ipv4(224, 0, 1, 129);

  /** 0.0.0.0: whatever address there is. */
  static final InetAddress ANY_IPV4 = ipv4(0, 0, 0, 0);

  private PtpMulticast() {}

  private static InetAddress ipv4(int a, int b, int c, int d) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    } catch (UnknownHostException e) {
      throw new AssertionError("4 octets are always an address", e);
    }
  }
}
