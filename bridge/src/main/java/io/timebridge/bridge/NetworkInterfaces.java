package io.timebridge.bridge;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds an interface by what an operator calls it. */
final class NetworkInterfaces {
  private NetworkInterfaces() {}

  /**
   * {@return the interface of that name, MAC address or IP address}
   *
   * @throws BridgeException if there is none, saying which there are
   */
  static NetworkInterface find(String called) throws BridgeException {
    try {
      List<NetworkInterface> all = NetworkInterface.networkInterfaces().toList();
      for (NetworkInterface candidate : all) {
        if (isCalled(candidate, called)) {
          return candidate;
        }
      }
      String names =
          all.stream().map(NetworkInterface::getName).sorted().collect(Collectors.joining(", "));
      throw new BridgeException(
          "there is no network interface " + called + "; there are: " + names);
    } catch (SocketException e) {
      throw new BridgeException("cannot list the network interfaces: " + e.getMessage(), e);
    }
  }

  private static boolean isCalled(NetworkInterface candidate, String called)
      throws SocketException {
    if (candidate.getName().equals(called)) {
      return true;
    }
    byte[] mac = candidate.getHardwareAddress();
    String lower = called.toLowerCase(Locale.ROOT).replace('-', ':');
    if (mac != null && HexFormat.ofDelimiter(":").formatHex(mac).equals(lower)) {
      return true;
    }
    return candidate
        .inetAddresses()
        .map(address -> address.getHostAddress().replaceAll("%.*", ""))
        .anyMatch(called::equalsIgnoreCase);
  }
}
