package io.timebridge.clock.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One engine on Netty: its sockets, its timers, its outbox. Lives on the event loop's thread. */
final class NettyAttachment implements Transport.Attachment, Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
  private static final long NO_TOKEN = -1;
  private static final long LOOK_MILLIS = 1_000;

  private final LocalClock clock;
  private final IoEventLoop loop;
  private final Engine engine;
  private final EngineFailures failures;
  private final NettySockets sockets;
  private final List<@Nullable ScheduledFuture<?>> timers = new ArrayList<>();
  private final LinkTeller link;
  private @Nullable ScheduledFuture<?> looks; // for the link; null for a binding without one
  private Runnable onClose = () -> {};
  private long nextToken;
  private boolean closed;
  private boolean sendFailing;

  NettyAttachment(
      LocalClock clock, IoEventLoop loop, Binding binding, Function<Outbox, Engine> engine)
      throws IOException {
    this.clock = clock;
    this.loop = loop;
    this.engine = engine.apply(this);
    this.failures = new EngineFailures(this.engine);
    this.sockets = new NettySockets(clock, loop, binding, this::received);
    this.link = new LinkTeller(this.engine, failures, clock);
    guarded(() -> this.engine.started(clock.localNanos()));
    NetworkInterface on = binding.networkInterface();
    if (on != null) {
      look(on.getName(), binding);
      looks =
          this.loop.scheduleWithFixedDelay(
              () -> look(on.getName(), binding), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look(String name, Binding binding) {
    String lack = LinkWatch.lack(binding);
    if (closed) {
      return;
    }
    if (lack == null) {
      link.up();
    } else {
      link.down(name + " " + lack);
    }
  }

  void onClose(Runnable action) {
    onClose = action;
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    long token = nextToken++;
    send(Lane.EVENT, message, route, late, token);
    return token;
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    send(Lane.GENERAL, message, route, null, NO_TOKEN);
  }

  private void send(
      Lane lane, ByteBuffer message, Route route, @Nullable LateStamp late, long token) {
    Channel channel = closed ? null : sockets.sender(lane, route);
    if (channel == null || !channel.isWritable()) {
      sendFailed(channel == null ? "no socket for " + route : "the send buffer is full", null);
      return;
    }
    ByteBuf bytes = channel.alloc().directBuffer(message.remaining());
    bytes.writeBytes(message.duplicate());
    DatagramPacket packet = new DatagramPacket(bytes, route.remote());
    long before = clock.localNanos();
    if (late != null) {
      late.fill(bytes.internalNioBuffer(0, bytes.readableBytes()).slice(), before);
    }
    // On the loop's own thread this ends with the system call: the packet left between the stamps.
    ChannelFuture sent = channel.writeAndFlush(packet);
    long width = (clock.localNanos() - before) / 2;
    long stamp = before + width;
    if (late != null && sent.isDone()) {
      late.left(before, stamp);
    }
    // A full socket buffer keeps the packet for later: then nobody knows when it leaves.
    boolean told = sent.isDone() && (late == null || late.tellsDeparture());
    long stampedToken = told ? token : NO_TOKEN;
    InetSocketAddress to = packet.recipient();
    // The engine hears of it later, never from within its own call.
    sent.addListener(
        done -> loop.execute(() -> sent(stampedToken, stamp, width, to, done.cause())));
  }

  private void sent(
      long token, long localNanos, long width, InetSocketAddress to, @Nullable Throwable failure) {
    if (failure != null) {
      sendFailed("cannot send to " + to, failure);
      return;
    }
    sendFailing = false;
    if (token != NO_TOKEN && !closed) {
      guarded(() -> engine.transmitted(token, localNanos, width, StampQuality.USER));
    }
  }

  private void sendFailed(String what, @Nullable Throwable cause) {
    if (!sendFailing && !closed) {
      sendFailing = true;
      LOG.warn("{}{}", what, cause == null ? "" : ": " + cause.getMessage());
    }
  }

  @Override
  public void setTimer(int timer, long localNanos) {
    cancelTimer(timer);
    while (timers.size() <= timer) {
      timers.add(null);
    }
    long delay = Math.max(0, localNanos - clock.localNanos());
    timers.set(
        timer, loop.schedule(() -> runTimer(timer, localNanos), delay, TimeUnit.NANOSECONDS));
  }

  private void runTimer(int timer, long dueLocalNanos) {
    if (closed) {
      return;
    }
    if (clock.localNanos() - dueLocalNanos < 0) {
      // The loop's own clock ran ahead of the local clock: the rest of the wait.
      setTimer(timer, dueLocalNanos);
      return;
    }
    timers.set(timer, null);
    guarded(() -> engine.expired(timer, clock.localNanos()));
  }

  @Override
  public void cancelTimer(int timer) {
    if (timer < timers.size()) {
      ScheduledFuture<?> set = timers.set(timer, null);
      if (set != null) {
        set.cancel(false);
      }
    }
  }

  private void received(Datagram datagram) {
    if (!closed) {
      guarded(() -> engine.received(datagram));
    }
  }

  /** An engine's bug must not end the thread that other engines live on. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failures.failed(e, clock.localNanos());
    }
  }

  @Override
  public void close() {
    if (!loop.inEventLoop()) {
      if (!loop.isShuttingDown()) {
        loop.submit(this::close).awaitUninterruptibly(5, TimeUnit.SECONDS);
        NettySockets.awaitFreed(loop);
      }
      return;
    }
    if (!closed) {
      closed = true;
      for (int i = 0; i < timers.size(); i++) {
        cancelTimer(i);
      }
      if (looks != null) {
        looks.cancel(false);
      }
      sockets.close();
      onClose.run();
    }
  }
}
