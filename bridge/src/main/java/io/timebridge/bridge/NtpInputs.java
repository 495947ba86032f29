package io.timebridge.bridge;

import io.timebridge.clock.transport.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The NTP servers that are followed, with what finds them. Any thread. */
final class NtpInputs {
  private final List<NtpConnection> connections = new ArrayList<>();
  private final OwnReferenceIds own = new OwnReferenceIds();

  /**
   * Creates one that asks nobody yet.
   *
   * @param lookups runs several lookups at once, for one name server that is silent must hold up no
   *     other
   */
  NtpInputs(List<NtpSource> sources, Transport transport, Executor lookups) {
    Map<String, ServerAddresses> pools = new HashMap<>();
    for (NtpSource source : sources) {
      connections.add(
          new NtpConnection(
              source,
              transport,
              own,
              pools.computeIfAbsent(source.config().pool(), name -> new ServerAddresses()),
              InetAddress::getAllByName,
              lookups));
    }
  }

  /** Looks whether an address of ours or of a server is another now. */
  void check() {
    own.refresh();
    connections.forEach(NtpConnection::check);
  }

  void close() {
    connections.forEach(NtpConnection::close);
  }
}
