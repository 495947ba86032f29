package io.timebridge.bridge.media;

import io.timebridge.ptp.wire.ClockIdentity;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes that tell clocks: RFC 7273 §4.8 and §5.4 with erratum 4450, and what is met
 * beside them. What is known is read in upper and lower case alike.
 */
final class SdpClockReader {
  private static final int NTP_PORT = 123;
  private static final String PTP_2008 = "IEEE1588-2008";
  private static final Pattern IDENTITY =
      Pattern.compile("((?:[0-9A-Fa-f]{2}[-:.]?){7}[0-9A-Fa-f]{2})(?::(.*))?");
  private static final Pattern MAC_IDENTITY =
      Pattern.compile("((?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})(?::(.*))?");
  private static final Pattern MAC = Pattern.compile("(?:[0-9A-Fa-f]{2}[-:.]?){5}[0-9A-Fa-f]{2}");
  private static final Pattern DOMAIN = Pattern.compile("(?i)PTP\\s*V?([12])(?:[\\s:]+(\\S+))?");
  private static final Pattern DIRECT =
      Pattern.compile("(?i)direct(?:=(\\S*))?(?:\\s+rate=(\\S+))?\\s*");
  private static final Pattern TAG = Pattern.compile("(?i)id=\\S+\\s+(.*)");
  private static final Pattern RATIO = Pattern.compile("(\\d{1,9})/(\\d{1,9})");
  private static final Pattern SERVER =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+\\]|[^:\\s]+)(?::(\\d{1,5}))?");
  private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f]*(:[0-9A-Fa-f.]*){2,}");

  private final Consumer<String> problems;

  /**
   * Creates one.
   *
   * @param problems takes what is wrong with the attribute
   */
  SdpClockReader(Consumer<String> problems) {
    this.problems = problems;
  }

  private @Nullable ReferenceClock wrong(String why) {
    problems.accept(why);
    return null;
  }

  /** The value of {@code a=ts-refclk}; null if it cannot be read. */
  @Nullable ReferenceClock referenceClock(String value) {
    int equals = value.indexOf('=');
    String kind = (equals < 0 ? value : value.substring(0, equals)).toLowerCase(Locale.ROOT);
    String rest = equals < 0 ? "" : value.substring(equals + 1).strip();
    return switch (kind) {
      case "ptp" -> ptp(rest);
      case "ntp" -> ntp(rest);
      case "gps", "gal", "glonass" -> new ReferenceClock.Satellites(kind);
      case "local" -> new ReferenceClock.Local();
      case "localmac" -> localMac(rest);
      case "private" -> new ReferenceClock.Private(false);
      case "private:traceable" -> new ReferenceClock.Private(true);
      case "" -> wrong("a=ts-refclk names a clock");
      default -> new ReferenceClock.Other(value);
    };
  }

  private @Nullable ReferenceClock localMac(String rest) {
    return MAC.matcher(rest).matches()
        ? new ReferenceClock.LocalMac(rest.replaceAll("[-:.]", "").toLowerCase(Locale.ROOT))
        : wrong("localmac= is the 6 octets of a MAC address");
  }

  private @Nullable ReferenceClock ntp(String rest) {
    if (rest.equalsIgnoreCase("/traceable/")) {
      return new ReferenceClock.Ntp(Optional.empty(), NTP_PORT);
    }
    if (BARE_IPV6.matcher(rest).matches()) { // without the brackets there is no port
      return new ReferenceClock.Ntp(Optional.of(rest), NTP_PORT);
    }
    Matcher parts = SERVER.matcher(rest);
    if (!parts.matches()) {
      return wrong("ntp= is HOST, HOST:PORT or /traceable/");
    }
    int port = parts.group(2) == null ? NTP_PORT : Integer.parseInt(parts.group(2));
    if (port < 1 || port > 65_535) {
      return wrong("a port is 1 to 65535");
    }
    String host = parts.group(1).replaceAll("[\\[\\]]", "");
    return new ReferenceClock.Ntp(Optional.of(host), port);
  }

  private @Nullable ReferenceClock ptp(String rest) {
    int colon = rest.indexOf(':');
    String version = colon < 0 ? rest : rest.substring(0, colon);
    String server = colon < 0 ? "" : rest.substring(colon + 1).strip();
    if (version.equalsIgnoreCase("traceable")) { // without a version: older than the RFC
      return ptpTraceable("");
    }
    if (!version.regionMatches(true, 0, "IEEE", 0, 4)) {
      return wrong("ptp= is VERSION:IDENTITY[:DOMAIN] or VERSION:traceable");
    }
    String canonical = version.toUpperCase(Locale.ROOT);
    if (server.equalsIgnoreCase("traceable")) {
      return ptpTraceable(canonical);
    }
    Matcher parts = IDENTITY.matcher(server);
    if (parts.matches()) {
      return ptp(canonical, ClockIdentity.parse(parts.group(1)), parts.group(2));
    }
    parts = MAC_IDENTITY.matcher(server);
    if (parts.matches()) {
      problems.accept("an identity has 8 octets; a MAC address, taken for the one made of it");
      byte[] mac = HexFormat.of().parseHex(parts.group(1).replace("-", ""));
      ClockIdentity identity = ClockIdentity.ofMac(mac, ClockIdentity.EUI48_FILLER);
      return ptp(canonical, identity, parts.group(2));
    }
    return wrong("a PTP identity is 8 octets in hexadecimal, or traceable");
  }

  private static ReferenceClock ptpTraceable(String version) {
    return new ReferenceClock.Ptp(
        version, Optional.empty(), OptionalInt.empty(), Optional.empty(), true);
  }

  private ReferenceClock ptp(String version, ClockIdentity identity, @Nullable String domain) {
    OptionalInt number = OptionalInt.empty();
    Optional<String> name = Optional.empty();
    if (domain != null && !domain.isEmpty()) {
      // Erratum 4450: the prefixes are in the RFC's grammar, but not in its examples.
      String plain = domain.replaceFirst("(?i)^domain-(nmbr|name)=", "");
      OptionalLong found = SdpReader.number(plain, 255);
      boolean named = domain.regionMatches(true, 0, "domain-name=", 0, 12);
      if (found.isPresent() && !named) {
        number = OptionalInt.of((int) found.getAsLong());
      } else {
        name = Optional.of(plain);
        if (!version.equals("IEEE1588-2002")) {
          problems.accept("a PTP domain is a number of 0 to 255; taken for a name");
        }
      }
    }
    return new ReferenceClock.Ptp(version, Optional.of(identity), number, name, false);
  }

  /** The value of {@code a=clock-domain}, RAVENNA's: {@code PTPv2 0}; null if it is not read. */
  @Nullable ReferenceClock clockDomain(String value) {
    if (value.toLowerCase(Locale.ROOT).startsWith("local")) {
      return new ReferenceClock.Local();
    }
    Matcher parts = DOMAIN.matcher(value);
    if (!parts.matches()) {
      return wrong("a=clock-domain is PTPv2 and a domain's number");
    }
    String domain = parts.group(2) == null ? "" : parts.group(2);
    OptionalLong number = SdpReader.number(domain, 255);
    boolean second = parts.group(1).equals("2");
    return new ReferenceClock.Ptp(
        second ? PTP_2008 : "IEEE1588-2002",
        Optional.empty(),
        number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty(),
        number.isPresent() || domain.isEmpty() ? Optional.empty() : Optional.of(domain),
        false);
  }

  /** The value of {@code a=mediaclk}; null if it cannot be read. */
  @Nullable MediaClock mediaClock(String value) {
    Matcher tagged = TAG.matcher(value);
    String clock = tagged.matches() ? tagged.group(1).strip() : value;
    String lower = clock.toLowerCase(Locale.ROOT);
    if (lower.equals("sender")) {
      return new MediaClock.Sender();
    }
    if (lower.startsWith("ieee1722=")) {
      String id = clock.substring(9);
      if (!IDENTITY.matcher(id).matches()) {
        problems.accept("a stream's identity is 8 octets in hexadecimal");
        return null;
      }
      return new MediaClock.Ieee1722(ClockIdentity.parse(id).bits());
    }
    Matcher direct = DIRECT.matcher(clock);
    if (direct.matches()) {
      return direct(direct.group(1), direct.group(2));
    }
    if (lower.startsWith("direct")) {
      problems.accept("a=mediaclk:direct[=OFFSET] [rate=NUMERATOR/DENOMINATOR]");
      return null;
    }
    return new MediaClock.Other(value);
  }

  private @Nullable MediaClock direct(@Nullable String offset, @Nullable String rate) {
    OptionalInt ticks = OptionalInt.empty();
    if (offset != null) {
      OptionalLong found = SdpReader.number(offset, 0xFFFF_FFFFL);
      if (found.isEmpty()) {
        problems.accept("the offset is a number of 32 bits");
        return null;
      }
      ticks = OptionalInt.of((int) found.getAsLong());
    }
    if (rate == null) {
      return new MediaClock.Direct(ticks, 1, 1);
    }
    Matcher ratio = RATIO.matcher(rate);
    long numerator = ratio.matches() ? Long.parseLong(ratio.group(1)) : 0;
    long denominator = ratio.matches() ? Long.parseLong(ratio.group(2)) : 0;
    if (numerator == 0 || denominator == 0 || isAbsurd(numerator, denominator)) {
      // A plain number is met that repeats the clock rate: there is nothing to multiply by.
      problems.accept("rate= is a ratio of about 1; not looked at");
      return new MediaClock.Direct(ticks, 1, 1);
    }
    return new MediaClock.Direct(ticks, numerator, denominator);
  }

  /** No stream runs at another rate than its own by half: what was meant is not known. */
  private static boolean isAbsurd(long numerator, long denominator) {
    double ratio = (double) numerator / denominator;
    return ratio < 0.5 || ratio > 2;
  }
}
