package io.timebridge.bridge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every PTP entry of a config says of its port, be it followed or served. A member that the
 * config leaves to the profile is null.
 */
public sealed interface PtpEntry permits PtpSourceConfig, PtpServeConfig {

  /** {@return the network interface by name, MAC or address} */
  String interfaceName();

  /** {@return the domainNumber; 0 to 127} */
  int domain();

  /** {@return the profile's word, such as {@code aes67}} */
  String profile();

  /** {@return log2 of the seconds between Sync; -7 to 4} */
  @Nullable Integer logSyncInterval();

  /** {@return log2 of the seconds between Announce; -7 to 4} */
  @Nullable Integer logAnnounceInterval();

  /** {@return log2 of the seconds between Delay_Req; -7 to 4} */
  @Nullable Integer logMinDelayReqInterval();

  /** {@return how many announce intervals of silence end a leader; 2 to 255} */
  @Nullable Integer announceReceiptTimeout();

  /** {@return {@code E2E}} */
  @Nullable String delayMechanism();

  /** {@return {@code UDPv4} or {@code UDPv6}} */
  String networkProtocol();

  /** {@return the scope of multicasts over UDPv6; 2 to 14} */
  int udp6Scope();

  /** {@return the UDP port of event messages; 1 to 65535} */
  int eventPort();

  /** {@return the UDP port of general messages; 1 to 65535} */
  int generalPort();

  /** {@return delay from the leader minus the mean of both ways, nanoseconds} */
  long delayAsymmetryNanos();

  /** {@return from the wire to the receive stamp, nanoseconds} */
  long ingressLatencyNanos();

  /** {@return from the transmit stamp to the wire, nanoseconds} */
  long egressLatencyNanos();

  /**
   * {@return our clockIdentity, its first octet in the most significant byte; null to make one from
   * the interface}
   */
  @Nullable Long clockIdentity();

  /** {@return the IP time to live of multicast; 1 to 255} */
  int ttl();

  /** {@return the DSCP of what is sent; 0 to 63} */
  @Nullable Integer dscp();

  /** {@return the subnets whose management GET is answered; null for the interface's own} */
  @Nullable List<Subnet> managementGet();

  /** {@return the subnets whose management SET and COMMAND are obeyed} */
  List<Subnet> managementSet();
}
