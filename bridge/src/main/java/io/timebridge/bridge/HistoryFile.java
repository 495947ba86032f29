package io.timebridge.bridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.timebridge.bridge.config.HistoryConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the correlations of PTP domains with UTC to a file, a JSON object a line, so that
 * recordings can be aligned afterwards. Epochs are counted anew by each run of the bridge, so every
 * line names its run. A file that is full is followed by a new one; the oldest of them is deleted.
 *
 * <p>Points are handed over by the bridge's thread, which never waits for a disk, and written by
 * another. What cannot be written is lost, with one warning until it can be again.
 */
final class HistoryFile {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);

  /** So many lines wait for a disk that is slow; a line a second and domain. */
  static final int MAX_WAITING = 10_000;

  private final HistoryConfig config;
  private final String run;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean writing = new AtomicBoolean();
  private boolean failing;

  /**
   * Opens it, to be continued.
   *
   * @param run tells this run of the bridge from every other
   * @throws BridgeException if it cannot be written
   */
  HistoryFile(HistoryConfig config, long run) throws BridgeException {
    this.config = config;
    this.run = String.format(Locale.ROOT, "%016x", run);
    try {
      append("");
    } catch (IOException e) {
      throw new BridgeException("clock.historyFile: " + config.file() + " cannot be written", e);
    }
  }

  /** Takes a point of a domain. On the bridge's thread. */
  void add(String source, Correlation.Point point) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("run", run);
    line.put("source", source);
    line.put("epoch", point.epoch());
    line.put("ptpNanos", point.ptpNanos());
    line.put("utcNanos", point.utcNanos());
    line.put("taiMinusUtc", point.rule().taiMinusUtcAt(point.taiNanos()));
    line.put("ratePpb", point.served().frequencyPpb() - point.ptpPpb());
    line.put("estimatedErrorNanos", point.estimatedErrorNanos());
    line.put("errorBoundNanos", point.errorBoundNanos());
    waiting.offer(line.toString()); // lost if the disk has been stuck for long
  }

  /** Has an executor write what waits, unless it still writes what waited before. */
  void flushOn(Executor executor) {
    if (writing.compareAndSet(false, true)) {
      try {
        executor.execute(
            () -> {
              try {
                flush();
              } finally {
                writing.set(false);
              }
            });
      } catch (RejectedExecutionException e) {
        writing.set(false); // what waits is written the next time
      }
    }
  }

  /** Writes what waits. On any thread but the bridge's: disks are slow at times. */
  synchronized void flush() {
    List<String> lines = new ArrayList<>();
    waiting.drainTo(lines);
    if (lines.isEmpty()) {
      return;
    }
    try {
      rotateIfFull();
      append(String.join("\n", lines) + '\n');
      if (failing) {
        LOG.info("clock.historyFile: {} is written again", config.file());
      }
      failing = false;
    } catch (IOException | SecurityException e) {
      if (!failing) {
        LOG.warn("clock.historyFile: {} cannot be written: {}", config.file(), e.toString());
      }
      failing = true;
    }
  }

  private void rotateIfFull() throws IOException {
    Path file = config.file();
    if (!Files.exists(file) || Files.size(file) < config.maxBytes()) {
      return;
    }
    for (int i = config.files() - 1; i > 0; i--) {
      Path from = numbered(i - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(file); // there if it is to be the only one
  }

  private Path numbered(int number) {
    Path file = config.file();
    return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
  }

  private void append(String text) throws IOException {
    Files.writeString(
        config.file(),
        text,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.APPEND);
  }
}
