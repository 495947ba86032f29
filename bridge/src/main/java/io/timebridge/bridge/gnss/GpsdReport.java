package io.timebridge.bridge.gnss;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of gpsd, as far as time is concerned: gpsd_json(5). A class that is not known here is
 * {@link Other}; a line that is not what its class must be is null.
 */
sealed interface GpsdReport {
  ObjectMapper JSON = new ObjectMapper();

  /** What gpsd is. */
  record Version(String release, int protoMajor, int protoMinor) implements GpsdReport {}

  /** A receiver came ({@code active}) or went. */
  record Device(String path, boolean active, @Nullable String driver) implements GpsdReport {}

  /** All receivers that gpsd has now. */
  record Devices(List<Device> devices) implements GpsdReport {}

  /**
   * A position report: whether there is a fix, and the leap seconds that the receiver counts
   * between GPS time and UTC, if it tells; mode 0 and 1 are no fix.
   */
  record Fix(String device, int mode, @Nullable Integer leapSeconds) implements GpsdReport {}

  /** How many satellites are used for the fix. */
  record Sky(String device, int used) implements GpsdReport {}

  /**
   * A moment by the receiver, and by the host's clock.
   *
   * @param pulse whether a pulse marked it, or the arrival of a sentence
   * @param realNanos UTC by the receiver, nanoseconds since 1970
   * @param hostNanos what the host's clock showed then, nanoseconds since 1970
   * @param precision log2 of what the host's stamp is good to, seconds; 0 if it is not told
   */
  record Moment(String device, boolean pulse, long realNanos, long hostNanos, int precision)
      implements GpsdReport {}

  /** gpsd complains. */
  record Trouble(String message) implements GpsdReport {}

  /** Of no interest. */
  record Other() implements GpsdReport {}

  long NANOS = 1_000_000_000L;

  /** The farthest second that still fits in nanoseconds: in 2262. */
  long MAX_SECONDS = Long.MAX_VALUE / NANOS - 1;

  /** {@return what a line says; null if it is malformed} */
  static @Nullable GpsdReport parse(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return null;
    }
    if (node == null || !node.isObject()) {
      return null;
    }
    return switch (node.path("class").asText()) {
      case "" -> null;
      case "VERSION" -> version(node);
      case "DEVICES" -> devices(node);
      case "DEVICE" -> device(node);
      case "TPV" -> fix(node);
      case "SKY" -> sky(node);
      case "TOFF" -> moment(node, false);
      case "PPS" -> moment(node, true);
      case "ERROR" -> new Trouble(node.path("message").asText("it does not say what"));
      default -> new Other();
    };
  }

  private static GpsdReport devices(JsonNode node) {
    List<Device> found = new ArrayList<>();
    for (JsonNode each : node.path("devices")) {
      if (device(each) instanceof Device known) {
        found.add(known);
      }
    }
    return new Devices(List.copyOf(found));
  }

  private static @Nullable GpsdReport version(JsonNode node) {
    return node.path("proto_major").isInt()
        ? new Version(
            node.path("release").asText("?"),
            node.path("proto_major").intValue(),
            node.path("proto_minor").intValue())
        : null;
  }

  private static @Nullable GpsdReport device(JsonNode node) {
    String path = node.path("path").asText();
    JsonNode activated = node.path("activated"); // a date, or 0 when it is gone
    boolean active = activated.isTextual() || activated.asDouble() > 0;
    return path.isEmpty() ? null : new Device(path, active, node.path("driver").asText(null));
  }

  private static @Nullable GpsdReport fix(JsonNode node) {
    JsonNode leaps = node.path("leapseconds");
    return node.path("mode").isInt()
        ? new Fix(
            node.path("device").asText(),
            node.path("mode").intValue(),
            leaps.isInt() ? leaps.intValue() : null)
        : null;
  }

  private static GpsdReport sky(JsonNode node) {
    if (node.path("uSat").isInt()) {
      return new Sky(node.path("device").asText(), node.path("uSat").intValue());
    }
    if (!node.path("satellites").isArray()) {
      return new Other(); // a SKY of dilutions alone
    }
    int used = 0;
    for (JsonNode satellite : node.path("satellites")) {
      used += satellite.path("used").asBoolean() ? 1 : 0;
    }
    return new Sky(node.path("device").asText(), used);
  }

  private static @Nullable GpsdReport moment(JsonNode node, boolean pulse) {
    Long real = nanos(node.path("real_sec"), node.path("real_nsec"));
    Long host = nanos(node.path("clock_sec"), node.path("clock_nsec"));
    int precision = node.path("precision").intValue();
    if (real == null || host == null || precision > 0 || precision < -30) {
      return null;
    }
    return new Moment(node.path("device").asText(), pulse, real, host, precision);
  }

  private static @Nullable Long nanos(JsonNode seconds, JsonNode nanos) {
    if (!seconds.isIntegralNumber() || !nanos.isIntegralNumber()) {
      return null;
    }
    boolean sane =
        seconds.canConvertToLong()
            && seconds.longValue() >= -MAX_SECONDS
            && seconds.longValue() <= MAX_SECONDS
            && nanos.canConvertToLong()
            && nanos.longValue() >= 0
            && nanos.longValue() < NANOS;
    return sane ? seconds.longValue() * NANOS + nanos.longValue() : null;
  }
}
