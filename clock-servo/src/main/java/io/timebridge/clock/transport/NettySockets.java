package io.timebridge.clock.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one binding: one a lane and local address, and one a lane and multicast group.
 *
 * <p>A wildcard with a fixed port is one socket for each address of the interface, or of this host
 * where none is given, so that an answer leaves from the address that was asked. With port 0 it is
 * one socket bound to the wildcard, as a client wants it: the host chooses the source, and there is
 * one port only.
 *
 * <p>A group's socket is bound to the group itself, so that it hears the group on the chosen
 * interface and nothing else (the JDK switches IP_MULTICAST_ALL off). Windows cannot bind to a
 * group and hears it on the address's own socket instead.
 *
 * <p>Of IPv6 that holds for groups of the link's scope only: of a wider one such a socket hears
 * what comes to any interface on which any program has joined it, and the JDK has no
 * SO_BINDTODEVICE.
 */
final class NettySockets {
  private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
  private static final long RESCAN_SECONDS = 2;

  private record Socket(
      Lane lane, InetAddress address, DatagramChannel channel, boolean followed) {}

  /** A group that is heard, answered from that socket's address. */
  private record Listener(InetAddress group, Socket socket, DatagramChannel channel) {}

  private final NettyIo io;
  private final IoEventLoop loop;
  private final Binding binding;
  private final NettyReceiver.Factory receivers;
  private final List<Socket> senders = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final Set<InetAddress> refused = new HashSet<>();
  private int interfaceIndex;
  private @Nullable ScheduledFuture<?> rescan;

  NettySockets(NettyIo io, IoEventLoop loop, Binding binding, NettyReceiver.Factory receivers)
      throws IOException {
    this.io = io;
    this.loop = loop;
    this.binding = binding;
    this.receivers = receivers;
    boolean opened = false;
    try {
      for (InetAddress address : binding.localAddresses()) {
        if (!follows(address)) {
          openAddress(address, false);
        }
      }
      openFollowed();
      openGroups();
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  /** A wildcard with a fixed port is a server's: it must answer from the address that was asked. */
  private boolean follows(InetAddress address) {
    return address.isAnyLocalAddress() && binding.eventPort() != 0;
  }

  private void openFollowed() throws IOException {
    if (binding.localAddresses().stream().anyMatch(this::follows)) {
      NetworkInterface on = networkInterface();
      interfaceIndex = on == null ? 0 : on.getIndex();
      List<InetAddress> own = ownAddresses();
      if (own.isEmpty()) {
        LOG.warn("there is no address to listen on: waiting for one");
      }
      IOException failure = openEach(own);
      if (failure != null && own.stream().noneMatch(this::isOpen)) {
        throw failure;
      }
      rescan =
          loop.scheduleWithFixedDelay(
              this::followAddresses, RESCAN_SECONDS, RESCAN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private boolean isOpen(InetAddress address) {
    return senders.stream().anyMatch(socket -> socket.address().equals(address));
  }

  private void openAddress(InetAddress address, boolean followed) throws IOException {
    openLane(Lane.EVENT, binding.eventPort(), address, followed);
    if (binding.generalPort() != Binding.NO_PORT) {
      openLane(Lane.GENERAL, binding.generalPort(), address, followed);
    }
  }

  private void openLane(Lane lane, int port, InetAddress address, boolean followed)
      throws IOException {
    senders.add(new Socket(lane, address, open(lane, address, address, port), followed));
  }

  /**
   * Joins each group that is not heard yet, on each lane, where there is a socket to answer from.
   */
  private void openGroups() throws IOException {
    for (InetAddress group : binding.groups()) {
      boolean ipv4 = group instanceof Inet4Address;
      Set<Lane> done = EnumSet.noneOf(Lane.class);
      listeners.stream()
          .filter(l -> l.group().equals(group))
          .forEach(l -> done.add(l.socket().lane()));
      for (Socket socket : List.copyOf(senders)) {
        if (socket.address() instanceof Inet4Address == ipv4 && done.add(socket.lane())) {
          openGroup(group, socket);
        }
      }
      if (done.isEmpty() && rescan == null) {
        throw new IOException("cannot join " + group + ": no local address of its family");
      }
    }
  }

  private void openGroup(InetAddress group, Socket socket) throws IOException {
    NetworkInterface on = networkInterface();
    if (on == null) {
      throw new IOException("cannot join " + group + ": its interface is not there");
    }
    DatagramChannel listener = socket.channel();
    if (!WINDOWS) {
      int port = listener.localAddress().getPort();
      listener = open(socket.lane(), on(group, on), socket.address(), port);
    }
    await(listener.joinGroup(group, on, null), "join " + group);
    listeners.add(new Listener(group, socket, listener));
  }

  /** A group of the link's scope is bound on one interface: RFC 4007 §6. */
  private static InetAddress on(InetAddress group, NetworkInterface networkInterface)
      throws UnknownHostException {
    return group instanceof Inet6Address && group.isMCLinkLocal()
        ? Inet6Address.getByAddress(null, group.getAddress(), networkInterface.getIndex())
        : group;
  }

  /** The binding's interface as it is now. */
  private @Nullable NetworkInterface networkInterface() throws SocketException {
    NetworkInterface named = binding.networkInterface();
    return named == null ? null : NetworkInterface.getByName(named.getName());
  }

  private DatagramChannel open(Lane lane, InetAddress bindTo, InetAddress local, int port)
      throws IOException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> io.open(family(bindTo)))
            .option(ChannelOption.IP_TOS, binding.dscp() << 2)
            .handler(receivers.on(lane, local));
    io.configure(bootstrap, reading());
    if (binding.sharesPort()) {
      io.sharePort(bootstrap);
    }
    NetworkInterface multicast = networkInterface();
    if (multicast != null) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true) // several PTP programs share a host's ports
          .option(ChannelOption.IP_MULTICAST_IF, multicast)
          .option(ChannelOption.IP_MULTICAST_TTL, binding.multicastTtl())
          .option(ChannelOption.IP_MULTICAST_LOOP_DISABLED, false);
    }
    ChannelFuture registered = bootstrap.register();
    await(registered, "register a socket");
    Channel channel = registered.channel();
    await(
        channel.bind(new InetSocketAddress(bindTo, port)),
        "bind " + bindTo.getHostAddress() + " port " + port);
    InetSocketAddress remote = binding.remote();
    if (remote != null) {
      await(channel.connect(remote), "connect to " + remote.getAddress().getHostAddress());
    }
    return (DatagramChannel) channel;
  }

  private NettyIo.Reading reading() {
    boolean server = binding.groups().isEmpty() && binding.eventPort() != 0;
    return server ? NettyIo.Reading.BATCHES : NettyIo.Reading.EACH;
  }

  /** Registering and binding end at once, since this is the loop's own thread. */
  private static void await(ChannelFuture future, String what) throws IOException {
    if (!future.isDone()) {
      throw new IOException("cannot " + what + ": it did not end at once");
    }
    if (!future.isSuccess()) {
      future.channel().close();
      throw new IOException("cannot " + what + ": " + future.cause().getMessage(), future.cause());
    }
  }

  private static SocketProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
  }

  /** The interface's or this host's addresses of the families whose wildcards are bound. */
  private List<InetAddress> ownAddresses() throws SocketException {
    Set<SocketProtocolFamily> families =
        binding.localAddresses().stream()
            .filter(InetAddress::isAnyLocalAddress)
            .map(NettySockets::family)
            .collect(Collectors.toUnmodifiableSet());
    Stream<NetworkInterface> on =
        binding.networkInterface() == null
            ? NetworkInterface.networkInterfaces()
            : Stream.ofNullable(networkInterface());
    return on.flatMap(NetworkInterface::inetAddresses)
        .filter(address -> families.contains(family(address)))
        .toList();
  }

  /** Opens a socket for each address that came, and closes those of addresses that went. */
  void followAddresses() {
    try {
      NetworkInterface on = networkInterface();
      int index = on == null ? 0 : on.getIndex();
      List<InetAddress> now = ownAddresses();
      // What was joined on an interface is gone with it, though another has its name and address.
      boolean another = index != interfaceIndex;
      interfaceIndex = index;
      closeFollowed(another ? List.of() : now);
      refused.retainAll(now);
      openEach(now);
      openGroups();
    } catch (IOException e) {
      LOG.debug("cannot follow this host's addresses now", e);
    }
  }

  private void closeFollowed(List<InetAddress> except) {
    List<Socket> gone =
        senders.stream().filter(s -> s.followed() && !except.contains(s.address())).toList();
    List<Listener> deaf = listeners.stream().filter(l -> gone.contains(l.socket())).toList();
    senders.removeAll(gone);
    listeners.removeAll(deaf);
    gone.forEach(socket -> socket.channel().close());
    deaf.forEach(listener -> listener.channel().close());
  }

  /**
   * One address that cannot be bound (yet: IPv6 probes for duplicates first) holds up no other.
   * Returns the last failure, or null.
   */
  private @Nullable IOException openEach(List<InetAddress> addresses) {
    IOException failure = null;
    for (InetAddress address : addresses) {
      if (!isOpen(address)) {
        try {
          openAddress(address, true);
          refused.remove(address);
        } catch (IOException e) {
          failure = e;
          if (refused.add(address)) {
            LOG.warn("not listening on {} for now: {}", address.getHostAddress(), e.getMessage());
          }
        }
      }
    }
    return failure;
  }

  /** The socket to send from: the route's local address, else the one that the host would take. */
  @Nullable Channel sender(Lane lane, Route route) {
    Socket first = null;
    boolean choice = false;
    for (Socket socket : senders) {
      if (socket.lane() == lane) {
        if (route.hasLocal() && route.isLocal(socket.address())) {
          return socket.channel();
        }
        if (socket.address() instanceof Inet4Address == route.isIpv4()) {
          choice = first != null;
          first = first == null ? socket : first;
        }
      }
    }
    if (first == null) {
      return null;
    }
    return choice ? preferred(lane, route.remote(), first).channel() : first.channel();
  }

  private Socket preferred(Lane lane, InetSocketAddress remote, Socket otherwise) {
    NetworkInterface multicast = binding.networkInterface();
    List<InetAddress> sources =
        remote.getAddress().isMulticastAddress() && multicast != null
            ? multicast.inetAddresses().toList()
            : HostRouting.sourceFor(remote).stream().toList();
    return senders.stream()
        .filter(socket -> socket.lane() == lane && sources.contains(socket.address()))
        .filter(s -> family(s.address()) == family(remote.getAddress()))
        .findFirst()
        .orElse(otherwise);
  }

  void close() {
    if (rescan != null) {
      rescan.cancel(false);
    }
    senders.forEach(socket -> socket.channel().close());
    listeners.forEach(listener -> listener.channel().close());
    senders.clear();
    listeners.clear();
  }

  /**
   * Waits until what was closed is free to be bound again. The JDK frees a closed socket in its
   * selector's next turn, so this waits for a task that cannot run before that. Not for the loop's
   * own thread.
   */
  static void awaitFreed(IoEventLoop loop) {
    CountDownLatch turned = new CountDownLatch(1);
    loop.execute(() -> loop.schedule(turned::countDown, 1, TimeUnit.NANOSECONDS));
    try {
      turned.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
