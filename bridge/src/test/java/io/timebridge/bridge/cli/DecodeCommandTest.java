package io.timebridge.bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.bridge.capture.Captures;
import io.timebridge.bridge.capture.Frames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeCommandTest {
  private static final byte[] CAPTURE =
      Captures.pcap(
          Frames.datagram(319, 319, Frames.sync(7)),
          Frames.datagram(4_000, 53, new byte[20]),
          Frames.datagram(123, 123, Frames.ntpAnswer()),
          Frames.datagram(5_005, 5_005, Frames.senderReport()));

  private final Path folder;

  DecodeCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun decode(byte[] capture, String... options) throws IOException {
    Path file = Files.write(folder.resolve("a.pcap"), capture);
    String[] args = Arrays.copyOf(options, options.length + 2);
    System.arraycopy(options, 0, args, 1, options.length);
    args[0] = "decode";
    args[args.length - 1] = file.toString();
    return CommandRun.of(args);
  }

  @Test
  void aLineAMessage() throws IOException {
    CommandRun result = decode(CAPTURE);
    assertEquals(0, result.code(), result.err());
    assertEquals("", result.err());
    assertEquals(3, result.lines().size());
    assertEquals(
        "    1 0.000000000 192.0.2.1:319 > 224.0.1.129:319 PTPv2.0 Sync domain 0 seq 7"
            + " from 020000.fffe.000001-1 two-step log -3 ts 1700000000.000000000",
        result.lines().get(0));
    assertTrue(result.lines().get(1).startsWith("    3 2.000000000 192.0.2.1:123 "));
  }

  @Test
  void aJsonObjectAMessage() throws IOException {
    CommandRun result = decode(CAPTURE, "--json");
    assertEquals(0, result.code(), result.err());
    assertEquals(3, result.lines().size());
    JsonNode first = new ObjectMapper().readTree(result.lines().get(0));
    assertEquals(1, first.get("frame").intValue());
    assertEquals("ptp", first.get("protocol").textValue());
    JsonNode fields = first.get("fields");
    assertEquals(7, fields.get("ptp.v2.sequenceid").intValue());
    assertEquals(0x0200, fields.get("ptp.v2.flags").intValue());
    assertEquals(1, fields.get("ptp.v2.flags.twostep").intValue());
    assertEquals("0x020000fffe000001", fields.get("ptp.v2.clockidentity").textValue());
    assertEquals(-3, fields.get("ptp.v2.logmessageperiod").intValue());
    assertEquals(1_700_000_000L, fields.get("ptp.v2.sdr.origintimestamp.seconds").longValue());
  }

  @Test
  void aCaptureThatEndsEarlyIsOneAfterWhatItHas() throws IOException {
    CommandRun result = decode(Arrays.copyOf(CAPTURE, CAPTURE.length - 1), "--json");
    assertEquals(1, result.code());
    assertEquals(3, result.lines().size());
    assertEquals(
        "{\"frame\":4,\"protocol\":\"frame\",\"fields\":{},\"error\":\"cut short within frame 4\"}",
        result.lines().get(2));
    assertEquals(
        "timebridge: " + folder.resolve("a.pcap") + ": cut short within frame 4",
        result.err().strip());
  }

  @Test
  void whatIsNoCaptureIsOne() throws IOException {
    CommandRun result = decode("not a capture".getBytes(StandardCharsets.US_ASCII));
    assertEquals(1, result.code());
    assertEquals(List.of(), result.lines());
    assertTrue(result.err().strip().endsWith("a.pcap: not a pcap or pcapng file"), result.err());
  }

  @Test
  void aFileThatIsMissingIsTwo() {
    CommandRun result = CommandRun.of("decode", folder.resolve("none.pcap").toString());
    assertEquals(2, result.code());
    assertTrue(
        result.err().startsWith("FILE: found \"" + folder.resolve("none.pcap") + "\", allowed: "),
        result.err());
    assertEquals(2, CommandRun.of("decode", folder.toString()).code());
  }

  @Test
  void framesOfAnUnknownLinkAreOne() throws IOException {
    byte[] capture = CAPTURE.clone();
    capture[20] = 127;
    CommandRun result = decode(capture);
    assertEquals(1, result.code());
    assertEquals(List.of("    1 [error: link type 127 is not known here]"), result.lines());
    assertTrue(
        result.err().strip().endsWith("a.pcap: frames of link types [127] were not read"),
        result.err());
  }

  @Test
  void standardInputIsRead() {
    InputStream in = System.in;
    try {
      System.setIn(new ByteArrayInputStream(CAPTURE));
      CommandRun result = CommandRun.of("decode", "-");
      assertEquals(0, result.code(), result.err());
      assertEquals(3, result.lines().size());
    } finally {
      System.setIn(in);
    }
  }

  @Test
  void otherPortsAreNamed() throws IOException {
    byte[] capture =
        Captures.pcap(
            Frames.datagram(10_319, 10_319, Frames.sync(7)),
            Frames.datagram(10_320, 10_320, Frames.sync(8)),
            Frames.datagram(10_123, 40_000, Frames.ntpAnswer()),
            Frames.datagram(5_004, 5_004, Frames.senderReport()));
    assertEquals(List.of(), decode(capture).lines());
    CommandRun result =
        decode(capture, "--ptp-port=10319,10320", "--ntp-port=10123", "--rtcp-port=5004", "--json");
    assertEquals(4, result.lines().size(), result.err());
  }
}
