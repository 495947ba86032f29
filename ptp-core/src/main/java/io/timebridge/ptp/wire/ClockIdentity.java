package io.timebridge.ptp.wire;

import java.util.HexFormat;

/**
 * A clock's name, 8 octets, compared as an unsigned number.
 *
 * @param bits the octets, the first the most significant
 */
public record ClockIdentity(long bits) implements Comparable<ClockIdentity> {

  /** The middle octets of an EUI-64 made of an EUI-48, as IEEE 1588-2008 has it. */
  public static final int EUI48_FILLER = 0xFFFE;

  /**
   * {@return the identity of a network adapter}
   *
   * @param mac its 6 octets
   * @param filler the two octets between the manufacturer's and the adapter's: {@link
   *     #EUI48_FILLER} unless that identity is taken
   * @throws IllegalArgumentException if {@code mac} has not 6 octets
   */
  public static ClockIdentity ofMac(byte[] mac, int filler) {
    if (mac.length != 6) {
      throw new IllegalArgumentException("a MAC address has 6 octets, not " + mac.length);
    }
    long bits = 0;
    for (int i = 0; i < 6; i++) {
      if (i == 3) {
        bits = bits << 16 | (filler & 0xFFFF);
      }
      bits = bits << 8 | (mac[i] & 0xFF);
    }
    return new ClockIdentity(bits);
  }

  /**
   * {@return the identity that a text names} The octets may be grouped by any of {@code . : -}.
   *
   * @param text 16 hexadecimal digits, as in {@code 001122.fffe.334455}
   * @throws IllegalArgumentException if it is not that
   */
  public static ClockIdentity parse(String text) {
    String digits = text.replaceAll("[.:-]", "");
    if (!digits.matches("[0-9a-fA-F]{16}")) {
      throw new IllegalArgumentException("not 16 hexadecimal digits: " + text);
    }
    return new ClockIdentity(Long.parseUnsignedLong(digits, 16));
  }

  @Override
  public int compareTo(ClockIdentity other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  /** {@return the form that pmc prints: {@code 001122.fffe.334455}} */
  @Override
  public String toString() {
    String hex = HexFormat.of().toHexDigits(bits);
    return hex.substring(0, 6) + "." + hex.substring(6, 10) + "." + hex.substring(10);
  }
}
