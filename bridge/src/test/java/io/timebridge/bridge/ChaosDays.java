package io.timebridge.bridge;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many {@link ChaosDay}s on all processors, as a table. */
final class ChaosDays {
  /** How many of what was wrong is told of each day. */
  private static final int TOLD = 12;

  private ChaosDays() {}

  /**
   * Runs days of consecutive seeds.
   *
   * @param slewed whether something slews the local clock now and then
   * @param out takes a row for each, and what was wrong
   */
  static List<ChaosOutcome> run(
      long first, int seeds, double hours, boolean slewed, PrintStream out) throws Exception {
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    List<ChaosOutcome> outcomes = new ArrayList<>();
    try {
      List<Future<ChaosOutcome>> days = new ArrayList<>();
      for (long seed = first; seed < first + seeds; seed++) {
        long each = seed;
        days.add(workers.submit(() -> new ChaosDay(each, hours, slewed).run()));
      }
      out.println(ChaosOutcome.head());
      for (Future<ChaosOutcome> day : days) {
        ChaosOutcome outcome = day.get();
        out.println(outcome);
        outcome.wrong.stream().limit(TOLD).forEach(each -> out.println("  " + each));
        outcomes.add(outcome);
      }
    } finally {
      workers.shutdownNow();
    }
    return outcomes;
  }
}
