package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpEntry;
import io.timebridge.bridge.config.Subnet;
import io.timebridge.clock.transport.Route;
import io.timebridge.ntp.AccessList;
import io.timebridge.ptp.ManagementAccess;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may manage one PTP entry's clock: as the config says, or else the subnets of its interface
 * may ask and nobody may set. Asked on the PTP thread; {@link #followSubnets} is another's.
 */
final class PtpAccess implements ManagementAccess {
  private final String interfaceName;
  private final @Nullable AccessList configured;
  private final AccessList set;
  private volatile AccessList own = AccessList.of(List.of());

  PtpAccess(PtpEntry entry, NetworkInterface networkInterface) {
    List<Subnet> get = entry.managementGet();
    this.interfaceName = networkInterface.getName();
    this.configured = get == null ? null : list(get);
    this.set = list(entry.managementSet());
    followSubnets();
  }

  private static AccessList list(List<Subnet> subnets) {
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
  public boolean mayGet(Route from) {
    AccessList allowed = configured == null ? own : configured;
    return allowed.allows(from) || set.allows(from);
  }

  @Override
  public boolean maySet(Route from) {
    return set.allows(from);
  }
}
