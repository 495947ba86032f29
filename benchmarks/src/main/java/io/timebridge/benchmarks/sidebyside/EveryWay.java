package io.timebridge.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Every way of speaking PTP, in both roles, with {@code ptp4l} in the same run: the raw offsets of
 * our follower over those of a {@code ptp4l -S} behind the same grandmaster, and the raw offsets of
 * a {@code ptp4l -S} behind the bridge over those of another behind a {@code ptp4l}. On the
 * kernel's stamps.
 *
 * <p>A few samples of a shared machine lie tens of microseconds off, in whichever follower, and
 * decide an rms; so the medians and 99 % are told, too, and each run is repeated.
 *
 * <p>Needs root, linuxptp, iproute2 and util-linux:
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.timebridge.benchmarks.sidebyside.EveryWay \
 *     [seconds [runs [ways]]]
 * }</pre>
 */
public final class EveryWay {
  private EveryWay() {}

  /**
   * Runs it.
   *
   * @param args seconds a run (20), runs (1), the ways, such as {@code
   *     E2E/UDPv4/multicast/0,P2P/UDPv6/multicast/127} (eight)
   * @throws Exception if something cannot be started
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    List<Way> ways =
        args.length > 2 ? Arrays.stream(args[2].split(",", -1)).map(Way::parse).toList() : Way.ALL;
    for (Way way : ways) {
      List<Double> following = new ArrayList<>();
      List<Double> leading = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        following.add(
            tell(way, "we follow", SideBySide.measure("kernel", false, seconds, 1 + run % 2, way)));
        leading.add(tell(way, "we lead", BehindOurMaster.measure("kernel", seconds, way)));
      }
      System.out.printf(
          Locale.ROOT,
          "%-24s rms over ptp4l's, median of %d: we follow %.2f, we lead %.2f%n",
          way,
          runs,
          median(following),
          median(leading));
      System.out.flush();
    }
  }

  private static double tell(Way way, String role, List<Offsets> offsets) {
    Offsets ours = offsets.get(0);
    Offsets theirs = offsets.get(1);
    double rms = ours.rms() / theirs.rms();
    System.out.printf(
        Locale.ROOT,
        "%-24s %-9s rms %6.0f / %6.0f ns = %.2f; 50 %% %.2f; 99 %% %.2f%n",
        way,
        role,
        ours.rms(),
        theirs.rms(),
        rms,
        ours.quantile(0.5) / theirs.quantile(0.5),
        ours.quantile(0.99) / theirs.quantile(0.99));
    System.out.flush();
    return rms;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
