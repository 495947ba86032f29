package io.timebridge.clock.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Netty reads and sends datagrams with. Immutable; any thread. */
interface NettyIo {

  /** How a socket is read. */
  enum Reading {
    /**
     * One packet a read, since each packet's stamp counts: it is taken as its read ends, not after
     * those of others.
     */
    EACH,
    /** A server of many clients reads what waits: then they waited anyway. */
    BATCHES
  }

  /** A word for an operator. */
  String word();

  /** What drives the loop. */
  IoHandlerFactory handlers(SelectStrategyFactory strategy);

  /** A socket, not yet bound. */
  DatagramChannel open(SocketProtocolFamily family);

  /** Sets how a socket is read. */
  void configure(Bootstrap bootstrap, Reading reading);

  /** Lets others bind the same address and port, if they ask for it too. */
  void sharePort(Bootstrap bootstrap);

  /** As long as a datagram must be to be passed over, since it may be a cut one. */
  int cutFrom();

  /**
   * Whether the packets of one read come by one system call, and what they are answered with is
   * worth gathering, to be sent by one.
   */
  boolean gathers();

  /** The best that this host has: epoll with batches, or NIO. */
  static NettyIo best() {
    Logger log = LoggerFactory.getLogger(NettyTransport.class);
    String why;
    try {
      why = EpollIo.lack();
      if (why == null) {
        log.debug("Netty's epoll transport reads and sends datagrams");
        return new EpollIo();
      }
    } catch (LinkageError e) {
      why = "netty-transport-classes-epoll is not on the class path or module path";
    }
    log.debug("NIO reads and sends datagrams: {}", why);
    return new NioIo();
  }
}
