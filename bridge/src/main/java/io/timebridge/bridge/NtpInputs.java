package io.timebridge.bridge;

import io.timebridge.clock.transport.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The NTP servers that are followed, with what finds them. Any thread. */
final class NtpInputs {
  private final List<NtpConnection> connections = new ArrayList<>();
  private final OwnReferenceIds own = new OwnReferenceIds();

  /** A thread a lookup that is under way, for one name server that is silent holds up no other. */
  private final ExecutorService lookups =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "timebridge-lookup");
            thread.setDaemon(true);
            return thread;
          });

  NtpInputs(List<NtpSource> sources, Transport transport) {
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
    lookups.shutdownNow();
    connections.forEach(NtpConnection::close);
  }
}
