package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Route;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;

/**
 * The IPv6 addresses of a binding's interface: who sends from one of them is this host. Of an IPv4
 * multicast the kernel says which address of ours it came to (ip(7), ipi_spec_dst), of an IPv6 one
 * it names the group alone.
 */
final class OwnIpv6 {
  private long[] highs = {};
  private long[] lows = {};

  /** Reads them anew; allocates. */
  void read(Binding binding) {
    Route[] own =
        addresses(binding).stream().map(a -> new Route().setLocal(a)).toArray(Route[]::new);
    highs = Arrays.stream(own).mapToLong(Route::localHigh).toArray();
    lows = Arrays.stream(own).mapToLong(Route::localLow).toArray();
  }

  private static List<Inet6Address> addresses(Binding binding) {
    NetworkInterface wanted = binding.networkInterface();
    try {
      NetworkInterface now = wanted == null ? null : NetworkInterface.getByName(wanted.getName());
      return now == null
          ? List.of()
          : now.inetAddresses()
              .filter(Inet6Address.class::isInstance)
              .map(Inet6Address.class::cast)
              .toList();
    } catch (SocketException e) {
      return List.of(); // it went while it was looked at
    }
  }

  /** True if that is one of them. */
  boolean has(long high, long low) {
    for (int i = 0; i < highs.length; i++) {
      if (highs[i] == high && lows[i] == low) {
        return true;
      }
    }
    return false;
  }
}
