package io.timebridge.bridge;

import io.timebridge.ntp.NtpReferenceId;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reference ids by which others call this host: a server that bears one takes its time from
 * here. Any thread.
 */
final class OwnReferenceIds {
  private static final InetAddress LOOPBACK_V4 = literal("127.0.0.1");
  private static final InetAddress LOOPBACK_V6 = literal("::1");

  /** Where the host's addresses are known. */
  @FunctionalInterface
  interface Addresses {
    /** {@return the host's addresses now} */
    Stream<InetAddress> now() throws SocketException;
  }

  private final Addresses host;
  private volatile Set<InetAddress> addresses = Set.of();
  private volatile Set<Integer> ids = Set.of();

  /** The ids of the host that this program runs on. */
  OwnReferenceIds() {
    this(() -> NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses));
  }

  OwnReferenceIds(Addresses host) {
    this.host = host;
    refresh();
  }

  /** Looks at the host's addresses again: they come and go. */
  void refresh() {
    try {
      Set<InetAddress> now =
          host.now()
              .filter(address -> !address.isLoopbackAddress())
              .collect(Collectors.toUnmodifiableSet());
      if (!now.equals(addresses)) {
        addresses = now;
        ids = now.stream().map(NtpReferenceId::ofAddress).collect(Collectors.toUnmodifiableSet());
      }
    } catch (SocketException e) {
      return; // the interfaces are changing right now
    }
  }

  /**
   * {@return what tells whether a server follows us} Another host's 127.0.0.1 is not ours; a
   * server's on this very host is.
   *
   * @param server the server's address
   */
  IntPredicate seenFrom(InetAddress server) {
    int loopback = NtpReferenceId.ofAddress(LOOPBACK_V4);
    int loopback6 = NtpReferenceId.ofAddress(LOOPBACK_V6);
    return id ->
        ids.contains(id)
            || ((id == loopback || id == loopback6)
                && (server.isLoopbackAddress() || addresses.contains(server)));
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("a literal address needs no resolving", e);
    }
  }
}
