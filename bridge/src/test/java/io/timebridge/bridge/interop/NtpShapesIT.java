package io.timebridge.bridge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every shape of a request to us and to {@code chronyd}, side by side: the same answer or silence,
 * or a row in the table of differences.
 */
class NtpShapesIT extends LabTest {
  private static final int HEADER = 48;

  /** What we do otherwise than chronyd 4.3, by the shape's name; and why. */
  private static final Map<Pattern, String> DIFFERENCES =
      Map.of(
          Pattern.compile("poll -(20|128)"),
          "a poll is echoed; chronyd tells -19 at least, the shortest interval that it can limit");

  private static String config(Path keys) {
    return """
    http: 127.0.0.1:8319
    sources:
      ntp: [{name: studio, server: 10.77.1.2, minpoll: 0, maxpoll: 0}]
    serve:
      ntp: {listen: ["0.0.0.0:123"], allow: ["10.77.0.0/16"], keys: %s}
    """
        .formatted(keys);
  }

  @Test
  void answersAsChronydDoes() throws IOException {
    try (Lab lab = Lab.pair()) {
      Host peer = lab.peer(1);
      Path keys = peer.folder().resolve("keys");
      Files.writeString(keys, NtpMac.keyFile());
      Child unused = Chrony.server(peer, "keyfile " + keys);
      BridgeProcess bridge = BridgeProcess.start(lab.bridge(), config(keys));
      var unusedStatus =
          bridge.await("the bridge is locked", BridgeProcess.LOCK, BridgeProcess::locked);
      Map<String, byte[]> shapes = RequestShapes.all();
      Path requests = peer.folder().resolve("requests");
      Files.write(requests, shapes.values().stream().map(HexFormat.of()::formatHex).toList());
      Probe probe = Probe.on(peer);
      List<String> ours = ask(probe, lab.bridge().address(), requests);
      List<String> theirs = ask(probe, peer.address(), requests);
      assertEquals(shapes.size(), ours.size());
      assertEquals(shapes.size(), theirs.size());

      Map<String, String> different = new TreeMap<>();
      Set<Pattern> met = new HashSet<>();
      int answered = 0;
      int i = 0;
      for (Map.Entry<String, byte[]> shape : shapes.entrySet()) {
        String we = describe(shape.getValue(), ours.get(i));
        String they = describe(shape.getValue(), theirs.get(i));
        answered += they.equals("silence") ? 0 : 1;
        if (!we.equals(they)) {
          Pattern row = row(shape.getKey());
          if (row == null) {
            different.put(shape.getKey(), "we: " + we + " chronyd: " + they);
          } else {
            met.add(row);
          }
        }
        i++;
      }
      System.out.printf("%d shapes, %d answered by chronyd%n", shapes.size(), answered);
      assertTrue(answered > 100, "answered: " + answered);
      assertEquals(Map.of(), different);
      assertEquals(DIFFERENCES.keySet(), met, "no row is for what is the same");
    }
  }

  private static @Nullable Pattern row(String name) {
    return DIFFERENCES.keySet().stream()
        .filter(each -> each.matcher(name).matches())
        .findFirst()
        .orElse(null);
  }

  private static List<String> ask(Probe probe, String server, Path requests) throws IOException {
    Path replies = requests.resolveSibling("replies-" + server);
    probe.exchange(server, requests, replies);
    return Files.readAllLines(replies);
  }

  /** What in an answer does not depend on who gives it; a wrong thing is said as such. */
  private static String describe(byte[] request, String hex) {
    if (hex.equals("-")) {
      return "silence";
    }
    byte[] bytes = HexFormat.of().parseHex(hex);
    ByteBuffer reply = ByteBuffer.wrap(bytes);
    List<String> said = new ArrayList<>();
    said.add("length " + bytes.length + (bytes.length > request.length ? " TOO LONG" : ""));
    said.add("leap " + ((bytes[0] & 0xff) >> 6));
    said.add("version " + ((bytes[0] >> 3) & 7));
    said.add("mode " + (bytes[0] & 7));
    said.add("stratum " + (bytes[1] >= 1 && bytes[1] < 16 ? "good" : bytes[1]));
    said.add("poll " + bytes[2]);
    said.add("precision " + (bytes[3] >= -30 && bytes[3] <= -3 ? "good" : bytes[3]));
    long origin = ByteBuffer.wrap(request).getLong(40);
    said.add(reply.getLong(24) == origin ? "origin echoed" : "ORIGIN");
    long receive = reply.getLong(32);
    long transmit = reply.getLong(40);
    said.add(receive != 0 && transmit - receive > 0 ? "receive before transmit" : "TIMES");
    said.add(transmit - reply.getLong(16) > 0 ? "reference in the past" : "REFERENCE");
    if (bytes.length > HEADER) {
      said.add("key " + reply.getInt(HEADER));
      said.add(isAuthentic(bytes) ? "authentic" : "NOT AUTHENTIC");
    }
    return String.join(", ", said);
  }

  private static boolean isAuthentic(byte[] reply) {
    for (NtpMac key : NtpMac.values()) {
      if (key.id() == ByteBuffer.wrap(reply).getInt(HEADER)) {
        byte[] digest = key.over(Arrays.copyOf(reply, HEADER));
        byte[] told = Arrays.copyOfRange(reply, HEADER + 4, reply.length);
        return told.length >= 16 && Arrays.equals(Arrays.copyOf(digest, told.length), told);
      }
    }
    return false;
  }
}
