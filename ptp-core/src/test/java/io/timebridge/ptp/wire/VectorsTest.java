package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Messages that others wrote: {@code -Pvectors -Dvectors.dir=DIR} reads DIR/ptp.json, an array of
 * objects with {@code id}, {@code hex}, {@code negative} and {@code decode}, a line of name=value.
 */
@Tag("vectors")
class VectorsTest {
  private static final Pattern MEMBER = Pattern.compile("\\b(\\w+)=([-.\\w]+)");
  private static final Pattern TLV = Pattern.compile("\\b[0-9a-f]{4}/\\d+:[0-9a-f]*");
  private static final Pattern TIME = Pattern.compile("\\d+\\.\\d{9}");

  @TestFactory
  Stream<DynamicTest> everyVector() throws IOException {
    JsonNode all = new ObjectMapper().readTree(Files.readString(file()));
    assertTrue(all.size() > 0, "no vectors");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(vector -> vector.get("decode").asText().contains(" sdo="))
        .map(vector -> DynamicTest.dynamicTest(vector.get("id").asText(), () -> check(vector)));
  }

  private static Path file() {
    String directory = System.getProperty("vectors.dir", "");
    Path path = Path.of(directory, "ptp.json");
    // A relative one is meant from where the build was started, one folder above the module.
    return Files.exists(path) ? path : Path.of("..").resolve(path);
  }

  private static void check(JsonNode vector) {
    String decode = vector.get("decode").asText();
    ByteBuffer bytes = Hex.bytes(vector.get("hex").asText());
    PtpDropReason reason = PtpCheck.check(bytes);
    if (decode.contains("unusable")) {
      assertEquals(PtpDropReason.UNKNOWN_VERSION, reason);
    } else if (vector.get("negative").asBoolean() && isFrameBroken(decode, bytes)) {
      assertNotNull(reason);
    } else {
      assertNull(reason); // what is wrong inside a management TLV is not seen here
      agrees(bytes, members(decode), decode);
    }
  }

  private static boolean isFrameBroken(String decode, ByteBuffer bytes) {
    MessageType type = MessageType.of(bytes.get(0));
    int length = bytes.getShort(2) & 0xFFFF;
    return decode.contains("OVERRUN") || type == null || length < type.length();
  }

  private static Map<String, String> members(String decode) {
    Map<String, String> members = new TreeMap<>();
    Matcher matcher = MEMBER.matcher(decode);
    while (matcher.find()) {
      members.putIfAbsent(matcher.group(1), matcher.group(2));
    }
    return members;
  }

  private static void agrees(ByteBuffer bytes, Map<String, String> is, String decode) {
    PtpMessage message = PtpMessage.read(bytes);
    CommonHeader header = message.header();
    String name = decode.substring(0, decode.indexOf(' ')).replace("_", "");
    assertAll(
        () -> assertTrue(message.type().name().replace("_", "").equalsIgnoreCase(name), name),
        says(is, "sdo", "%03x".formatted(header.sdoId())),
        says(is, "ver", "2." + header.minorVersion()),
        says(is, "len", bytes.getShort(2) & 0xFFFF),
        says(is, "dom", header.domainNumber()),
        says(is, "flags", "%04x".formatted(header.flags())),
        says(is, "corr", header.correctionScaledNanos()),
        says(is, "mts", "%08x".formatted(header.messageTypeSpecific())),
        says(is, "src", port(header.source())),
        says(is, "seq", header.sequenceId()),
        says(is, "ctl", header.controlField()),
        says(is, "log", header.logMessageInterval()),
        () -> assertAll(bodySays(message, is)),
        () -> tlvsSay(message, decode));
    writesTheSame(message, bytes, is);
  }

  private static Stream<Executable> bodySays(PtpMessage message, Map<String, String> is) {
    if (message instanceof AnnounceMessage a) {
      return Stream.of(
          says(is, "ts", time(a.originNanos())),
          says(is, "utc", a.timeProperties().currentUtcOffset()),
          says(is, "p1", a.grandmasterPriority1()),
          says(is, "cls", a.grandmasterClockQuality().clockClass()),
          says(is, "acc", "%02x".formatted(a.grandmasterClockQuality().clockAccuracy())),
          says(is, "var", a.grandmasterClockQuality().offsetScaledLogVariance()),
          says(is, "p2", a.grandmasterPriority2()),
          says(is, "gm", "%016x".formatted(a.grandmasterIdentity().bits())),
          says(is, "steps", a.stepsRemoved()));
    } else if (message instanceof PtpMessage.Sync sync) {
      return Stream.of(says(is, "ts", time(sync.originNanos())));
    } else if (message instanceof PtpMessage.FollowUp followUp) {
      return Stream.of(says(is, "ts", time(followUp.preciseOriginNanos())));
    } else if (message instanceof PtpMessage.DelayReq request) {
      return Stream.of(says(is, "ts", time(request.originNanos())));
    } else if (message instanceof PtpMessage.PdelayReq request) {
      return Stream.of(says(is, "ts", time(request.originNanos())));
    } else if (message instanceof PtpMessage.DelayResp response) {
      return Stream.of(
          says(is, "ts", time(response.receiveNanos())),
          says(is, "req", port(response.requestingPort())));
    } else if (message instanceof PtpMessage.Signaling signaling) {
      return Stream.of(says(is, "target", port(signaling.target())));
    } else if (message instanceof PtpMessage.Management m) {
      return Stream.of(
          says(is, "target", port(m.target())),
          says(is, "hops", m.startingBoundaryHops()),
          says(is, "action", m.actionField()));
    }
    throw new AssertionError("nothing is known of the body of " + message);
  }

  /** Types, lengths and the first 32 octets of the values; of a padded one what it needs. */
  private static void tlvsSay(PtpMessage message, String decode) {
    List<String> says = TLV.matcher(decode).results().map(MatchResult::group).toList();
    assertEquals(says.size(), message.tlvs().size());
    for (int i = 0; i < says.size(); i++) {
      Tlv tlv = message.tlvs().get(i);
      ByteBuffer written = ByteBuffer.allocate(Tlv.length(List.of(tlv)));
      Tlv.writeAll(written, List.of(tlv));
      String value = Hex.of(written.flip().position(Tlv.HEADER_LENGTH));
      String said = says.get(i);
      String saidValue = said.substring(said.indexOf(':') + 1);
      assertEquals(said.substring(0, 4), "%04x".formatted(tlv.type()));
      int saidLength = Integer.parseInt(said.substring(5, said.indexOf(':')));
      if (tlv.valueLength() == saidLength) {
        assertTrue(value.startsWith(saidValue), said + " " + value);
      } else {
        assertTrue(tlv.valueLength() < saidLength, said + " " + value);
        assertTrue(saidValue.startsWith(value.substring(0, 2)), said + " " + value);
      }
    }
  }

  /** Byte for byte, unless a reserved octet is not 0 or a TLV has more padding than it needs. */
  private static void writesTheSame(PtpMessage message, ByteBuffer bytes, Map<String, String> is) {
    int length = bytes.getShort(2) & 0xFFFF;
    ByteBuffer written = ByteBuffer.allocate(message.length());
    message.write(written);
    written.flip();
    if ("00".equals(is.getOrDefault("rsv", "00")) && message.length() == length) {
      assertEquals(Hex.of(bytes.duplicate().limit(length)), Hex.of(written));
    } else {
      assertNull(PtpCheck.check(written));
      assertEquals(message, PtpMessage.read(written));
    }
  }

  /** Bodies alone: each behind a header of the types that have such a body. */
  @TestFactory
  Stream<DynamicTest> everyBody() throws IOException {
    JsonNode all = new ObjectMapper().readTree(Files.readString(file()));
    return StreamSupport.stream(all.spliterator(), false)
        .filter(vector -> vector.get("decode").asText().equals("body only"))
        .flatMap(
            vector ->
                Stream.of(MessageType.values())
                    .filter(
                        type ->
                            !type.equals(MessageType.PDELAY_REQ)
                                && type.length() - PtpHeader.LENGTH == vector.get("len").asInt())
                    .map(
                        type ->
                            DynamicTest.dynamicTest(
                                vector.get("id").asText() + " " + type,
                                () -> checkBody(type, vector))));
  }

  private static void checkBody(MessageType type, JsonNode vector) {
    String body = vector.get("hex").asText();
    ByteBuffer bytes =
        Hex.bytes("0%x02%04x".formatted(type.code(), type.length()), "00".repeat(30), body);
    assertNull(PtpCheck.check(bytes));
    PtpMessage message = PtpMessage.read(bytes);
    ByteBuffer written = ByteBuffer.allocate(message.length());
    message.write(written);
    assertEquals(Hex.of(bytes), Hex.of(written.flip()));
    Matcher time = TIME.matcher(vector.get("expect").asText());
    assertTrue(time.find());
    ToldFields told = new ToldFields();
    PtpFields.tell(bytes, told);
    String seconds =
        told.told.keySet().stream().filter(name -> name.endsWith(".seconds")).findFirst().get();
    String nanos = seconds.replace(".seconds", ".nanoseconds");
    assertEquals(time.group(), "%s.%09d".formatted(told.first(seconds), (Long) told.first(nanos)));
  }

  private static String port(PortIdentity port) {
    return "%016x-%d".formatted(port.clock().bits(), port.portNumber());
  }

  private static String time(long nanos) {
    return "%d.%09d".formatted(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }

  private static Executable says(Map<String, String> is, String member, Object value) {
    return () -> assertEquals(is.get(member), value.toString(), member);
  }
}
