package io.timebridge.benchmarks.sidebyside;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A {@code ptp4l} grandmaster, a {@code ptp4l -S} follower and ours side by side: the raw measured
 * offsets of each, idle and with every core busy, with the kernel's stamps and with our own. All
 * run on one machine and so on one clock: an offset is the error of the stamps, nothing else.
 *
 * <p>Needs root, linuxptp, iproute2 and util-linux:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.timebridge.benchmarks.sidebyside.SideBySide \
 *     [seconds [runs [folder for the plots]]]
 * }</pre>
 */
public final class SideBySide {
  private static final int GRANDMASTER = 0;
  private static final int PEER = 1;
  private static final int OURS = 2;
  private static final int SYNCS_A_SECOND = 8;
  private static final int SETTLE_SECONDS = 12;
  private static final int SKIPPED = 4 * SYNCS_A_SECOND;

  private SideBySide() {}

  /**
   * Runs it.
   *
   * @param args seconds a run (120), runs of each kind (3), the folder for the plots (.)
   * @throws Exception if something cannot be started
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 120;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path plots = Files.createDirectories(Path.of(args.length > 2 ? args[2] : "."));
    for (String stamps : List.of("kernel", "user")) {
      for (boolean busy : List.of(false, true)) {
        for (int run = 1; run <= runs; run++) {
          String title = "%s stamps, %s, run %d".formatted(stamps, busy ? "busy" : "idle", run);
          List<Offsets> offsets = measure(stamps, busy, seconds);
          System.out.println(title);
          offsets.forEach(each -> System.out.println("  " + each));
          double ratio = offsets.get(0).rms() / offsets.get(1).rms();
          System.out.printf(Locale.ROOT, "  ratio of rms, ours over ptp4l: %.2f%n", ratio);
          System.out.flush();
          String file = "offsets-%s-%s-%d.png".formatted(stamps, busy ? "busy" : "idle", run);
          OffsetPlot.write(title, offsets, SYNCS_A_SECOND, plots.resolve(file));
        }
      }
    }
  }

  private static List<Offsets> measure(String stamps, boolean busy, int seconds) throws Exception {
    List<Process> load = new ArrayList<>();
    try (Segment segment = new Segment(3)) {
      ptp4l(segment, GRANDMASTER, false);
      ptp4l(segment, PEER, true);
      Path ours = segment.folder.resolve("ours");
      Process follower =
          segment.start(
              OURS,
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  RawFollower.class.getName(),
                  Segment.device(OURS),
                  stamps,
                  Integer.toString(seconds + SETTLE_SECONDS)),
              ours);
      Thread.sleep(SETTLE_SECONDS * 1000L);
      if (busy) {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
          load.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
        }
      }
      Path peer = poll(segment, seconds);
      int unused = follower.waitFor();
      // The same stretch of both: the last so many seconds, without what came before the load.
      return List.of(
          Offsets.ofLines("ours, " + stamps, ours, SKIPPED + tooEarly(ours, seconds)),
          Offsets.ofPmc("ptp4l -S", peer, SKIPPED));
    } finally {
      load.forEach(Process::destroyForcibly);
    }
  }

  private static int tooEarly(Path ours, int seconds) throws IOException {
    return Math.max(0, Files.readAllLines(ours).size() - seconds * SYNCS_A_SECOND);
  }

  private static void ptp4l(Segment segment, int host, boolean follower) throws IOException {
    Path config = segment.folder.resolve("ptp4l" + host + ".cfg");
    Files.writeString(
        config,
        """
        [global]
        uds_address %s
        free_running 1
        time_stamping software
        use_syslog 0
        verbose 0
        slaveOnly %d
        logAnnounceInterval -2
        logSyncInterval -3
        logMinDelayReqInterval -3
        """
            .formatted(segment.folder.resolve("uds" + host), follower ? 1 : 0));
    Path log = segment.folder.resolve("ptp4l" + host + ".log");
    Process unused =
        segment.start(
            host, List.of("ptp4l", "-f", config.toString(), "-i", Segment.device(host)), log);
  }

  /** Asks the peer for its offset some times a Sync, by one pmc. */
  private static Path poll(Segment segment, int seconds) throws Exception {
    Path output = segment.folder.resolve("pmc");
    String server = segment.folder.resolve("uds" + PEER).toString();
    String own = segment.folder.resolve("pmc.uds").toString();
    List<String> command = List.of("pmc", "-u", "-b", "0", "-s", server, "-i", own);
    Process pmc = segment.start(PEER, command, output);
    try (OutputStream in = pmc.getOutputStream()) {
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() - end < 0) {
        in.write("GET CURRENT_DATA_SET\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        Thread.sleep(1000 / SYNCS_A_SECOND / 3);
      }
    }
    return output;
  }
}
