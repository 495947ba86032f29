package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.Route;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One UDP socket with kernel stamps: opened as a binding says, and its options. It is bound to the
 * wildcard where it hears groups, since a socket that is bound to an address hears no multicast.
 */
final class KernelSocket {
  /** Room for the burst of a busy second: packets, and stamps in the error queue. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final int fd;
  private final boolean ipv4;
  private final Lane lane;
  private final InetAddress address;
  private final Route own; // the address in the form that is compared without garbage
  private final boolean atWildcard;
  private final boolean connected;
  private final NativeMemory scratch = new NativeMemory(64);

  private KernelSocket(
      int fd, Lane lane, InetAddress address, boolean atWildcard, boolean connected) {
    this.fd = fd;
    this.lane = lane;
    this.address = address;
    this.atWildcard = atWildcard;
    this.connected = connected;
    this.ipv4 = address instanceof Inet4Address;
    this.own = new Route().setLocal(address);
  }

  /**
   * Opens a socket for one local address of a binding, and for the groups if it is to hear them.
   *
   * @param index the number that the binding's interface has now, 0 without one
   */
  static KernelSocket open(
      Binding binding, int index, Lane lane, InetAddress address, int port, boolean hearsGroups)
      throws IOException {
    boolean ipv4 = address instanceof Inet4Address;
    int type = LibC.SOCK_DGRAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC;
    int fd = LibC.socket(ipv4 ? LibC.AF_INET : LibC.AF_INET6, type, 0);
    if (fd < 0) {
      throw failure("open a socket");
    }
    List<InetAddress> groups =
        binding.groups().stream()
            .filter(group -> hearsGroups && group instanceof Inet4Address == ipv4)
            .toList();
    InetAddress bindTo =
        groups.isEmpty() ? address : InetAddress.getByAddress(new byte[ipv4 ? 4 : 16]);
    InetSocketAddress remote = binding.remote();
    KernelSocket socket =
        new KernelSocket(fd, lane, address, bindTo.isAnyLocalAddress(), remote != null);
    boolean done = false;
    try {
      socket.setUp(binding, index);
      socket.bind(bindTo, port);
      if (remote != null) {
        socket.connect(remote);
      }
      for (InetAddress group : groups) {
        socket.join(group, index);
      }
      socket.requestStamps();
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /** Opens a socket on any free port that asks for stamps, and nothing else. */
  static KernelSocket open(InetAddress address) throws IOException {
    return open(Binding.unicast(address, 0), 0, Lane.EVENT, address, 0, false);
  }

  private void setUp(Binding binding, int index) throws IOException {
    scratch.buffer().putInt(0, RECEIVE_BUFFER);
    // Beyond the host's limit where we may (CAP_NET_ADMIN), else up to it.
    if (LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, scratch.address(), 4) < 0) {
      set(LibC.SOL_SOCKET, LibC.SO_RCVBUF, RECEIVE_BUFFER, "SO_RCVBUF");
    }
    int tos = binding.dscp() << 2;
    if (ipv4) {
      if (atWildcard) {
        set(LibC.IPPROTO_IP, LibC.IP_PKTINFO, 1, "IP_PKTINFO");
      }
      // Never in fragments: then the kernel need not draw an identification for each packet
      // (RFC 6864 §4), and nobody can make it send fragments by a forged ICMP.
      set(LibC.IPPROTO_IP, LibC.IP_MTU_DISCOVER, LibC.IP_PMTUDISC_PROBE, "IP_MTU_DISCOVER");
      set(LibC.IPPROTO_IP, LibC.IP_TOS, tos, "IP_TOS");
      set(LibC.IPPROTO_IP, LibC.IP_MULTICAST_ALL, 0, "IP_MULTICAST_ALL");
    } else {
      set(LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, 1, "IPV6_V6ONLY");
      if (atWildcard) {
        set(LibC.IPPROTO_IPV6, LibC.IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
      }
      set(LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, tos, "IPV6_TCLASS");
      set(LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_ALL, 0, "IPV6_MULTICAST_ALL");
    }
    if (binding.sharesPort()) {
      set(LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1, "SO_REUSEPORT");
    }
    NetworkInterface networkInterface = binding.networkInterface();
    if (networkInterface != null) {
      set(LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1, "SO_REUSEADDR");
      bindToDevice(networkInterface.getName());
      setUpMulticast(index, binding.multicastTtl());
    }
  }

  private void setUpMulticast(int index, int ttl) throws IOException {
    if (ipv4) {
      // struct ip_mreqn: group, address, interface.
      scratch.buffer().putLong(0, 0).putInt(8, index);
      set(LibC.IPPROTO_IP, LibC.IP_MULTICAST_IF, 12, scratch.address(), "IP_MULTICAST_IF");
      set(LibC.IPPROTO_IP, LibC.IP_MULTICAST_TTL, ttl, "IP_MULTICAST_TTL");
      set(LibC.IPPROTO_IP, LibC.IP_MULTICAST_LOOP, 1, "IP_MULTICAST_LOOP");
    } else {
      set(LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_IF, index, "IPV6_MULTICAST_IF");
      set(LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_HOPS, ttl, "IPV6_MULTICAST_HOPS");
      set(LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_LOOP, 1, "IPV6_MULTICAST_LOOP");
    }
  }

  private void bindToDevice(String name) throws IOException {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    scratch.buffer().put(0, octets);
    set(
        LibC.SOL_SOCKET,
        LibC.SO_BINDTODEVICE,
        octets.length,
        scratch.address(),
        "SO_BINDTODEVICE " + name);
  }

  /** Kernels before 5.7 want CAP_NET_RAW for it: found out here rather than at the first source. */
  void checkMayBindToDevice() throws IOException {
    try {
      bindToDevice("lo");
    } catch (IOException e) {
      if (LibC.errno() == LibC.EPERM) {
        throw new IOException(e.getMessage() + " (CAP_NET_RAW is needed on this kernel)", e);
      }
    }
  }

  private void bind(InetAddress to, int port) throws IOException {
    int length = SocketAddress.write(scratch.buffer(), 0, to, port);
    if (LibC.bind(fd, scratch.address(), length) < 0) {
      throw failure("bind " + to.getHostAddress() + " port " + port);
    }
  }

  private void connect(InetSocketAddress to) throws IOException {
    int length = SocketAddress.write(scratch.buffer(), 0, Route.to(to));
    if (LibC.connect(fd, scratch.address(), length) < 0) {
      throw failure("connect to " + to.getAddress().getHostAddress());
    }
  }

  private void join(InetAddress group, int index) throws IOException {
    byte[] octets = group.getAddress();
    scratch.buffer().put(0, octets);
    if (ipv4) {
      scratch.buffer().putInt(4, 0).putInt(8, index);
      set(LibC.IPPROTO_IP, LibC.IP_ADD_MEMBERSHIP, 12, scratch.address(), "join " + group);
    } else {
      scratch.buffer().putInt(16, index);
      set(LibC.IPPROTO_IPV6, LibC.IPV6_ADD_MEMBERSHIP, 20, scratch.address(), "join " + group);
    }
  }

  /** Asks for stamps; asked for anew, the numbering of sends starts at 0 again. */
  void requestStamps() throws IOException {
    int wanted = LibC.RX_SOFTWARE | LibC.SOFTWARE | LibC.OPT_TSONLY;
    // The kernel restarts the numbering only when the option comes on.
    set(LibC.SOL_SOCKET, LibC.SO_TIMESTAMPING, wanted, "SO_TIMESTAMPING");
    set(LibC.SOL_SOCKET, LibC.SO_TIMESTAMPING, wanted | LibC.OPT_ID, "SO_TIMESTAMPING");
  }

  private void set(int level, int name, int value, String what) throws IOException {
    scratch.buffer().putInt(0, value);
    set(level, name, 4, scratch.address(), what);
  }

  private void set(int level, int name, int length, long value, String what) throws IOException {
    if (LibC.setsockopt(fd, level, name, value, length) < 0) {
      throw failure("set " + what);
    }
  }

  static IOException failure(String what) {
    int errno = LibC.errno();
    return new IOException("cannot " + what + ": " + LibC.strerror(errno));
  }

  /** The port that it is bound to. */
  int port() throws IOException {
    NativeMemory length = new NativeMemory(8);
    length.buffer().putInt(0, 64);
    if (LibC.getsockname(fd, scratch.address(), length.address()) < 0) {
      throw failure("ask for the port");
    }
    return SocketAddress.port(scratch.buffer(), 0);
  }

  int fd() {
    return fd;
  }

  boolean isIpv4() {
    return ipv4;
  }

  Lane lane() {
    return lane;
  }

  InetAddress address() {
    return address;
  }

  /** The address as a route's local end: none for the wildcard. Not to be changed. */
  Route own() {
    return own;
  }

  /**
   * True if it hears what comes to any address, so that each packet must say which; else all that
   * comes was sent to its own address, and what it sends leaves from there by itself.
   */
  boolean isAtWildcard() {
    return atWildcard;
  }

  /** True if all that it sends goes to one other, whom it need not be told. */
  boolean isConnected() {
    return connected;
  }

  /** True if that is its address. */
  boolean isAt(long high, long low) {
    return own.localHigh() == high && own.localLow() == low;
  }

  void close() {
    LibC.close(fd);
  }
}
