package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Group;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Section.Item;
import io.timebridge.bridge.config.table.ValueType;
import io.timebridge.bridge.config.table.Words;
import io.timebridge.clock.LeapSecondsException;
import io.timebridge.clock.LeapSecondsList;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what no key can tell alone. Only what was read right is looked at. */
final class CrossChecks {
  private final ConfigErrors errors;
  private final @Nullable HostInterfaces host; // null: any interface may be named
  private final List<String> own;
  private final Set<String> names = new LinkedHashSet<>();

  /** Creates one; the program brings sources of its own along, by these names. */
  CrossChecks(ConfigErrors errors, @Nullable HostInterfaces host, List<String> own) {
    this.errors = errors;
    this.host = host;
    this.own = own;
  }

  void check(Section root) {
    Section sources = root.get(ConfigTable.SOURCES);
    Section policy = root.get(ConfigTable.POLICY);
    int count = checkSources(sources);
    if (count == 0 && !errors.anyAt("sources")) {
      errors.add(sources.line(), "sources", "no source to follow", "at least one");
    }
    for (Item require : policy.items(ConfigTable.REQUIRE)) {
      if (require.value() instanceof Integer many && many > count && count > 0) {
        String most = "at most the number of sources, " + count;
        errors.add(require.line(), require.path(), Words.quote(many.toString()), most);
      }
    }
    checkNames(policy.items(ConfigTable.PREFER));
    checkNames(policy.items(ConfigTable.TRUST));
    for (Section entry : sources.sections(ConfigTable.PTP_SOURCES)) {
      checkInterface(entry.items(ConfigTable.PTP_SOURCE.networkInterface));
    }
    checkDomains(root);
    PtpChecks ptp = new PtpChecks(errors);
    sources
        .sections(ConfigTable.PTP_SOURCES)
        .forEach(
            entry -> {
              ptp.check(entry, ConfigTable.PTP_SOURCE);
              ptp.checkMasters(entry);
              ptp.checkPeerDelay(entry);
            });
    BoundaryChecks boundaries =
        new BoundaryChecks(errors, sources.sections(ConfigTable.PTP_SOURCES));
    root.get(ConfigTable.SERVE)
        .sections(ConfigTable.PTP_SERVE)
        .forEach(
            entry -> {
              ptp.check(entry, ConfigTable.PTP_SERVED);
              boundaries.check(entry);
            });
    new NtpChecks(errors, host)
        .check(
            sources.sections(ConfigTable.NTP_SOURCES),
            root.get(ConfigTable.SERVE).get(ConfigTable.NTP_SERVE));
    checkLeapSeconds(root.get(ConfigTable.CLOCK).items(ConfigTable.LEAP_SECONDS_FILE));
    Set<Object> listens = new HashSet<>();
    for (Item listen :
        root.get(ConfigTable.SERVE).get(ConfigTable.NTP_SERVE).items(ConfigTable.LISTEN)) {
      if (listen.value() != null && !listens.add(listen.value())) {
        errors.add(listen.line(), listen.path(), "an address a second time", "each address once");
      }
    }
  }

  /** Gathers the names of the sources and returns how many there are that may be followed. */
  private int checkSources(Section sources) {
    int count = 0;
    for (String name : own) {
      if (ValueType.SOURCE_NAME.parse(name) == null) {
        errors.add(0, "ownSource", Words.quote(name), ValueType.SOURCE_NAME.allowed());
      } else if (!names.add(name)) {
        errors.add(0, "ownSource", Words.quote(name), "a name of its own");
      }
      count++;
    }
    if (sources.get(ConfigTable.SYSTEM).get(ConfigTable.SYSTEM_ENABLED)) {
      names.add(SystemSourceConfig.NAME);
      count++;
    }
    count += addNames(sources, ConfigTable.PTP_SOURCES, ConfigTable.PTP_NAME);
    count += addNames(sources, ConfigTable.NTP_SOURCES, ConfigTable.NTP_NAME);
    for (Section entry : sources.sections(ConfigTable.NTP_SOURCES)) {
      Integer pool = entry.find(ConfigTable.NTP_POOL);
      boolean watched = Boolean.TRUE.equals(entry.find(ConfigTable.NTP_NOSELECT));
      count += watched ? -1 : pool == null ? 0 : pool - 1;
    }
    count += addNames(sources, ConfigTable.GPSD_SOURCES, ConfigTable.GPSD_NAME);
    checkReceivers(sources.sections(ConfigTable.GPSD_SOURCES));
    return count;
  }

  /** One receiver that is followed twice would be two witnesses, who always agree. */
  private void checkReceivers(List<Section> entries) {
    Map<List<Object>, Set<String>> taken = new HashMap<>();
    for (Section entry : entries) {
      if (entry.has(ConfigTable.GPSD_HOST) && entry.items(ConfigTable.GPSD_HOST).isEmpty()) {
        continue; // which was found to be no host
      }
      String host = entry.get(ConfigTable.GPSD_HOST);
      int port = entry.get(ConfigTable.GPSD_PORT);
      Set<String> devices = taken.computeIfAbsent(List.of(host, port), at -> new HashSet<>());
      String device = Objects.requireNonNullElse(entry.find(ConfigTable.GPSD_DEVICE), "");
      boolean first = devices.isEmpty();
      if (!devices.add(device) || (!first && (device.isEmpty() || devices.contains("")))) {
        String found = "gpsd at %s port %d a second time".formatted(host, port);
        errors.add(entry.line(), entry.path(), found, "each gpsd once, or each device of it once");
      }
    }
  }

  private int addNames(Section sources, Group group, Key<String> key) {
    List<Section> entries = sources.sections(group);
    for (int i = 0; i < entries.size(); i++) {
      Section entry = entries.get(i);
      String name = ConfigBuilder.name(entry, key, group, i);
      if (!names.add(name)) {
        int line = entry.items(key).isEmpty() ? entry.line() : entry.items(key).get(0).line();
        errors.add(line, entry.path() + ".name", Words.quote(name), "a name of its own");
      }
      names.addAll(ConfigBuilder.poolNames(entry, name));
    }
    return entries.size();
  }

  /** A domain that is both followed and led on one wire would be its own reference. */
  private void checkDomains(Section root) {
    Set<List<Object>> taken = new HashSet<>();
    for (Section source : root.get(ConfigTable.SOURCES).sections(ConfigTable.PTP_SOURCES)) {
      taken.add(place(source, ConfigTable.PTP_SOURCE));
    }
    for (Section served : root.get(ConfigTable.SERVE).sections(ConfigTable.PTP_SERVE)) {
      PtpKeys keys = ConfigTable.PTP_SERVED;
      checkInterface(served.items(keys.networkInterface));
      List<Object> place = place(served, keys);
      if (!place.isEmpty() && !taken.add(place)) {
        List<Item> items =
            served.items(served.has(keys.domain) ? keys.domain : keys.networkInterface);
        String found =
            "domain %s of interface %s a second time".formatted(place.get(1), place.get(0));
        errors.add(
            items.get(0).line(),
            items.get(0).path(),
            found,
            "a domain either followed or led, once");
      }
    }
  }

  /** Interface, domain, port and protocol; empty if they were not all read right. */
  private static List<Object> place(Section entry, PtpKeys keys) {
    boolean wrong =
        entry.items(keys.networkInterface).isEmpty()
            || (entry.has(keys.profile) && entry.items(keys.profile).isEmpty())
            || (entry.has(keys.domain) && entry.items(keys.domain).isEmpty())
            || (entry.has(keys.eventPort) && entry.items(keys.eventPort).isEmpty())
            || (entry.has(keys.networkProtocol) && entry.items(keys.networkProtocol).isEmpty());
    return wrong
        ? List.of()
        : List.of(
            entry.get(keys.networkInterface),
            keys.domainOf(entry),
            entry.get(keys.eventPort),
            entry.get(keys.networkProtocol));
  }

  private void checkInterface(List<Item> items) {
    for (Item item : items) {
      if (host != null && item.value() instanceof String called && !host.exists(called)) {
        String there = "an interface of this host: " + String.join(", ", host.names());
        errors.add(item.line(), item.path(), Words.quote(called), there);
      }
    }
  }

  private void checkLeapSeconds(List<Item> items) {
    for (Item item : items) {
      if (host != null && item.value() instanceof Path file) {
        try {
          LeapSecondsList.read(file);
        } catch (LeapSecondsException e) {
          String found = "a file that is not (" + e.getMessage() + ")";
          errors.add(item.line(), item.path(), found, "a leap-seconds.list, whole and unchanged");
        }
      }
    }
  }

  private void checkNames(List<Item> items) {
    for (Item item : items) {
      if (item.value() instanceof String name && !names.contains(name)) {
        String known = names.isEmpty() ? "the name of a source" : String.join(", ", names);
        errors.add(item.line(), item.path(), Words.quote(name), known);
      }
    }
  }
}
