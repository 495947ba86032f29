package io.timebridge.bridge;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** An address and a port as a config writes them. */
final class HostPort {
  private HostPort() {}

  /** {@return {@code ADDRESS:PORT} or {@code [ADDRESS]:PORT}} */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    boolean v6 = address.getAddress() instanceof Inet6Address;
    return (v6 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
