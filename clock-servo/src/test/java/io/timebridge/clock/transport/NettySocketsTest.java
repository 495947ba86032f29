package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettySocketsTest {
  private static final InetAddress ONE = address(127, 0, 0, 1);
  private static final InetAddress TWO = address(127, 0, 0, 2);

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final IoEventLoop loop = group.next();

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void followingOneFamilyLeavesTheOtherAndWhatWasNamedAlone() throws Exception {
    List<InetAddress> addresses =
        List.of(TWO, address(0, 0, 0, 0), InetAddress.getByAddress(new byte[16]));
    Binding binding = new Binding(null, addresses, List.of(), freePort(), Binding.NO_PORT, 1, 0);
    NettySockets sockets = onLoop(() -> open(binding));
    Channel before = onLoop(() -> sender(sockets, ONE));
    Channel named = onLoop(() -> sender(sockets, TWO));
    onLoop(
        () -> {
          sockets.followAddresses();
          sockets.followAddresses();
          return 0;
        });
    assertEquals(before, onLoop(() -> sender(sockets, ONE)));
    assertEquals(named, onLoop(() -> sender(sockets, TWO)));
    onLoop(
        () -> {
          sockets.close();
          return 0;
        });
    boolean gone = onLoop(() -> sockets.sender(Lane.EVENT, from(ONE)) == null);
    assertTrue(gone);
  }

  private static Channel sender(NettySockets sockets, InetAddress local) {
    Channel channel = sockets.sender(Lane.EVENT, from(local));
    assertNotNull(channel);
    assertEquals(local, ((InetSocketAddress) channel.localAddress()).getAddress());
    return channel;
  }

  private static Route from(InetAddress local) {
    return Route.to(new InetSocketAddress(ONE, 9)).setLocal(local);
  }

  private NettySockets open(Binding binding) throws Exception {
    return new NettySockets(
        new NioIo(), loop, binding, (lane, local) -> new ChannelInboundHandlerAdapter());
  }

  private <T> T onLoop(Callable<T> call) throws Exception {
    return loop.submit(call).get(10, TimeUnit.SECONDS);
  }

  private static int freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static InetAddress address(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
