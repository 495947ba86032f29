package io.timebridge.bridge;

import io.timebridge.bridge.config.PtpEntry;
import io.timebridge.clock.transport.Route;
import io.timebridge.ntp.AccessList;
import io.timebridge.ptp.ManagementAccess;
import java.net.NetworkInterface;

/**
 * Who may manage one PTP entry's clock: as the config says, or else the subnets of its interface
 * may ask and nobody may set. Asked on the PTP thread; {@link #followSubnets} is another's.
 */
final class PtpAccess implements ManagementAccess {
  private final SubnetAccess get;
  private final AccessList set;

  PtpAccess(PtpEntry entry, NetworkInterface networkInterface) {
    this.get = new SubnetAccess(entry.managementGet(), networkInterface);
    this.set = SubnetAccess.list(entry.managementSet());
  }

  /** Takes note of the subnets that the interface is in now. */
  void followSubnets() {
    get.followSubnets();
  }

  @Override
  public boolean mayGet(Route from) {
    return get.test(from) || set.allows(from);
  }

  @Override
  public boolean maySet(Route from) {
    return set.allows(from);
  }
}
