package io.timebridge.clock.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.timebridge.clock.StampQuality;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An engine that hands what it is told to the test's thread, and runs what the test gives it. */
final class TestEngine implements Engine, AutoCloseable {

  /** What the engine was told: {@code sender} of a packet, {@code number} of a token or timer. */
  record Told(
      String what,
      String text,
      @Nullable InetSocketAddress sender,
      long number,
      long localNanos,
      long widthNanos) {}

  private final Transport transport;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private @Nullable Outbox outbox;
  private Transport.@Nullable Attachment attachment;
  volatile Consumer<Datagram> onReceived = datagram -> {};
  volatile Runnable onStarted = () -> {};
  volatile Runnable onExpired = () -> {};

  TestEngine(Transport transport) {
    this.transport = transport;
  }

  /** Attaches it and waits for its start. */
  TestEngine attach(Binding binding) throws Exception {
    attachment =
        transport.attach(
            binding,
            to -> {
              outbox = to;
              return this;
            });
    next("started");
    return this;
  }

  /** Runs on the engine's thread and waits for its result. */
  <T> T call(Function<Outbox, T> action) throws Exception {
    BlockingQueue<T> results = new LinkedBlockingQueue<>();
    transport.execute(() -> results.add(action.apply(outbox())));
    return Objects.requireNonNull(results.poll(10, TimeUnit.SECONDS), "the engine's thread hangs");
  }

  long send(String text, Route route) throws Exception {
    return call(out -> out.sendEvent(bytes(text), route, null));
  }

  Outbox outbox() {
    return Objects.requireNonNull(outbox);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** The next thing that it is told, which must be of one of these kinds. */
  Told next(String... kinds) throws InterruptedException {
    Told next = told.poll(10, TimeUnit.SECONDS);
    if (next == null || !List.of(kinds).contains(next.what())) {
      throw new AssertionError("expected " + List.of(kinds) + ", was told " + next);
    }
    return next;
  }

  /** The next thing of this kind, whatever else it is told before. */
  Told await(String what) throws InterruptedException {
    while (true) {
      Told next = told.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("was never told of " + what);
      }
      if (next.what().equals(what)) {
        return next;
      }
    }
  }

  int waiting() {
    return told.size();
  }

  @Override
  public void started(long nowLocalNanos) {
    told.add(new Told("started", "", null, 0, nowLocalNanos, 0));
    onStarted.run();
  }

  @Override
  public void received(Datagram datagram) {
    byte[] bytes = new byte[datagram.payload().remaining()];
    datagram.payload().duplicate().get(bytes);
    String text = new String(bytes, US_ASCII);
    InetSocketAddress sender = datagram.route().remote();
    long stamp = datagram.localNanos();
    long width = datagram.widthNanos();
    told.add(new Told("received " + datagram.lane(), text, sender, 0, stamp, width));
    onReceived.accept(datagram);
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    told.add(new Told("transmitted", quality.toString(), null, token, localNanos, widthNanos));
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {
    told.add(new Told("expired", "", null, timer, nowLocalNanos, 0));
    onExpired.run();
  }

  @Override
  public void close() {
    if (attachment != null) {
      attachment.close();
    }
  }
}
