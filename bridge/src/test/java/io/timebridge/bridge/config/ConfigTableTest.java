package io.timebridge.bridge.config;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.table.Key;
import io.timebridge.bridge.config.table.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table at work: each key wrong once, each key that is not served yet refused. */
class ConfigTableTest {
  private static final String NOT_YET = "(not available in this version)";

  /** A wrong value for each key; those of a PTP entry by the last word of their path. */
  private static final Map<String, String> WRONG =
      Map.ofEntries(
          entry("http", "localhost"),
          entry("clock.holdover", "1"),
          entry("clock.maxSlewPpm", "0.5"),
          entry("clock.stepThreshold", "0s"),
          entry("clock.localClock", "tsc"),
          entry("clock.timestamps", "hardware"),
          entry("clock.leapSecondsFile", " "),
          entry("clock.historyFile", " "),
          entry("clock.historyFileSize", "0"),
          entry("clock.historyFiles", "0"),
          entry("policy.require", "0"),
          entry("policy.prefer[]", "a b"),
          entry("policy.trust[]", "-a"),
          entry("sources.ptp[].name", "ä"),
          entry("sources.ptp[].timescale", "TAI"),
          entry("sources.ntp[].name", "ä"),
          entry("sources.ntp[].server", "300.1.1.1"),
          entry("sources.ntp[].port", "0"),
          entry("sources.ntp[].iburst", "yes"),
          entry("sources.ntp[].minpoll", "18"),
          entry("sources.ntp[].maxpoll", "-1"),
          entry("sources.ntp[].noselect", "no"),
          entry("sources.ntp[].pool", "1"),
          entry("sources.ntp[].interleaved", "xleave"),
          entry("sources.ntp[].key", "65536"),
          entry("sources.ntp[].keys", " "),
          entry("sources.gpsd[].name", "ä"),
          entry("sources.gpsd[].host", "a..b"),
          entry("sources.gpsd[].port", "65536"),
          entry("sources.gpsd[].device", " "),
          entry("sources.gpsd[].offset", "-1ms"),
          entry("sources.gpsd[].errorBound", "0s"),
          entry("sources.gpsd[].ppsError", "2ms"),
          entry("sources.system.errorBound", "0"),
          entry("sources.system.enabled", "on"),
          entry("serve.ntp.listen[]", "0.0.0.0:99999"),
          entry("serve.ntp.allow[]", "192.0.2.1/24"),
          entry("serve.ntp.deny[]", "192.0.2.0/33"),
          entry("serve.ntp.localStratum", "16"),
          entry("serve.ntp.keys", " "),
          entry("serve.ntp.threads", "0"),
          entry("serve.ntp.cryptoNak", "yes"),
          entry("serve.ntp.interleaved", "xleave"),
          entry("serve.ntp.leapSmear", "google"),
          entry("serve.ntp.rateLimit.interval", "0s"),
          entry("serve.ntp.rateLimit.burst", "256"),
          entry("serve.ntp.rateLimit.leak", "0"),
          entry("serve.ntp.rateLimit.kod", "16"),
          entry("serve.ptp[].priority1", "256"),
          entry("serve.ptp[].boundaryOf", "[a]"),
          entry("serve.ptp[].frameRate", "29.97"),
          entry("serve.ptp[].timeZone", "Europe/Atlantis"),
          entry("serve.ptp[].priority2", "-1"),
          entry("sources.ptp[].unicastMasters[]", "gm.example"),
          entry("sources.ptp[].unicastDuration", "9s"),
          entry("sources.ptp[].logUnicastRequestInterval", "7"),
          entry("hybridE2E", "1"),
          entry("serve.ptp[].unicastFollowers", "65537"),
          entry("serve.ptp[].unicastAllow[]", "10.0.0.0/33"),
          entry("serve.ptp[].unicastFollowersPerAddress", "0"),
          entry("serve.ptp[].unicastMessagesPerSecond", "0"),
          entry("serve.ptp[].unicastMaxDuration", "2h"),
          entry("serve.ptp[].multicast", "no"),
          entry("interface", "00:11:22"),
          entry("domain", "128"),
          entry("profile", "aes68"),
          entry("logSyncInterval", "-8"),
          entry("logAnnounceInterval", "6"),
          entry("logMinDelayReqInterval", "1.5"),
          entry("logMinPdelayReqInterval", "6"),
          entry("announceReceiptTimeout", "1"),
          entry("maxStepsRemoved", "1"),
          entry("delayMechanism", "e2e"),
          entry("networkProtocol", "UDPV6"),
          entry("udp6Scope", "15"),
          entry("eventPort", "0"),
          entry("generalPort", "65536"),
          entry("delayAsymmetry", "2s"),
          entry("ingressLatency", "0.5ns"),
          entry("egressLatency", "us"),
          entry("clockIdentity", "ffff.ffff.ffff"),
          entry("ttl", "0"),
          entry("dscp", "64"),
          entry("managementGet", "192.0.2.1/24"),
          entry("managementSet", "300.1.1.1"));

  /** A right value for each key that is refused whole. */
  private static final Map<String, String> LATER = Map.of("serve.ntp.localStratum", "10");

  static Stream<Key<?>> keys() {
    return ConfigTable.rows().stream().filter(Key.class::isInstance).map(row -> (Key<?>) row);
  }

  /** A document with one value, on its last line: {@code a.b[].c} is a map in a list in maps. */
  private static String document(String path, String value) {
    StringBuilder yaml = new StringBuilder();
    String indent = "";
    for (String word : path.split("\\.", -1)) {
      yaml.append(yaml.isEmpty() ? "" : "\n")
          .append(indent)
          .append(word.replace("[]", ""))
          .append(':');
      indent += "  ";
      if (word.endsWith("[]")) {
        yaml.append('\n').append(indent).append("-");
        indent += "  ";
      }
    }
    return yaml + " " + value;
  }

  private static List<ConfigError> errors(String yaml) {
    return assertThrows(ConfigException.class, () -> ConfigReader.parse("t.yaml", yaml)).errors();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void eachKeyWrongOnce(Key<?> key) {
    String wrong = WRONG.getOrDefault(key.path(), WRONG.get(key.name()));
    assertNotNull(wrong, "no wrong example for " + key.path());
    String yaml = document(key.path(), "\"" + wrong + "\"");
    ConfigError expected =
        new ConfigError(
            "t.yaml",
            (int) yaml.lines().count(),
            key.path().replace("[]", "[0]"),
            "\"" + wrong + "\"",
            key.allowed());
    List<ConfigError> errors = errors(yaml);
    assertTrue(errors.contains(expected), () -> expected + "\n  is not in\n" + errors);
  }

  @Test
  void noWrongExampleIsForAKeyThatIsGone() {
    Set<String> unused = new HashSet<>(WRONG.keySet());
    keys().forEach(key -> unused.removeAll(List.of(key.path(), key.name())));
    assertEquals(Set.of(), unused);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatIsNotServedYetIsRefused(Key<?> key) {
    if (key.later()) {
      assertNotNull(LATER.get(key.path()), "no example for " + key.path());
      assertRefused(key, LATER.get(key.path()));
    }
    key.laterWords().forEach(word -> assertRefused(key, word));
  }

  private static void assertRefused(Key<?> key, String value) {
    String yaml = document(key.path(), value);
    ConfigError expected =
        new ConfigError(
            "t.yaml",
            (int) yaml.lines().count(),
            key.path().replace("[]", "[0]"),
            "\"" + value + "\" " + NOT_YET,
            key.allowedNow());
    List<ConfigError> errors = errors(yaml);
    assertTrue(errors.contains(expected), () -> expected + "\n  is not in\n" + errors);
  }

  @Test
  void whatIsNotServedYetIsMarkedInTheTable() {
    assertEquals(LATER.keySet(), Set.copyOf(keys().filter(Key::later).map(Key::path).toList()));
  }

  @Test
  void everyRowHasItsGroupAndItsOwnPath() {
    Set<String> paths = new HashSet<>();
    for (Row row : ConfigTable.rows()) {
      assertTrue(paths.add(row.path()), row.path());
      assertTrue(paths.contains(row.parent()), row.path());
      assertTrue(row.meaning().endsWith("."), row.path());
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void defaultsAreAllowed(Key<?> key) {
    assertEquals(key.absent().required(), key.absent().description().equals("required"));
    if (key.absent().values() != null) {
      key.absent().values().forEach(text -> assertTrue(key.knows(text) && !key.isRefused(text)));
      assertTrue(key.isList() || key.absent().values().size() == 1);
    }
    assertFalse(key.absent().required() && !key.defaults().isEmpty());
  }
}
