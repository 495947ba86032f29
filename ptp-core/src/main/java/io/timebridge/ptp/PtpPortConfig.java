package io.timebridge.ptp;

import io.timebridge.clock.transport.Binding;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;

/**
 * How one port is set up.
 *
 * @param profile the profile's numbers
 * @param eventPort UDP port of event messages, 1 to 65535; 319 is the standard's
 * @param generalPort UDP port of general messages, 1 to 65535; 320 is the standard's
 * @param delayAsymmetryNanos by how much the way from the master is longer than the mean of both
 *     ways
 * @param ingressLatencyNanos by how much a receive stamp is later than the packet's arrival
 * @param egressLatencyNanos by how much a transmit stamp is earlier than the packet's departure
 * @param twoStep for a master: whether a Follow_Up tells when a Sync left, or the Sync itself does
 * @param networkProtocol what carries the messages
 * @param udp6Scope how far multicasts over IPv6 may travel: x of FF0x::181, 2 (the link) to 14
 *     (global, which ptp4l has by default); of no use over IPv4
 */
public record PtpPortConfig(
    PtpProfile profile,
    int eventPort,
    int generalPort,
    long delayAsymmetryNanos,
    long ingressLatencyNanos,
    long egressLatencyNanos,
    boolean twoStep,
    NetworkProtocol networkProtocol,
    int udp6Scope) {

  /** Checks the ranges. */
  public PtpPortConfig {
    if (eventPort < 1 || eventPort > 65535 || generalPort < 1 || generalPort > 65535) {
      throw new IllegalArgumentException("ports are 1 to 65535");
    }
    if (eventPort == generalPort) {
      throw new IllegalArgumentException("eventPort and generalPort must differ");
    }
    PtpMulticast.checkScope(udp6Scope);
  }

  /** A port over UDP/IPv4. */
  public PtpPortConfig(
      PtpProfile profile,
      int eventPort,
      int generalPort,
      long delayAsymmetryNanos,
      long ingressLatencyNanos,
      long egressLatencyNanos,
      boolean twoStep) {
    this(
        profile,
        eventPort,
        generalPort,
        delayAsymmetryNanos,
        ingressLatencyNanos,
        egressLatencyNanos,
        twoStep,
        NetworkProtocol.UDP_IPV4,
        PtpMulticast.GLOBAL_SCOPE);
  }

  /**
   * {@return a port on the standard's UDP ports, over UDP/IPv4, without corrections}
   *
   * @param profile the profile's numbers
   */
  public static PtpPortConfig of(PtpProfile profile) {
    return new PtpPortConfig(profile, 319, 320, 0, 0, 0, true);
  }

  /**
   * {@return this port on other UDP ports}
   *
   * @param event of event messages
   * @param general of general messages
   */
  public PtpPortConfig withPorts(int event, int general) {
    return new PtpPortConfig(
        profile,
        event,
        general,
        delayAsymmetryNanos,
        ingressLatencyNanos,
        egressLatencyNanos,
        twoStep,
        networkProtocol,
        udp6Scope);
  }

  /**
   * {@return this port over UDP/IPv6}
   *
   * @param scope how far its multicasts may travel: 2 (the link) to 14 (global)
   */
  public PtpPortConfig overIpv6(int scope) {
    return new PtpPortConfig(
        profile,
        eventPort,
        generalPort,
        delayAsymmetryNanos,
        ingressLatencyNanos,
        egressLatencyNanos,
        twoStep,
        NetworkProtocol.UDP_IPV6,
        scope);
  }

  /** {@return the group that its multicasts go to} */
  InetAddress primaryGroup() {
    return networkProtocol == NetworkProtocol.UDP_IPV4
        ? PtpMulticast.PRIMARY_IPV4
        : PtpMulticast.primaryIpv6(udp6Scope);
  }

  /**
   * {@return where such a port listens on an interface, over its networkProtocol: on whatever
   * addresses the interface has, so that it may get its first one later}
   *
   * @param networkInterface the interface
   */
  public Binding binding(NetworkInterface networkInterface) {
    return networkProtocol == NetworkProtocol.UDP_IPV4
        ? ipv4(networkInterface)
        : ipv6(networkInterface);
  }

  /**
   * {@return {@link #binding} of a port over UDP/IPv4}
   *
   * @param networkInterface the interface
   * @throws IllegalStateException if it is not over UDP/IPv4
   */
  public Binding ipv4(NetworkInterface networkInterface) {
    return bindingOf(NetworkProtocol.UDP_IPV4, PtpMulticast.ANY_IPV4, networkInterface);
  }

  /**
   * {@return {@link #binding} of a port over UDP/IPv6}
   *
   * @param networkInterface the interface
   * @throws IllegalStateException if it is not over UDP/IPv6
   */
  public Binding ipv6(NetworkInterface networkInterface) {
    return bindingOf(NetworkProtocol.UDP_IPV6, PtpMulticast.ANY_IPV6, networkInterface);
  }

  private Binding bindingOf(
      NetworkProtocol protocol, InetAddress any, NetworkInterface networkInterface) {
    if (networkProtocol != protocol) {
      throw new IllegalStateException("this port is over " + networkProtocol);
    }
    return new Binding(
        networkInterface,
        List.of(any),
        List.of(primaryGroup()),
        eventPort,
        generalPort,
        profile.ttl(),
        profile.dscp());
  }
}
