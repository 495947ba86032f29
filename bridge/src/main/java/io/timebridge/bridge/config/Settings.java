package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.clock.LeapSmear.Shape;
import io.timebridge.clock.Timescale;
import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.NetworkProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A map of a config, written by a program: a method for each key, of the key's name. What is set
 * twice is set as the second time. Not for more than one thread.
 *
 * <p>How: the values become the nodes that a file's text becomes, so that they are checked by the
 * same table, have the same defaults and fail with the same words.
 *
 * @param <S> the kind of map
 */
abstract class Settings<S extends Settings<S>> {
  private final Map<String, Object> values = new LinkedHashMap<>();

  @SuppressWarnings("unchecked") // each kind is a Settings of itself
  private S self() {
    return (S) this;
  }

  final S put(Key<?> key, Object value) {
    values.put(key.name(), text(value));
    return self();
  }

  final S putAll(Key<?> key, String... texts) {
    values.put(key.name(), List.of(texts));
    return self();
  }

  /** Says more of a map within this one, which is made if it is not there. */
  final <G extends Settings<G>> S with(Group group, Supplier<G> empty, Consumer<G> more) {
    @SuppressWarnings("unchecked") // nobody else puts a value under this group's name
    G map = (G) values.computeIfAbsent(group.name(), name -> empty.get());
    more.accept(map);
    return self();
  }

  /** Adds an entry to a list of maps. */
  final <G extends Settings<G>> S add(Group group, G entry, Consumer<G> more) {
    @SuppressWarnings("unchecked") // nobody else puts a value under this group's name
    List<Object> list =
        (List<Object>) values.computeIfAbsent(group.name(), name -> new ArrayList<>());
    list.add(entry);
    more.accept(entry);
    return self();
  }

  /** {@return a value as a file would say it} */
  private static String text(Object value) {
    if (value instanceof Duration duration) {
      return text(duration);
    }
    if (value instanceof FrameRate rate) {
      return rate.numerator() + "/" + rate.denominator();
    }
    if (value instanceof NetworkProtocol protocol) {
      return protocol == NetworkProtocol.UDP_IPV6 ? "UDPv6" : "UDPv4";
    }
    if (value == DelayMechanism.E2E || value == DelayMechanism.P2P) {
      return value.toString();
    }
    boolean word =
        value instanceof DelayMechanism
            || value instanceof ClockConfig.Timestamps
            || value instanceof Timescale
            || value instanceof Shape;
    return word ? value.toString().toLowerCase(Locale.ROOT) : value.toString();
  }

  private static String text(Duration duration) {
    boolean whole = duration.getNano() == 0;
    return whole ? duration.getSeconds() + "s" : duration.toNanos() + "ns";
  }

  final Node node() {
    return node(this);
  }

  private static Node node(Object value) {
    if (value instanceof Settings<?> map) {
      List<NodeTuple> tuples = new ArrayList<>();
      map.values.forEach((name, each) -> tuples.add(new NodeTuple(scalar(name), node(each))));
      return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
    }
    return value instanceof List<?> list
        ? new SequenceNode(Tag.SEQ, list.stream().map(Settings::node).toList(), FlowStyle.BLOCK)
        : scalar(value.toString());
  }

  private static Node scalar(String text) {
    return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
  }
}
