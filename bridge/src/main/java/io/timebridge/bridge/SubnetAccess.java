package io.timebridge.bridge;

import io.timebridge.bridge.config.Subnet;
import io.timebridge.clock.transport.Route;
import io.timebridge.ntp.AccessList;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a packet comes from where it may: from the subnets that the config names, or else from
 * those of an interface, as they change. Asked on the PTP thread; {@link #followSubnets} is
 * another's.
 */
final class SubnetAccess implements Predicate<Route> {
  private final String interfaceName;
  private final @Nullable AccessList configured;
  private volatile AccessList own = AccessList.of(List.of());

  /** Of the subnets; null for those of the interface. */
  SubnetAccess(@Nullable List<Subnet> subnets, NetworkInterface networkInterface) {
    this.interfaceName = networkInterface.getName();
    this.configured = subnets == null ? null : list(subnets);
    followSubnets();
  }

  static AccessList list(List<Subnet> subnets) {
    return AccessList.of(subnets.stream().map(Subnet::toString).toList());
  }

  /** Takes note of the subnets that the interface is in now. */
  void followSubnets() {
    if (configured == null) {
      try {
        NetworkInterface now = NetworkInterface.getByName(interfaceName);
        own = AccessList.of(NetworkInterfaces.subnets(Stream.ofNullable(now)));
      } catch (SocketException e) {
        // The interfaces are changing right now: the next look will tell.
      }
    }
  }

  @Override
  public boolean test(Route from) {
    AccessList allowed = configured == null ? own : configured;
    return allowed.allows(from);
  }
}
