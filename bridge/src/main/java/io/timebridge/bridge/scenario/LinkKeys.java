package io.timebridge.bridge.scenario;

import static io.timebridge.bridge.config.table.ValueType.decimal;
import static io.timebridge.bridge.config.table.ValueType.duration;
import static io.timebridge.bridge.config.table.ValueType.integer;
import static io.timebridge.bridge.config.table.ValueType.words;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Section.Item;
import io.timebridge.bridge.config.table.Table;
import io.timebridge.bridge.config.table.ValueType;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.LinkModel.Faults;
import io.timebridge.clock.simulation.LinkModel.Switches;
import io.timebridge.clock.simulation.Load;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys of a link, wherever a file has one, and what is made of them. */
final class LinkKeys {
  private static final ValueType<Long> DELAY = duration("0s", "10s");
  private static final ValueType<Double> SHARE = decimal(0, 1, "share of packets");
  private static final double NANOS_PER_OCTET_AT_1_MBIT = 8_000;

  final Group group;
  private final Table table;
  private final Key<Long> base;
  private final Key<String> load;
  private final Key<Long> mean;
  private final Key<Long> deviation;
  private final Key<Double> shape;
  private final Key<Long> slow;
  private final Key<Double> slowShare;
  private final Key<Long> burstMean;
  private final Key<Long> quietFor;
  private final Key<Long> burstFor;
  private final Key<Double> loss;
  private final Key<Double> duplication;
  private final Key<Double> reordering;
  private final Key<Long> heldBack;
  private final Group switches;
  private final Key<Integer> count;
  private final Key<Integer> rate;
  private final Key<Long> wait;
  private final Key<Boolean> transparent;

  /** The keys that only one kind of load has, with its word. */
  private final Map<Key<?>, String> ofOneLoad = new LinkedHashMap<>();

  LinkKeys(Table table, String path, String meaning) {
    this.table = table;
    group = table.add(new Group(path, meaning));
    base = add("base", DELAY, "The delay of the fastest packet.", "0s");
    load =
        add(
            "load",
            words("exponential", "normal", "uniform", "gamma", "bimodal", "bursty"),
            "The distribution of what the traffic of others adds.",
            "exponential");
    mean =
        add(
            "mean",
            DELAY,
            "The mean of what is added; of a bimodal load, for a quick packet; of a bursty one,"
                + " while it is quiet.",
            "0s");
    deviation = only("normal", "deviation", DELAY, "Its standard deviation.", "0s");
    shape = only("gamma", "shape", decimal(0.1, 1000, ""), "Its shape; 1 is exponential.", "1");
    slow = only("bimodal", "slow", DELAY, "What a slow packet waits besides.", "0s");
    slowShare = only("bimodal", "slowShare", SHARE, "How many packets are slow.", "0.1");
    burstMean = only("bursty", "burstMean", DELAY, "The mean delay in a burst.", "0s");
    ValueType<Long> length = duration("1ms", "1d");
    quietFor = only("bursty", "quietFor", length, "The mean time between two bursts.", "10s");
    burstFor = only("bursty", "burstFor", length, "The mean length of a burst.", "1s");
    loss = add("loss", SHARE, "How many packets never arrive.", "0");
    duplication = add("duplication", SHARE, "How many packets arrive twice.", "0");
    reordering = add("reordering", SHARE, "How many packets later ones overtake.", "0");
    heldBack = add("heldBack", DELAY, "How long those are held back.", "1ms");
    switches =
        table.add(new Group(path + ".switches", "Switches in a row that a packet passes there."));
    count = add("switches.count", integer(0, 64, "switches"), "How many.", "0");
    rate =
        add(
            "switches.rate",
            integer(1, 1_000_000, "Mbit/s"),
            "How fast their ports are: each switch receives a packet whole before it sends it.",
            "1000");
    wait =
        add(
            "switches.wait",
            DELAY,
            "What a packet waits in each in the mean, exponentially distributed.",
            "0s");
    transparent =
        add(
            "switches.transparent",
            ValueType.BOOLEAN,
            "Whether they are PTP transparent clocks, which tell how long a packet was in them.",
            "false");
  }

  private <T> Key<T> add(String name, ValueType<T> type, String meaning, String byDefault) {
    return table.add(new Key<>(group.path() + "." + name, type, meaning).byDefault(byDefault));
  }

  private <T> Key<T> only(
      String kind, String name, ValueType<T> type, String meaning, String byDefault) {
    Key<T> key = add(name, type, "Of a " + kind + " load: " + inside(meaning), byDefault);
    ofOneLoad.put(key, kind);
    return key;
  }

  private static String inside(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  /** Tells of keys that the chosen kind of load does not have. */
  void check(Section link, ConfigErrors errors) {
    String kind = link.find(load);
    ofOneLoad.forEach(
        (key, its) -> {
          for (Item item : link.items(key)) {
            if (kind != null && !its.equals(kind)) {
              String found = "a key of the load " + its + ", beside the load " + kind;
              errors.add(item.line(), item.path(), found, "load: " + its + ", or no such key");
            }
          }
        });
  }

  LinkModel model(Section link) {
    Faults faults =
        new Faults(link.get(loss), link.get(duplication), link.get(reordering), link.get(heldBack));
    Section on = link.get(switches);
    Switches passed =
        new Switches(
            on.get(count),
            NANOS_PER_OCTET_AT_1_MBIT / on.get(rate),
            new Load.Exponential(on.get(wait)),
            on.get(transparent));
    return new LinkModel(link.get(base), load(link), faults, passed);
  }

  private Load load(Section link) {
    double usual = link.get(mean);
    return switch (link.get(load)) {
      case "normal" -> new Load.Normal(usual, link.get(deviation));
      case "uniform" -> new Load.Uniform(usual);
      case "gamma" -> new Load.Gamma(usual, link.get(shape));
      case "bimodal" -> new Load.Bimodal(usual, link.get(slow), link.get(slowShare));
      case "bursty" ->
          new Load.Bursty(usual, link.get(burstMean), link.get(quietFor), link.get(burstFor));
      default -> new Load.Exponential(usual);
    };
  }
}
