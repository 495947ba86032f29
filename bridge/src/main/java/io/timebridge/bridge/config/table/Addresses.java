package io.timebridge.bridge.config.table;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses as text. No name is ever looked up. Each method gives null for bad text. */
public final class Addresses {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*");
  private static final Pattern LISTEN =
      Pattern.compile("(?:\\[([^\\[\\]]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");
  private static final Pattern HOST_NAME =
      Pattern.compile("(?=.{1,253}$)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.|$))+");
  private static final Pattern MAC =
      Pattern.compile("[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}");
  private static final Pattern CLOCK_IDENTITY =
      Pattern.compile(
          "[0-9a-f]{16}|[0-9a-f]{6}\\.[0-9a-f]{4}\\.[0-9a-f]{6}|[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\\1){6}[0-9a-f]{2}",
          Pattern.CASE_INSENSITIVE);

  private Addresses() {}

  /** An IPv4 or IPv6 address, without a zone. */
  public static @Nullable InetAddress literal(String text) {
    boolean v6 = text.indexOf(':') >= 0 && IPV6.matcher(text).matches();
    if (!v6 && !IPV4.matcher(text).matches()) {
      return null;
    }
    try {
      // A text with ':' or of four octets is never looked up.
      return InetAddress.getAllByName(text)[0];
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** {@code ADDRESS:PORT}, {@code [IPV6]:PORT}. */
  public static @Nullable InetSocketAddress listen(String text) {
    Matcher matcher = LISTEN.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    boolean bracketed = matcher.group(1) != null;
    String host = bracketed ? matcher.group(1) : matcher.group(2);
    InetAddress address = bracketed == (host.indexOf(':') >= 0) ? literal(host) : null;
    int port = Integer.parseInt(matcher.group(3));
    return address == null || port < 1 || port > 65535
        ? null
        : new InetSocketAddress(address, port);
  }

  /** A host's name or address, as it stands. */
  public static @Nullable String host(String text) {
    boolean digitsOnly = text.matches("[0-9.]+");
    boolean name = !digitsOnly && HOST_NAME.matcher(text).matches();
    return name || literal(text) != null ? text : null;
  }

  /** A network interface by name, MAC or address, as it stands. A name holds no ':' or '/'. */
  public static @Nullable String networkInterface(String text) {
    if (MAC.matcher(text).matches() || literal(text) != null) {
      return text;
    }
    boolean name = text.length() <= 64 && text.strip().equals(text) && !text.isEmpty();
    return name && text.chars().noneMatch(c -> c < ' ' || c == ':' || c == '/') ? text : null;
  }

  /** A clockIdentity that is neither all zeros nor all ones, its first octet the highest. */
  public static @Nullable Long clockIdentity(String text) {
    if (!CLOCK_IDENTITY.matcher(text).matches()) {
      return null;
    }
    long identity = Long.parseUnsignedLong(text.replaceAll("[.:-]", ""), 16);
    return identity == 0 || identity == -1 ? null : identity;
  }
}
