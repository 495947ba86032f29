package io.timebridge.bridge.gnss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines out of pieces of any size. */
class GpsdLinesTest {
  private final List<String> lines = new ArrayList<>();
  private int tooLong;
  private final GpsdLines cutter = new GpsdLines(lines::add, () -> tooLong++);

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    cutter.add(bytes, bytes.length);
  }

  @Test
  void cutsAtEachNewline() {
    add("{\"a\":");
    add("1}\r\n\n{\"b\":2}\n{\"c\"");
    assertEquals(List.of("{\"a\":1}", "{\"b\":2}"), lines);
    add(":3}\n");
    assertEquals("{\"c\":3}", lines.get(2));
  }

  @Test
  void aLineThatIsTooLongIsLeftOutWholeAndOnce() {
    add("x".repeat(GpsdLines.MOST) + "\n");
    assertEquals(0, tooLong);
    add("y".repeat(3 * GpsdLines.MOST));
    add("y\nshort\n");
    assertEquals(1, tooLong);
    assertEquals(List.of("x".repeat(GpsdLines.MOST), "short"), lines);
  }
}
