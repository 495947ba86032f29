package io.timebridge.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerformanceTableTest {
  private static PerformanceTable.Row row(String operation, double nanos, double bytes) {
    return new PerformanceTable.Row("SYNC", operation, nanos + 5, 0.25, nanos, bytes);
  }

  @Test
  void onlyTheMarkedPartIsReplaced() {
    String page =
        "before\n" + PerformanceTable.BEGIN + "\nold\n" + PerformanceTable.END + "\nafter";
    String once = PerformanceTable.replaceMarked(page, "new\n");
    assertEquals(
        "before\n" + PerformanceTable.BEGIN + "\n\nnew\n\n" + PerformanceTable.END + "\nafter",
        once);
    assertEquals(once, PerformanceTable.replaceMarked(once, "new\n"));
  }

  @Test
  void aPageWithoutMarksIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> PerformanceTable.replaceMarked("a page", ""));
  }

  @Test
  void ourPageHasTheMarks() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "performance.md"));
    assertTrue(PerformanceTable.replaceMarked(page, "a new table").contains("a new table"));
  }

  @Test
  void aLineForEach() {
    String table = PerformanceTable.table(List.of(row("decodeRecord", 41.26, 168)));
    assertTrue(table.endsWith("| SYNC | decodeRecord | 46.3 | 0.3 | 41.3 | 168 |\n"), table);
  }

  @Test
  void flyweightsMustBeFastAndFree() {
    assertEquals("", row("decodeFlyweight", 19.9, 0.001).fault());
    assertEquals("", row("decodeRecord", 100, 168).fault());
    assertEquals("decodeFlyweight SYNC takes 20.0 ns\n", row("decodeFlyweight", 20, 0).fault());
    assertEquals("encodeFlyweight SYNC allocates 24.0 B\n", row("encodeFlyweight", 1, 24).fault());
  }
}
