package io.timebridge.bridge.config;

import static io.timebridge.bridge.config.table.ValueType.duration;
import static io.timebridge.bridge.config.table.ValueType.integer;

import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Table;
import io.timebridge.bridge.config.table.ValueType;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.UnicastService;

/** The keys of a led PTP domain that say what is granted to followers of their own. */
final class UnicastServiceKeys {
  private static final String PREFIX = "serve.ptp[].";

  final Key<Integer> followers;
  final Key<Subnet> allow;
  final Key<Integer> perAddress;
  final Key<Integer> messagesPerSecond;
  final Key<Long> maxDuration;
  final Key<Boolean> hybrid;
  final Key<Boolean> multicast;

  UnicastServiceKeys(Table table) {
    UnicastService usual = UnicastService.USUAL;
    followers =
        table.add(
            new Key<>(
                    PREFIX + "unicastFollowers",
                    integer(0, 65_536, "followers"),
                    "How many followers may be granted unicast messages at once (`ptp4l`'s"
                        + " `unicast_listen`, with a limit); 0 grants none. A quarter more may be"
                        + " there that have not named our port yet.")
                .byDefault("0"));
    allow =
        table.add(
            new Key<>(
                    PREFIX + "unicastAllow[]",
                    Subnet.TYPE,
                    "The subnets whose requests for unicast messages are answered. PTP proves"
                        + " nobody's address: whoever may ask can have messages sent to any"
                        + " address in these.")
                .otherwise("the subnets of the interface"));
    perAddress =
        table.add(
            new Key<>(
                    PREFIX + "unicastFollowersPerAddress",
                    integer(1, 256, "followers"),
                    "How many of them may be at one address.")
                .byDefault(Integer.toString(usual.followersPerAddress())));
    messagesPerSecond =
        table.add(
            new Key<>(
                    PREFIX + "unicastMessagesPerSecond",
                    integer(1, 1_000_000, "messages a second"),
                    "How many Announce, Sync, Follow_Up and Delay_Resp a second are granted in"
                        + " all.")
                .byDefault(Integer.toString(usual.messagesPerSecond())));
    maxDuration =
        table.add(
            new Key<>(
                    PREFIX + "unicastMaxDuration",
                    duration("10s", "1h"),
                    "For how long they are granted at most, in whole seconds.")
                .byDefault(usual.maxDurationSeconds() + "s"));
    hybrid =
        table.add(
            new Key<>(
                    PREFIX + "hybridE2E",
                    ValueType.BOOLEAN,
                    "Whether a Delay_Req to us alone is answered to its sender alone, though"
                        + " nothing was granted: one packet for one. Otherwise it is not"
                        + " answered.")
                .byDefault("true"));
    multicast =
        table.add(
            new Key<>(
                    PREFIX + "multicast",
                    ValueType.BOOLEAN,
                    "Whether Announce, Sync and Delay_Resp are multicast at all; without it, only"
                        + " who is granted unicast messages hears of us (`ptp4l`'s"
                        + " `inhibit_multicast_service`).")
                .byDefault("true"));
  }

  void configure(PtpPortConfig.Builder port, Section entry) {
    port.unicastDelayResp(entry.get(hybrid)).multicast(entry.get(multicast));
    int most = entry.get(followers);
    if (most > 0) {
      port.unicastService(
          new UnicastService(
              most,
              entry.get(perAddress),
              entry.get(messagesPerSecond),
              (int) (entry.get(maxDuration) / UnicastClientKeys.SECOND)));
    }
  }
}
