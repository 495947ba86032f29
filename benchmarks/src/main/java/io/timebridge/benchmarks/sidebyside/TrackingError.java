package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How closely our clock follows: a {@code ptp4l} grandmaster and our follower on one wire, with a
 * simulated oscillator (10 ppm off and a random walk) between the kernel's stamps and the
 * follower's local clock. The grandmaster gives the host's clock, so the error of ours is known.
 * Each run is first idle, then with every core busy.
 *
 * <p>Needs root, linuxptp, iproute2 and util-linux:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.timebridge.benchmarks.sidebyside.TrackingError \
 *     [seconds [runs [folder for the plots [estimator]]]]
 * }</pre>
 */
public final class TrackingError {
  private static final int OURS = 1;
  private static final double OFFSET_PPM = 10;
  private static final double WALK_PER_SECOND = 1e-9;
  private static final int SETTLE_SECONDS = 75; // until the estimate has settled, and some
  private static final int LOAD_SECONDS = 10;
  private static final int END_SECONDS = 10; // it starts later, and may not end before

  /** A stretch of one run. */
  private record Stretch(String name, long fromMillis, long toMillis) {
    static Stretch pass(String name, int seconds) throws InterruptedException {
      long from = System.currentTimeMillis();
      Thread.sleep(seconds * 1000L);
      return new Stretch(name, from, System.currentTimeMillis());
    }
  }

  private TrackingError() {}

  /**
   * Runs it.
   *
   * @param args seconds idle and seconds busy (120), runs (3), the folder for the plots (.), the
   *     estimator (envelope)
   * @throws Exception if something cannot be started
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 120;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path plots = Files.createDirectories(Path.of(args.length > 2 ? args[2] : "."));
    String estimator = args.length > 3 ? args[3] : "envelope";
    for (int run = 1; run <= runs; run++) {
      try (Segment segment = new Segment(1)) {
        Path output = segment.folder.resolve("ours");
        for (Stretch stretch : measure(segment, output, estimator, run, seconds)) {
          String title = "%s, %s, run %d".formatted(estimator, stretch.name, run);
          String file = "tracking-%s-%s-%d.png".formatted(estimator, stretch.name, run);
          report(title, stretch, output, plots.resolve(file));
        }
      }
    }
  }

  private static List<Stretch> measure(
      Segment segment, Path output, String estimator, int seed, int seconds) throws Exception {
    Ptp4l.start(segment, Segment.GRANDMASTER, false);
    List<String> arguments =
        List.of(
            segment.devices(OURS).get(0),
            estimator,
            Double.toString(OFFSET_PPM),
            Double.toString(WALK_PER_SECOND),
            Integer.toString(seed),
            Integer.toString(SETTLE_SECONDS + LOAD_SECONDS + 2 * seconds + END_SECONDS));
    Process follower = segment.startJava(OURS, TrackingFollower.class, arguments, output);
    Thread.sleep(SETTLE_SECONDS * 1000L);
    Stretch idle = Stretch.pass("idle", seconds);
    Stretch busy;
    try (Load load = new Load()) {
      load.start();
      Thread.sleep(LOAD_SECONDS * 1000L);
      busy = Stretch.pass("busy", seconds);
      if (!follower.isAlive()) {
        throw new IOException("our follower ended with " + follower.exitValue());
      }
    }
    int unused = follower.waitFor(); // it tells what it lost
    return List.of(idle, busy);
  }

  private static void report(String title, Stretch stretch, Path output, Path plot)
      throws IOException {
    List<Double> clock = new ArrayList<>();
    List<Double> raw = new ArrayList<>();
    long beyond = 0;
    double widest = 0;
    for (String line : Files.readAllLines(output)) {
      String[] words = line.split(" ", -1);
      long millis = Long.parseLong(words[0]);
      if (millis < stretch.fromMillis || millis >= stretch.toMillis) {
        continue;
      }
      double nanos = Double.parseDouble(words[2]);
      if (words[1].equals("RAW")) {
        raw.add(nanos);
      } else {
        clock.add(nanos);
        beyond += Math.abs(nanos) > Double.parseDouble(words[3]) ? 1 : 0;
        widest = Math.max(widest, Double.parseDouble(words[4]));
      }
    }
    List<Offsets> offsets =
        List.of(
            Offsets.of("raw offset", Ptp4l.SYNCS_A_SECOND, raw, 0),
            Offsets.of("clock error", TrackingFollower.LOOKS_A_SECOND, clock, 0));
    System.out.println(title);
    offsets.forEach(each -> System.out.println("  " + each));
    System.out.printf(
        Locale.ROOT,
        "  beyond the claimed bound: %d of %d; the widest bracket: %.0f ns%n",
        beyond,
        clock.size(),
        2 * widest);
    OffsetPlot.write(title, offsets, plot);
  }
}
