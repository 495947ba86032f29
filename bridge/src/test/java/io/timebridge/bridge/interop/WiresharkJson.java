package io.timebridge.bridge.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code tshark -T json} says of a capture beside what {@code decode --json} says of it, field
 * by field: every field that we tell, and of the protocols that we decode every field of tshark's.
 */
final class WiresharkJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final Set<String> PROTOCOLS = Set.of("ptp", "ntp", "rtcp");

  /** What tshark has and we do not, each for a reason. */
  private static final Map<String, String> NOT_OURS =
      Map.of(
          "ptp.v2.analysis.*", "computed from other frames",
          "ptp.v2.fu.preciseorigintimestamp.32bit", "computed from the two fields before it",
          "ptp.v2.sync_no_fup", "a remark about other frames",
          "ptp.v2.fup_without_sync", "a remark about other frames",
          "ptp.v2.pdelay_*", "a remark about other frames",
          "ptp.v2.mm.reserved", "means nothing",
          "ptp.v2.mm.pad", "means nothing",
          "ntp.request_in", "computed from other frames",
          "ntp.response_in", "computed from other frames",
          "ntp.delta_time", "computed from other frames");

  /** What we have and tshark does not. */
  private static final Map<String, String> OURS_ALONE =
      Map.of(
          "ptp.v2.tlv.*", "tshark shows no TLV of Sync, Delay_Req and the peer messages",
          "ptp.v2.auth.*", "tshark does not look into AUTHENTICATION",
          "ptp.as.fu.*", "tshark shows 802.1AS's TLV over Ethernet only",
          "ptp.v2.sig.tlv.maintain*", "tshark has no name for the flags of IEEE 1588-2019");

  private final Map<Long, Map<String, List<String>>> frames = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private int fields;

  /** Takes what tshark prints. */
  WiresharkJson(List<String> lines) {
    int begin = lines.indexOf("[");
    try {
      JsonNode all = JSON.readTree(String.join("\n", lines.subList(begin, lines.size())));
      for (JsonNode packet : all) {
        Map<String, List<String>> flat = new LinkedHashMap<>();
        flatten("", packet.path("_source").path("layers"), flat);
        frames.put(Long.parseLong(flat.getOrDefault("frame.number", List.of()).get(0)), flat);
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError("tshark's JSON", e);
    }
  }

  private static void flatten(String name, JsonNode node, Map<String, List<String>> into) {
    if (node.isObject()) {
      node.properties().forEach(each -> flatten(each.getKey(), each.getValue(), into));
    } else if (node.isArray()) {
      node.forEach(each -> flatten(name, each, into));
    } else {
      into.computeIfAbsent(name, key -> new ArrayList<>()).add(node.asText());
    }
  }

  /** Compares one line of ours; an error of ours is a difference. */
  void compare(String line) {
    JsonNode ours;
    try {
      ours = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
    long frame = ours.path("frame").longValue();
    Map<String, List<String>> theirs = frames.get(frame);
    if (theirs == null || ours.has("error")) {
      differences.add(frame + ": " + (theirs == null ? "no such frame" : ours.path("error")));
      return;
    }
    Map<String, List<String>> mine = new LinkedHashMap<>();
    flatten("", ours.path("fields"), mine);
    mine.forEach((name, values) -> compare(frame, name, values, theirs));
    for (String name : theirs.keySet()) {
      String protocol = name.split("\\.", 2)[0];
      if (ours.path("protocol").asText().equals(protocol)
          && name.contains(".")
          && !mine.containsKey(name)
          && !isAllowed(name, NOT_OURS)) {
        differences.add(frame + ": we lack " + name + " = " + theirs.get(name));
      }
    }
  }

  private void compare(
      long frame, String name, List<String> mine, Map<String, List<String>> theirs) {
    List<String> their = theirs.get(name);
    if (their == null) {
      if (!isAllowed(name, OURS_ALONE) && !isOfLinuxptp(name, theirs)) {
        differences.add(frame + ": tshark lacks " + name + " = " + mine);
      }
      return;
    }
    fields++;
    List<Object> expected = their.stream().map(WiresharkJson::value).toList();
    List<Object> actual = mine.stream().map(WiresharkJson::value).toList();
    // tshark tells a text that counts its octets twice, as a whole and as its content.
    boolean twice =
        name.startsWith("ptp.v2.") && expected.equals(List.of(actual.get(0), actual.get(0)));
    if (!expected.equals(actual) && !twice) {
      differences.add(frame + ": " + name + " is " + mine + ", tshark has " + their);
    }
  }

  /** tshark does not look into the data of linuxptp's own managementIds, 0xC000 and beyond. */
  private static boolean isOfLinuxptp(String name, Map<String, List<String>> theirs) {
    return name.startsWith("ptp.v2.mm.")
        && theirs.getOrDefault("ptp.v2.mm.managementId", List.of()).stream()
            .anyMatch(id -> Integer.decode(id) >= 0xC000);
  }

  private static boolean isAllowed(String name, Map<String, String> patterns) {
    return patterns.keySet().stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                    : name.equals(pattern));
  }

  /** A number in whatever base it is written, or the text. */
  private static Object value(String text) {
    try {
      if (text.startsWith("0x")) {
        return new BigDecimal(new BigInteger(text.substring(2), 16)).stripTrailingZeros();
      }
      return new BigDecimal(text).stripTrailingZeros();
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** {@return what differs, empty if nothing does; frames that we have not found at all too} */
  List<String> differences(Set<Long> found) {
    List<String> all = new ArrayList<>(differences);
    frames.forEach(
        (frame, flat) -> {
          boolean theirs =
              flat.keySet().stream()
                  .map(name -> name.split("\\.", 2))
                  .anyMatch(part -> part.length == 2 && PROTOCOLS.contains(part[0]));
          if (theirs && !found.contains(frame)) {
            all.add(frame + ": not found");
          }
        });
    return all;
  }

  /** {@return how many fields have been compared} */
  int fields() {
    return fields;
  }
}
