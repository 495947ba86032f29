package io.timebridge.bridge.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.bridge.config.table.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/simulate.md} what the table and the scenarios say. To write it anew: {@code mvn
 * -q -pl bridge -am test -Dtest=ScenarioDocsTest -Dsimulate.docs=write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ScenarioDocsTest {
  private static final Path PAGE = Path.of("../docs/simulate.md");

  @Test
  void thePageIsWhatTheTableSays() throws Exception {
    String page = ScenarioDocs.page();
    if ("write".equals(System.getProperty("simulate.docs"))) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.exists(PAGE) ? Files.readString(PAGE) : "no page");
  }

  @Test
  void everyKeyIsOnThePage() {
    String page = ScenarioDocs.page();
    for (Row row : PlanTable.TABLE.rows()) {
      assertTrue(page.contains(row.meaning()) && page.contains(row.name()), row.path());
    }
  }
}
