package io.timebridge.bridge.config.table;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a key's value may be: how it is read, and how that is told.
 *
 * @param javaType what it is read into
 * @param allowed what is allowed, for errors and for the documentation
 * @param unit its unit; empty if it has none
 * @param parser reads it
 * @param <T> what it is read into
 */
public record ValueType<T>(Class<T> javaType, String allowed, String unit, Parser<T> parser) {

  /** Reads a text. */
  @FunctionalInterface
  public interface Parser<T> {
    /** {@return the value; null if the text is not allowed} */
    @Nullable T parse(String text);
  }

  /** No value is longer, so no pattern ever meets a long text. */
  private static final int MAX_LENGTH = 255;

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);
  private static final Pattern DURATION =
      Pattern.compile("([+-]?[0-9]{1,18}(?:\\.[0-9]{1,9})?)(ns|us|µs|ms|s|m|h|d)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  public static final ValueType<Boolean> BOOLEAN =
      new ValueType<>(Boolean.class, "true or false", "", ValueType::parseBoolean);
  public static final ValueType<InetSocketAddress> LISTEN =
      new ValueType<>(
          InetSocketAddress.class,
          "ADDRESS:PORT with PORT 1 to 65535 (IPv6 as [ADDRESS]:PORT)",
          "",
          Addresses::listen);
  public static final ValueType<InetAddress> ADDRESS =
      new ValueType<>(
          InetAddress.class, "an IPv4 or IPv6 address without a zone", "", Addresses::literal);
  public static final ValueType<String> HOST =
      new ValueType<>(String.class, "a host's name or address", "", Addresses::host);
  public static final ValueType<String> INTERFACE =
      new ValueType<>(
          String.class,
          "a network interface's name, MAC or address",
          "",
          Addresses::networkInterface);
  public static final ValueType<Long> CLOCK_IDENTITY =
      new ValueType<>(
          Long.class,
          "8 octets in hex, not all 00 or all ff, as 001122.fffe.334455, 00:11:22:ff:fe:33:44:55"
              + " or 001122fffe334455",
          "",
          Addresses::clockIdentity);
  public static final ValueType<Path> FILE =
      new ValueType<>(Path.class, "a file's path", "", ValueType::parseFile);
  public static final ValueType<String> SOURCE_NAME =
      new ValueType<>(
          String.class,
          "1 to 32 of A-Z a-z 0-9 . _ - with a letter or digit first",
          "",
          text -> NAME.matcher(text).matches() ? text : null);

  /** A duration, read into nanoseconds, from one duration to another. */
  public static ValueType<Long> duration(String min, String max) {
    long least = nanos(min);
    long most = nanos(max);
    return new ValueType<>(
        Long.class,
        "a duration from " + min + " to " + max + ", such as 250us",
        "ns, us, ms, s, m, h or d",
        text -> {
          Long nanos = parseNanos(text);
          return nanos != null && nanos >= least && nanos <= most ? nanos : null;
        });
  }

  public static ValueType<Integer> integer(int min, int max, String unit) {
    return new ValueType<>(
        Integer.class,
        "a whole number from " + min + " to " + max,
        unit,
        text -> {
          int value = text.matches("[+-]?[0-9]{1,9}") ? Integer.parseInt(text) : Integer.MIN_VALUE;
          return value >= min && value <= max ? value : null;
        });
  }

  public static ValueType<Double> decimal(double min, double max, String unit) {
    return new ValueType<>(
        Double.class,
        "a number from " + plain(min) + " to " + plain(max),
        unit,
        text -> {
          double value =
              text.matches("[+-]?[0-9]{1,18}(\\.[0-9]{1,18})?")
                  ? Double.parseDouble(text)
                  : Double.NaN;
          return value >= min && value <= max ? value : null;
        });
  }

  public static ValueType<String> words(String... words) {
    List<String> all = List.of(words);
    return new ValueType<>(
        String.class, String.join(", ", all), "", text -> all.contains(text) ? text : null);
  }

  /** {@return the value; null if the text is not allowed} */
  public @Nullable T parse(String text) {
    return text.length() > MAX_LENGTH ? null : parser.parse(text);
  }

  private static long nanos(String text) {
    Long nanos = parseNanos(text);
    if (nanos == null) {
      throw new IllegalArgumentException(text);
    }
    return nanos;
  }

  private static @Nullable Long parseNanos(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal unit = BigDecimal.valueOf(NANOS.getOrDefault(matcher.group(2), 0L));
    try {
      return new BigDecimal(matcher.group(1)).multiply(unit).longValueExact();
    } catch (ArithmeticException e) { // a part of a nanosecond, or more than 292 years
      return null;
    }
  }

  private static @Nullable Boolean parseBoolean(String text) {
    // YAML 1.2 core schema §10.3.2
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> null;
    };
  }

  private static @Nullable Path parseFile(String text) {
    try {
      return text.isBlank() ? null : Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
