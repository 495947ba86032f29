package io.timebridge.bridge.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that was found in a capture, or a frame that cannot be read.
 *
 * @param frame the number of its frame in the file, the first is 1
 * @param protocol Wireshark's filter name: {@code ptp}, {@code ntp}, {@code rtcp}; {@code frame} if
 *     it is not known what the frame holds
 * @param fields by Wireshark's filter names: numbers, texts, and lists of either
 * @param text what it is, in one line
 * @param error what is wrong with it, null if nothing is
 */
public record DecodedMessage(
    long frame, String protocol, Map<String, Object> fields, String text, @Nullable String error) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

  static final String UNKNOWN = "frame";

  /** {@return one that tells why a frame cannot be read} */
  public static DecodedMessage unreadable(long frame, String error) {
    return new DecodedMessage(frame, UNKNOWN, Map.of(), "", error);
  }

  /** {@return it as a line for people} */
  public String line() {
    StringBuilder line = new StringBuilder("%5d".formatted(frame));
    if (!text.isEmpty()) {
      line.append(' ').append(text);
    }
    if (error != null) {
      line.append(" [error: ").append(error).append(']');
    }
    return line.toString();
  }

  /** {@return it as a JSON object on one line; {@code error} only if there is one} */
  public String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("frame", frame);
    object.put("protocol", protocol);
    object.put("fields", fields);
    if (error != null) {
      object.put("error", error);
    }
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new AssertionError("numbers and texts can be written", e);
    }
  }
}
