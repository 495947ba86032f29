package io.timebridge.ntp;

import io.timebridge.clock.transport.Route;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may ask: subnets of IPv4 and IPv6 that are allowed, and some that are denied. Of all subnets
 * that hold an address the one with the longest prefix decides, so that a host may be taken out of
 * a network, and a network out of a larger one, to any depth. A subnet that is both is denied;
 * whoever is in none may not ask. Names are never looked up. Immutable; any thread; asking it makes
 * no garbage.
 */
public final class AccessList {
  private static final Pattern IPV4 =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");

  /** What begins like this and holds a colon is a literal or an error to the JDK, never a name. */
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  /** What the list says of an address. */
  enum Verdict {
    ALLOWED,
    DENIED,
    NOT_LISTED
  }

  /** A subnet as {@link Route} holds addresses; the host's bits are zero in all four longs. */
  private record Subnet(
      Verdict verdict, int bits, boolean ipv4, long high, long low, long highMask, long lowMask) {

    static Subnet of(Verdict verdict, InetAddress address, int prefix) {
      Route route = new Route().setRemote(address, 0);
      int bits = route.isIpv4() ? prefix + IPV6_BITS - IPV4_BITS : prefix;
      long highMask = mask(Math.min(bits, Long.SIZE));
      long lowMask = mask(Math.max(bits - Long.SIZE, 0));
      return new Subnet(
          verdict,
          bits,
          route.isIpv4(),
          route.remoteHigh() & highMask,
          route.remoteLow() & lowMask,
          highMask,
          lowMask);
    }

    private static long mask(int bits) {
      return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
    }

    /** An IPv4 address is never in an IPv6 subnet: "::/0" does not open a server to IPv4. */
    boolean contains(Route route) {
      return (route.remoteHigh() & highMask) == high
          && (route.remoteLow() & lowMask) == low
          && route.isIpv4() == ipv4;
    }
  }

  private final Subnet[] subnets; // the longest prefix first; denied before allowed
  private final String text;

  private AccessList(List<String> allowed, List<String> denied) {
    this.text = denied.isEmpty() ? allowed.toString() : allowed + " but " + denied;
    List<Subnet> parsed = new ArrayList<>();
    denied.forEach(each -> parsed.add(parse(Verdict.DENIED, each)));
    allowed.forEach(each -> parsed.add(parse(Verdict.ALLOWED, each)));
    parsed.sort(Comparator.comparingInt(Subnet::bits).reversed()); // stable
    this.subnets = parsed.toArray(new Subnet[0]);
  }

  /** {@return a list that holds every IPv4 and IPv6 address} */
  public static AccessList everyone() {
    return of(List.of("0.0.0.0/0", "::/0"));
  }

  /**
   * {@return a list of these subnets and of nobody else; of none, if there are none}
   *
   * @param allowed each a subnet ("192.0.2.0/24", "2001:db8::/32") or a single address. Bits beyond
   *     the prefix are ignored
   * @throws IllegalArgumentException if one is neither; the message says what was found and what is
   *     allowed
   */
  public static AccessList of(List<String> allowed) {
    return of(allowed, List.of());
  }

  /**
   * {@return a list of some subnets without others; of all that hold an address, the longest prefix
   * decides}
   *
   * @param allowed who may ask, as in {@link #of(List)}
   * @param denied who may not, written alike
   * @throws IllegalArgumentException as there
   */
  public static AccessList of(List<String> allowed, List<String> denied) {
    return new AccessList(allowed, denied);
  }

  /**
   * {@return true if the remote end of a route may ask}
   *
   * @param route the route of a packet that came
   */
  public boolean allows(Route route) {
    return verdict(route) == Verdict.ALLOWED;
  }

  Verdict verdict(Route route) {
    for (Subnet subnet : subnets) {
      if (subnet.contains(route)) {
        return subnet.verdict();
      }
    }
    return Verdict.NOT_LISTED;
  }

  /** {@return the subnets as they were given} */
  @Override
  public String toString() {
    return text;
  }

  private static Subnet parse(Verdict verdict, String text) {
    int slash = text.indexOf('/');
    InetAddress address = parseAddress(slash < 0 ? text : text.substring(0, slash), text);
    int bits = address.getAddress().length * Byte.SIZE;
    return Subnet.of(
        verdict, address, slash < 0 ? bits : parsePrefix(text.substring(slash + 1), bits, text));
  }

  private static int parsePrefix(String prefix, int bits, String text) {
    if (PREFIX.matcher(prefix).matches() && Integer.parseInt(prefix) <= bits) {
      return Integer.parseInt(prefix);
    }
    throw new IllegalArgumentException(
        "\"" + text + "\": the prefix \"" + prefix + "\" is not a number in 0.." + bits);
  }

  private static InetAddress parseAddress(String address, String text) {
    try {
      Matcher ipv4 = IPV4.matcher(address);
      if (ipv4.matches()) {
        byte[] octets = new byte[4];
        boolean valid = true;
        for (int i = 0; i < octets.length; i++) {
          int octet = Integer.parseInt(ipv4.group(i + 1));
          valid &= octet <= 255;
          octets[i] = (byte) octet;
        }
        if (valid) {
          return InetAddress.getByAddress(octets);
        }
      } else if (IPV6.matcher(address).matches()) {
        InetAddress parsed = InetAddress.getByName(address);
        if (parsed.getAddress().length * Byte.SIZE == IPV6_BITS) { // else it is IPv4 in disguise
          return parsed;
        }
      }
      throw notAnAddress(text);
    } catch (UnknownHostException e) {
      throw notAnAddress(text);
    }
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is not an address or subnet: allowed are such as 192.0.2.7, 192.0.2.0/24,"
            + " 2001:db8::7 and 2001:db8::/32; names are not looked up");
  }
}
