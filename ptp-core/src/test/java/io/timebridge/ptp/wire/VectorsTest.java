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
import java.util.Map;
import java.util.TreeMap;
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
    PtpHeader header = new PtpHeader();
    header.wrap(bytes);
    MessageType type = header.messageType();
    assertNotNull(type);
    String name = decode.substring(0, decode.indexOf(' ')).replace("_", "");
    assertAll(
        () -> assertTrue(type.name().replace("_", "").equalsIgnoreCase(name), name),
        says(is, "sdo", "%03x".formatted(header.sdoId())),
        says(is, "ver", header.version() + "." + header.minorVersion()),
        says(is, "len", header.messageLength()),
        says(is, "dom", header.domainNumber()),
        says(is, "flags", "%04x".formatted(header.flags())),
        says(is, "corr", header.correctionScaledNanos()),
        says(is, "src", port(header.sourcePortIdentity())),
        says(is, "seq", header.sequenceId()),
        says(is, "log", header.logMessageInterval()));
    ByteBuffer written = ByteBuffer.allocate(header.messageLength());
    switch (type) {
      case ANNOUNCE -> announce(bytes, is, written);
      case SYNC, FOLLOW_UP, DELAY_REQ -> stamped(bytes, is, written);
      case DELAY_RESP -> delayResp(bytes, is, written);
      default -> {
        return;
      }
    }
    if (isAllKnown(type, bytes, is)) {
      assertEquals(Hex.of(bytes.duplicate().limit(header.messageLength())), Hex.of(written));
    }
  }

  /** Whether there is nothing that our own messages never say. */
  private static boolean isAllKnown(MessageType type, ByteBuffer bytes, Map<String, String> is) {
    return "000".equals(is.get("sdo"))
        && "2.0".equals(is.get("ver"))
        && "00000000".equals(is.get("mts"))
        && Integer.toString(type.controlField()).equals(is.get("ctl"))
        && "00".equals(is.getOrDefault("rsv", "00"))
        && (type == MessageType.ANNOUNCE || (bytes.getShort(2) & 0xFFFF) == type.length());
  }

  private static void announce(ByteBuffer bytes, Map<String, String> is, ByteBuffer written) {
    AnnounceMessage a = AnnounceMessage.read(bytes);
    assertAll(
        says(is, "ts", time(a.originNanos())),
        says(is, "utc", a.timeProperties().currentUtcOffset()),
        says(is, "p1", a.grandmasterPriority1()),
        says(is, "cls", a.grandmasterClockQuality().clockClass()),
        says(is, "acc", "%02x".formatted(a.grandmasterClockQuality().clockAccuracy())),
        says(is, "var", a.grandmasterClockQuality().offsetScaledLogVariance()),
        says(is, "p2", a.grandmasterPriority2()),
        says(is, "gm", "%016x".formatted(a.grandmasterIdentity().bits())),
        says(is, "steps", a.stepsRemoved()));
    a.write(written);
    written.flip();
  }

  private static void stamped(ByteBuffer bytes, Map<String, String> is, ByteBuffer written) {
    TimestampMessage read = new TimestampMessage();
    read.wrap(bytes);
    assertAll(says(is, "ts", time(read.timestampNanos())));
    TimestampMessage copy = new TimestampMessage();
    copy.wrap(written);
    header(read, copy);
    copy.timestampNanos(read.timestampNanos());
  }

  private static void delayResp(ByteBuffer bytes, Map<String, String> is, ByteBuffer written) {
    DelayRespMessage read = new DelayRespMessage();
    read.wrap(bytes);
    assertAll(
        says(is, "ts", time(read.receiveNanos())),
        says(is, "req", port(read.requestingPortIdentity())));
    PtpHeader asker = new PtpHeader();
    asker.wrap(ByteBuffer.allocate(PtpHeader.LENGTH + 10));
    asker.write(MessageType.DELAY_REQ, 0, read.requestingPortIdentity(), 0, 0, 0);
    DelayRespMessage copy = new DelayRespMessage();
    copy.wrap(written);
    header(read, copy);
    copy.answer(read.receiveNanos(), asker);
  }

  private static void header(PtpHeader from, PtpHeader to) {
    MessageType type = from.messageType();
    assertNotNull(type);
    to.write(
        type,
        from.domainNumber(),
        from.sourcePortIdentity(),
        from.sequenceId(),
        from.flags(),
        from.logMessageInterval());
    to.correctionScaledNanos(from.correctionScaledNanos());
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
