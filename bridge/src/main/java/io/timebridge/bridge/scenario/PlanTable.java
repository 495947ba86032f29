package io.timebridge.bridge.scenario;

import static io.timebridge.bridge.config.table.ValueType.decimal;
import static io.timebridge.bridge.config.table.ValueType.duration;
import static io.timebridge.bridge.config.table.ValueType.integer;
import static io.timebridge.bridge.config.table.ValueType.words;

import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Table;
import io.timebridge.bridge.config.table.ValueType;
import java.util.Arrays;
import java.util.Locale;

/**
 * Every key of a scenario, in the order in which it is documented: files are checked by it and
 * {@code docs/simulate.md} is written from it.
 */
final class PlanTable {
  static final Table TABLE = new Table();

  private static final ValueType<String> TEXT =
      new ValueType<>(String.class, "a sentence", "", text -> text.isBlank() ? null : text);
  private static final ValueType<Double> PPM = decimal(-100_000, 100_000, "ppm");
  private static final ValueType<Double> PPB = decimal(0, 1_000_000, "ppb");

  static final Group ROOT = TABLE.add(new Group("", "The whole file."));
  static final Key<String> ABOUT =
      TABLE.add(new Key<>("about", TEXT, "What the scenario shows.").otherwise("nothing"));
  static final Key<Long> DURATION = key("duration", duration("10s", "30d"), "How long it runs.");
  static final Key<Long> SETTLE =
      key("settle", duration("0s", "30d"), "From when on errors count; before the end.", "0s");
  static final Key<Long> SAMPLE =
      key(
          "sample",
          duration("10ms", "1h"),
          "How often each clock is compared with true time.",
          "100ms");

  static final LinkKeys NETWORK =
      new LinkKeys(
          TABLE,
          "network",
          "What happens to a packet between any two hosts, each way, each copy of a multicast for"
              + " itself.");

  static final Group PTP = TABLE.add(new Group("ptp", "PTP's intervals on this network."));
  static final Key<Integer> LOG_ANNOUNCE =
      interval("logAnnounceInterval", "The time between Announce messages.", "1");
  static final Key<Integer> LOG_SYNC =
      interval("logSyncInterval", "The time between Sync messages.", "-3");
  static final Key<Integer> LOG_DELAY_REQ =
      interval(
          "logMinDelayReqInterval", "The mean time between a follower's Delay_Req messages.", "-3");
  static final Key<String> DELAY_MECHANISM =
      key("ptp.delayMechanism", words("E2E", "P2P"), "How the path delay is measured.", "E2E");
  static final Key<Boolean> TWO_STEP =
      key(
          "ptp.twoStep",
          ValueType.BOOLEAN,
          "Whether a Follow_Up tells when a Sync left, and how long a transparent clock kept it; or"
              + " the Sync itself does.",
          "true");

  static final Group NODES =
      TABLE.add(
          new Group(
              "nodes[]",
              "The hosts. Grandmasters and NTP servers show true time; the clocks of the others"
                  + " are judged, but for transparent clocks, which have no time."));
  static final Key<String> NAME =
      key("nodes[].name", ValueType.SOURCE_NAME, "How reports and events call it.");
  static final Key<String> ROLE = key("nodes[].role", words(Role.words()), "What it does.");
  static final Key<Integer> COUNT =
      key(
          "nodes[].count",
          integer(1, 1000, "hosts"),
          "So many hosts that are alike; their numbers follow the name.",
          "1");
  static final Key<String> SERVO =
      key(
          "nodes[].servo",
          words(Servos.words()),
          "The estimator of a follower or client.",
          Servos.DEFAULT);
  static final Key<Integer> PRIORITY1 =
      key(
          "nodes[].priority1",
          integer(0, 255, ""),
          "A grandmaster's or boundary clock's `priority1`; the lower leads.",
          "128");
  static final Key<Long> POLL =
      key(
          "nodes[].poll",
          duration("1s", "1d"),
          "The shortest time between two requests of an NTP client, a power of two of seconds.",
          "16s");
  static final Key<Long> MAXPOLL =
      TABLE.add(
          new Key<>(
                  "nodes[].maxpoll",
                  duration("1s", "1d"),
                  "The longest time between two requests, which a quiet clock comes to; a power of"
                      + " two of seconds, not less than `poll`.")
              .otherwise("`poll`"));
  static final Key<String> SERVER =
      TABLE.add(
          new Key<>("nodes[].server", ValueType.SOURCE_NAME, "The NTP server that a client asks.")
              .otherwise("the first in the list"));

  static final Key<String> NODE_NETWORK =
      key(
          "nodes[].network",
          ValueType.SOURCE_NAME,
          "The network that it is on. All are alike, as `network` says, and hear nothing of each"
              + " other but through who joins them.",
          Plan.Node.MAIN);
  static final Key<String> BEHIND =
      TABLE.add(
          new Key<>(
                  "nodes[].behind[]",
                  ValueType.SOURCE_NAME,
                  "The other networks that a boundary or transparent clock is on.")
              .byDefault());
  static final Key<Long> RESIDENCE =
      key(
          "nodes[].residence",
          duration("0s", "1s"),
          "How long a transparent clock keeps a packet, in the mean: half of it always, and the"
              + " rest exponentially distributed.",
          "0s");

  static final Group OSCILLATOR =
      TABLE.add(
          new Group("nodes[].oscillator", "How the local clock of any other than a source errs."));
  static final Key<Double> OFFSET =
      key("nodes[].oscillator.offset", PPM, "How much faster than true time it runs.", "0");
  static final Key<Double> SPREAD =
      key(
          "nodes[].oscillator.spread",
          decimal(0, 100_000, "ppm"),
          "Each host's offset is another, by so much more or less at most.",
          "0");
  static final Key<Double> WALK =
      key(
          "nodes[].oscillator.walk",
          PPB,
          "The standard deviation of its frequency's random step each second.",
          "0");
  static final Key<Double> AGEING =
      key(
          "nodes[].oscillator.ageing",
          decimal(-1_000_000, 1_000_000, "ppb a day"),
          "How its frequency drifts.",
          "0");
  static final Key<Double> SWING =
      key(
          "nodes[].oscillator.swing",
          PPM,
          "By how much its frequency swings with night and day, a sine.",
          "0");
  static final Key<Long> PERIOD =
      key("nodes[].oscillator.period", duration("1s", "30d"), "The period of that.", "1d");

  static final Group STAMPS =
      TABLE.add(new Group("nodes[].stamps", "How well the host stamps its packets."));
  static final Key<Long> TICK =
      key(
          "nodes[].stamps.tick",
          duration("1ns", "1s"),
          "A stamp is rounded to a multiple of this.",
          "1ns");
  static final Key<Double> OUTLIERS =
      key(
          "nodes[].stamps.outliers",
          decimal(0, 1, "share of stamps"),
          "How many stamps are taken too late on arrival, or too early on departure.",
          "0");
  static final Key<Long> OUTLIER =
      key(
          "nodes[].stamps.outlier",
          duration("0s", "10s"),
          "By how much they are, in the mean, exponentially distributed.",
          "0s");

  static final LinkKeys OUT =
      new LinkKeys(
          TABLE,
          "nodes[].out",
          "What happens to what the host sends, besides the network's part; an asymmetry is what"
              + " `out` and `in` have not in common.");
  static final LinkKeys IN =
      new LinkKeys(
          TABLE,
          "nodes[].in",
          "What happens to what the host receives, besides the network's part.");

  static final Group EVENTS = TABLE.add(new Group("events[]", "What happens, and when."));
  static final Key<Long> AT = key("events[].at", duration("0s", "30d"), "When, from the start.");
  static final Key<String> ACTION =
      key(
          "events[].action",
          words(actions()),
          "What: `stop` and `start` switch sources, and who joins networks, off and on; `partition`"
              + " cuts hosts off, together, until `heal`; `link` replaces the links that are given;"
              + " `frequency` changes an oscillator.");
  static final Key<String> NODE =
      TABLE.add(
          new Key<>(
                  "events[].node",
                  ValueType.SOURCE_NAME,
                  "To which hosts, by the name of their entry.")
              .otherwise("the network"));
  static final Key<Double> BY =
      key("events[].by", PPM, "Of `frequency`: by how much it changes.", "0");
  static final Key<Long> OVER =
      key(
          "events[].over",
          duration("0s", "30d"),
          "Of `frequency`: how long the change takes; nothing is a step.",
          "0s");
  static final LinkKeys EVENT_LINK =
      new LinkKeys(TABLE, "events[].link", "Of `link`: the network's, from now on.");
  static final LinkKeys EVENT_OUT =
      new LinkKeys(TABLE, "events[].out", "Of `link`: the hosts' way out, from now on.");
  static final LinkKeys EVENT_IN =
      new LinkKeys(TABLE, "events[].in", "Of `link`: the hosts' way in, from now on.");

  private PlanTable() {}

  private static <T> Key<T> key(String path, ValueType<T> type, String meaning) {
    return TABLE.add(new Key<>(path, type, meaning));
  }

  private static <T> Key<T> key(String path, ValueType<T> type, String meaning, String byDefault) {
    return TABLE.add(new Key<>(path, type, meaning).byDefault(byDefault));
  }

  private static Key<Integer> interval(String name, String meaning, String byDefault) {
    return key("ptp." + name, integer(-7, 4, "log2 of seconds"), meaning, byDefault);
  }

  private static String[] actions() {
    return Arrays.stream(Plan.Action.values())
        .map(action -> action.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }
}
