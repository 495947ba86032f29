package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.transport.Route;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** sockaddr_in and sockaddr_in6, in place. */
final class SocketAddress {
  private static final int LENGTH_IPV4 = 16;
  private static final int LENGTH_IPV6 = 28;
  private static final long V4_MAPPED = 0x0000_FFFF_0000_0000L;

  private SocketAddress() {}

  /** Writes the remote end of a route; returns the length. */
  static int write(ByteBuffer names, int at, Route route) {
    putPort(names, at, route.remotePort());
    if (route.isIpv4()) {
      names.putShort(at, (short) LibC.AF_INET);
      ControlData.putBigEndian(names, at + 4, (int) route.remoteLow());
      names.putLong(at + 8, 0);
      return LENGTH_IPV4;
    }
    names.putShort(at, (short) LibC.AF_INET6);
    names.putInt(at + 4, 0);
    ControlData.putBigEndian(names, at + 8, route.remoteHigh());
    ControlData.putBigEndian(names, at + 16, route.remoteLow());
    names.putInt(at + 24, route.remoteScope());
    return LENGTH_IPV6;
  }

  /** Writes an address to bind to; returns the length. */
  static int write(ByteBuffer names, int at, InetAddress address, int port) {
    putPort(names, at, port);
    byte[] octets = address.getAddress();
    if (address instanceof Inet4Address) {
      names.putShort(at, (short) LibC.AF_INET);
      names.put(at + 4, octets);
      names.putLong(at + 8, 0);
      return LENGTH_IPV4;
    }
    names.putShort(at, (short) LibC.AF_INET6);
    names.putInt(at + 4, 0);
    names.put(at + 8, octets);
    names.putInt(at + 24, ((Inet6Address) address).getScopeId());
    return LENGTH_IPV6;
  }

  /** Reads who sent a packet into the remote end of a route. */
  static void read(ByteBuffer names, int at, Route route) {
    if (names.getShort(at) == LibC.AF_INET) {
      route.setRemote(0, V4_MAPPED | ControlData.bigEndianInt(names, at + 4), port(names, at), 0);
    } else {
      route.setRemote(
          ControlData.bigEndianLong(names, at + 8),
          ControlData.bigEndianLong(names, at + 16),
          port(names, at),
          names.getInt(at + 24));
    }
  }

  static int port(ByteBuffer names, int at) {
    short port = names.getShort(at + 2);
    boolean swaps = names.order() == ByteOrder.LITTLE_ENDIAN;
    return Short.toUnsignedInt(swaps ? Short.reverseBytes(port) : port);
  }

  private static void putPort(ByteBuffer names, int at, int port) {
    boolean swaps = names.order() == ByteOrder.LITTLE_ENDIAN;
    names.putShort(at + 2, swaps ? Short.reverseBytes((short) port) : (short) port);
  }
}
