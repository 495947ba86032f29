package io.timebridge.ntp;

/** What the numbers in a packet are called. */
public final class NtpNames {

  // RFC 5905 §7.3, figure 10; 6 and 7 as ntpd names them.
  private static final String[] MODES = {
    "reserved",
    "symmetric active",
    "symmetric passive",
    "client",
    "server",
    "broadcast",
    "control",
    "private"
  };

  private NtpNames() {}

  /**
   * {@return the name of a mode}
   *
   * @param mode 0 to 7
   */
  public static String mode(int mode) {
    return MODES[mode & 0x7];
  }

  /**
   * {@return the name of an extension field's type by IANA's registry "NTP Extension Field Types",
   * or its number in hexadecimal}
   *
   * @param type 16 bits
   */
  public static String extensionField(int type) {
    return switch (type & 0xFFFF) {
      case 0x0104 -> "Unique Identifier"; // RFC 8915 §5.3
      case 0x0204 -> "NTS Cookie"; // RFC 8915 §5.4
      case 0x0304 -> "NTS Cookie Placeholder"; // RFC 8915 §5.5
      case 0x0404 -> "NTS Authenticator and Encrypted Extension Fields"; // RFC 8915 §5.6
      case 0x2005 -> "UDP Checksum Complement"; // RFC 7821 §4
      default -> String.format("0x%04x", type & 0xFFFF);
    };
  }
}
