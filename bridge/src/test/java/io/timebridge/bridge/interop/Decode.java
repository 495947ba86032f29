package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code decode --json} of the runnable jar, beside tshark. */
final class Decode {
  private static final Duration READ = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Decode() {}

  /** {@return the lines of a capture} */
  static List<String> json(Path file) {
    List<String> command =
        List.of(
            Tools.java(),
            "-jar",
            BridgeProcess.jar().toString(),
            "decode",
            "--json",
            file.toString());
    try (Child child = new Child("decode", new ProcessBuilder(command))) {
      int exit = child.awaitExit(READ);
      child.awaitOutputEnd();
      assertEquals(0, exit, child::tail);
      return child.lines();
    }
  }

  /**
   * Fails unless decode and tshark say the same of a capture, and each of these kinds of message is
   * in it: the value of {@code ptp.v2.messagetype}, or of {@code ntp.flags.mode}.
   */
  static void assertAgreesWithTshark(Path file, String name, Set<String> kinds) {
    List<String> lines = json(file);
    WiresharkJson tshark = Tshark.json(file);
    Set<Long> frames = new TreeSet<>();
    Set<String> found = new TreeSet<>();
    for (String line : lines) {
      tshark.compare(line);
      JsonNode message = parse(line);
      frames.add(message.path("frame").longValue());
      JsonNode fields = message.path("fields");
      found.add("ptp " + fields.path("ptp.v2.messagetype").asText("-"));
      found.add("ntp " + fields.path("ntp.flags.mode").asText("-"));
    }
    List<String> differences = tshark.differences(frames);
    assertEquals(
        List.of(),
        differences.subList(0, Math.min(40, differences.size())),
        differences.size() + " in " + name);
    List<String> missing = new ArrayList<>(kinds);
    missing.removeAll(found);
    assertEquals(List.of(), missing, () -> "not captured in " + name + ", but " + found);
    assertTrue(tshark.fields() > 100, () -> tshark.fields() + " fields");
    System.out.printf(
        "decode and tshark agree about %s: %d messages, %d fields%n",
        name, lines.size(), tshark.fields());
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
