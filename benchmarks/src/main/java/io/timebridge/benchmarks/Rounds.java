package io.timebridge.benchmarks;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.kernel.KernelTransport;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine on a loopback socket that rests after so many packets, on its transport's thread, until
 * another thread lets it do as many again. Its coming and going makes no garbage.
 */
abstract class Rounds implements Engine {

  /** Handed from one thread to another. */
  private static final class Baton {
    private volatile boolean given;
    private volatile @Nullable Thread waiting;

    void give() {
      given = true;
      LockSupport.unpark(waiting);
    }

    void take() {
      waiting = Thread.currentThread();
      while (!given) {
        LockSupport.park(this);
      }
      given = false;
    }
  }

  private final int packets;
  private final Baton go = new Baton();
  private final Baton done = new Baton();
  private @Nullable KernelTransport transport;
  private int count;
  private volatile boolean closing;

  Rounds(int packets) {
    this.packets = packets;
  }

  /** Opens a transport for one engine, which starts with a round. */
  static <E extends Rounds> E open(InetSocketAddress at, Function<Outbox, E> maker)
      throws Exception {
    AtomicReference<E> made = new AtomicReference<>();
    KernelTransport transport = KernelTransport.open("benchmark");
    transport.attach(
        Binding.unicast(at.getAddress(), at.getPort()),
        outbox -> {
          E engine = maker.apply(outbox);
          made.set(engine);
          return engine;
        });
    E engine = Objects.requireNonNull(made.get());
    ((Rounds) engine).transport = transport;
    return engine;
  }

  /** {@return a loopback address with a port that is free} */
  static InetSocketAddress free() throws Exception {
    try (DatagramSocket free = new DatagramSocket(0, loopback())) {
      return new InetSocketAddress(loopback(), free.getLocalPort());
    }
  }

  static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  /** One more packet is done. */
  final void count() {
    count++;
    if (count == packets) {
      count = 0;
      done.give();
      if (!closing) {
        go.take();
      }
    }
  }

  /** From another thread: waits until it rests. */
  final void awaitRest() {
    done.take();
  }

  /** From another thread: lets it do its packets, and waits until it rests again. */
  final void round() {
    go.give();
    done.take();
  }

  final void close() {
    closing = true;
    go.give();
    Objects.requireNonNull(transport).close();
  }

  @Override
  public void started(long nowLocalNanos) {}

  @Override
  public void received(Datagram datagram) {}

  @Override
  public void transmitted(long token, long localNanos, long width, StampQuality quality) {}

  @Override
  public void expired(int timer, long nowLocalNanos) {}
}
