package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever the file holds, it is read or refused with errors that have a line. */
class ConfigFuzzTest {
  private static final String GOOD =
      """
      http: off
      clock: {holdover: 1h, maxSlewPpm: 500}
      sources: {ptp: [{name: a, interface: eth1, delayAsymmetry: -3us}]}
      serve: {ntp: {listen: ["0.0.0.0:123"], allow: [192.0.2.0/24]}}
      """;

  /** Returns whether the text was read. */
  private static boolean survives(byte[] bytes) {
    try {
      ConfigReader.parse("f", bytes);
      return true;
    } catch (ConfigException e) {
      assertFalse(e.errors().isEmpty());
      for (ConfigError error : e.errors()) {
        assertTrue(error.line() > 0, error::toString);
        assertFalse(error.toString().contains("\n"), error::toString);
        assertTrue(error.toString().length() < 1000, error::toString);
      }
      return false;
    }
  }

  private static boolean survives(String text) {
    return survives(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(seed = "20261122")
  void anyBytes(@ForAll byte[] bytes) {
    survives(bytes);
  }

  @Property(seed = "20261122")
  void anyText(@ForAll String text) {
    survives(text);
  }

  @Property(seed = "20261122")
  void anyMarks(@ForAll @CharRange(from = '\n', to = '~') @StringLength(max = 60) String text) {
    survives(text);
  }

  @Property(seed = "20261122")
  void anyTokens(@ForAll("tokens") String text) {
    survives(text);
  }

  @Property(seed = "20261122")
  void aGoodFileWithOnePlaceSpoilt(@ForAll("places") int place, @ForAll char spoiled) {
    survives(GOOD.substring(0, place) + spoiled + GOOD.substring(place + 1));
  }

  @Property(seed = "20261122", tries = 1)
  void theGoodFileIsGood() {
    assertTrue(survives(GOOD));
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, GOOD.length() - 1);
  }

  /** Texts of words that the table knows and of YAML's signs. */
  @Provide
  Arbitrary<String> tokens() {
    List<String> words = new ArrayList<>();
    ConfigTable.rows().forEach(row -> words.add(row.name() + ": "));
    words.addAll(
        List.of(
            "{",
            "}",
            "[",
            "]",
            ", ",
            "\n",
            "\n  ",
            "\n    ",
            "- ",
            "&a ",
            "*a ",
            "!x ",
            "!!int ",
            "off",
            "1h",
            "eth1",
            "127.0.0.1:1",
            "5",
            "true",
            "\"",
            "'",
            "| ",
            "> ",
            "? ",
            ": ",
            "#",
            "%",
            "---\n",
            "...\n",
            "\t",
            "~",
            "<<: ",
            "\\",
            "\u2028"));
    return Arbitraries.of(words).list().ofMaxSize(40).map(list -> String.join("", list));
  }
}
