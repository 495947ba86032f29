package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.ntp.KnownClient;
import io.timebridge.ntp.NtpNames;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.NtpVerdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code /api/status} says of the NTP server: what came, what became of it, and who asks. */
final class NtpOutputReport {
  /** More are counted, but not shown: the page is for people. */
  private static final int MOST_CLIENTS = 1000;

  private static final int VALUES = 8; // of a version or a mode

  private NtpOutputReport() {}

  static void describe(
      ObjectNode node,
      List<InetSocketAddress> addresses,
      List<NtpServer> servers,
      long nowLocalNanos) {
    ArrayNode listen = node.putArray("listen");
    addresses.forEach(address -> listen.add(HostPort.text(address)));
    Map<NtpVerdict, Long> verdicts = new EnumMap<>(NtpVerdict.class);
    servers.forEach(server -> server.verdicts().forEach((v, n) -> verdicts.merge(v, n, Long::sum)));
    node.put("answered", servers.stream().mapToLong(NtpServer::answers).sum());
    node.put("interleaved", verdicts.getOrDefault(NtpVerdict.INTERLEAVED, 0L));
    node.put("kissed", verdicts.getOrDefault(NtpVerdict.RATE_KISS, 0L));
    ObjectNode dropped = node.putObject("dropped");
    verdicts.forEach(
        (verdict, count) -> {
          if (!verdict.isAnswer() && verdict != NtpVerdict.RATE_KISS) {
            dropped.put(verdict.name(), count);
          }
        });
    requests(node.putArray("requests"), servers);
    clients(node, servers, nowLocalNanos);
  }

  /** By version and mode; packets too short to have any are in {@code dropped} alone. */
  private static void requests(ArrayNode requests, List<NtpServer> servers) {
    for (int version = 0; version < VALUES; version++) {
      for (int mode = 0; mode < VALUES; mode++) {
        Map<NtpVerdict, Long> seen = new EnumMap<>(NtpVerdict.class);
        for (NtpVerdict verdict : NtpVerdict.values()) {
          for (NtpServer server : servers) {
            long count = server.count(version, mode, verdict);
            if (count > 0) {
              seen.merge(verdict, count, Long::sum);
            }
          }
        }
        if (!seen.isEmpty()) {
          ObjectNode request = requests.addObject();
          request.put("version", version);
          request.put("mode", NtpNames.mode(mode));
          ObjectNode verdicts = request.putObject("verdicts");
          seen.forEach((verdict, count) -> verdicts.put(verdict.name(), count));
        }
      }
    }
  }

  private static void clients(ObjectNode node, List<NtpServer> servers, long nowLocalNanos) {
    Map<InetAddress, KnownClient> known = new HashMap<>();
    for (NtpServer server : servers) {
      for (KnownClient client : server.clients()) {
        known.merge(client.address(), client, KnownClient::with);
      }
    }
    node.put("clientsKnown", known.size());
    ArrayNode clients = node.putArray("clients");
    known.values().stream()
        .sorted(Comparator.comparingLong(client -> nowLocalNanos - client.lastLocalNanos()))
        .limit(MOST_CLIENTS)
        .forEach(client -> client(clients.addObject(), client, nowLocalNanos));
  }

  private static void client(ObjectNode node, KnownClient client, long nowLocalNanos) {
    node.put("address", client.address().getHostAddress());
    node.put("heardAgoNanos", Math.max(0, nowLocalNanos - client.lastLocalNanos()));
    node.put("intervalNanos", client.intervalNanos() == 0 ? null : client.intervalNanos());
    node.put("version", client.version() < 0 ? null : client.version());
    node.put("mode", client.version() < 0 ? null : NtpNames.mode(client.mode()));
    node.put("verdict", client.lastVerdict().name());
    node.put("packets", client.packets());
    node.put("answered", client.answered());
    node.put("limited", client.limited());
    node.put("refused", client.refused());
  }
}
