package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the correlations of PTP domains with UTC to a file, a JSON object a line, so that
 * recordings can be aligned afterwards. Points are handed over by the bridge's thread, which never
 * waits for a disk, and written by another. What cannot be written is lost, with one warning.
 */
final class HistoryFile {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);

  private final Path file;
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private boolean failing;

  /**
   * Opens it, to be continued.
   *
   * @throws BridgeException if it cannot be written
   */
  HistoryFile(Path file) throws BridgeException {
    this.file = file;
    try {
      append("");
    } catch (UncheckedIOException e) {
      throw new BridgeException("history.file: " + file + " cannot be written", e);
    }
  }

  /** Takes a point of a domain. On the bridge's thread. */
  void add(String source, Correlation.Point point) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("source", source);
    line.put("epoch", point.epoch());
    line.put("ptpNanos", point.ptpNanos());
    line.put("utcNanos", point.utcNanos());
    line.put("taiMinusUtc", point.rule().taiMinusUtcAt(point.taiNanos()));
    line.put("ratePpb", point.served().frequencyPpb() - point.ptpPpb());
    line.put("estimatedErrorNanos", point.estimatedErrorNanos());
    line.put("errorBoundNanos", point.errorBoundNanos());
    waiting.add(line.toString());
  }

  /** Writes what waits. Always on one thread, not the bridge's. */
  void flush() {
    StringBuilder text = new StringBuilder();
    for (String line = waiting.peek(); line != null; line = waiting.peek()) {
      text.append(line).append('\n');
      waiting.poll();
    }
    try {
      append(text.toString());
      failing = false;
    } catch (UncheckedIOException e) {
      if (!failing) {
        LOG.warn("history.file: {} cannot be written: {}", file, e.getMessage());
      }
      failing = true;
    }
  }

  private void append(String text) {
    try {
      Files.writeString(
          file,
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
