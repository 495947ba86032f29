package io.timebridge.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.table.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/config.md} what the table says. To write it anew: {@code mvn -q -pl bridge -am
 * test -Dtest=ConfigDocsTest -Dconfig.docs=write -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ConfigDocsTest {
  private static final Path PAGE = Path.of("../docs/config.md");
  private static final Path EXAMPLE = Path.of("../docs/timebridge.yaml");

  @Test
  void thePageIsWhatTheTableSays() throws Exception {
    String page = ConfigDocs.page(Files.readString(EXAMPLE));
    if ("write".equals(System.getProperty("config.docs"))) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.exists(PAGE) ? Files.readString(PAGE) : "no page");
  }

  @Test
  void everyKeyIsOnThePage() {
    String page = ConfigDocs.page("");
    for (Row row : ConfigTable.rows()) {
      assertTrue(page.contains(row.meaning()) && page.contains(row.name()), row.path());
    }
  }
}
