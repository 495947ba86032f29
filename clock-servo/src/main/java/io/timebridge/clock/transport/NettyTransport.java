package io.timebridge.clock.transport;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.timebridge.clock.LocalClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A transport on Netty's NIO: portable, one daemon thread, stamps taken by this program right after
 * the receiving and around the sending system call.
 *
 * <p>One socket a local address, since Netty does not tell where a datagram was sent to; so an
 * answer leaves from the address that was asked.
 */
public final class NettyTransport implements Transport {
  private final LocalClock clock;
  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;
  private final List<NettyAttachment> attachments = new ArrayList<>(); // on the loop's thread

  /**
   * Starts the thread.
   *
   * @param clock the local clock that stamps are readings of
   * @param threadName the thread's name
   */
  public NettyTransport(LocalClock clock, String threadName) {
    this.clock = clock;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
    this.loop = group.next();
  }

  @Override
  public LocalClock clock() {
    return clock;
  }

  @Override
  public Attachment attach(Binding binding, Function<Outbox, Engine> engine) throws IOException {
    return onLoop(
        () -> {
          NettyAttachment attachment = new NettyAttachment(clock, loop, binding, engine);
          attachments.add(attachment);
          attachment.onClose(() -> attachments.remove(attachment));
          return attachment;
        });
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
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

  private <T> T onLoop(Callable<T> call) throws IOException {
    try {
      return loop.inEventLoop() ? call.call() : loop.submit(call).get();
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
