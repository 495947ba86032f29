package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clients of ours: each takes what it is told, and the best of them are told it well. */
@Isolated("microseconds are measured")
class NtpClientsIT extends LabTest {
  private static final Duration WAIT = Duration.ofMinutes(2);
  private static final int SAMPLES = 20;

  // Columns of chrony's measurements.log.
  private static final int TESTS_123 = 5;
  private static final int TESTS_567 = 6;
  private static final int TESTS_ABCD = 7;
  private static final int OFFSET = 11;
  private static final int MODE = 17;

  private static String config(Path keys) {
    return """
    http: 127.0.0.1:8319
    sources:
      ntp: [{name: studio, server: 10.77.1.2, minpoll: 0, maxpoll: 2}]
    serve:
      ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"], keys: %s}
    """
        .formatted(keys);
  }

  /** A measurement that passed all of chrony's tests. */
  private record Sample(double offsetSeconds, boolean interleaved) {}

  private static List<Sample> samples(Path log) {
    if (!Files.exists(log)) {
      return List.of();
    }
    try {
      return Files.readAllLines(log).stream()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > MODE && words[0].matches("\\d{4}-.*"))
          .filter(
              words ->
                  words[TESTS_123].equals("111")
                      && words[TESTS_567].equals("111")
                      && words[TESTS_ABCD].equals("1111"))
          .map(words -> new Sample(Double.parseDouble(words[OFFSET]), words[MODE].endsWith("I")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long medianNanos(List<Sample> samples) {
    double[] offsets =
        samples.stream().mapToDouble(s -> Math.abs(s.offsetSeconds())).sorted().toArray();
    return Math.round(offsets[offsets.length / 2] * 1e9);
  }

  @Test
  void everyClientTakesOurTime() throws IOException {
    try (Lab lab = Lab.pair()) {
      Host peer = lab.peer(1);
      String server = lab.bridge().address();
      Path keys = peer.folder().resolve("keys");
      Files.writeString(keys, NtpMac.keyFile());
      Child unused = Chrony.server(peer);
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config(keys));
      JsonNode locked = bridge.await("the bridge is locked", WAIT, BridgeProcess::locked);
      assertEquals("studio", locked.path("timeline").path("source").asText());

      Map<String, Path> logs = new LinkedHashMap<>();
      logs.put("plain", Chrony.client(peer, "plain", server, "", keys));
      logs.put("xleave", Chrony.client(peer, "xleave", server, "xleave", keys));
      logs.put("v3", Chrony.client(peer, "v3", server, "version 3", keys));
      for (NtpMac key : NtpMac.values()) {
        String options = "key " + key.id() + (key.id() % 2 == 0 ? " xleave" : "");
        logs.put(key.name(), Chrony.client(peer, key.name(), server, options, keys));
      }
      logs.forEach(
          (name, log) -> {
            List<Sample> good =
                Await.until(
                    name + " has measured", WAIT, () -> samples(log), all -> all.size() >= SAMPLES);
            System.out.printf(
                "chronyd %s: %d good samples, %d interleaved, median |offset| %d ns%n",
                name,
                good.size(),
                good.stream().filter(Sample::interleaved).count(),
                medianNanos(good));
          });
      List<Sample> interleaved = samples(logs.get("xleave"));
      assertTrue(interleaved.stream().filter(Sample::interleaved).count() > SAMPLES / 2);
      // In basic mode, too: what an answer and its seal take to leave is in its stamp.
      logs.forEach((name, log) -> assertTrue(medianNanos(samples(log)) < 20_000, name));

      assertEquals(0, Ntpdig.query(peer, server).orElseThrow(), 1e-3);
      JsonNode status = bridge.status().path("serve").path("ntp");
      assertTrue(status.path("interleaved").asLong() > SAMPLES / 2, status.toString());
      assertEquals(peer.address(), status.path("clients").path(0).path("address").asText());
      assertEquals(0, status.path("dropped").size(), status.toString());
    }
  }

  /** The system peer of ntpd: RFC 5905's select code 6 in the third hexadecimal digit, and more. */
  private static boolean isFollowed(String line) {
    String[] words = line.split(" ", -1);
    return words.length > 4 && words[3].matches("[0-9a-f]*[6][0-9a-f]{2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2 SHA1 00112233445566778899aabbccddeeff00112233",
        "6 AES-128 000102030405060708090a0b0c0d0e0f"
      })
  void ntpdTakesOurTime(String key) throws IOException {
    try (Lab lab = Lab.segment(2)) {
      Path keys = lab.peer(1).folder().resolve("keys");
      Files.writeString(keys, NtpMac.keyFile());
      Child unused = Chrony.server(lab.peer(1));
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config(keys));
      JsonNode locked = bridge.await("the bridge is locked", WAIT, BridgeProcess::locked);
      assertEquals("studio", locked.path("timeline").path("source").asText());
      Path log = Ntpd.client(lab.peer(2), lab.bridge().address(), key);
      List<String> lines =
          Await.until(
              "ntpd follows us",
              WAIT,
              () -> {
                try {
                  return Files.exists(log) ? Files.readAllLines(log) : List.<String>of();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              all -> all.stream().anyMatch(NtpClientsIT::isFollowed));
      String last = lines.get(lines.size() - 1);
      System.out.println("ntpd " + key + ": " + last);
      // All share one clock: what is seen of it is half of the delay, on a host that was busy, and
      // us.
      String[] words = last.split(" ", -1);
      double most = Double.parseDouble(words[5]) / 2 + 100e-6;
      assertEquals(0, Double.parseDouble(words[4]), most, last);
    }
  }
}
