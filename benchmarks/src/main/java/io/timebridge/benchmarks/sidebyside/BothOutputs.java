package io.timebridge.benchmarks.sidebyside;

import io.timebridge.bridge.TimeBridge;
import io.timebridge.bridge.config.ConfigReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Do NTP out and PTP out show the same time? A {@code ptp4l -S} and a {@code chronyd -x} on one
 * host follow the bridge in one run, raw offsets both; the medians are compared. The bridge follows
 * a {@code ptp4l} whose time it is told to be UTC, as it is: chronyd's log has four digits, and an
 * offset of 37 s would leave none for what is measured. Needs root, linuxptp, chrony, iproute2 and
 * util-linux:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.timebridge.benchmarks.sidebyside.BothOutputs [seconds [runs]]
 * }</pre>
 */
public final class BothOutputs {
  private static final int SOURCE = 1;
  private static final int CLIENT = 2;
  private static final int SETTLE_SECONDS = 30;

  /** Where the local clock error is in a line of chronyd's measurements.log. */
  private static final int OFFSET_COLUMN = 11;

  private BothOutputs() {}

  /** The bridge, in a process and on a host of its own. */
  static final class Bridge {
    private Bridge() {}

    /**
     * Runs it until it is killed.
     *
     * @param args the interface to follow on, and the one to lead on
     * @throws Exception if it cannot start
     */
    public static void main(String[] args) throws Exception {
      String intervals = "profile: st2059-2, domain: 0";
      String yaml =
          """
          http: off
          sources: {ptp: [{interface: %s, timescale: utc, %s}]}
          serve:
            ptp: [{interface: %s, %s}]
            ntp: {listen: ["0.0.0.0:123"], allow: [10.78.0.0/16]}
          """
              .formatted(args[0], intervals, args[1], intervals);
      try (TimeBridge bridge = TimeBridge.start(ConfigReader.parse("benchmark", yaml))) {
        System.out.println(bridge.timestamps());
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }

  /**
   * Runs it.
   *
   * @param args seconds a run (120), runs (3)
   * @throws Exception if something cannot be started
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 120;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    for (int run = 1; run <= runs; run++) {
      measure(run, seconds);
    }
  }

  private static void measure(int run, int seconds) throws Exception {
    try (Segment segment = new Segment(2)) {
      List<String> ports = segment.devices(Segment.GRANDMASTER);
      Ptp4l.start(segment, SOURCE, false);
      Ptp4l.start(segment, CLIENT, true);
      Thread.sleep(2_000);
      Process unused =
          segment.startJava(
              Segment.GRANDMASTER,
              Bridge.class,
              List.of(ports.get(SOURCE - 1), ports.get(CLIENT - 1)),
              segment.folder.resolve("bridge.log"));
      Path log = startChronyd(segment);
      Thread.sleep(SETTLE_SECONDS * 1_000L);
      long skipped = Files.exists(log) ? Files.readAllLines(log).size() : 0;
      Offsets ptp = Offsets.ofPmc("PTP out", poll(segment, seconds), 1);
      Offsets ntp = ofChronyd(log, skipped);
      double apart = median(ntp) - median(ptp);
      System.out.printf(Locale.ROOT, "run %d, the host's clock minus the bridge's%n", run);
      System.out.printf(Locale.ROOT, "  %s  median %.0f ns%n", ptp, median(ptp));
      System.out.printf(Locale.ROOT, "  %s  median %.0f ns%n", ntp, median(ntp));
      System.out.printf(Locale.ROOT, "  the medians are %.0f ns apart%n", Math.abs(apart));
      System.out.flush();
    }
  }

  /** It only watches ({@code noselect}): a clock that it steered would follow what it measures. */
  private static Path startChronyd(Segment segment) throws IOException {
    Path folder = Files.createDirectory(segment.folder.resolve("chrony"));
    Path config = segment.folder.resolve("chrony.conf");
    Files.writeString(
        config,
        """
        server 10.78.%d.1 iburst minpoll 0 maxpoll 0 noselect
        cmdport 0
        port 0
        pidfile %s
        logdir %s
        log measurements
        """
            .formatted(CLIENT, segment.folder.resolve("chrony.pid"), folder));
    List<String> command = List.of("chronyd", "-d", "-x", "-u", "root", "-f", config.toString());
    Process unused = segment.start(CLIENT, command, segment.folder.resolve("chrony.log"));
    return folder.resolve("measurements.log");
  }

  private static Path poll(Segment segment, int seconds) throws Exception {
    Path output = segment.folder.resolve("polled");
    try (OutputStream in = BehindOurMaster.pmc(segment, CLIENT, output).getOutputStream()) {
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() - end < 0) {
        in.write("GET CURRENT_DATA_SET\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        Thread.sleep(1000 / Ptp4l.SYNCS_A_SECOND / 3);
      }
    }
    return output;
  }

  /** chronyd's offset is positive where its own clock is behind. */
  private static Offsets ofChronyd(Path log, long skipped) throws IOException {
    List<Double> values = new ArrayList<>();
    for (String line : Files.readAllLines(log).stream().skip(skipped).toList()) {
      String[] columns = line.strip().split("\\s+", -1);
      if (columns.length > OFFSET_COLUMN && columns[0].matches("\\d{4}-\\d\\d-\\d\\d")) {
        values.add(-1e9 * Double.parseDouble(columns[OFFSET_COLUMN]));
      }
    }
    return Offsets.of("NTP out", 1, values, 0);
  }

  private static double median(Offsets offsets) {
    double[] sorted = offsets.nanos().clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
