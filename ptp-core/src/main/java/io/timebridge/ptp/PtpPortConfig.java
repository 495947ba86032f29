package io.timebridge.ptp;

import io.timebridge.clock.transport.Binding;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one port is set up. Made by {@link #of} or by a {@link #builder}.
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
 * @param multicast for a master: whether it sends Announce and Sync to all, and answers a Delay_Req
 *     to all; otherwise only those hear from it that are granted messages of their own
 * @param hybridE2e for a follower: whether its Delay_Req go to its master alone
 * @param unicastDelayResp for a master: whether a Delay_Req to it alone is answered to its sender
 *     alone, though none was granted. It is one packet for one, and no longer
 * @param masterOnly of a clock that does both: whether this port never follows; it is passive while
 *     a better master is heard on it
 * @param followerOnly of a clock that does both: whether this port never leads. As long as a master
 *     is heard on it, the clock follows that, however good its own time may be
 * @param maxStepsRemoved whom so many clocks, or more, are between and its grandmaster is not
 *     considered, 2 to 255. When a grandmaster dies, what was said of it may go round a ring of
 *     boundary clocks until that number is reached: a network that is known to be small settles
 *     sooner with a small one
 * @param unicastService what a master grants to followers that ask for messages of their own; null
 *     for nothing
 * @param unicastClient whom a follower asks for messages of its own, so that it does not listen to
 *     those for all; null to listen to those
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
    int udp6Scope,
    boolean multicast,
    boolean hybridE2e,
    boolean unicastDelayResp,
    boolean masterOnly,
    boolean followerOnly,
    int maxStepsRemoved,
    @Nullable UnicastService unicastService,
    @Nullable UnicastClient unicastClient) {

  /** The standard ends a path that is as long as this. */
  public static final int MAX_STEPS_REMOVED = 255;

  /** Checks the ranges. */
  public PtpPortConfig {
    if (eventPort < 1 || eventPort > 65535 || generalPort < 1 || generalPort > 65535) {
      throw new IllegalArgumentException("ports are 1 to 65535");
    }
    if (eventPort == generalPort) {
      throw new IllegalArgumentException("eventPort and generalPort must differ");
    }
    PtpMulticast.checkScope(udp6Scope);
    if (masterOnly && followerOnly) {
      throw new IllegalArgumentException("a port that may neither lead nor follow");
    }
    PtpLimits.check("maxStepsRemoved", maxStepsRemoved, 2, MAX_STEPS_REMOVED);
    boolean peerDelay =
        profile.delayMechanism() == DelayMechanism.P2P
            || profile.delayMechanism() == DelayMechanism.AUTO;
    if (peerDelay && (unicastClient != null || hybridE2e)) {
      throw new IllegalArgumentException("peer delay is measured with a neighbour, not a master");
    }
    boolean ipv4 = networkProtocol == NetworkProtocol.UDP_IPV4;
    if (unicastClient != null
        && unicastClient.masters().stream()
            .anyMatch(each -> each instanceof Inet4Address != ipv4)) {
      throw new IllegalArgumentException("unicast masters have addresses of " + networkProtocol);
    }
  }

  /**
   * {@return a port on the standard's UDP ports, over UDP/IPv4, two-step, without corrections}
   *
   * @param profile the profile's numbers
   */
  public static PtpPortConfig of(PtpProfile profile) {
    return builder(profile).build();
  }

  /**
   * {@return what such a port, otherwise as {@link #of} has it, is made by}
   *
   * @param profile the profile's numbers
   */
  public static Builder builder(PtpProfile profile) {
    return new Builder(profile);
  }

  /** {@return what a port like this one, but for some member, is made by} */
  public Builder toBuilder() {
    return new Builder(profile)
        .ports(eventPort, generalPort)
        .delayAsymmetryNanos(delayAsymmetryNanos)
        .latenciesNanos(ingressLatencyNanos, egressLatencyNanos)
        .twoStep(twoStep)
        .network(networkProtocol, udp6Scope)
        .multicast(multicast)
        .hybridE2e(hybridE2e)
        .unicastDelayResp(unicastDelayResp)
        .masterOnly(masterOnly)
        .followerOnly(followerOnly)
        .maxStepsRemoved(maxStepsRemoved)
        .unicastService(unicastService)
        .unicastClient(unicastClient);
  }

  /**
   * {@return this port on other UDP ports}
   *
   * @param event of event messages
   * @param general of general messages
   */
  public PtpPortConfig withPorts(int event, int general) {
    return toBuilder().ports(event, general).build();
  }

  /**
   * {@return this port over UDP/IPv6}
   *
   * @param scope how far its multicasts may travel: 2 (the link) to 14 (global)
   */
  public PtpPortConfig overIpv6(int scope) {
    return toBuilder().network(NetworkProtocol.UDP_IPV6, scope).build();
  }

  /** {@return the group that multicasts go to, but for those of peer delay} */
  InetAddress primaryGroup() {
    return networkProtocol == NetworkProtocol.UDP_IPV4
        ? PtpMulticast.PRIMARY_IPV4
        : PtpMulticast.primaryIpv6(udp6Scope);
  }

  /** {@return the group that multicasts of peer delay go to} */
  InetAddress peerGroup() {
    return networkProtocol == NetworkProtocol.UDP_IPV4
        ? PtpMulticast.PEER_IPV4
        : PtpMulticast.PEER_IPV6;
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
        List.of(primaryGroup(), peerGroup()),
        eventPort,
        generalPort,
        profile.ttl(),
        profile.dscp());
  }

  /** Makes a {@link PtpPortConfig}; each method returns this. For one thread. */
  public static final class Builder {
    private final PtpProfile profile;
    private int eventPort = 319;
    private int generalPort = 320;
    private long delayAsymmetryNanos;
    private long ingressLatencyNanos;
    private long egressLatencyNanos;
    private boolean twoStep = true;
    private NetworkProtocol networkProtocol = NetworkProtocol.UDP_IPV4;
    private int udp6Scope = PtpMulticast.GLOBAL_SCOPE;
    private boolean multicast = true;
    private boolean hybridE2e;
    private boolean unicastDelayResp = true;
    private boolean masterOnly;
    private boolean followerOnly;
    private int maxStepsRemoved = MAX_STEPS_REMOVED;
    private @Nullable UnicastService unicastService;
    private @Nullable UnicastClient unicastClient;

    private Builder(PtpProfile profile) {
      this.profile = profile;
    }

    /**
     * Sets the UDP ports; 319 and 320 are the standard's.
     *
     * @param event of event messages, 1 to 65535
     * @param general of general messages, 1 to 65535, another one
     */
    public Builder ports(int event, int general) {
      eventPort = event;
      generalPort = general;
      return this;
    }

    /**
     * Sets by how much the way from the master is longer than the mean of both ways.
     *
     * @param nanos nanoseconds, negative if it is shorter
     */
    public Builder delayAsymmetryNanos(long nanos) {
      delayAsymmetryNanos = nanos;
      return this;
    }

    /**
     * Sets the way between the wire and the stamps.
     *
     * @param ingress by how much a receive stamp is later than the packet's arrival, nanoseconds
     * @param egress by how much a transmit stamp is earlier than its departure, nanoseconds
     */
    public Builder latenciesNanos(long ingress, long egress) {
      ingressLatencyNanos = ingress;
      egressLatencyNanos = egress;
      return this;
    }

    /**
     * Sets how a master tells when a Sync left.
     *
     * @param followUp by a Follow_Up, or else in the Sync itself
     */
    public Builder twoStep(boolean followUp) {
      twoStep = followUp;
      return this;
    }

    /**
     * Sets what carries the messages.
     *
     * @param protocol IPv4 or IPv6
     * @param scope how far multicasts over IPv6 may travel: x of FF0x::181, 2 (the link) to 14
     *     (global, which ptp4l has by default); of no use over IPv4
     */
    public Builder network(NetworkProtocol protocol, int scope) {
      networkProtocol = protocol;
      udp6Scope = scope;
      return this;
    }

    /**
     * Sets whether a master speaks to all.
     *
     * @param toAll false for a network where nothing may be multicast
     */
    public Builder multicast(boolean toAll) {
      multicast = toAll;
      return this;
    }

    /**
     * Sets whether a follower asks for the delay by unicast, beside multicast Sync and Announce:
     * linuxptp's {@code hybrid_e2e}.
     *
     * @param hybrid whether it asks its master alone
     */
    public Builder hybridE2e(boolean hybrid) {
      hybridE2e = hybrid;
      return this;
    }

    /**
     * Sets whether a master answers whoever asks it alone: what hybrid followers need.
     *
     * @param answers false to answer those only that were granted it
     */
    public Builder unicastDelayResp(boolean answers) {
      unicastDelayResp = answers;
      return this;
    }

    /**
     * Sets whether a port of a boundary clock never follows.
     *
     * @param never true for a network whose masters are nobody to follow
     */
    public Builder masterOnly(boolean never) {
      masterOnly = never;
      return this;
    }

    /**
     * Sets whether a port of a boundary clock never leads.
     *
     * @param never true for the port that the clock's time comes from
     */
    public Builder followerOnly(boolean never) {
      followerOnly = never;
      return this;
    }

    /**
     * Sets from how long a path on an Announce is not considered.
     *
     * @param steps how many clocks are between its sender and the grandmaster, 2 to 255
     */
    public Builder maxStepsRemoved(int steps) {
      maxStepsRemoved = steps;
      return this;
    }

    /**
     * Sets what a master grants.
     *
     * @param service the limits; null for nothing
     */
    public Builder unicastService(@Nullable UnicastService service) {
      unicastService = service;
      return this;
    }

    /**
     * Sets whom a follower asks for messages of its own.
     *
     * @param client the masters; null to listen to what is sent to all
     */
    public Builder unicastClient(@Nullable UnicastClient client) {
      unicastClient = client;
      return this;
    }

    /**
     * {@return the port's configuration}
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public PtpPortConfig build() {
      return new PtpPortConfig(
          profile,
          eventPort,
          generalPort,
          delayAsymmetryNanos,
          ingressLatencyNanos,
          egressLatencyNanos,
          twoStep,
          networkProtocol,
          udp6Scope,
          multicast,
          hybridE2e,
          unicastDelayResp,
          masterOnly,
          followerOnly,
          maxStepsRemoved,
          unicastService,
          unicastClient);
    }
  }
}
