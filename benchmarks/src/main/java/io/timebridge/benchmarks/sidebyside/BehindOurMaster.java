package io.timebridge.benchmarks.sidebyside;

import io.timebridge.bridge.TimeBridge;
import io.timebridge.bridge.config.ConfigReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Two {@code ptp4l -S} followers in one run: one behind the bridge's PTP output, one behind a
 * {@code ptp4l -S} grandmaster, raw offsets with raw offsets. The bridge itself follows a third
 * {@code ptp4l}, so its error is in the offsets of the one behind it; all run on one clock.
 *
 * <p>The grandmaster and the bridge share a host, on a wire each. Needs root, linuxptp, iproute2
 * and util-linux:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.timebridge.benchmarks.sidebyside.BehindOurMaster [seconds [runs [kernel|user]]]
 * }</pre>
 */
public final class BehindOurMaster {
  private static final int SOURCE = 1;
  private static final int BEHIND_US = 2;
  private static final int BEHIND_PTP4L = 3;
  private static final int SETTLE_SECONDS = 30;
  private static final int SKIPPED = 4 * Ptp4l.SYNCS_A_SECOND;

  /** GRANDMASTER_SETTINGS_NP: the bridge serves nothing behind an arbitrary timescale. */
  private static final String TAI =
      "SET GRANDMASTER_SETTINGS_NP clockClass 6 clockAccuracy 0x21 offsetScaledLogVariance 0x4e5d"
          + " currentUtcOffset 37 leap61 0 leap59 0 currentUtcOffsetValid 1 ptpTimescale 1"
          + " timeTraceable 1 frequencyTraceable 0 timeSource 0x20";

  /** All masters give the host's UTC and call it TAI; a ptp4l that follows adds this to its own. */
  private static final double TAI_MINUS_UTC_NANOS = 37e9;

  private BehindOurMaster() {}

  /** The bridge, in a process and on a host of its own. */
  static final class Bridge {
    private Bridge() {}

    /**
     * Runs it until it is killed.
     *
     * @param args the interface to follow on, the one to lead on, where the stamps are from, and
     *     the {@link Way}
     * @throws Exception if it cannot start
     */
    public static void main(String[] args) throws Exception {
      Way way = Way.parse(args[3]);
      String yaml =
          """
          http: off
          clock: {timestamps: %s}
          sources: {ptp: [{interface: %s, %s}]}
          serve: {ptp: [{interface: %s, %s}]}
          """
              .formatted(
                  args[2], args[0], way.yaml(false, SOURCE), args[1], way.yaml(true, BEHIND_US));
      try (TimeBridge bridge = TimeBridge.start(ConfigReader.parse("benchmark", yaml))) {
        System.out.println(bridge.timestamps());
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }

  /**
   * Runs it.
   *
   * @param args seconds a run (120), runs (3), where the bridge's stamps are from (kernel)
   * @throws Exception if something cannot be started
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 120;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    String stamps = args.length > 2 ? args[2] : "kernel";
    for (int run = 1; run <= runs; run++) {
      List<Offsets> offsets = measure(stamps, seconds, Way.USUAL);
      System.out.printf("%s stamps, run %d%n", stamps, run);
      offsets.forEach(each -> System.out.println("  " + each));
      double ratio = offsets.get(0).rms() / offsets.get(1).rms();
      System.out.printf(Locale.ROOT, "  ratio of rms, behind us over behind ptp4l: %.2f%n", ratio);
      System.out.flush();
    }
  }

  /** Behind us, then behind ptp4l. */
  static List<Offsets> measure(String stamps, int seconds, Way way) throws Exception {
    try (Segment segment = new Segment(3)) {
      List<String> ports = segment.devices(Segment.GRANDMASTER);
      Ptp4l.start(segment, SOURCE, false, way);
      Ptp4l.start(segment, Segment.GRANDMASTER, false, List.of(ports.get(BEHIND_PTP4L - 1)), way);
      Ptp4l.start(segment, BEHIND_US, true, way);
      Ptp4l.start(segment, BEHIND_PTP4L, true, way);
      Thread.sleep(2_000);
      setTai(segment, SOURCE, way);
      setTai(segment, Segment.GRANDMASTER, way);
      Process unused =
          segment.startJava(
              Segment.GRANDMASTER,
              Bridge.class,
              List.of(ports.get(SOURCE - 1), ports.get(BEHIND_US - 1), stamps, way.toString()),
              segment.folder.resolve("bridge.log"));
      Thread.sleep(SETTLE_SECONDS * 1_000L);
      List<Path> polled = poll(segment, seconds, way);
      return List.of(
          Offsets.ofPmc("behind us", polled.get(0), SKIPPED).less(TAI_MINUS_UTC_NANOS),
          Offsets.ofPmc("behind ptp4l", polled.get(1), SKIPPED).less(TAI_MINUS_UTC_NANOS));
    }
  }

  private static void setTai(Segment segment, int host, Way way) throws Exception {
    Process pmc = pmc(segment, host, segment.folder.resolve("set" + host), way);
    try (OutputStream in = pmc.getOutputStream()) {
      in.write((TAI + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    pmc.waitFor();
  }

  static Process pmc(Segment segment, int host, Path output) throws Exception {
    return pmc(segment, host, output, Way.USUAL);
  }

  private static Process pmc(Segment segment, int host, Path output, Way way) throws Exception {
    String server = Ptp4l.socket(segment, host).toString();
    String own = output + ".uds";
    return segment.start(host, Ptp4l.pmc(way, server, own), output);
  }

  /** Asks both followers for their offsets some times a Sync, in turn. */
  private static List<Path> poll(Segment segment, int seconds, Way way) throws Exception {
    Path us = segment.folder.resolve("us");
    Path ptp4l = segment.folder.resolve("ptp4l");
    try (OutputStream one = pmc(segment, BEHIND_US, us, way).getOutputStream();
        OutputStream other = pmc(segment, BEHIND_PTP4L, ptp4l, way).getOutputStream()) {
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() - end < 0) {
        for (OutputStream each : List.of(one, other)) {
          each.write("GET CURRENT_DATA_SET\n".getBytes(StandardCharsets.US_ASCII));
          each.flush();
        }
        Thread.sleep(1000 / Ptp4l.SYNCS_A_SECOND / 3);
      }
    }
    return List.of(us, ptp4l);
  }
}
