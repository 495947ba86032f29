package io.timebridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs {@link PtpWireBenchmark} and writes what it found into the marked part of a page:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.timebridge.benchmarks.PerformanceTable docs/performance.md
 * }</pre>
 *
 * <p>Takes about two minutes of a machine that has nothing else to do. Fails if a flyweight
 * allocates, or a Sync takes {@value #SYNC_LIMIT_NANOS} ns or more to decode at its best.
 */
public final class PerformanceTable {
  static final String BEGIN = "<!-- PTP messages: begin -->";
  static final String END = "<!-- PTP messages: end -->";

  private static final double SYNC_LIMIT_NANOS = 20;
  private static final double NO_BYTES = 0.01; // a collection's own share of a run

  /**
   * A line of the table.
   *
   * @param message which
   * @param operation decodeFlyweight, …
   * @param nanos an operation
   * @param errorNanos of that, 99.9 %
   * @param leastNanos the best of the run's parts: what others do on the machine only adds
   * @param bytes allocated an operation
   */
  record Row(
      String message,
      String operation,
      double nanos,
      double errorNanos,
      double leastNanos,
      double bytes) {
    private boolean isFlyweight() {
      return operation.endsWith("Flyweight");
    }

    /** Why this is not good enough; empty if it is. */
    String fault() {
      if (isFlyweight() && bytes > NO_BYTES) {
        return operation + " " + message + " allocates " + bytes + " B\n";
      }
      boolean slow =
          operation.equals("decodeFlyweight")
              && message.equals("SYNC")
              && leastNanos >= SYNC_LIMIT_NANOS;
      return slow ? operation + " " + message + " takes " + leastNanos + " ns\n" : "";
    }
  }

  private PerformanceTable() {}

  /**
   * Runs it.
   *
   * @param args the page
   * @throws RunnerException if the benchmark cannot be run
   * @throws IOException if the page cannot be read or written
   */
  public static void main(String[] args) throws RunnerException, IOException {
    if (args.length != 1) {
      System.err.println("usage: PerformanceTable PAGE");
      System.exit(2);
    }
    Path page = Path.of(args[0]);
    String before = Files.readString(page);
    replaceMarked(before, ""); // fails now rather than after the run
    List<Row> rows = rows(measure());
    Files.writeString(page, replaceMarked(before, table(rows)));
    StringBuilder faults = new StringBuilder();
    rows.forEach(row -> faults.append(row.fault()));
    System.err.print(faults);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private static Collection<RunResult> measure() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(PtpWireBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .forks(1)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(8)
                .measurementTime(TimeValue.milliseconds(500))
                .build())
        .run();
  }

  private static List<Row> rows(Collection<RunResult> results) {
    List<Row> rows = new ArrayList<>();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      rows.add(
          new Row(
              result.getParams().getParam("type"),
              name.substring(name.lastIndexOf('.') + 1),
              result.getPrimaryResult().getScore(),
              result.getPrimaryResult().getScoreError(),
              result.getPrimaryResult().getStatistics().getMin(),
              Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                  .getScore()));
    }
    return rows;
  }

  /** The table, with what it was measured on. */
  static String table(List<Row> rows) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%s %s, %s, %d processors.%n%n",
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors()));
    table.append("| message | operation | ns/op | ± | least | B/op |\n|---|---|---|---|---|---|\n");
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.1f | %.1f | %.1f | %.0f |%n",
              row.message,
              row.operation,
              row.nanos,
              row.errorNanos,
              row.leastNanos,
              row.bytes));
    }
    return table.toString();
  }

  /** The page with its marked part replaced; an IllegalArgumentException if it has none. */
  static String replaceMarked(String page, String table) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the page has no " + BEGIN + " … " + END);
    }
    return page.substring(0, begin + BEGIN.length()) + "\n\n" + table + "\n" + page.substring(end);
  }
}
