package io.timebridge.bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now = 5 * SECOND;

  private String drawn() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aShortRunDrawsNothing() {
    Progress progress = new Progress(1000, out, () -> now);
    now += SECOND - 1;
    progress.at(900);
    progress.close();
    assertEquals("", drawn());
  }

  @Test
  void aLongRunIsDrawnAndTakenAway() {
    Progress progress = new Progress(1000, out, () -> now);
    now += 2 * SECOND;
    progress.at(250);
    String bar = "\r\u001B[K[" + "=".repeat(10) + " ".repeat(30) + "]  25 %, 6 s left";
    assertEquals(bar, drawn());
    now += SECOND / 20;
    progress.at(300);
    assertEquals(bar, drawn(), "not more than ten times a second");
    progress.close();
    assertEquals(bar + "\r\u001B[K", drawn());
  }

  @Test
  void nobodyWatches() {
    Progress progress = new Progress(1000, null, () -> now);
    now += 2 * SECOND;
    progress.at(250);
    progress.close();
    assertEquals("", drawn());
  }
}
