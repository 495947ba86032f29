package io.timebridge.clock.transport;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.timebridge.clock.LocalClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A transport on Netty: portable, one daemon thread, stamps taken by this program right after the
 * receiving and around the sending system call. What a packet may have waited before its stamp is
 * in the stamp's width: next to nothing while the thread has time, but under a load that it cannot
 * keep up with as long as that lasts.
 *
 * <p>On Linux it runs on Netty's epoll transport where the optional {@code
 * netty-transport-classes-epoll} and {@code netty-transport-native-epoll} are present and the
 * latter can be loaded: a server then reads and answers in batches, a system call for up to 64
 * packets. Elsewhere, or with Netty's system property {@code io.netty.transport.noNative}, it runs
 * on NIO. A datagram of 2,048 octets and more is passed over on epoll.
 *
 * <p>One socket a local address, since Netty does not tell where a datagram was sent to; so an
 * answer leaves from the address that was asked.
 */
public final class NettyTransport implements Transport {

  /** What the sockets and engines of one transport have in common. */
  record Loop(NettyIo io, IoEventLoop thread, LocalClock clock, Attention attention) {}

  private final LocalClock clock;
  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;
  private final Loop shared;
  private final List<NettyAttachment> attachments = new ArrayList<>(); // on the loop's thread

  /**
   * Starts the thread.
   *
   * @param clock the local clock that stamps are readings of
   * @param threadName the thread's name
   */
  public NettyTransport(LocalClock clock, String threadName) {
    this(clock, threadName, NettyIo.best());
  }

  NettyTransport(LocalClock clock, String threadName, NettyIo io) {
    Attention attention = new Attention(clock);
    this.clock = clock;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(threadName, true), io.handlers(() -> attention));
    this.loop = group.next();
    this.shared = new Loop(io, loop, clock, attention);
  }

  /** {@return what it runs on, for an operator: {@code epoll} or {@code NIO}} */
  public String runsOn() {
    return shared.io().word();
  }

  @Override
  public LocalClock clock() {
    return clock;
  }

  @Override
  public Attachment attach(Binding binding, Function<Outbox, Engine> engine) throws IOException {
    return onLoop(
        () -> {
          NettyAttachment attachment = new NettyAttachment(shared, binding, engine);
          attachments.add(attachment);
          attachment.onClose(() -> attachments.remove(attachment));
          return attachment;
        });
  }

  @Override
  public void execute(Runnable task) {
    try {
      loop.execute(
          () -> {
            shared.attention().awake(clock.localNanos());
            task.run();
          });
    } catch (RejectedExecutionException e) {
      // The loop has ended: whoever still has something to tell need not know.
    }
  }

  @Override
  public void close() {
    if (loop.isShutdown()) {
      return;
    }
    if (!loop.isShuttingDown()) {
      loop.execute(() -> List.copyOf(attachments).forEach(NettyAttachment::close));
    }
    Future<?> closed = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    if (!loop.inEventLoop()) { // which cannot wait for its own end
      closed.awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }

  /** An engine that asks at once may be answered before the thread looks at its sockets again. */
  private <T> T woken(Callable<T> call) throws Exception {
    shared.attention().awake(clock.localNanos());
    return call.call();
  }

  private <T> T onLoop(Callable<T> call) throws IOException {
    try {
      return loop.inEventLoop() ? call.call() : loop.submit(() -> woken(call)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening sockets", e);
    } catch (ExecutionException e) {
      NettySockets.awaitFreed(loop);
      if (e.getCause() instanceof IOException io) {
        throw new IOException(io.getMessage(), io);
      }
      throw new IllegalStateException(e.getCause());
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
