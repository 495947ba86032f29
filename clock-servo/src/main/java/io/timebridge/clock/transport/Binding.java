package io.timebridge.clock.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine listens and sends from.
 *
 * @param networkInterface the interface that multicast is joined and sent on, or null for an engine
 *     without multicast
 * @param localAddresses the addresses to listen on, one socket each. A wildcard address stands for
 *     every address of its family that the interface has, or the whole host if none is given,
 *     followed as they come and go; with event port 0 it is one socket, and the host chooses what
 *     it sends from
 * @param groups the multicast groups to join on {@code networkInterface}
 * @param eventPort the port of {@link Lane#EVENT}, 0 to 65535; 0 takes any free one
 * @param generalPort the port of {@link Lane#GENERAL}, or −1 for none
 * @param multicastTtl how many routers a multicast may pass, 0 to 255
 * @param dscp the differentiated-services code point of what is sent, 0 to 63. RFC 2474
 * @param stampTransmits whether the engine is told when its event messages left; a server that does
 *     not need to know spares the kernel the work
 * @param sharesPort whether others that ask for the same may be bound to the same address and port:
 *     the kernel deals the packets out among them by who sent them, so that several transports, a
 *     thread each, are one server (SO_REUSEPORT of Linux). Not for multicast, which all would get
 * @param remote the only one that packets are exchanged with, or null for anybody: the sockets are
 *     connected, so that the host drops what others send and finds the way there once. Whatever is
 *     sent goes there
 */
public record Binding(
    @Nullable NetworkInterface networkInterface,
    List<InetAddress> localAddresses,
    List<InetAddress> groups,
    int eventPort,
    int generalPort,
    int multicastTtl,
    int dscp,
    boolean stampTransmits,
    boolean sharesPort,
    @Nullable InetSocketAddress remote) {

  /** {@link #generalPort} of an engine with one port only. */
  public static final int NO_PORT = -1;

  public Binding {
    localAddresses = List.copyOf(localAddresses);
    groups = List.copyOf(groups);
    if (localAddresses.isEmpty()) {
      throw new IllegalArgumentException("at least one local address is needed");
    }
    if (remote != null && !groups.isEmpty()) {
      throw new IllegalArgumentException("who listens to multicast speaks with more than one");
    }
    if (!groups.isEmpty() && networkInterface == null) {
      throw new IllegalArgumentException("multicast groups need an interface");
    }
    check("eventPort", eventPort, 0, 65535);
    check("generalPort", generalPort, NO_PORT, 65535);
    check("multicastTtl", multicastTtl, 0, 255);
    check("dscp", dscp, 0, 63);
  }

  /** A binding whose event messages' departures are stamped, alone on its ports. */
  public Binding(
      @Nullable NetworkInterface networkInterface,
      List<InetAddress> localAddresses,
      List<InetAddress> groups,
      int eventPort,
      int generalPort,
      int multicastTtl,
      int dscp) {
    this(
        networkInterface,
        localAddresses,
        groups,
        eventPort,
        generalPort,
        multicastTtl,
        dscp,
        true,
        false,
        null);
  }

  /** {@return this binding for an engine that does not ask when its messages left} */
  public Binding withoutTransmitStamps() {
    return new Binding(
        networkInterface,
        localAddresses,
        groups,
        eventPort,
        generalPort,
        multicastTtl,
        dscp,
        false,
        sharesPort,
        remote);
  }

  /** {@return this binding for one of several engines on the same address and port} */
  public Binding withSharedPort() {
    return new Binding(
        networkInterface,
        localAddresses,
        groups,
        eventPort,
        generalPort,
        multicastTtl,
        dscp,
        stampTransmits,
        true,
        remote);
  }

  /**
   * {@return this binding for an engine that speaks with one other only}
   *
   * @param other the address and port; resolved
   */
  public Binding connectedTo(InetSocketAddress other) {
    return new Binding(
        networkInterface,
        localAddresses,
        groups,
        eventPort,
        generalPort,
        multicastTtl,
        dscp,
        stampTransmits,
        sharesPort,
        other);
  }

  /**
   * {@return a binding without multicast and with one port: an NTP server's or client's}
   *
   * @param localAddress the address, possibly a wildcard
   * @param port the port, 0 for any free one
   */
  public static Binding unicast(InetAddress localAddress, int port) {
    return new Binding(null, List.of(localAddress), List.of(), port, NO_PORT, 1, 0);
  }

  private static void check(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " " + value + " is not in " + min + ".." + max);
    }
  }
}
