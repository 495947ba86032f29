package io.timebridge.clock.simulation;

import io.timebridge.clock.transport.Route;
import java.net.InetAddress;
import java.util.List;

/** An IP address as two numbers, as {@link Route} has it: compared for each packet. */
record Address(long high, long low) {

  static Address of(InetAddress address) {
    Route route = new Route().setRemote(address, 0);
    return new Address(route.remoteHigh(), route.remoteLow());
  }

  static Address[] of(List<InetAddress> addresses) {
    return addresses.stream().map(Address::of).toArray(Address[]::new);
  }

  boolean isAmong(Address[] addresses) {
    for (Address each : addresses) {
      if (each.high == high && each.low == low) {
        return true;
      }
    }
    return false;
  }
}
