package io.timebridge.ptp;

import io.timebridge.clock.transport.Binding;
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
 */
public record PtpPortConfig(
    PtpProfile profile,
    int eventPort,
    int generalPort,
    long delayAsymmetryNanos,
    long ingressLatencyNanos,
    long egressLatencyNanos,
    boolean twoStep) {

  /** Checks the ranges. */
  public PtpPortConfig {
    if (eventPort < 1 || eventPort > 65535 || generalPort < 1 || generalPort > 65535) {
      throw new IllegalArgumentException("ports are 1 to 65535");
    }
    if (eventPort == generalPort) {
      throw new IllegalArgumentException("eventPort and generalPort must differ");
    }
  }

  /**
   * {@return a port on the standard's UDP ports, without corrections}
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
        twoStep);
  }

  /**
   * {@return where such a port listens on an interface, over UDP/IPv4: on whatever addresses it
   * has, so that it may get its first one later}
   *
   * @param networkInterface the interface
   */
  public Binding ipv4(NetworkInterface networkInterface) {
    return new Binding(
        networkInterface,
        List.of(PtpMulticast.ANY_IPV4),
        List.of(PtpMulticast.PRIMARY_IPV4),
        eventPort,
        generalPort,
        profile.ttl(),
        profile.dscp());
  }
}
