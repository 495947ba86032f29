package io.timebridge.bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timebridge.bridge.capture.Captures;
import io.timebridge.bridge.capture.Frames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
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

  private record Result(int code, List<String> out, String err) {}

  private Result decode(byte[] capture, String... options) throws IOException {
    Path file = Files.write(folder.resolve("a.pcap"), capture);
    String[] args = Arrays.copyOf(options, options.length + 2);
    System.arraycopy(options, 0, args, 1, options.length);
    args[0] = "decode";
    args[args.length - 1] = file.toString();
    return run(args);
  }

  private static Result run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = Main.run(args);
      return new Result(
          code,
          outBytes.toString(StandardCharsets.UTF_8).lines().toList(),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void aLineAMessage() throws IOException {
    Result result = decode(CAPTURE);
    assertEquals(0, result.code(), result.err());
    assertEquals("", result.err());
    assertEquals(3, result.out().size());
    assertEquals(
        "    1 0.000000000 192.0.2.1:319 > 224.0.1.129:319 PTPv2.0 Sync domain 0 seq 7"
            + " from 020000.fffe.000001-1 two-step log -3 ts 1700000000.000000000",
        result.out().get(0));
    assertTrue(result.out().get(1).startsWith("    3 2.000000000 192.0.2.1:123 "));
  }

  @Test
  void aJsonObjectAMessage() throws IOException {
    Result result = decode(CAPTURE, "--json");
    assertEquals(0, result.code(), result.err());
    assertEquals(3, result.out().size());
    JsonNode first = new ObjectMapper().readTree(result.out().get(0));
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
    Result result = decode(Arrays.copyOf(CAPTURE, CAPTURE.length - 1), "--json");
    assertEquals(1, result.code());
    assertEquals(3, result.out().size());
    assertEquals(
        "{\"frame\":4,\"protocol\":\"frame\",\"fields\":{},\"error\":\"cut short within frame 4\"}",
        result.out().get(2));
    assertEquals(
        "timebridge: " + folder.resolve("a.pcap") + ": cut short within frame 4",
        result.err().strip());
  }

  @Test
  void whatIsNoCaptureIsOne() throws IOException {
    Result result = decode("not a capture".getBytes(StandardCharsets.US_ASCII));
    assertEquals(1, result.code());
    assertEquals(List.of(), result.out());
    assertTrue(result.err().strip().endsWith("a.pcap: not a pcap or pcapng file"), result.err());
  }

  @Test
  void aFileThatIsMissingIsTwo() {
    Result result = run("decode", folder.resolve("none.pcap").toString());
    assertEquals(2, result.code());
    assertTrue(
        result.err().startsWith("FILE: found \"" + folder.resolve("none.pcap") + "\", allowed: "),
        result.err());
    assertEquals(2, run("decode", folder.toString()).code());
  }

  @Test
  void framesOfAnUnknownLinkAreOne() throws IOException {
    byte[] capture = CAPTURE.clone();
    capture[20] = 127;
    Result result = decode(capture);
    assertEquals(1, result.code());
    assertEquals(List.of("    1 [error: link type 127 is not known here]"), result.out());
    assertTrue(
        result.err().strip().endsWith("a.pcap: frames of link types [127] were not read"),
        result.err());
  }

  @Test
  void standardInputIsRead() {
    InputStream in = System.in;
    try {
      System.setIn(new ByteArrayInputStream(CAPTURE));
      Result result = run("decode", "-");
      assertEquals(0, result.code(), result.err());
      assertEquals(3, result.out().size());
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
    assertEquals(List.of(), decode(capture).out());
    Result result =
        decode(capture, "--ptp-port=10319,10320", "--ntp-port=10123", "--rtcp-port=5004", "--json");
    assertEquals(4, result.out().size(), result.err());
  }
}
