package io.timebridge.clock.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one binding: one a lane and local address, and one a lane and multicast group.
 *
 * <p>A group's socket is bound to the group itself, so that it hears the group on the chosen
 * interface and nothing else (the JDK switches IP_MULTICAST_ALL off). Windows cannot bind to a
 * group and hears it on the address's own socket instead.
 */
final class NettySockets {
  private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
  private static final int MAX_DATAGRAM = 65_535; // whole: a cut one could look like another
  private static final long RESCAN_SECONDS = 2;

  private record Socket(Lane lane, InetAddress address, Channel channel) {}

  private final LocalClock clock;
  private final IoEventLoop loop;
  private final Binding binding;
  private final Consumer<Datagram> receiver;
  private final List<Socket> senders = new ArrayList<>();
  private final List<Channel> groupListeners = new ArrayList<>();
  private @Nullable ScheduledFuture<?> rescan;

  NettySockets(LocalClock clock, IoEventLoop loop, Binding binding, Consumer<Datagram> receiver)
      throws IOException {
    this.clock = clock;
    this.loop = loop;
    this.binding = binding;
    this.receiver = receiver;
    boolean opened = false;
    try {
      for (InetAddress address : binding.localAddresses()) {
        openLocal(address);
      }
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private void openLocal(InetAddress address) throws IOException {
    if (!address.isAnyLocalAddress()) {
      openAddress(address);
      return;
    }
    for (InetAddress own : hostAddresses(address)) {
      openAddress(own);
    }
    rescan =
        loop.scheduleWithFixedDelay(
            () -> followAddresses(address), RESCAN_SECONDS, RESCAN_SECONDS, TimeUnit.SECONDS);
  }

  private void openAddress(InetAddress address) throws IOException {
    openLane(Lane.EVENT, binding.eventPort(), address);
    if (binding.generalPort() != Binding.NO_PORT) {
      openLane(Lane.GENERAL, binding.generalPort(), address);
    }
  }

  private void openLane(Lane lane, int port, InetAddress address) throws IOException {
    DatagramChannel channel = open(lane, address, address, port);
    senders.add(new Socket(lane, address, channel));
    for (InetAddress group : binding.groups()) {
      DatagramChannel listener = channel;
      if (!WINDOWS) {
        listener = open(lane, group, address, port);
        groupListeners.add(listener);
      }
      await(listener.joinGroup(group, binding.networkInterface(), null), "join " + group);
    }
  }

  private DatagramChannel open(Lane lane, InetAddress bindTo, InetAddress local, int port)
      throws IOException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> new NioDatagramChannel(family(bindTo)))
            .option(ChannelOption.IP_TOS, binding.dscp() << 2)
            .option(ChannelOption.RECVBUF_ALLOCATOR, oneAtATime())
            .handler(new Receiver(lane, local));
    NetworkInterface multicast = binding.networkInterface();
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
    return (DatagramChannel) channel;
  }

  /** One packet a read: the stamp is taken as its read ends, not after those of a whole batch. */
  private static MaxMessagesRecvByteBufAllocator oneAtATime() {
    return new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(1);
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

  private static List<InetAddress> hostAddresses(InetAddress wildcard) throws SocketException {
    boolean ipv6 = wildcard instanceof Inet6Address;
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet6Address == ipv6)
        .toList();
  }

  /** Opens a socket for each address that came, and closes those of addresses that went. */
  private void followAddresses(InetAddress wildcard) {
    try {
      List<InetAddress> now = hostAddresses(wildcard);
      List<Socket> gone = senders.stream().filter(s -> !now.contains(s.address())).toList();
      senders.removeAll(gone);
      gone.forEach(socket -> socket.channel().close());
      Set<InetAddress> known =
          senders.stream().map(Socket::address).collect(Collectors.toUnmodifiableSet());
      for (InetAddress address : now) {
        if (!known.contains(address)) {
          openAddress(address);
        }
      }
    } catch (IOException e) {
      LOG.warn("following this host's addresses: {}", e.getMessage());
    }
  }

  /** The socket to send from: the route's local address, else the first of its family. */
  @Nullable Channel sender(Lane lane, Route route) {
    Socket fallback = null;
    for (Socket socket : senders) {
      if (socket.lane() == lane) {
        if (route.hasLocal() && route.isLocal(socket.address())) {
          return socket.channel();
        }
        if (fallback == null && socket.address() instanceof Inet4Address == route.isIpv4()) {
          fallback = socket;
        }
      }
    }
    return fallback == null ? null : fallback.channel();
  }

  void close() {
    if (rescan != null) {
      rescan.cancel(false);
    }
    senders.forEach(socket -> socket.channel().close());
    groupListeners.forEach(Channel::close);
    senders.clear();
    groupListeners.clear();
  }

  private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Lane lane;
    private final InetAddress local;
    private final Datagram datagram = new Datagram();

    Receiver(Lane lane, InetAddress local) {
      this.lane = lane;
      this.local = local;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      long stamp = clock.localNanos();
      ByteBuffer payload = packet.content().nioBuffer();
      InetSocketAddress from = packet.sender();
      datagram.route().setRemote(from.getAddress(), from.getPort()).setLocal(local);
      receiver.accept(datagram.set(payload.slice(), lane, stamp, 0, StampQuality.USER));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("receiving on {}: {}", local, cause.getMessage());
    }
  }
}
