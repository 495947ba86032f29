package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.bridge.config.HistoryConfig;
import io.timebridge.clock.BuildDate;
import io.timebridge.clock.ClockSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long BIG = 1_000_000;
  private static final ClockSegment DOMAIN =
      new ClockSegment(0, 0, 5 * SECOND, 50_000, 100, 1_000, 10, 100);
  private static final ClockSegment SERVED =
      new ClockSegment(1, 0, BuildDate.UTC_NANOS + 37 * SECOND, 0, 50, 500, 10, 100);

  private Path dir;
  private Path file;

  @BeforeEach
  void name(@TempDir Path fresh) {
    dir = fresh;
    file = dir.resolve("history.jsonl");
  }

  private HistoryFile open(long maxBytes, int files, long run) throws BridgeException {
    return new HistoryFile(new HistoryConfig(file, maxBytes, files), run);
  }

  private static void add(HistoryFile history, int points) {
    Correlation correlation = new Correlation("audio", 1_000, p -> history.add("audio", p));
    for (int i = 0; i < points; i++) {
      correlation.add(DOMAIN, SERVED, new UtcRule(37, 0, 0), i * SECOND);
    }
  }

  private static JsonNode json(String line) throws Exception {
    return new ObjectMapper().readTree(line);
  }

  @Test
  void hasAJsonObjectALine() throws Exception {
    Files.writeString(file, "{}\n");
    HistoryFile history = open(BIG, 8, 0xABCL);
    add(history, 4);
    history.flush();
    history.flush();
    List<String> lines = Files.readAllLines(file);
    assertEquals(1 + 4, lines.size());
    JsonNode last = json(lines.get(4));
    assertEquals("0000000000000abc", last.get("run").textValue());
    assertEquals("audio", last.get("source").textValue());
    assertEquals(1, last.get("epoch").longValue());
    assertEquals(8 * SECOND + 150_000, last.get("ptpNanos").longValue());
    assertEquals(BuildDate.UTC_NANOS + 3 * SECOND, last.get("utcNanos").longValue());
    assertEquals(37, last.get("taiMinusUtc").intValue());
    assertEquals(-50_000, last.get("ratePpb").doubleValue(), 1e-6);
    assertEquals(1_500 + 3 * 200, last.get("errorBoundNanos").longValue());
  }

  /** Each run counts its epochs from 1, so it must be told which run it was. */
  @Test
  void aRestartContinuesTheFileAsAnotherRun() throws Exception {
    for (long run : new long[] {1, -1}) {
      HistoryFile history = open(BIG, 8, run);
      add(history, 1);
      history.flush();
    }
    List<String> lines = Files.readAllLines(file);
    assertEquals(2, lines.size());
    assertEquals(json(lines.get(0)).get("epoch"), json(lines.get(1)).get("epoch"));
    assertNotEquals(json(lines.get(0)).get("run"), json(lines.get(1)).get("run"));
  }

  @Test
  void aFullFileIsFollowedByAnotherAndTheOldestIsDeleted() throws Exception {
    HistoryFile history = open(1, 3, 7);
    for (int i = 1; i <= 5; i++) {
      add(history, i);
      history.flush();
    }
    assertEquals(5, Files.readAllLines(file).size());
    assertEquals(4, Files.readAllLines(dir.resolve("history.jsonl.1")).size());
    assertEquals(3, Files.readAllLines(dir.resolve("history.jsonl.2")).size());
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(3, all.count());
    }
  }

  @Test
  void oneFileAloneIsBegunAnew() throws Exception {
    HistoryFile history = open(1, 1, 7);
    for (int i = 1; i <= 3; i++) {
      add(history, i);
      history.flush();
    }
    assertEquals(3, Files.readAllLines(file).size());
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(1, all.count());
    }
  }

  /** What was lost is lost; what comes later is written again. */
  @Test
  void aFileThatCannotBeWrittenLosesLinesAndNothingElse() throws Exception {
    HistoryFile history = open(BIG, 8, 7);
    Files.delete(file);
    Files.createDirectory(file); // not even root can append to that
    add(history, 3);
    history.flush();
    add(history, 3);
    history.flush();
    Files.delete(file);
    add(history, 2);
    history.flush();
    assertEquals(2, Files.readAllLines(file).size());
  }

  @Test
  void aDiskThatIsStuckDoesNotFillTheMemory() throws Exception {
    HistoryFile history = open(100 * BIG, 8, 7);
    for (int i = 0; i < HistoryFile.MAX_WAITING / 100 + 1; i++) {
      add(history, 100);
    }
    history.flush();
    assertEquals(HistoryFile.MAX_WAITING, Files.readAllLines(file).size());
  }

  @Test
  void whatCannotBeOpenedStopsTheStart() {
    file = dir.resolve("missing").resolve("history.jsonl");
    BridgeException e = assertThrows(BridgeException.class, () -> open(BIG, 8, 7));
    assertTrue(String.valueOf(e.getMessage()).startsWith("clock.historyFile: "), e.getMessage());
    assertFalse(Files.exists(file));
  }
}
