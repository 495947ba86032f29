package io.timebridge.bridge.config;

import io.timebridge.clock.Timescale;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One PTP domain to follow. A member that the config leaves to the profile is null.
 *
 * @param name how status and policy call it; unique among the sources
 * @param interfaceName the network interface by name, MAC or address
 * @param domain the domainNumber; 0 to 127
 * @param profile the profile's word, such as {@code aes67}
 * @param timescale what the domain's time is, whatever it announces; null to believe what it
 *     announces
 * @param logSyncInterval log2 of the seconds between Sync; -7 to 4
 * @param logAnnounceInterval log2 of the seconds between Announce; -7 to 4
 * @param logMinDelayReqInterval log2 of the seconds between Delay_Req; -7 to 4
 * @param announceReceiptTimeout how many announce intervals of silence end a leader; 2 to 255
 * @param delayMechanism {@code E2E}
 * @param networkProtocol {@code UDPv4} or {@code UDPv6}
 * @param udp6Scope the scope of multicasts over UDPv6; 2 to 14
 * @param eventPort the UDP port of event messages; 1 to 65535
 * @param generalPort the UDP port of general messages; 1 to 65535
 * @param delayAsymmetryNanos delay from the leader minus the mean of both ways, nanoseconds
 * @param ingressLatencyNanos from the wire to the receive stamp, nanoseconds
 * @param egressLatencyNanos from the transmit stamp to the wire, nanoseconds
 * @param clockIdentity our clockIdentity, its first octet in the most significant byte; null to
 *     make one from the interface
 * @param ttl the IP time to live of multicast; 1 to 255
 * @param dscp the DSCP of event messages; 0 to 63
 * @param managementGet the subnets whose management GET is answered; null for those of the
 *     interface
 * @param managementSet the subnets whose management SET and COMMAND are obeyed
 */
public record PtpSourceConfig(
    String name,
    String interfaceName,
    int domain,
    String profile,
    @Nullable Timescale timescale,
    @Nullable Integer logSyncInterval,
    @Nullable Integer logAnnounceInterval,
    @Nullable Integer logMinDelayReqInterval,
    @Nullable Integer announceReceiptTimeout,
    @Nullable String delayMechanism,
    String networkProtocol,
    int udp6Scope,
    int eventPort,
    int generalPort,
    long delayAsymmetryNanos,
    long ingressLatencyNanos,
    long egressLatencyNanos,
    @Nullable Long clockIdentity,
    int ttl,
    @Nullable Integer dscp,
    @Nullable List<Subnet> managementGet,
    List<Subnet> managementSet)
    implements PtpEntry {
  /** Copies the lists. */
  public PtpSourceConfig {
    managementGet = managementGet == null ? null : List.copyOf(managementGet);
    managementSet = List.copyOf(managementSet);
  }
}
