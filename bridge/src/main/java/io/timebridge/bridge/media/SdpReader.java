package io.timebridge.bridge.media;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one session description, line by line. */
final class SdpReader {
  private static final int MOST_PROBLEMS = 100;
  private static final int MOST_TEXT = 80;
  private static final Pattern RTPMAP =
      Pattern.compile("(\\d{1,3})\\s+([^/\\s]+)/(\\d{1,10})(?:/(\\d{1,4}))?");
  private static final Pattern EXTMAP = Pattern.compile("(\\d{1,4})(?:/\\w+)?\\s+(\\S+)(?:\\s.*)?");
  private static final Pattern SOURCE = Pattern.compile("(\\d{1,10})\\s+([^:]+):?(.*)");

  /** What need not be said: RFC 3551 §6. */
  private static final List<RtpFormat> KNOWN =
      List.of(
          new RtpFormat(0, "PCMU", 8_000, 1),
          new RtpFormat(3, "GSM", 8_000, 1),
          new RtpFormat(8, "PCMA", 8_000, 1),
          new RtpFormat(9, "G722", 8_000, 1),
          new RtpFormat(10, "L16", 44_100, 2),
          new RtpFormat(11, "L16", 44_100, 1),
          new RtpFormat(14, "MPA", 90_000, 1),
          new RtpFormat(26, "JPEG", 90_000, 1),
          new RtpFormat(31, "H261", 90_000, 1),
          new RtpFormat(32, "MPV", 90_000, 1),
          new RtpFormat(33, "MP2T", 90_000, 1),
          new RtpFormat(34, "H263", 90_000, 1));

  /** What is said of clocks on one level. */
  private static final class Level {
    final List<ReferenceClock> clocks = new ArrayList<>();
    final List<ReferenceClock> legacyClocks = new ArrayList<>();
    @Nullable MediaClock mediaClock;

    SdpClocks clocks() {
      return new SdpClocks(
          clocks.isEmpty() ? legacyClocks : clocks, Optional.ofNullable(mediaClock));
    }
  }

  /** One {@code m=} and what follows it. */
  private static final class Medium {
    final Level level = new Level();
    final Map<Integer, Level> sources = new HashMap<>();
    final List<Integer> types = new ArrayList<>();
    final Map<Integer, RtpFormat> formats = new HashMap<>();
    final List<HeaderExtension> extensions = new ArrayList<>();
    String type = "";
    int port;
    @Nullable String address;
    OptionalLong packetNanos = OptionalLong.empty();
    OptionalInt syncTime = OptionalInt.empty();
  }

  private final Level session = new Level();
  private final List<HeaderExtension> sessionExtensions = new ArrayList<>();
  private final List<Medium> media = new ArrayList<>();
  private final List<SdpProblem> problems = new ArrayList<>();
  private String name = "";
  private @Nullable String address;
  private OptionalInt sessionSyncTime = OptionalInt.empty();
  private @Nullable Medium medium;
  private int number;
  private String line = "";

  SessionDescription read(String sdp) {
    for (String each : sdp.split("\r\n|\n|\r", -1)) {
      number++;
      line = each.strip();
      if (!line.isEmpty()) {
        readLine();
      }
    }
    SdpClocks clocks = session.clocks();
    return new SessionDescription(
        name, clocks, media.stream().map(each -> describe(each, clocks)).toList(), problems);
  }

  private MediaDescription describe(Medium from, SdpClocks ofSession) {
    SdpClocks clocks = from.level.clocks().within(ofSession);
    Map<Integer, SdpClocks> bySource = new HashMap<>();
    from.sources.forEach((ssrc, level) -> bySource.put(ssrc, level.clocks().within(clocks)));
    List<RtpFormat> formats = new ArrayList<>();
    for (int type : from.types) {
      RtpFormat format = from.formats.get(type);
      if (format != null) {
        formats.add(format);
      } else {
        KNOWN.stream().filter(known -> known.payloadType() == type).forEach(formats::add);
      }
    }
    List<HeaderExtension> extensions = new ArrayList<>(from.extensions);
    extensions.addAll(sessionExtensions);
    return new MediaDescription(
        from.type,
        from.port,
        Optional.ofNullable(from.address == null ? address : from.address),
        formats,
        clocks,
        bySource,
        from.packetNanos,
        from.syncTime.isPresent() ? from.syncTime : sessionSyncTime,
        extensions);
  }

  private void readLine() {
    if (line.length() < 2 || line.charAt(1) != '=') {
      problem("not a line of SDP");
      return;
    }
    String value = line.substring(2).strip();
    switch (line.charAt(0)) {
      case 's' -> name = value;
      case 'c' -> connection(value);
      case 'm' -> medium(value);
      case 'a' -> {
        int colon = value.indexOf(':');
        attribute(
            colon < 0 ? value : value.substring(0, colon),
            colon < 0 ? "" : value.substring(colon + 1).strip());
      }
      default -> {}
    }
  }

  private void connection(String value) {
    String[] parts = value.split("\\s+", -1);
    if (parts.length != 3) {
      problem("c= has a network, an address type and an address");
      return;
    }
    String found = parts[2].split("/", 2)[0];
    if (medium == null) {
      address = found;
    } else {
      medium.address = found;
    }
  }

  private void medium(String value) {
    Medium next = new Medium();
    medium = next; // what follows belongs to it, be it readable or not
    media.add(next);
    String[] parts = value.split("\\s+", -1);
    next.type = parts[0];
    OptionalLong port =
        parts.length < 2 ? OptionalLong.empty() : number(parts[1].split("/", 2)[0], 65_535);
    if (parts.length < 4 || port.isEmpty()) {
      problem("m= has a type, a port, a protocol and formats");
      return;
    }
    next.port = (int) port.getAsLong();
    for (int i = 3; i < parts.length; i++) {
      number(parts[i], 127).ifPresent(type -> next.types.add((int) type));
    }
  }

  private void attribute(String key, String value) {
    Medium now = medium;
    Level level = now == null ? session : now.level;
    switch (key) {
      case "ts-refclk", "mediaclk", "clock-domain" -> clock(level, key, value);
      case "ssrc" -> source(now, value);
      case "sync-time" -> syncTime(now, value);
      case "extmap" -> extension(now, value);
      case "rtpmap" -> format(now, value);
      case "ptime" -> packetTime(now, value);
      default -> {}
    }
  }

  private void clock(Level level, String key, String value) {
    SdpClockReader reader = new SdpClockReader(this::problem);
    if (key.equals("mediaclk")) {
      MediaClock clock = reader.mediaClock(value);
      if (clock != null) {
        level.mediaClock = clock;
      }
      return;
    }
    boolean legacy = key.equals("clock-domain");
    ReferenceClock clock = legacy ? reader.clockDomain(value) : reader.referenceClock(value);
    if (clock != null) {
      (legacy ? level.legacyClocks : level.clocks).add(clock);
    }
  }

  /** Attributes of one source: RFC 5576 §4.1, with RFC 7273's. */
  private void source(@Nullable Medium now, String value) {
    Matcher parts = SOURCE.matcher(value);
    if (now == null || !parts.matches()) {
      problem("a=ssrc: belongs to a medium and has a number and an attribute");
      return;
    }
    String key = parts.group(2);
    if (key.equals("ts-refclk") || key.equals("mediaclk")) {
      int ssrc = (int) Long.parseLong(parts.group(1));
      clock(now.sources.computeIfAbsent(ssrc, each -> new Level()), key, parts.group(3).strip());
    }
  }

  private void syncTime(@Nullable Medium now, String value) {
    OptionalLong found = number(value, 0xFFFF_FFFFL);
    if (found.isEmpty()) {
      problem("a=sync-time is a number of 32 bits");
    } else if (now == null) {
      sessionSyncTime = OptionalInt.of((int) found.getAsLong());
    } else {
      now.syncTime = OptionalInt.of((int) found.getAsLong());
    }
  }

  private void extension(@Nullable Medium now, String value) {
    Matcher parts = EXTMAP.matcher(value);
    if (!parts.matches()) {
      problem("a=extmap has an identifier and a URI");
      return;
    }
    HeaderExtension found = new HeaderExtension(Integer.parseInt(parts.group(1)), parts.group(2));
    (now == null ? sessionExtensions : now.extensions).add(found);
  }

  private void format(@Nullable Medium now, String value) {
    Matcher parts = RTPMAP.matcher(value);
    long rate = parts.matches() ? Long.parseLong(parts.group(3)) : 0;
    if (now == null || rate < 1 || rate > 500_000_000) {
      problem("a=rtpmap belongs to a medium and has a payload type, an encoding and a clock rate");
      return;
    }
    int type = Integer.parseInt(parts.group(1));
    int channels = parts.group(4) == null ? 1 : Integer.parseInt(parts.group(4));
    now.formats.put(type, new RtpFormat(type, parts.group(2), (int) rate, channels));
  }

  private void packetTime(@Nullable Medium now, String value) {
    if (now == null || !value.matches("\\d{1,6}(\\.\\d{1,12})?")) {
      problem("a=ptime belongs to a medium and is milliseconds");
      return;
    }
    BigDecimal nanos = new BigDecimal(value).movePointRight(6).setScale(0, RoundingMode.HALF_UP);
    now.packetNanos = OptionalLong.of(nanos.longValueExact());
  }

  static OptionalLong number(String text, long most) {
    if (!text.matches("\\d{1,18}")) {
      return OptionalLong.empty();
    }
    long value = Long.parseLong(text);
    return value > most ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private void problem(String why) {
    if (problems.size() < MOST_PROBLEMS) {
      String text = line.length() > MOST_TEXT ? line.substring(0, MOST_TEXT) + "…" : line;
      problems.add(new SdpProblem(number, text, why));
    }
  }
}
