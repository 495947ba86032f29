package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A {@code ptp4l} grandmaster, a {@code ptp4l -S} follower and ours side by side, each follower on
 * a wire of its own: the raw measured offsets of each, idle and with every core busy, with the
 * kernel's stamps and with our own. All run on one machine and so on one clock: an offset is the
 * error of the stamps, nothing else.
 *
 * <p>Needs root, linuxptp, iproute2 and util-linux:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.timebridge.benchmarks.sidebyside.SideBySide \
 *     [seconds [runs [folder for the plots]]]
 * }</pre>
 */
public final class SideBySide {
  private static final int SETTLE_SECONDS = 12;
  private static final int SKIPPED = 4 * Ptp4l.SYNCS_A_SECOND;

  private SideBySide() {}

  /**
   * Runs it.
   *
   * @param args seconds a run (120), runs of each kind (3), the folder for the plots (.), whose
   *     stamps ours takes ({@code kernel,user})
   * @throws Exception if something cannot be started
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 120;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path plots = Files.createDirectories(Path.of(args.length > 2 ? args[2] : "."));
    String kinds = args.length > 3 ? args[3] : "kernel,user";
    for (String stamps : kinds.split(",", -1)) {
      for (boolean busy : List.of(false, true)) {
        for (int run = 1; run <= runs; run++) {
          String title = "%s stamps, %s, run %d".formatted(stamps, busy ? "busy" : "idle", run);
          int ours = 1 + run % 2; // the grandmaster serves its first wire first, so they take turns
          List<Offsets> offsets = measure(stamps, busy, seconds, ours, Way.USUAL);
          System.out.println(title);
          offsets.forEach(each -> System.out.println("  " + each));
          System.out.printf(
              Locale.ROOT,
              "  ours over ptp4l, on wire %d: rms %.2f, 50 %% %.2f, 99 %% %.2f%n",
              ours,
              offsets.get(0).rms() / offsets.get(1).rms(),
              offsets.get(0).quantile(0.5) / offsets.get(1).quantile(0.5),
              offsets.get(0).quantile(0.99) / offsets.get(1).quantile(0.99));
          System.out.flush();
          String file = "offsets-%s-%s-%d.png".formatted(stamps, busy ? "busy" : "idle", run);
          OffsetPlot.write(title, offsets, plots.resolve(file));
        }
      }
    }
  }

  /** Ours, then ptp4l's. */
  static List<Offsets> measure(String stamps, boolean busy, int seconds, int ourHost, Way way)
      throws Exception {
    int peerHost = 3 - ourHost;
    try (Segment segment = new Segment(2)) {
      Ptp4l.start(segment, Segment.GRANDMASTER, false, way);
      Ptp4l.start(segment, peerHost, true, way);
      Path ours = segment.folder.resolve("ours");
      String device = segment.devices(ourHost).get(0);
      List<String> arguments =
          List.of(
              device,
              stamps,
              Integer.toString(seconds + SETTLE_SECONDS),
              way.toString(),
              Integer.toString(ourHost));
      Process follower = segment.startJava(ourHost, RawFollower.class, arguments, ours);
      Thread.sleep(SETTLE_SECONDS * 1000L);
      Path peer;
      try (Load load = new Load()) {
        if (busy) {
          load.start();
        }
        peer = poll(segment, peerHost, seconds, way);
        int exit = follower.waitFor();
        if (exit != 0) {
          throw new IOException("our follower ended with " + exit);
        }
      }
      // The same stretch of both: the last so many seconds, without what came before the load.
      return List.of(
          Offsets.ofLines("ours, " + stamps, ours, SKIPPED + tooEarly(ours, seconds)),
          Offsets.ofPmc("ptp4l -S", peer, SKIPPED));
    }
  }

  private static int tooEarly(Path ours, int seconds) throws IOException {
    return Math.max(0, Files.readAllLines(ours).size() - seconds * Ptp4l.SYNCS_A_SECOND);
  }

  /** Asks the peer for its offset some times a Sync, by one pmc. */
  private static Path poll(Segment segment, int peerHost, int seconds, Way way) throws Exception {
    Path output = segment.folder.resolve("pmc");
    String server = Ptp4l.socket(segment, peerHost).toString();
    String own = segment.folder.resolve("pmc.uds").toString();
    List<String> command = Ptp4l.pmc(way, server, own);
    Process pmc = segment.start(peerHost, command, output);
    try (OutputStream in = pmc.getOutputStream()) {
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() - end < 0) {
        in.write("GET CURRENT_DATA_SET\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        Thread.sleep(1000 / Ptp4l.SYNCS_A_SECOND / 3);
      }
    }
    return output;
  }
}
