package io.timebridge.bridge.scenario;

import io.timebridge.bridge.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The scenarios that ship: YAML files beside this class. */
final class ShippedScenarios {
  static final List<String> NAMES =
      List.of(
          "quiet",
          "lan",
          "congested",
          "ntp-lan-16",
          "ntp-lan-64",
          "ntp-wan-16",
          "ntp-lan-free",
          "ntp-wan-free",
          "ntp-wan-asymmetric",
          "ntp-wan-loss",
          "site",
          "load-steps",
          "bursts",
          "slow-switches",
          "transparent-switches",
          "boundary-hops",
          "boundary-ring",
          "transparent-hops",
          "transparent-hops-p2p",
          "asymmetric-load",
          "route-change",
          "loss",
          "night-and-day",
          "warm-up",
          "slewed-host",
          "coarse-stamps",
          "grandmaster-change",
          "partition",
          "holdover",
          "ntp-night-and-day",
          "ntp-wan-outage");

  private ShippedScenarios() {}

  static Plan plan(String name) {
    String file = name + ".yaml";
    try {
      return PlanReader.parse(file, name, text(name));
    } catch (ConfigException e) {
      throw new IllegalStateException("a scenario that ships is wrong: " + e.getMessage(), e);
    }
  }

  static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no scenario " + name + " ships");
    }
    try (InputStream in = ShippedScenarios.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException(name + ".yaml is missing from the module");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
