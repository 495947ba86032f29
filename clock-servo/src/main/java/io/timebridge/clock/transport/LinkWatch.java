package io.timebridge.clock.transport;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a binding's interface can carry packets, for a transport that nobody tells so: it looks
 * now and then.
 */
final class LinkWatch {
  private LinkWatch() {}

  /**
   * {@return why the interface cannot carry packets now, in words after its name, or null if it can
   * or the binding is for none} Allocates.
   *
   * @param binding the binding
   */
  static @Nullable String lack(Binding binding) {
    NetworkInterface wanted = binding.networkInterface();
    if (wanted == null) {
      return null;
    }
    try {
      NetworkInterface now = NetworkInterface.getByName(wanted.getName());
      if (now == null) {
        return "is not there";
      }
      // The JDK asks for IFF_RUNNING too: false also while the cable is out.
      if (!now.isUp()) {
        return "is down or has no carrier";
      }
      boolean anyAddress =
          binding.localAddresses().stream().noneMatch(InetAddress::isAnyLocalAddress)
              || now.inetAddresses().findAny().isPresent();
      return anyAddress ? null : "has no address";
    } catch (SocketException e) {
      return "is not there"; // it went while it was looked at
    }
  }
}
