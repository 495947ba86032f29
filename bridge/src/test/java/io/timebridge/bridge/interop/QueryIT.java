package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The {@code query} command against real servers, and beside {@code chronyd -Q}. */
class QueryIT extends LabTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final long MICRO = 1_000;

  private record Told(int code, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }
  }

  private static Told query(Host host, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Tools.java(), "-jar", BridgeProcess.jar().toString(), "query"));
    command.addAll(List.of(arguments));
    try (Child child = host.start("query", command)) {
      int code = child.awaitExit(WAIT);
      child.awaitOutputEnd();
      return new Told(code, child.lines());
    }
  }

  @Test
  void agreesWithChronydAndKnowsItsKeys() throws IOException {
    try (Lab lab = Lab.pair()) {
      Host peer = lab.peer(1);
      Path keys = Files.writeString(peer.folder().resolve("keys"), NtpMac.keyFile());
      Child unused = Chrony.server(peer, "keyfile " + keys);
      String server = peer.address();
      double chrony =
          Await.until(
                  "chronyd answers",
                  WAIT,
                  () -> Chrony.query(lab.bridge(), server),
                  OptionalDouble::isPresent)
              .orElseThrow();
      Told told = query(lab.bridge(), "--json", "--count", "3", "--interval", "0.2", server);
      assertEquals(0, told.code(), told.text());
      JsonNode rounds = new ObjectMapper().readTree(told.text());
      assertEquals(3, rounds.size());
      double[] offsets = new double[3];
      for (int i = 0; i < 3; i++) {
        offsets[i] = rounds.get(i).path("offsetNanos").asDouble();
        assertEquals(i + 1, rounds.get(i).path("round").intValue());
        assertEquals(3, rounds.get(i).path("stratum").intValue());
      }
      System.out.printf("query: %.0f ns, chronyd -Q: %.0f ns%n", Median.of(offsets), chrony * 1e9);
      assertNear(Math.round(chrony * 1e9), Math.round(Median.of(offsets)), 50 * MICRO, rounds);
      for (NtpMac each : List.of(NtpMac.SHA256, NtpMac.AES128)) {
        Told keyed =
            query(lab.bridge(), "--keys", keys.toString(), "--key", "" + each.id(), server);
        assertEquals(0, keyed.code(), keyed.text());
      }
    }
  }

  @Test
  void eachFailureHasItsLine() {
    try (Lab lab = Lab.pair()) {
      Child servers = OddNtpServers.start(lab.peer(1), WAIT);
      servers.send("10.77.1.21 kiss RATE");
      servers.send("10.77.1.22 kiss DENY");
      servers.send("10.77.1.23 leap 3");
      servers.awaitLine("ok", 3, WAIT);
      Told told =
          query(
              lab.bridge(),
              "10.77.1.21",
              "10.77.1.22",
              "10.77.1.23",
              "10.77.1.24",
              "10.77.1.99",
              "10.99.1.1",
              "ntp.invalid");
      assertEquals(1, told.code(), told.text());
      assertEquals(7, told.lines().size(), told.text());
      for (String line :
          List.of(
              "10.77.1.21: the server wants to be asked less often (kiss code RATE)",
              "10.77.1.22: the server refuses (kiss code DENY)",
              "10.77.1.23: the server is not synchronised",
              "10.77.1.99: no answer to 3 requests",
              "10.99.1.1: no route to 10.99.1.1",
              "ntp.invalid: no such host")) {
        assertTrue(told.lines().contains(line), line + " is not in\n" + told.text());
      }
      assertTrue(told.lines().get(3).startsWith("10.77.1.24: offset "), told.text());
      assertEquals(0, query(lab.bridge(), "10.77.1.24").code());
      assertEquals(2, query(lab.bridge(), "--count", "0", "10.77.1.24").code());
    }
  }
}
