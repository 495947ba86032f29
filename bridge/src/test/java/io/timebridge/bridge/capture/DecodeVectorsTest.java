package io.timebridge.bridge.capture;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Messages that others wrote, in a capture: {@code -Pvectors -Dvectors.dir=DIR} reads DIR/ptp.json,
 * an array of objects with {@code id}, {@code hex}, {@code negative} and {@code decode}, a line of
 * name=value.
 */
@Tag("vectors")
class DecodeVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern MEMBER = Pattern.compile("\\b(\\w+)=([-.\\w]+)");
  private static final Map<String, String> TIMES =
      Map.of(
          "Sync", "ptp.v2.sdr.origintimestamp",
          "Delay_Req", "ptp.v2.sdr.origintimestamp",
          "Pdelay_Req", "ptp.v2.pdrq.origintimestamp",
          "Follow_Up", "ptp.v2.fu.preciseorigintimestamp",
          "Delay_Resp", "ptp.v2.dr.receivetimestamp",
          "Announce", "ptp.v2.an.origintimestamp");

  @TestFactory
  Stream<DynamicTest> everyVector() throws IOException {
    JsonNode all = JSON.readTree(Files.readString(file()));
    assertTrue(all.size() > 0, "no vectors");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(vector -> vector.get("decode").asText().contains(" sdo="))
        .map(vector -> DynamicTest.dynamicTest(vector.get("id").asText(), () -> check(vector)));
  }

  private static Path file() {
    Path path = Path.of(System.getProperty("vectors.dir", ""), "ptp.json");
    // A relative one is meant from where the build was started, one folder above the module.
    return Files.exists(path) ? path : Path.of("..").resolve(path);
  }

  private static void check(JsonNode vector) throws IOException {
    String decode = vector.get("decode").asText();
    byte[] octets = Bytes.bytes().hex(vector.get("hex").asText()).get();
    DecodedMessage message = Decoding.one(Captures.pcap(Frames.datagram(320, 320, octets)));
    if (decode.contains("unusable")) {
      assertEquals("an unknown version of PTP", message.error());
    } else if (decode.contains("OVERRUN") || decode.contains(" len=8 ")) {
      assertNotNull(message.error());
      header(decode, message);
    } else {
      assertNull(message.error());
      header(decode, message);
      body(decode, message);
    }
  }

  private static Map<String, String> members(String decode) {
    Map<String, String> members = new LinkedHashMap<>();
    Matcher matcher = MEMBER.matcher(decode);
    while (matcher.find()) {
      members.putIfAbsent(matcher.group(1), matcher.group(2));
    }
    return members;
  }

  private static void header(String decode, DecodedMessage message) throws IOException {
    Map<String, String> is = members(decode);
    JsonNode f = JSON.readTree(message.json()).get("fields");
    String sdo = "%x%02x".formatted(number(f, "majorsdoid"), number(f, "minorsdoid"));
    double fraction = f.get("ptp.v2.correction.subns").asDouble() * 65_536;
    long correction = (number(f, "correction.ns") << 16) + Math.round(fraction);
    assertAll(
        says(is, "sdo", sdo),
        says(is, "ver", number(f, "versionptp") + "." + number(f, "minorversionptp")),
        says(is, "len", number(f, "messagelength")),
        says(is, "dom", number(f, "domainnumber")),
        says(is, "flags", "%04x".formatted(number(f, "flags"))),
        says(is, "corr", correction),
        says(is, "mts", "%08x".formatted(number(f, "messagetypespecific"))),
        says(is, "src", port(f, "clockidentity", "sourceportid")),
        says(is, "seq", number(f, "sequenceid")),
        says(is, "ctl", number(f, "controlfield")),
        says(is, "log", number(f, "logmessageperiod")));
    assertTrue(message.line().contains(" " + decode.split(" ", 2)[0] + " "), message.line());
  }

  private static void body(String decode, DecodedMessage message) throws IOException {
    Map<String, String> is = members(decode);
    JsonNode f = JSON.readTree(message.json()).get("fields");
    String time = TIMES.get(decode.split(" ", 2)[0]);
    if (time != null) {
      String told =
          "%d.%09d"
              .formatted(f.get(time + ".seconds").asLong(), f.get(time + ".nanoseconds").asLong());
      assertEquals(is.get("ts"), told);
    }
    if (is.containsKey("req")) {
      String told = port(f, "dr.requestingsourceportidentity", "dr.requestingsourceportid");
      assertEquals(is.get("req"), told);
    }
    if (is.containsKey("hops")) {
      assertEquals(is.get("target"), port(f, "mm.targetportidentity", "mm.targetportid"));
      assertEquals(is.get("action"), Long.toString(number(f, "mm.action")));
    } else if (is.containsKey("target")) {
      assertEquals(is.get("target"), port(f, "sig.targetportidentity", "sig.targetportid"));
    }
    if (decode.startsWith("Announce")) {
      assertAll(
          says(is, "utc", number(f, "an.origincurrentutcoffset")),
          says(is, "p1", number(f, "an.priority1")),
          says(is, "cls", number(f, "an.grandmasterclockclass")),
          says(is, "acc", "%02x".formatted(number(f, "an.grandmasterclockaccuracy"))),
          says(is, "var", number(f, "an.grandmasterclockvariance")),
          says(is, "p2", number(f, "an.priority2")),
          says(is, "gm", f.get("ptp.v2.an.grandmasterclockidentity").asText().substring(2)),
          says(is, "steps", number(f, "an.localstepsremoved")));
    }
  }

  private static long number(JsonNode fields, String name) {
    JsonNode value = fields.get("ptp.v2." + name);
    assertTrue(value != null && value.isNumber(), name);
    return value.asLong();
  }

  private static String port(JsonNode fields, String clock, String number) {
    return fields.get("ptp.v2." + clock).asText().substring(2) + "-" + number(fields, number);
  }

  private static Executable says(Map<String, String> is, String member, Object value) {
    return () -> assertEquals(is.get(member), value.toString(), member);
  }
}
