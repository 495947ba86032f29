package io.timebridge.bridge.config;

import static io.timebridge.bridge.config.table.ValueType.duration;
import static io.timebridge.bridge.config.table.ValueType.integer;

import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Table;
import io.timebridge.bridge.config.table.ValueType;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.UnicastClient;
import java.net.InetAddress;
import java.util.List;

/** The keys of a followed PTP domain by which it asks its leaders for messages of its own. */
final class UnicastClientKeys {
  private static final String PREFIX = "sources.ptp[].";
  static final long SECOND = 1_000_000_000L;

  final Key<InetAddress> masters;
  final Key<Long> duration;
  final Key<Integer> logRequestInterval;
  final Key<Boolean> hybrid;

  UnicastClientKeys(Table table) {
    masters =
        table.add(
            new Key<>(
                    PREFIX + "unicastMasters[]",
                    ValueType.ADDRESS,
                    "The leaders to ask for unicast messages, at most 32; the best of them is"
                        + " followed, and what is multicast is not. An empty list follows what is"
                        + " multicast.")
                .byDefault());
    duration =
        table.add(
            new Key<>(
                    PREFIX + "unicastDuration",
                    duration("10s", "1h"),
                    "For how long a request asks, in whole seconds; it is made again before that"
                        + " ends.")
                .byDefault("300s"));
    logRequestInterval =
        table.add(
            new Key<>(
                    PREFIX + "logUnicastRequestInterval",
                    integer(-2, 6, "log2 of seconds"),
                    "The time between requests of what is not granted (`ptp4l`'s"
                        + " `logQueryInterval`).")
                .byDefault("0"));
    hybrid =
        table.add(
            new Key<>(
                    PREFIX + "hybridE2E",
                    ValueType.BOOLEAN,
                    "Whether Delay_Req are sent to the leader alone, while Sync and Announce are"
                        + " multicast (`ptp4l`'s `hybrid_e2e`).")
                .byDefault("false"));
  }

  void configure(PtpPortConfig.Builder port, Section entry) {
    List<InetAddress> asked = entry.list(masters);
    port.hybridE2e(entry.get(hybrid));
    if (!asked.isEmpty()) {
      int seconds = (int) (entry.get(duration) / SECOND);
      port.unicastClient(new UnicastClient(asked, seconds, entry.get(logRequestInterval)));
    }
  }
}
