package io.timebridge.bridge.interop;

import static io.timebridge.bridge.interop.BridgeProcess.source;
import static io.timebridge.bridge.interop.BridgeProcess.versusSystemClockNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bridge follows real servers under every key type and in interleaved mode, all at once. */
class NtpServersIT extends LabTest {
  private static final Duration LOCK = Duration.ofMinutes(2);
  private static final long MICRO = 1_000;
  private static final int READINGS = 21;

  /** Each key type at an address of its own of one chronyd; then a key that it does not have. */
  private static String sources(Path keys) {
    StringBuilder text = new StringBuilder("  - {name: plain, server: 10.77.1.2, minpoll: 0}\n");
    text.append("  - {name: six, server: 'fd77::2', minpoll: 0, interleaved: true}\n");
    for (NtpMac each : NtpMac.values()) {
      text.append(
          "  - {name: %s, server: 10.77.1.%d, minpoll: 0, interleaved: %s, key: %d, keys: %s}\n"
              .formatted(each, 20 + each.id(), each.id() % 2 == 1, each.id(), keys));
    }
    return text
        + "  - {name: stranger, server: 10.77.1.30, minpoll: 0, maxpoll: 0, key: 99, keys: %s}\n"
            .formatted(keys);
  }

  private static String config(String sources) {
    return """
    http: 127.0.0.1:8319
    sources:
      ntp:
    %s
    serve:
      ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"]}
    """
        .formatted(sources);
  }

  @Test
  void everyKeyTypeAndInterleavedModeOfChronyd() throws IOException {
    try (Lab lab = Lab.pair()) {
      Host peer = lab.peer(1);
      Path keys = Files.writeString(peer.folder().resolve("keys"), NtpMac.keyFile());
      Path ours =
          Files.writeString(
              peer.folder().resolve("ours"), NtpMac.keyFile() + "99 SHA1 ASCII:stranger\n");
      for (int last = 21; last <= 30; last++) {
        peer.ip("addr", "add", "10.77.1." + last + "/24", "dev", peer.device());
      }
      Path socket = peer.folder().resolve("chronyd.sock");
      lab.bridge().ip("addr", "add", "fd77::1/64", "dev", lab.bridge().device(), "nodad");
      peer.ip("addr", "add", "fd77::2/64", "dev", peer.device(), "nodad");
      Child unused =
          Chrony.server(peer, "allow fd77::/64\nkeyfile " + keys + "\nbindcmdaddress " + socket);
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config(sources(ours)));
      JsonNode status =
          bridge.await("all servers are followed", LOCK, NtpServersIT::everybodyButTheStranger);
      for (NtpMac each : NtpMac.values()) {
        JsonNode source = source(status, each.name());
        assertEquals(each.id(), source.path("key").intValue());
        assertEquals(0, BridgeProcess.sum(source.path("dropped")), source.toString());
      }
      assertTrue(
          source(status, "stranger").path("reason").asText().startsWith("no answer to the last 8"),
          source(status, "stranger").toString());
      report("chronyd, nine servers", bridge);
      String counted = String.join("\n", Chrony.statistics(peer, socket));
      assertTrue(count(counted, "Authenticated NTP packets") > 20, counted);
      assertTrue(count(counted, "Interleaved NTP packets") > 10, counted);
    }
  }

  private static boolean everybodyButTheStranger(JsonNode status) {
    boolean all = BridgeProcess.locked(status);
    for (JsonNode source : status.path("sources")) {
      boolean stranger = source.path("name").asText().equals("stranger");
      all &= stranger ^ source.path("usable").booleanValue();
      all &= !stranger || source.path("reason").asText().startsWith("no answer to the last");
    }
    return all;
  }

  private static long count(String statistics, String what) {
    return statistics
        .lines()
        .filter(line -> line.startsWith(what))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:\\s*", "")))
        .findFirst()
        .orElse(-1);
  }

  @Test
  void ntpdOfNtpsecIsFollowed() {
    try (Lab lab = Lab.pair()) {
      Ntpd.server(lab.peer(1));
      BridgeProcess bridge =
          BridgeProcess.start(
              lab.bridge(), config("  - {name: ntpd, server: 10.77.1.2, minpoll: 0}\n"));
      JsonNode unused = bridge.await("the bridge is locked", LOCK, BridgeProcess::locked);
      report("ntpd", bridge);
    }
  }

  /** All hosts share one clock, so that ours must show it. */
  private static void report(String what, BridgeProcess bridge) {
    double median =
        Median.of(
            READINGS,
            () -> {
              Await.pause(Duration.ofMillis(100));
              return java.util.OptionalDouble.of((double) versusSystemClockNanos(bridge.status()));
            });
    System.out.printf("%s: our clock minus the host's, median %.0f ns%n", what, median);
    assertNear(0, Math.round(median), 20 * MICRO, List.of(bridge.status()));
  }
}
