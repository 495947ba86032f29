package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SelectStrategy;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On the JDK's sockets, whatever else this host has. */
class NettyTransportTest extends TransportContract {
  @Override
  Transport open(String threadName) {
    return new NettyTransport(LocalClock.monotonic(), threadName, new NioIo());
  }

  @Override
  StampQuality quality() {
    return StampQuality.USER;
  }

  /** Opening sockets wakes the thread: what it then reads has not waited since it fell asleep. */
  @Test
  void whatComesWhileAnEngineStartsHasWaitedSinceItDid() throws Exception {
    AtomicLong now = new AtomicLong();
    SleepyIo io = new SleepyIo();
    try (NettyTransport transport = new NettyTransport(now::get, "test", io)) {
      TestEngine server = new TestEngine(transport).attach(Binding.unicast(ONE, 0));
      Route toServer = to(ONE, portOf(server));
      io.awaitSleep(transport);
      now.set(1_000_000_000);
      TestEngine client = new TestEngine(transport);
      client.onStarted =
          () -> {
            client.outbox().sendEvent(TestEngine.bytes("?"), toServer, null);
            now.addAndGet(700);
          };
      client.attach(Binding.unicast(ONE, 0));
      assertEquals(700, server.await("received EVENT").widthNanos());
    }
  }

  /** Tells each time that the thread has nothing to do. */
  private static final class SleepyIo implements NettyIo {
    private final NettyIo jdk = new NioIo();
    private final Semaphore sleeps = new Semaphore(0);

    /** Returns when the thread has fallen asleep after this was called. */
    void awaitSleep(NettyTransport transport) throws InterruptedException {
      CountDownLatch isAwake = new CountDownLatch(1);
      transport.execute(
          () -> {
            sleeps.drainPermits(); // what is acquired before may be of an earlier sleep
            isAwake.countDown();
          });
      isAwake.await();
      sleeps.acquire();
    }

    @Override
    public IoHandlerFactory handlers(SelectStrategyFactory strategy) {
      SelectStrategy asked = strategy.newSelectStrategy();
      return jdk.handlers(
          () ->
              (selectNow, hasTasks) -> {
                int answer = asked.calculateStrategy(selectNow, hasTasks);
                sleeps.release(answer == SelectStrategy.SELECT ? 1 : 0);
                return answer;
              });
    }

    @Override
    public String word() {
      return jdk.word();
    }

    @Override
    public DatagramChannel open(SocketProtocolFamily family) {
      return jdk.open(family);
    }

    @Override
    public void configure(Bootstrap bootstrap, Reading reading) {
      jdk.configure(bootstrap, reading);
    }

    @Override
    public void sharePort(Bootstrap bootstrap) {
      jdk.sharePort(bootstrap);
    }

    @Override
    public int cutFrom() {
      return jdk.cutFrom();
    }

    @Override
    public boolean gathers() {
      return jdk.gathers();
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void epollIsChosenWhereItCanBeHad() {
    try (NettyTransport best = new NettyTransport(LocalClock.monotonic(), "best")) {
      assertEquals("epoll", best.runsOn());
    }
  }
}
