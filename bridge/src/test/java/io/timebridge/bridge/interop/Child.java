package io.timebridge.bridge.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A process that the test started, with the lines that it has printed (both streams as one). */
final class Child implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final String name;
  private final Process process;
  private final Writer stdin;
  private final Thread collector;
  private final List<String> lines = new ArrayList<>();

  Child(String name, ProcessBuilder builder) {
    this.name = name;
    try {
      this.process = builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
    this.stdin = process.outputWriter(StandardCharsets.UTF_8);
    this.collector = new Thread(this::collect, name + "-output");
    collector.setDaemon(true);
    collector.start();
  }

  private void collect() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      // The process was killed while its pipe was being read: what it printed before is kept.
      synchronized (lines) {
        lines.add("(output ended: " + e.getMessage() + ")");
      }
    }
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** {@return all that was printed until now} */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** {@return what was printed from one line on} */
  List<String> linesFrom(int first) {
    synchronized (lines) {
      return List.copyOf(lines.subList(first, lines.size()));
    }
  }

  /** {@return the first line, from one index on, in which the pattern is found} */
  String awaitLine(String regex, int from, Duration within) {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + within.toNanos();
    synchronized (lines) {
      int next = from;
      while (true) {
        for (; next < lines.size(); next++) {
          if (pattern.matcher(lines.get(next)).find()) {
            return lines.get(next);
          }
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (leftMillis <= 0) {
          throw new AssertionError(name + " did not print /" + regex + "/ in " + within + tail());
        }
        waitForLines(Math.min(leftMillis, 200));
        if (next == lines.size() && !alive() && leftMillis > 1000) {
          deadline = Math.min(deadline, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
        }
      }
    }
  }

  /** {@return the first line of all in which the pattern is found} */
  String awaitLine(String regex, Duration within) {
    return awaitLine(regex, 0, within);
  }

  private void waitForLines(long millis) {
    try {
      lines.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(name + ": interrupted", e);
    }
  }

  /** Sends one line to the standard input. */
  void send(String line) {
    if (!offer(line)) {
      throw new AssertionError(name + " takes no more input" + tail());
    }
  }

  /** Sends one line to the standard input, unless that has ended. */
  boolean offer(String line) {
    try {
      stdin.write(line + "\n");
      stdin.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** {@return the exit code} */
  int awaitExit(Duration within) {
    if (!exitsWithin(within)) {
      throw new AssertionError(name + " did not end in " + within + tail());
    }
    return process.exitValue();
  }

  /** Waits until the last line of an ended process has been read. */
  void awaitOutputEnd() {
    try {
      collector.join(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean exitsWithin(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** SIGKILL: no goodbye on the wire. */
  void kill() {
    process.destroyForcibly();
    exitsWithin(GRACE);
  }

  /** SIGTERM, and SIGKILL to one that does not listen. */
  @Override
  public void close() {
    process.destroy();
    if (!exitsWithin(GRACE)) {
      kill();
    }
  }

  /** {@return the last lines, for a failure's message} */
  String tail() {
    List<String> all = lines();
    List<String> last = all.subList(Math.max(0, all.size() - 25), all.size());
    return "\n--- the last lines of " + name + ":\n" + String.join("\n", last) + "\n---";
  }
}
