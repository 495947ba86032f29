package io.timebridge.clock.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.StandardSocketOptions;
import java.nio.channels.spi.SelectorProvider;

/** The JDK's sockets: everywhere, a system call for each packet each way. */
final class NioIo implements NettyIo {
  private static final int MAX_DATAGRAM = 65_535; // whole: a cut one could look like another
  private static final int SERVER_BATCH = 16;

  @Override
  public String word() {
    return "NIO";
  }

  @Override
  public IoHandlerFactory handlers(SelectStrategyFactory strategy) {
    return NioIoHandler.newFactory(SelectorProvider.provider(), strategy);
  }

  @Override
  public DatagramChannel open(SocketProtocolFamily family) {
    return new NioDatagramChannel(family);
  }

  @Override
  public void configure(Bootstrap bootstrap, Reading reading) {
    bootstrap.option(
        ChannelOption.RECVBUF_ALLOCATOR,
        new FixedRecvByteBufAllocator(MAX_DATAGRAM)
            .maxMessagesPerRead(reading == Reading.BATCHES ? SERVER_BATCH : 1));
  }

  @Override
  public void sharePort(Bootstrap bootstrap) {
    bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
  }

  @Override
  public int cutFrom() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean gathers() {
    return false;
  }
}
