package io.timebridge.clock.transport.kernel;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Hears from the kernel that a link or an address of this network namespace came, went or changed
 * (rtnetlink(7)). Of what it says only the end of a link is remembered: another may soon have its
 * number. For the rest whoever depends on one looks for himself.
 */
final class NetworkWatch {
  private static final int LINKS = 0x1; // RTMGRP_LINK
  private static final int ADDRESSES = 0x10 | 0x100; // RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR
  private static final int SOCKADDR_NL = 12;

  // struct nlmsghdr, then of a link's message struct ifinfomsg.
  private static final int HEADER = 16;
  private static final int TYPE = 4;
  private static final int LINK_INDEX = HEADER + 4;
  private static final int RTM_DELLINK = 17;

  private final int fd;
  private final NativeMemory memory = new NativeMemory(32768); // as much as one reading gives
  private final Set<Integer> gone = new HashSet<>();
  private boolean someMissed;

  private NetworkWatch(int fd) {
    this.fd = fd;
  }

  static NetworkWatch open() throws IOException {
    int type = LibC.SOCK_RAW | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC;
    int fd = LibC.socket(LibC.AF_NETLINK, type, LibC.NETLINK_ROUTE);
    if (fd < 0) {
      throw KernelSocket.failure("open a netlink socket");
    }
    NetworkWatch watch = new NetworkWatch(fd);
    watch.memory.buffer().putShort(0, (short) LibC.AF_NETLINK).putShort(2, (short) 0);
    watch.memory.buffer().putInt(4, 0).putInt(8, LINKS | ADDRESSES);
    if (LibC.bind(fd, watch.memory.address(), SOCKADDR_NL) < 0) {
      IOException failure = KernelSocket.failure("listen to changes of the network");
      watch.close();
      throw failure;
    }
    return watch;
  }

  int fd() {
    return fd;
  }

  /** Takes all that is waiting. */
  void drain() {
    gone.clear();
    someMissed = false;
    while (true) {
      int length = (int) LibC.read(fd, memory.address(), memory.buffer().capacity());
      if (length > 0) {
        remember(length);
      } else if (LibC.errno() == LibC.ENOBUFS) {
        someMissed = true; // told once, then it goes on
      } else {
        return;
      }
    }
  }

  private void remember(int length) {
    int size;
    for (int at = 0; at + HEADER <= length; at += size + 3 & ~3) {
      size = memory.buffer().getInt(at);
      if (size < HEADER) {
        return;
      }
      if (memory.buffer().getShort(at + TYPE) == RTM_DELLINK) {
        gone.add(memory.buffer().getInt(at + LINK_INDEX));
      }
    }
  }

  /** True if the link of that number ended, or may have, in what was taken last. */
  boolean mayHaveGone(int index) {
    return someMissed || gone.contains(index);
  }

  void close() {
    LibC.close(fd);
  }
}
