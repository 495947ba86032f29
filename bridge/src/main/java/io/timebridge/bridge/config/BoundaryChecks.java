package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.ConfigErrors;
import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Section;
import io.timebridge.bridge.config.table.Section.Item;
import io.timebridge.bridge.config.table.Words;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the ports of boundary clocks: each belongs to one PTP source, and all of a clock agree.
 */
final class BoundaryChecks {
  private final ConfigErrors errors;
  private final Map<String, Section> sources = new LinkedHashMap<>(); // by name
  private final Map<String, Section> firstPorts = new HashMap<>(); // by the source's name

  BoundaryChecks(ConfigErrors errors, List<Section> ptpSources) {
    this.errors = errors;
    for (int i = 0; i < ptpSources.size(); i++) {
      Section source = ptpSources.get(i);
      String name = ConfigBuilder.name(source, ConfigTable.PTP_NAME, ConfigTable.PTP_SOURCES, i);
      sources.putIfAbsent(name, source);
    }
  }

  void check(Section served) {
    for (Item item : served.items(ConfigTable.BOUNDARY_OF)) {
      if (item.value() instanceof String name) {
        Section source = sources.get(name);
        if (source == null) {
          String known =
              sources.isEmpty() ? "the name of a PTP source" : String.join(", ", sources.keySet());
          errors.add(item.line(), item.path(), Words.quote(name), known);
        } else {
          checkPort(served, item, name, source);
        }
      }
    }
  }

  private void checkPort(Section served, Item item, String name, Section source) {
    PtpKeys keys = ConfigTable.PTP_SERVED;
    int domain = ConfigTable.PTP_SOURCE.domainOf(source);
    if (keys.domainOf(served) != domain) {
      errors.add(
          item.line(),
          item.path(),
          "domain %d, behind a source of domain %d".formatted(keys.domainOf(served), domain),
          "the source's domain");
    }
    for (Item identity : served.items(keys.clockIdentity)) {
      errors.add(
          identity.line(),
          identity.path(),
          "an identity of one port",
          "the `clockIdentity` of the source " + name);
    }
    Section first = firstPorts.putIfAbsent(name, served);
    if (first != null) {
      checkSame(served, first, ConfigTable.PRIORITY1, name);
      checkSame(served, first, ConfigTable.PRIORITY2, name);
    }
  }

  private void checkSame(Section served, Section first, Key<Integer> key, String name) {
    Integer expected = first.find(key);
    for (Item item : served.items(key)) {
      if (expected != null && item.value() instanceof Integer value && !value.equals(expected)) {
        errors.add(
            item.line(),
            item.path(),
            Words.quote(value.toString()),
            expected + ", as the first port of " + name + " has it");
      }
    }
  }
}
