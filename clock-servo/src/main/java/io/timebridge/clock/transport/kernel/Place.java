package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.Binding;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The state of the interface that a binding is for: when it differs, its sockets are to be opened
 * again, since the kernel ties them, and the groups that they joined, to an interface's number.
 *
 * @param index the interface's number; 0 for none, or for a binding without an interface
 * @param lack why packets cannot be exchanged there now, or null
 * @param ipv4 the primary address, which IPv4 packets leave from if nothing else is said, or null
 *     for none: left to itself Linux may take another interface's for a multicast
 */
record Place(int index, @Nullable String lack, @Nullable InetAddress ipv4) {
  private static final int IFREQ = 40; // struct ifreq: 16 octets of name, then a sockaddr
  private static final int IFREQ_IPV4 = 20;

  private static final Place ANYWHERE = new Place(0, null, null);
  private static final Place NOWHERE = new Place(0, "is not there", null);

  /** The state now; allocates. */
  static Place of(Binding binding) {
    NetworkInterface wanted = binding.networkInterface();
    if (wanted == null) {
      return ANYWHERE;
    }
    try {
      NetworkInterface now = NetworkInterface.getByName(wanted.getName());
      if (now == null) {
        return NOWHERE;
      }
      return new Place(now.getIndex(), lack(now, binding), primaryIpv4(now.getName()));
    } catch (SocketException e) {
      return NOWHERE; // it went while it was looked at
    }
  }

  private static @Nullable String lack(NetworkInterface now, Binding binding)
      throws SocketException {
    if (!now.isUp()) {
      return "is down or has no carrier"; // the JDK asks for IFF_RUNNING, too
    }
    for (InetAddress local : binding.localAddresses()) {
      boolean ipv4 = local instanceof Inet4Address;
      if (!local.isAnyLocalAddress()
          || now.inetAddresses().anyMatch(own -> own instanceof Inet4Address == ipv4)) {
        return null;
      }
    }
    return "has no address";
  }

  /** The JDK lists the addresses in no order that it promises: netdevice(7) knows the first. */
  private static @Nullable InetAddress primaryIpv4(String name) {
    int fd = LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      return null;
    }
    NativeMemory request = new NativeMemory(IFREQ);
    request.buffer().put(0, name.getBytes(StandardCharsets.UTF_8));
    boolean known = LibC.ioctl(fd, LibC.SIOCGIFADDR, request.address()) == 0;
    LibC.close(fd);
    byte[] octets = new byte[4];
    request.buffer().get(IFREQ_IPV4, octets);
    try {
      return known ? InetAddress.getByAddress(octets) : null;
    } catch (UnknownHostException e) {
      throw new AssertionError("4 octets are always an address", e);
    }
  }

  boolean isReady() {
    return lack == null;
  }
}
