package io.timebridge.clock.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import org.jspecify.annotations.Nullable;

/**
 * Netty's own sockets on Linux: a server's requests come up to 64 a {@code recvmmsg}, and their
 * answers leave by one {@code sendmmsg}. Needs the optional {@code netty-transport-classes-epoll}
 * and {@code netty-transport-native-epoll}: without them this class cannot even be linked.
 */
final class EpollIo implements NettyIo {
  private static final int SERVER_BATCH = 64;

  /** Longer than any message of ours; what fills it whole may have been cut. */
  private static final int SLOT = 2048;

  private static final int ANY_NUMBER_OF_EVENTS = 0; // the array grows with the sockets

  /** Why it cannot be had, or null. */
  static @Nullable String lack() {
    Throwable cause = Epoll.unavailabilityCause();
    if (cause == null) {
      return null;
    }
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public String word() {
    return "epoll";
  }

  @Override
  public IoHandlerFactory handlers(SelectStrategyFactory strategy) {
    return EpollIoHandler.newFactory(ANY_NUMBER_OF_EVENTS, strategy);
  }

  @Override
  public DatagramChannel open(SocketProtocolFamily family) {
    return new EpollDatagramChannel(family);
  }

  /** Netty fits as many slots as the buffer holds into one call: one slot is a plain recvmsg. */
  @Override
  public void configure(Bootstrap bootstrap, Reading reading) {
    int slots = reading == Reading.BATCHES ? SERVER_BATCH : 1;
    bootstrap
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, SLOT)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(slots * SLOT).maxMessagesPerRead(1))
        // Otherwise a socket hears every group that any program of this host has joined.
        .option(EpollChannelOption.IP_MULTICAST_ALL, false);
  }

  @Override
  public void sharePort(Bootstrap bootstrap) {
    bootstrap.option(EpollChannelOption.SO_REUSEPORT, true);
  }

  @Override
  public int cutFrom() {
    return SLOT;
  }

  @Override
  public boolean gathers() {
    return true;
  }
}
