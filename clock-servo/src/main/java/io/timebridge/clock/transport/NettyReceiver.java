package io.timebridge.clock.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.timebridge.clock.StampQuality;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stamps what one socket receives. The stamp is the time at which the read ended, and its width
 * reaches back as far as the packet may have waited to be read.
 */
final class NettyReceiver extends SimpleChannelInboundHandler<DatagramPacket> {
  private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

  /** Makes one for a socket. */
  @FunctionalInterface
  interface Factory {
    ChannelHandler on(Lane lane, InetAddress local);
  }

  /** Whom it tells. */
  interface Listener {
    /** A packet came. */
    void received(Datagram datagram);

    /** No more come by this read. */
    void readEnds();
  }

  private final NettyTransport.Loop loop;
  private final Listener listener;
  private final Lane lane;
  private final InetAddress local;
  private final boolean together; // whether a read's packets come by one system call
  private final Datagram datagram = new Datagram();
  private int count; // of this read
  private long readLocalNanos;

  NettyReceiver(NettyTransport.Loop loop, Listener listener, Lane lane, InetAddress local) {
    this.loop = loop;
    this.listener = listener;
    this.lane = lane;
    this.local = local;
    this.together = loop.io().gathers();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    if (count++ == 0 || !together) {
      readLocalNanos = loop.clock().localNanos();
    }
    if (packet.content().readableBytes() >= loop.io().cutFrom()) {
      return; // longer than any message of ours
    }
    long waited = loop.attention().waitedNanos(readLocalNanos);
    InetSocketAddress from = packet.sender();
    datagram.route().setRemote(from.getAddress(), from.getPort()).setLocal(local);
    listener.received(
        datagram.set(
            packet.content().nioBuffer().slice(), lane, readLocalNanos, waited, StampQuality.USER));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    count = 0;
    listener.readEnds();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof PortUnreachableException) {
      return; // nobody is there now: what was sent is lost, as any datagram may be
    }
    LOG.warn("receiving on {}: {}", local, cause.getMessage());
  }
}
