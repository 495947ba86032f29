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
final class NettyAttachment implements Transport.Attachment, Outbox, NettyReceiver.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
  private static final long NO_TOKEN = -1;
  private static final long LOOK_MILLIS = 1_000;
  private static final int MOST_GATHERED = 64;

  /** What the next message of a batch takes at most; more is an interruption. */
  private static final long MAX_EACH_NANOS = 20_000;

  /** A packet on its way out. */
  private record Outgoing(
      Channel channel, ByteBuf bytes, InetSocketAddress to, @Nullable LateStamp late, long token) {

    /** Fills the late stamp; what the engine then throws ends the packet. */
    void fill(long nowLocalNanos) {
      if (late != null) {
        boolean filled = false;
        try {
          late.fill(bytes.internalNioBuffer(0, bytes.readableBytes()).slice(), nowLocalNanos);
          filled = true;
        } finally {
          if (!filled) {
            bytes.release();
          }
        }
      }
    }

    ChannelFuture write() {
      return channel.write(new DatagramPacket(bytes, to));
    }
  }

  private final LocalClock clock;
  private final IoEventLoop loop;
  private final Engine engine;
  private final EngineFailures failures;
  private final NettySockets sockets;
  private final Attention attention;
  private final boolean gathers;
  private final List<Outgoing> gathered = new ArrayList<>();
  private final List<@Nullable ScheduledFuture<?>> timers = new ArrayList<>();
  private final LinkTeller link;
  private @Nullable ScheduledFuture<?> looks; // for the link; null for a binding without one
  private Runnable onClose = () -> {};
  private long nextToken;
  private long eachNanos; // what a message of a batch took lately
  private boolean closed;
  private boolean sendFailing;
  private boolean reading; // a batch: what it is answered with is gathered

  NettyAttachment(NettyTransport.Loop loop, Binding binding, Function<Outbox, Engine> engine)
      throws IOException {
    this.clock = loop.clock();
    this.loop = loop.thread();
    this.attention = loop.attention();
    this.gathers = loop.io().gathers();
    this.engine = engine.apply(this);
    this.failures = new EngineFailures(this.engine);
    this.sockets =
        new NettySockets(
            loop.io(),
            this.loop,
            binding,
            (lane, local) -> new NettyReceiver(loop, this, lane, local));
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
    attention.awake(clock.localNanos());
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
    Outgoing outgoing = new Outgoing(channel, bytes, route.remote(), late, token);
    if (reading) {
      gathered.add(outgoing);
      if (gathered.size() == MOST_GATHERED) {
        sendGathered();
      }
    } else {
      long before = clock.localNanos();
      outgoing.fill(before);
      ChannelFuture sent = outgoing.write();
      channel.flush();
      told(outgoing, sent, before, clock.localNanos());
    }
  }

  /** Sends what a batch was answered with, its late stamps filled just before. */
  private void sendGathered() {
    if (gathered.isEmpty()) {
      return;
    }
    int count = gathered.size();
    @Nullable ChannelFuture[] sent = new @Nullable ChannelFuture[count];
    long before = clock.localNanos();
    for (int i = 0; i < count; i++) {
      int at = i;
      guarded(
          () -> {
            gathered.get(at).fill(before + at * eachNanos);
            sent[at] = gathered.get(at).write();
          });
    }
    for (int i = 0; i < count; i++) {
      Channel channel = gathered.get(i).channel();
      if (i == 0 || channel != gathered.get(i - 1).channel()) {
        channel.flush();
      }
    }
    long after = clock.localNanos();
    if (count > 1) {
      eachNanos += (Math.min((after - before) / count, MAX_EACH_NANOS) - eachNanos) / 4;
    }
    for (int i = 0; i < count; i++) {
      ChannelFuture future = sent[i];
      if (future != null) {
        told(gathered.get(i), future, before, after);
      }
    }
    gathered.clear();
  }

  /**
   * Tells when a packet left: between the stamps, if the writing ended with the system call, as on
   * the loop's own thread it does. A full socket buffer keeps it for later: then nobody knows when.
   */
  private void told(Outgoing outgoing, ChannelFuture sent, long before, long after) {
    LateStamp late = outgoing.late();
    long width = (after - before) / 2;
    long stamp = before + width;
    boolean alone = gathered.size() <= 1;
    if (late != null && alone && sent.isSuccess()) {
      late.left(before, stamp);
    }
    boolean tells = sent.isDone() && (late == null || late.tellsDeparture());
    if ((tells && outgoing.token() != NO_TOKEN) || !sent.isSuccess() || sendFailing) {
      long token = tells ? outgoing.token() : NO_TOKEN;
      InetSocketAddress to = outgoing.to();
      // The engine hears of it later, never from within its own call.
      sent.addListener(done -> loop.execute(() -> sent(token, stamp, width, to, done.cause())));
    }
  }

  private void sent(
      long token, long localNanos, long width, InetSocketAddress to, @Nullable Throwable failure) {
    attention.awake(clock.localNanos());
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
    attention.awake(clock.localNanos());
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

  @Override
  public void received(Datagram datagram) {
    if (!closed) {
      reading = gathers;
      guarded(() -> engine.received(datagram));
    }
  }

  @Override
  public void readEnds() {
    reading = false;
    sendGathered();
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
    attention.awake(clock.localNanos());
    if (!closed) {
      closed = true;
      for (int i = 0; i < timers.size(); i++) {
        cancelTimer(i);
      }
      if (looks != null) {
        looks.cancel(false);
      }
      sendGathered();
      sockets.close();
      onClose.run();
    }
  }
}
