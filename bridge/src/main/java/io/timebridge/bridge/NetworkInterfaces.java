package io.timebridge.bridge;

import io.timebridge.bridge.config.HostInterfaces;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds an interface by what an operator calls it. */
public final class NetworkInterfaces {

  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private NetworkInterfaces() {}

  /** {@return the interfaces of the host that this runs on, for the check of a config} */
  public static HostInterfaces ofThisHost() {
    return new HostInterfaces() {
      @Override
      public boolean exists(String called) {
        try {
          find(called);
          return true;
        } catch (BridgeException e) {
          return false;
        }
      }

      @Override
      public List<String> names() {
        try {
          return NetworkInterfaces.names(NetworkInterface.networkInterfaces().toList());
        } catch (SocketException e) {
          return List.of();
        }
      }
    };
  }

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
      throw new BridgeException(
          "there is no network interface "
              + called
              + "; there are: "
              + String.join(", ", names(all)));
    } catch (SocketException e) {
      throw new BridgeException("cannot list the network interfaces: " + e.getMessage(), e);
    }
  }

  /** {@return the subnets that interfaces are in, as ADDRESS/PREFIX} */
  static List<String> subnets(Stream<NetworkInterface> interfaces) {
    return interfaces
        .flatMap(each -> each.getInterfaceAddresses().stream())
        .filter(Objects::nonNull)
        .map(
            a ->
                a.getAddress().getHostAddress().replaceAll("%.*", "")
                    + "/"
                    + a.getNetworkPrefixLength())
        .sorted()
        .toList();
  }

  /** An IPv6 address by its value: it can be written in many ways. Null for anything else. */
  private static @Nullable InetAddress ipv6(String text) {
    if (!IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text); // a text with ':' is never looked up
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static boolean isSame(InetAddress candidate, InetAddress address) {
    return Arrays.equals(candidate.getAddress(), address.getAddress());
  }

  private static List<String> names(List<NetworkInterface> all) {
    return all.stream().map(NetworkInterface::getName).sorted().toList();
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
    InetAddress ipv6 = ipv6(called);
    if (ipv6 != null) {
      return candidate.inetAddresses().anyMatch(own -> isSame(own, ipv6));
    }
    return candidate
        .inetAddresses()
        .map(address -> address.getHostAddress().replaceAll("%.*", ""))
        .anyMatch(called::equalsIgnoreCase);
  }
}
