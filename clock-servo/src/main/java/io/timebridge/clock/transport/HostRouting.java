package io.timebridge.clock.transport;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;

/** What this host's routing table says. Any thread; allocates. */
public final class HostRouting {
  private HostRouting() {}

  /**
   * {@return the local address that this host would send from, or none if there is no route now}
   *
   * @param remote where to
   */
  public static Optional<InetAddress> sourceFor(InetSocketAddress remote) {
    // Connecting a datagram socket sends nothing: it asks the host for the route.
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(remote);
      return Optional.of(probe.getLocalAddress());
    } catch (SocketException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
