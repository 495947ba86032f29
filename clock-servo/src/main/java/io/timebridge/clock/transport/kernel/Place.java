package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.Binding;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The state of the interface that a binding is for: when it differs, its sockets are to be opened
 * again, since the kernel ties them, and the groups that they joined, to an interface's number.
 *
 * @param index the interface's number; 0 for none, or for a binding without an interface
 * @param lack why packets cannot be exchanged there now, or null
 * @param ipv4 the address that IPv4 packets leave from if nothing else is said, or null for none:
 *     left to itself Linux may take another interface's for a multicast
 */
record Place(int index, @Nullable String lack, @Nullable InetAddress ipv4) {
  private static final Place ANYWHERE = new Place(0, null, null);
  private static final Place NOWHERE = new Place(0, "is not there", null);

  /** The state now; allocates. */
  static Place of(Binding binding) {
    NetworkInterface wanted = binding.networkInterface();
    if (wanted == null) {
      return ANYWHERE;
    }
    try {
      NetworkInterface now = NetworkInterface.getByName(wanted.getName());
      if (now == null) {
        return NOWHERE;
      }
      InetAddress ipv4 =
          now.inetAddresses().filter(own -> own instanceof Inet4Address).findFirst().orElse(null);
      return new Place(now.getIndex(), lack(now, binding), ipv4);
    } catch (SocketException e) {
      return NOWHERE; // it went while it was looked at
    }
  }

  private static @Nullable String lack(NetworkInterface now, Binding binding)
      throws SocketException {
    if (!now.isUp()) {
      return "is down";
    }
    for (InetAddress local : binding.localAddresses()) {
      boolean ipv4 = local instanceof Inet4Address;
      if (!local.isAnyLocalAddress()
          || now.inetAddresses().anyMatch(own -> own instanceof Inet4Address == ipv4)) {
        return null;
      }
    }
    return "has no address";
  }

  boolean isReady() {
    return lack == null;
  }
}
