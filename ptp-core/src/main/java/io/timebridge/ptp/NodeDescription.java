package io.timebridge.ptp;

import io.timebridge.clock.BuildDate;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What a clock says of itself to whoever manages it.
 *
 * @param interfaceName the network interface that its port is on
 * @param physicalAddress that interface's MAC address, as {@code 00:1b:19:ab:cd:ef}; empty for one
 *     that has none
 * @param userDescription what its owner calls it, at most 128 characters and 255 octets of UTF-8
 */
public record NodeDescription(
    String interfaceName, String physicalAddress, String userDescription) {
  private static final int MAX_USER_DESCRIPTION = 128;
  private static final int MAX_TEXT_OCTETS = 255;

  /** Manufacturer, model and instance; manufacturer and model are this program. */
  static final String PRODUCT = "Timebridge;Timebridge;";

  /** Hardware, firmware and software. */
  static final String REVISION = ";;" + BuildDate.VERSION;

  /** Checks the length. */
  public NodeDescription {
    if (userDescription.codePointCount(0, userDescription.length()) > MAX_USER_DESCRIPTION
        || userDescription.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_OCTETS) {
      throw new IllegalArgumentException("userDescription is too long: " + userDescription);
    }
  }

  /**
   * {@return the description of a clock on an interface}
   *
   * @param networkInterface the interface
   * @param userDescription what its owner calls it, at most 128 characters
   * @throws SocketException if the interface cannot be asked
   */
  public static NodeDescription of(NetworkInterface networkInterface, String userDescription)
      throws SocketException {
    byte[] mac = networkInterface.getHardwareAddress();
    return new NodeDescription(
        networkInterface.getName(),
        mac == null ? "" : HexFormat.ofDelimiter(":").formatHex(mac),
        userDescription);
  }
}
