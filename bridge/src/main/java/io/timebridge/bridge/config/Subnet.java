package io.timebridge.bridge.config;

import io.timebridge.bridge.config.table.Addresses;
import io.timebridge.bridge.config.table.ValueType;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses with a common prefix.
 *
 * @param address the first address of the range
 * @param prefixLength how many leading bits all its addresses share; 0 to 32 for IPv4, 0 to 128 for
 *     IPv6
 */
public record Subnet(InetAddress address, int prefixLength) {
  /** How a config writes one. */
  static final ValueType<Subnet> TYPE =
      new ValueType<>(
          Subnet.class,
          "ADDRESS/PREFIX with no bit set behind the prefix, or one ADDRESS",
          "",
          Subnet::parse);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the prefix length does not fit the address, or a bit is set
   *     behind the prefix
   */
  public Subnet {
    byte[] octets = address.getAddress();
    if (prefixLength < 0 || prefixLength > octets.length * 8) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " does not fit");
    }
    for (int bit = prefixLength; bit < octets.length * 8; bit++) {
      if ((octets[bit / 8] & 0x80 >> bit % 8) != 0) {
        throw new IllegalArgumentException("a bit is set behind the prefix of " + prefixLength);
      }
    }
  }

  /**
   * {@return whether an address lies in this range} An IPv4 address never lies in an IPv6 range.
   *
   * @param other the address
   */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int whole = prefixLength / 8;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != theirs[i]) {
        return false;
      }
    }
    int rest = prefixLength % 8;
    return rest == 0 || ((mine[whole] ^ theirs[whole]) & 0xFF00 >> rest) == 0;
  }

  /** Reads {@code ADDRESS} or {@code ADDRESS/PREFIX}; null if it is neither. */
  static @Nullable Subnet parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = Addresses.literal(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    String prefix =
        slash < 0 ? Integer.toString(address.getAddress().length * 8) : text.substring(slash + 1);
    try {
      return prefix.matches("[0-9]{1,3}") ? new Subnet(address, Integer.parseInt(prefix)) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** {@return {@code ADDRESS/PREFIX}} */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixLength;
  }
}
