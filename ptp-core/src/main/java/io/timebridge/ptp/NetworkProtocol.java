package io.timebridge.ptp;

/** What carries PTP's messages on a port: IEEE 1588's networkProtocol. */
public enum NetworkProtocol {
  /** UDP over IPv4. */
  UDP_IPV4,

  /** UDP over IPv6: each message has two octets of zero behind it. */
  UDP_IPV6
}
