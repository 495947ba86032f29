package io.timebridge.clock.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a datagram: the remote address and port, and the local address it was sent to or is
 * to be sent from. Addresses are held as two longs, an IPv4 one in its IPv6-mapped form, so that a
 * route can be filled for each packet without garbage.
 *
 * <p>Mutable; belongs to one thread.
 */
public final class Route {
  private static final long V4_MAPPED = 0x0000_FFFF_0000_0000L;

  private long remoteHigh;
  private long remoteLow;
  private int remotePort;
  private int remoteScope;
  private long localHigh;
  private long localLow;

  /** Creates a route to nowhere, from any local address. */
  public Route() {}

  /**
   * {@return a route to an address, from whichever local address the transport prefers}
   *
   * @param remote the address and port; resolved
   */
  public static Route to(InetSocketAddress remote) {
    return new Route().setRemote(remote.getAddress(), remote.getPort());
  }

  /**
   * Sets the remote end.
   *
   * @param address the address
   * @param port the port
   * @return this
   */
  public Route setRemote(InetAddress address, int port) {
    byte[] bytes = address.getAddress();
    remoteHigh = high(bytes);
    remoteLow = low(bytes);
    remotePort = port;
    remoteScope = address instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    return this;
  }

  /**
   * Sets the local end, or leaves it to the transport.
   *
   * @param address an address of this host; null or a wildcard for none
   * @return this
   */
  public Route setLocal(@Nullable InetAddress address) {
    if (address == null || address.isAnyLocalAddress()) {
      localHigh = 0;
      localLow = 0;
    } else {
      byte[] bytes = address.getAddress();
      localHigh = high(bytes);
      localLow = low(bytes);
    }
    return this;
  }

  /**
   * Sets the remote end without garbage.
   *
   * @param high as {@link #remoteHigh()} gives it
   * @param low as {@link #remoteLow()} gives it
   * @param port the port
   * @param scope the interface's index of a link-local IPv6 address, else 0
   * @return this
   */
  public Route setRemote(long high, long low, int port, int scope) {
    remoteHigh = high;
    remoteLow = low;
    remotePort = port;
    remoteScope = scope;
    return this;
  }

  /**
   * Sets the remote port, and leaves the remote address.
   *
   * @param port the port
   * @return this
   */
  public Route setRemotePort(int port) {
    remotePort = port;
    return this;
  }

  /**
   * Sets the local end without garbage.
   *
   * @param high the first 8 octets, 0 for an IPv4 address
   * @param low the last 8 octets; for an IPv4 address 0x0000FFFF and its 4; 0 for none
   * @return this
   */
  public Route setLocal(long high, long low) {
    localHigh = high;
    localLow = low;
    return this;
  }

  /** {@return the first 8 octets of the local address, 0 for an IPv4 one or none} */
  public long localHigh() {
    return localHigh;
  }

  /** {@return the last 8 octets of the local address; for an IPv4 one 0x0000FFFF and its 4} */
  public long localLow() {
    return localLow;
  }

  /** {@return the interface's index of a link-local IPv6 remote address, else 0} */
  public int remoteScope() {
    return remoteScope;
  }

  /**
   * Makes this route equal to another.
   *
   * @param other the other
   * @return this
   */
  public Route copyFrom(Route other) {
    remoteHigh = other.remoteHigh;
    remoteLow = other.remoteLow;
    remotePort = other.remotePort;
    remoteScope = other.remoteScope;
    localHigh = other.localHigh;
    localLow = other.localLow;
    return this;
  }

  /** {@return the first 8 octets of the remote address, 0 for an IPv4 one} */
  public long remoteHigh() {
    return remoteHigh;
  }

  /** {@return the last 8 octets of the remote address; for an IPv4 one 0x0000FFFF and its 4} */
  public long remoteLow() {
    return remoteLow;
  }

  /** {@return the remote port, 0 to 65535} */
  public int remotePort() {
    return remotePort;
  }

  /** {@return true if the remote address is an IPv4 one} */
  public boolean isIpv4() {
    return remoteHigh == 0 && (remoteLow & 0xFFFF_FFFF_0000_0000L) == V4_MAPPED;
  }

  /** {@return true if a local address is set} */
  public boolean hasLocal() {
    return localHigh != 0 || localLow != 0;
  }

  /**
   * {@return true if the local end is this address}
   *
   * @param address an address
   */
  public boolean isLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return localHigh == high(bytes) && localLow == low(bytes);
  }

  /** {@return true if both ends bear the same address: the packet came from this very address} */
  public boolean isFromLocalAddress() {
    return remoteHigh == localHigh && remoteLow == localLow;
  }

  /** {@return the remote end as the JDK knows it; allocates} */
  public InetSocketAddress remote() {
    try {
      InetAddress address;
      if (isIpv4()) {
        address = InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) remoteLow).array());
      } else {
        byte[] bytes = ByteBuffer.allocate(16).putLong(remoteHigh).putLong(remoteLow).array();
        int scope = remoteScope == 0 ? -1 : remoteScope; // 0 would be taken for a scope
        address = java.net.Inet6Address.getByAddress(null, bytes, scope);
      }
      return new InetSocketAddress(address, remotePort);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are always an address", e);
    }
  }

  @Override
  public String toString() {
    InetSocketAddress remote = remote();
    String host = remote.getAddress().getHostAddress();
    return isIpv4() ? host + ":" + remotePort : "[" + host + "]:" + remotePort;
  }

  private static long high(byte[] address) {
    return address.length == 4 ? 0 : ByteBuffer.wrap(address).getLong();
  }

  private static long low(byte[] address) {
    ByteBuffer bytes = ByteBuffer.wrap(address);
    return address.length == 4
        ? V4_MAPPED | Integer.toUnsignedLong(bytes.getInt())
        : bytes.getLong(8);
  }
}
