package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How many NTP requests a second of processor time answers: the bridge and {@code chronyd}, whole
 * programs, on one core in turn, the same loader on the other core, runs alternated. The bridge
 * follows a PTP grandmaster meanwhile and is locked.
 *
 * <p>Needs Linux with two cores, chrony and util-linux; no root. Kinds of the bridge: {@code
 * kernel}, {@code epoll} and {@code nio} on one core (both of the latter Netty's, with user-space
 * stamps); {@code kernel2}, two threads, measured with {@code kernel1}, one thread, and chronyd,
 * each free to use both cores, which the loader shares:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.timebridge.benchmarks.sidebyside.NtpThroughput [seconds [runs [kernel,epoll,nio,…]]]
 * }</pre>
 */
public final class NtpThroughput {
  private static final int WARM_UP_SECONDS = 8;

  private NtpThroughput() {}

  /**
   * Runs it.
   *
   * @param args seconds a run (10), runs of each (3), kinds of the bridge ({@code
   *     kernel,epoll,nio})
   * @throws Exception if something cannot be started
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    String kinds = args.length > 2 ? args[2] : "kernel,epoll,nio";
    for (String kind : kinds.split(",", -1)) {
      compare(kind, seconds, runs);
    }
  }

  private static void compare(String kind, int seconds, int runs) throws Exception {
    try (NtpServers servers = new NtpServers(kind)) {
      List<NtpServers.Server> both = List.of(servers.bridge(), servers.chronyd());
      System.out.printf("%s against %s%n", both.get(0).name(), both.get(1).name());
      for (NtpServers.Server server : both) {
        servers.load(server, WARM_UP_SECONDS);
      }
      List<Double> ratios = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        double[] perCpuSecond = new double[both.size()];
        long before = servers.collections();
        perCpuSecond[0] = measure(servers, both.get(0), seconds);
        long collections = servers.collections() - before;
        perCpuSecond[1] = measure(servers, both.get(1), seconds);
        ratios.add(perCpuSecond[0] / perCpuSecond[1]);
        System.out.printf(
            Locale.ROOT,
            "  run %d: ratio %.3f, collections of the bridge's heap: %d%n",
            run,
            perCpuSecond[0] / perCpuSecond[1],
            collections);
        System.out.flush();
      }
      double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      System.out.printf(
          Locale.ROOT,
          "  %s over chronyd, replies per CPU-second: median %.3f of %s%n",
          kind,
          sorted[sorted.length / 2],
          Arrays.toString(
              ratios.stream().map(r -> String.format(Locale.ROOT, "%.3f", r)).toArray()));
    }
  }

  private static double measure(NtpServers servers, NtpServers.Server server, int seconds)
      throws IOException, InterruptedException {
    double before = server.cpuSeconds();
    NtpServers.Load load = servers.load(server, seconds);
    double cpu = server.cpuSeconds() - before;
    System.out.printf(
        Locale.ROOT,
        "    %-14s %,9d replies, %,8.0f a second, %.2f CPU-seconds: %,8.0f a CPU-second%s%n",
        server.name(),
        load.replies(),
        load.repliesPerSecond(),
        cpu,
        load.replies() / cpu,
        load.lost() == 0 && load.notTime() == 0
            ? ""
            : String.format(
                Locale.ROOT, " (%d lost, %d without time)", load.lost(), load.notTime()));
    return load.replies() / cpu;
  }
}
