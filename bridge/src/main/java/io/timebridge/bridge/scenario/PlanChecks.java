package io.timebridge.bridge.scenario;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Section.Item;
import io.timebridge.bridge.config.table.Words;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what no key of a scenario can tell alone. Only what was read right is looked at. */
final class PlanChecks {
  private static final long MAX_SAMPLES = 20_000_000;
  private static final int MAX_PPM = 100_000;

  private final ConfigErrors errors;
  private final Map<String, Role> roles = new LinkedHashMap<>();

  PlanChecks(ConfigErrors errors) {
    this.errors = errors;
  }

  void check(Section root) {
    checkTimes(root);
    List<Section> nodes = root.sections(PlanTable.NODES);
    nodes.forEach(this::addName);
    nodes.forEach(this::checkNode);
    checkRoles(root);
    PlanTable.NETWORK.check(root.get(PlanTable.NETWORK.group), errors);
    for (Section event : root.sections(PlanTable.EVENTS)) {
      checkEvent(event, root.find(PlanTable.DURATION));
    }
    nodes.forEach(node -> checkFrequency(node, root.sections(PlanTable.EVENTS)));
  }

  /** No oscillator runs so fast or slow that its clock would stand still or worse. */
  private void checkFrequency(Section node, List<Section> events) {
    Section oscillator = node.find(PlanTable.OSCILLATOR);
    double most = 0;
    if (oscillator != null) {
      most += magnitude(oscillator, PlanTable.OFFSET) + magnitude(oscillator, PlanTable.SPREAD);
      most += magnitude(oscillator, PlanTable.SWING);
    }
    String name = node.find(PlanTable.NAME);
    for (Section event : events) {
      most +=
          name != null && name.equals(event.find(PlanTable.NODE))
              ? magnitude(event, PlanTable.BY)
              : 0;
    }
    if (most > MAX_PPM) {
      String allowed = "at most " + MAX_PPM + " ppm with its events, signs apart";
      errors.add(node.line(), node.path() + ".oscillator", "an oscillator off by more", allowed);
    }
  }

  private static double magnitude(Section section, Key<Double> key) {
    Double value = section.find(key);
    return value == null ? 0 : Math.abs(value);
  }

  private void checkTimes(Section root) {
    Long duration = root.find(PlanTable.DURATION);
    Long settle = root.find(PlanTable.SETTLE);
    Long sample = root.find(PlanTable.SAMPLE);
    if (duration == null || settle == null || sample == null) {
      return;
    }
    if (settle > duration - 10 * sample) {
      add(root, PlanTable.SETTLE, "too late", "ten samples or more before the end");
    }
    long hosts =
        root.sections(PlanTable.NODES).stream()
            .mapToLong(node -> node.has(PlanTable.COUNT) ? count(node) : 1)
            .sum();
    if (duration / sample * hosts > MAX_SAMPLES) {
      String most = "duration / sample times the hosts at most " + MAX_SAMPLES;
      add(root, PlanTable.SAMPLE, "too many samples", most);
    }
  }

  private static int count(Section node) {
    Integer count = node.find(PlanTable.COUNT);
    return count == null ? 1 : count;
  }

  private void addName(Section node) {
    String name = node.find(PlanTable.NAME);
    String role = node.find(PlanTable.ROLE);
    if (name != null && role != null && roles.put(name, Role.of(role)) != null) {
      add(node, PlanTable.NAME, Words.quote(name), "a name of its own");
    }
  }

  private void checkNode(Section node) {
    PlanTable.OUT.check(node.get(PlanTable.OUT.group), errors);
    PlanTable.IN.check(node.get(PlanTable.IN.group), errors);
    String word = node.find(PlanTable.ROLE);
    if (word == null) {
      return;
    }
    Role role = Role.of(word);
    String others = "of another role than " + word;
    Section oscillator = node.find(PlanTable.OSCILLATOR);
    if (role.isSource() && oscillator != null) {
      errors.add(oscillator.line(), oscillator.path(), "an oscillator", "one " + others);
    }
    onlyFor(node, PlanTable.SERVO, role.isJudged(), others);
    boolean leads = role == Role.PTP_GRANDMASTER || role == Role.PTP_BOUNDARY;
    onlyFor(node, PlanTable.PRIORITY1, leads, others);
    onlyFor(node, PlanTable.RESIDENCE, role == Role.PTP_TRANSPARENT, others);
    checkJoint(node, role, others);
    onlyFor(node, PlanTable.POLL, role == Role.NTP_CLIENT, others);
    onlyFor(node, PlanTable.MAXPOLL, role == Role.NTP_CLIENT, others);
    checkPolls(node);
    onlyFor(node, PlanTable.SERVER, role == Role.NTP_CLIENT, others);
    String server = node.find(PlanTable.SERVER);
    if (server != null && roles.get(server) != Role.NTP_SERVER) {
      add(node, PlanTable.SERVER, Words.quote(server), names(Role.NTP_SERVER));
    }
  }

  /** Who joins networks is on another one, and alone: two alike would make a ring. */
  private void checkJoint(Section node, Role role, String others) {
    onlyFor(node, PlanTable.BEHIND, role.joins(), others);
    List<Item> behind = node.items(PlanTable.BEHIND);
    if (role.joins() && behind.isEmpty() && !node.has(PlanTable.BEHIND)) {
      errors.add(node.line(), node.path() + ".behind", "nothing", "another network");
    }
    if (role.joins() && count(node) > 1) {
      add(node, PlanTable.COUNT, "several", "one, since it joins networks");
    }
    Set<Object> seen = new HashSet<>();
    seen.add(node.get(PlanTable.NODE_NETWORK));
    for (Item item : behind) {
      if (item.value() instanceof String name && !seen.add(name)) {
        errors.add(item.line(), item.path(), Words.quote(name), "each network once");
      }
    }
  }

  /** A network that nobody joins with another one is for sources of its own. */
  private void checkNetworks(Section root) {
    Set<String> joined = new HashSet<>();
    joined.add(Plan.Node.MAIN);
    for (Section node : root.sections(PlanTable.NODES)) {
      joined.addAll(node.list(PlanTable.BEHIND));
      if (node.has(PlanTable.BEHIND)) {
        joined.add(node.get(PlanTable.NODE_NETWORK));
      }
    }
    for (Section node : root.sections(PlanTable.NODES)) {
      for (Item item : node.items(PlanTable.NODE_NETWORK)) {
        if (item.value() instanceof String name && !joined.contains(name)) {
          String known = joined.stream().sorted().collect(Collectors.joining(", ", "one of: ", ""));
          errors.add(item.line(), item.path(), Words.quote(name), known);
        }
      }
    }
  }

  private void checkPolls(Section node) {
    Long poll = node.find(PlanTable.POLL);
    Long maxpoll = node.find(PlanTable.MAXPOLL);
    if (poll != null && !Client.isInterval(poll)) {
      add(node, PlanTable.POLL, poll / 1e9 + " s", "a power of two of seconds");
    }
    if (maxpoll != null && poll != null && (!Client.isInterval(maxpoll) || maxpoll < poll)) {
      add(
          node,
          PlanTable.MAXPOLL,
          maxpoll / 1e9 + " s",
          "a power of two of seconds, at least poll");
    }
  }

  private void onlyFor(Section node, Key<?> key, boolean right, String others) {
    if (!right && node.has(key)) {
      add(node, key, "the key", "the key " + others);
    }
  }

  private void checkRoles(Section root) {
    if (errors.anyAt("nodes")) {
      return;
    }
    checkNetworks(root);
    if (roles.values().stream().noneMatch(Role::isJudged)) {
      String judged = Role.PTP_FOLLOWER.word() + " or " + Role.NTP_CLIENT.word();
      errors.add(root.line(), "nodes", "no clock to judge", "at least one " + judged);
    }
    checkSource(root, Role.PTP_FOLLOWER, Role.PTP_GRANDMASTER);
    checkSource(root, Role.PTP_BOUNDARY, Role.PTP_GRANDMASTER);
    checkSource(root, Role.NTP_CLIENT, Role.NTP_SERVER);
  }

  private void checkSource(Section root, Role judged, Role source) {
    if (roles.containsValue(judged) && !roles.containsValue(source)) {
      errors.add(root.line(), "nodes", "no " + source.word(), "one for each " + judged.word());
    }
  }

  private void checkEvent(Section event, @Nullable Long duration) {
    Long at = event.find(PlanTable.AT);
    if (at != null && duration != null && at >= duration) {
      add(event, PlanTable.AT, "a time after the end", "a time before it");
    }
    String node = event.find(PlanTable.NODE);
    if (node != null && !roles.containsKey(node)) {
      add(event, PlanTable.NODE, Words.quote(node), String.join(", ", roles.keySet()));
    }
    String word = event.find(PlanTable.ACTION);
    if (word == null) {
      return;
    }
    Plan.Action action = Plan.Action.valueOf(word.toUpperCase(Locale.ROOT));
    checkLinks(event, action == Plan.Action.LINK, node != null);
    if (action != Plan.Action.LINK && node == null && !event.has(PlanTable.NODE)) {
      errors.add(event.line(), event.path() + ".node", "nothing", "the name of an entry");
    }
    Role role = node == null ? null : roles.get(node);
    switch (action) {
      case STOP, START ->
          checkRole(
              event,
              role,
              each -> each.isSource() || each.joins(),
              "a grandmaster or server, or who joins networks");
      case FREQUENCY ->
          checkRole(
              event, role, each -> !each.isSource(), "a follower or client, or who joins networks");
      default -> {}
    }
    if (action != Plan.Action.FREQUENCY) {
      onlyFor(event, PlanTable.BY, false, "of frequency");
      onlyFor(event, PlanTable.OVER, false, "of frequency");
    }
  }

  private void checkRole(
      Section event, @Nullable Role role, Predicate<Role> right, String allowed) {
    if (role != null && !right.test(role)) {
      add(event, PlanTable.NODE, "a " + role.word(), allowed);
    }
  }

  private void checkLinks(Section event, boolean takesLinks, boolean hasNode) {
    PlanTable.EVENT_LINK.check(event.get(PlanTable.EVENT_LINK.group), errors);
    PlanTable.EVENT_OUT.check(event.get(PlanTable.EVENT_OUT.group), errors);
    PlanTable.EVENT_IN.check(event.get(PlanTable.EVENT_IN.group), errors);
    checkLink(event, PlanTable.EVENT_LINK.group, takesLinks && !hasNode, "without node");
    checkLink(event, PlanTable.EVENT_OUT.group, takesLinks && hasNode, "with node");
    checkLink(event, PlanTable.EVENT_IN.group, takesLinks && hasNode, "with node");
  }

  private void checkLink(Section event, Group group, boolean right, String allowed) {
    Section link = event.find(group);
    if (link != null && !right) {
      errors.add(link.line(), link.path(), "a link", "one of the action link, " + allowed);
    }
  }

  private String names(Role role) {
    return roles.entrySet().stream()
        .filter(entry -> entry.getValue() == role)
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", ", "one of: ", ""));
  }

  private void add(Section section, Key<?> key, String found, String allowed) {
    List<Item> items = section.items(key);
    int line = items.isEmpty() ? section.line() : items.get(0).line();
    String path = section.path().isEmpty() ? key.name() : section.path() + "." + key.name();
    errors.add(line, path, found, allowed);
  }
}
