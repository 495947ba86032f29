package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages for readers: their configs are accepted, their links lead somewhere. */
class PagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w*)`");

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    pages.add(ROOT.resolve("CHANGELOG.md"));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(each -> each.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages.stream();
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(each -> each.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyConfigIsAccepted(Path page) throws IOException {
    for (String yaml : found(YAML, Files.readString(page))) {
      if (!yaml.startsWith("about:")) { // a scenario's: ScenarioDocsTest reads these
        assertDoesNotThrow(() -> ConfigReader.parse(page.toString(), yaml), yaml);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    String prose = CODE.matcher(Files.readString(page)).replaceAll("");
    List<String> dead = new ArrayList<>();
    for (String link : found(LINK, prose)) {
      if (!link.contains("://") && !isThere(page, link)) {
        dead.add(link);
      }
    }
    assertEquals(List.of(), dead);
  }

  private static boolean isThere(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target =
        file.isEmpty() ? page : Objects.requireNonNull(page.getParent()).resolve(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0 || anchors(Files.readString(target)).contains(link.substring(hash + 1));
  }

  /** As GitHub names headings. */
  private static Set<String> anchors(String page) {
    return found(HEADING, page).stream()
        .map(each -> each.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", ""))
        .map(each -> each.strip().replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /** Abbreviations and words of other programs have no small second letter, or are not code. */
  @Test
  void everyClassOfTheArchitectureIsThere() throws IOException {
    Set<String> classes;
    try (Stream<Path> files = Files.walk(ROOT)) {
      classes =
          files
              .filter(each -> each.toString().contains("src") && each.toString().endsWith(".java"))
              .map(each -> Objects.requireNonNull(each.getFileName()).toString())
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    String page = Files.readString(ROOT.resolve("docs/architecture.md"));
    Matcher named = CLASS.matcher(page);
    List<String> missing = new ArrayList<>();
    int count = 0;
    while (named.find()) {
      count++;
      if (!classes.contains(named.group(1))) {
        missing.add(named.group(1));
      }
    }
    assertEquals(List.of(), missing);
    assertFalse(count < 40, "the way of a packet is told by class names");
  }
}
