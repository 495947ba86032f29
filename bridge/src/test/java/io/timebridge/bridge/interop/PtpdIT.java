package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ptpd} behind the bridge, by either delay mechanism. */
class PtpdIT extends LabTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Five seconds of Syncs. */
  private static final int READINGS = 40;

  /** What it prints of each Sync: its state, its master, the delay, its offset, both in seconds. */
  private static final Pattern SYNC =
      Pattern.compile(".*, slv, +([0-9a-f]{16})\\(.*?\\)/1, +([-0-9.]+), +([-0-9.]+),.*, S, .*");

  private static final String CONFIG =
      """
      http: 127.0.0.1:8319
      sources:
        ptp:
          - {name: audio, interface: vb0, profile: st2059-2, domain: 0}
      serve:
        ptp:
          - {interface: vb1, profile: aes67, logAnnounceInterval: 0, logMinDelayReqInterval: -3,
             delayMechanism: %s}
      """;

  private record Reading(String master, double delayNanos, double offsetNanos) {}

  private static List<Reading> readings(Child ptpd, int from) {
    return ptpd.linesFrom(from).stream()
        .map(SYNC::matcher)
        .filter(Matcher::matches)
        .map(
            line ->
                new Reading(
                    line.group(1),
                    1e9 * Double.parseDouble(line.group(2)),
                    1e9 * Double.parseDouble(line.group(3))))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"E2E", "P2P"})
  void followsUs(String mechanism) {
    try (Lab lab = Lab.twoWires()) {
      Ptp4l unused = new Ptp4l(lab.peer(1)).startTai();
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), CONFIG.formatted(mechanism));
      JsonNode locked = bridge.awaitLocked();
      Host host = lab.peer(2);
      Child ptpd =
          host.start(
              "ptpd",
              List.of(
                  Tools.path("ptpd"),
                  "--ptpengine:interface=" + host.device(),
                  "--ptpengine:preset=slaveonly",
                  "--ptpengine:delay_mechanism=" + mechanism,
                  "--ptpengine:log_announce_interval=0",
                  "--ptpengine:log_delayreq_interval=-3",
                  "--clock:no_adjust=y",
                  "--clock:no_reset=y",
                  "--global:foreground=y",
                  "--global:verbose_foreground=y",
                  "--global:lock_directory=" + host.folder()));
      int settled =
          Await.until(
                  "ptpd follows us and has measured the path",
                  SOON,
                  () -> readings(ptpd, 0),
                  all -> all.stream().anyMatch(each -> each.delayNanos() != 0))
              .size();
      List<Reading> all =
          Await.until(
              "ptpd measured some more Syncs",
              SOON,
              () -> readings(ptpd, 0),
              some -> some.size() >= settled + 2 * READINGS);
      List<Reading> last = all.subList(all.size() - READINGS, all.size());
      JsonNode served = locked.path("serve").path("ptp").path(0);
      String ours = Ptp4l.hexDigits(served.path("clockIdentity").asText());
      last.forEach(each -> assertEquals(ours, each.master()));
      // The grandmaster calls the host's UTC TAI, and so do we.
      double[] offsets =
          last.stream().mapToDouble(Reading::offsetNanos).map(nanos -> nanos - 37e9).toArray();
      Arrays.sort(offsets);
      double delay = last.get(READINGS - 1).delayNanos();
      System.out.printf(
          "ptpd behind us, %s: median %.0f ns, %.0f to %.0f ns, delay %.0f ns%n",
          mechanism, Median.of(offsets), offsets[0], offsets[READINGS - 1], delay);
      assertEquals(0, Median.of(offsets), 100_000, Arrays.toString(offsets));
      assertTrue(delay > 0 && delay < 100_000, delay + " ns");
    }
  }
}
