package io.timebridge.clock.transport.kernel;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The C library's functions that kernel sockets need, and the numbers of Linux's ABI on 64 bits.
 * Pointers are longs, so that a call allocates nothing.
 */
final class LibC {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;

  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_RCVBUF = 8;
  static final int SO_REUSEPORT = 15;
  static final int SO_BINDTODEVICE = 25;
  static final int SO_RCVBUFFORCE = 33;
  static final int SO_TIMESTAMPING = 37;

  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IP_PKTINFO = 8;
  static final int IP_MTU_DISCOVER = 10;
  static final int IP_RECVERR = 11;
  static final int IP_MULTICAST_IF = 32;
  static final int IP_MULTICAST_TTL = 33;
  static final int IP_MULTICAST_LOOP = 34;
  static final int IP_ADD_MEMBERSHIP = 35;
  static final int IP_MULTICAST_ALL = 49;

  static final int IP_PMTUDISC_PROBE = 3;

  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_MULTICAST_IF = 17;
  static final int IPV6_MULTICAST_HOPS = 18;
  static final int IPV6_MULTICAST_LOOP = 19;
  static final int IPV6_ADD_MEMBERSHIP = 20;
  static final int IPV6_RECVERR = 25;
  static final int IPV6_V6ONLY = 26;
  static final int IPV6_MULTICAST_ALL = 29;
  static final int IPV6_RECVPKTINFO = 49;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_TCLASS = 67;

  static final int TX_SOFTWARE = 1 << 1;
  static final int RX_SOFTWARE = 1 << 3;
  static final int SOFTWARE = 1 << 4;
  static final int OPT_ID = 1 << 7;
  static final int OPT_TSONLY = 1 << 11;

  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_ERRQUEUE = 0x2000;
  static final int SO_EE_ORIGIN_TIMESTAMPING = 4;

  static final int POLLIN = 1;
  static final int POLLERR = 8;

  static final int CLOCK_REALTIME = 0;
  static final int CLOCK_MONOTONIC = 1;
  static final int CLOCK_MONOTONIC_RAW = 4;
  static final int CLOCK_BOOTTIME = 7;

  static final long SIOCGIFADDR = 0x8915;

  static final int NETLINK_ROUTE = 0;

  static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOBUFS = 105;
  static final int ECONNREFUSED = 111;

  /** Why these functions cannot be called here, or null if they can. */
  static final @org.jspecify.annotations.Nullable String UNAVAILABLE = register();

  private LibC() {}

  private static @org.jspecify.annotations.Nullable String register() {
    if (!Platform.isLinux() || !Platform.is64Bit()) {
      return "kernel sockets are for 64-bit Linux";
    }
    try {
      Native.register(LibC.class, "c");
      return null;
    } catch (UnsatisfiedLinkError e) {
      return "the C library cannot be called: " + e.getMessage();
    }
  }

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int length);

  static native int connect(int fd, long address, int length);

  static native int ioctl(int fd, long request, long argument);

  static native int getsockname(int fd, long address, long length);

  static native int setsockopt(int fd, int level, int name, long value, int length);

  static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

  static native int sendmmsg(int fd, long messages, int count, int flags);

  static native int ppoll(long descriptors, long count, long timeout, long signals);

  static native int eventfd(int initial, int flags);

  static native long read(int fd, long buffer, long count);

  static native long write(int fd, long buffer, long count);

  static native int close(int fd);

  static native int clock_gettime(int clock, long timespec);

  static native String strerror(int errno);

  static int errno() {
    return Native.getLastError();
  }
}
