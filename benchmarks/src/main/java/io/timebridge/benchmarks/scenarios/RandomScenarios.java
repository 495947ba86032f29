package io.timebridge.benchmarks.scenarios;

import io.timebridge.bridge.scenario.NodeReport;
import io.timebridge.bridge.scenario.Scenario;
import io.timebridge.bridge.scenario.SimulationReport;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs every scenario that ships and many drawn at random, and tells how often the error bound held
 * the truth and how the estimated error compares with the actual one. To be run as {@code java -cp
 * benchmarks/target/benchmarks.jar io.timebridge.benchmarks.scenarios.RandomScenarios [COUNT
 * [FIRST_SEED]]}, 1,000 and 1 unless told otherwise. Ends with 1 if a bound did not hold in 99.9 %
 * of a clock's readings.
 */
public final class RandomScenarios {
  private static final double LEAST_SHARE = 0.999;
  private static final int COUNT = 1_000;

  /** One clock of one run. */
  private record Outcome(String scenario, NodeReport node) {
    boolean boundHeld() {
      return node.boundHeld() >= LEAST_SHARE; // not so if there was no reading at all
    }
  }

  private RandomScenarios() {}

  /**
   * Runs them, on all processors.
   *
   * @param args how many, and the first one's seed
   * @throws InterruptedException if the thread is interrupted
   * @throws ExecutionException if a run fails
   */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : COUNT;
    long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<List<Outcome>>> shipped = new ArrayList<>();
      for (String name : Scenario.shippedNames()) {
        shipped.add(workers.submit(() -> run(Scenario.shipped(name), 1)));
      }
      List<Future<List<Outcome>>> random = new ArrayList<>();
      for (long seed = first; seed < first + count; seed++) {
        long each = seed;
        random.add(workers.submit(() -> run(Scenario.random(each), each)));
      }
      boolean held = report("shipped", shipped, System.out);
      held &= report("random", random, System.out);
      System.exit(held ? 0 : 1);
    } finally {
      workers.shutdownNow();
    }
  }

  private static List<Outcome> run(Scenario scenario, long seed) {
    SimulationReport report = scenario.run(seed);
    return report.nodes().stream().map(node -> new Outcome(scenario.name(), node)).toList();
  }

  private static boolean report(String what, List<Future<List<Outcome>>> runs, PrintStream out)
      throws InterruptedException, ExecutionException {
    List<Outcome> all = new ArrayList<>();
    for (Future<List<Outcome>> run : runs) {
      all.addAll(run.get());
    }
    List<Outcome> broken = all.stream().filter(each -> !each.boundHeld()).toList();
    for (Outcome each : broken) {
      out.printf(
          Locale.ROOT,
          "%s: %s: bound held in %.3f %%, rms %.0f ns, max %.0f ns%n",
          each.scenario(),
          each.node().name(),
          100 * each.node().boundHeld(),
          each.node().rmsNanos(),
          each.node().maxNanos());
    }
    double[] ratios =
        all.stream()
            .mapToDouble(each -> each.node().estimateRatio())
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    out.printf(
        Locale.ROOT,
        "%s: %d scenarios, %d clocks; bound held in 99.9 %% of readings by %d of them;"
            + " estimated / actual 99.9 %% error: median %.2f, a tenth below %.2f, a tenth above"
            + " %.2f%n",
        what,
        runs.size(),
        all.size(),
        all.size() - broken.size(),
        at(ratios, 0.5),
        at(ratios, 0.1),
        at(ratios, 0.9));
    return broken.isEmpty();
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))];
  }
}
