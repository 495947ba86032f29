package io.timebridge.ntp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The reference id: four ASCII letters in stratum 1 and in a kiss-o'-death, elsewhere an IPv4
 * address or the hash of an IPv6 one. RFC 5905 §7.3. Stateless; any thread.
 */
public final class NtpReferenceId {
  private NtpReferenceId() {}

  /**
   * {@return the id of a reference clock: left-justified, zero-filled}
   *
   * @param name one to four visible ASCII characters ({@code "GPS"})
   * @throws IllegalArgumentException if the name is anything else
   */
  public static int ofAscii(String name) {
    if (name.isEmpty() || name.length() > 4 || !name.chars().allMatch(NtpReferenceId::isVisible)) {
      throw new IllegalArgumentException(
          "reference id \"" + name + "\" is not one to four visible ASCII characters");
    }
    int id = 0;
    for (int i = 0; i < 4; i++) {
      id = id << 8 | (i < name.length() ? name.charAt(i) : 0);
    }
    return id;
  }

  /**
   * {@return the id of a server that is followed: its IPv4 address, or the first four octets of the
   * MD5 hash of its IPv6 address} RFC 5905 §7.3.
   *
   * @param server the server's address
   */
  public static int ofAddress(InetAddress server) {
    byte[] octets = server.getAddress();
    if (octets.length == 4) {
      return ByteBuffer.wrap(octets).getInt();
    }
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(octets)).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }

  /**
   * {@return the id as people read it: ASCII where the stratum says so and it is, else a dotted
   * quad}
   *
   * @param stratum the stratum that it stood with
   * @param referenceId the id
   */
  public static String text(int stratum, int referenceId) {
    String ascii = stratum <= 1 ? ascii(referenceId) : null;
    return ascii != null
        ? ascii
        : (referenceId >>> 24)
            + "."
            + (referenceId >>> 16 & 0xFF)
            + "."
            + (referenceId >>> 8 & 0xFF)
            + "."
            + (referenceId & 0xFF);
  }

  /** The id as ASCII, without the zeros that fill it; null if it is not that. */
  static @Nullable String ascii(int referenceId) {
    StringBuilder text = new StringBuilder(4);
    int rest = referenceId;
    while (rest != 0) {
      int character = rest >>> 24;
      if (!isVisible(character)) {
        return null;
      }
      text.append((char) character);
      rest <<= 8;
    }
    return text.isEmpty() ? null : text.toString();
  }

  private static boolean isVisible(int character) {
    return character > ' ' && character <= '~';
  }
}
