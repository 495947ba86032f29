package io.timebridge.benchmarks;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.StampFormat;
import io.timebridge.clock.transport.kernel.KernelTransport;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The raw clock read; a packet sent to oneself and received, stamped by the kernel both ways. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class KernelTransportBenchmark {
  /** A round trip each: what handing over to the transport's thread costs vanishes among them. */
  private static final int ROUNDS = 10_000;

  private KernelTransport transport;
  private LocalClock clock;
  private Loop loop;

  /** Creates it; JMH sets it up. */
  public KernelTransportBenchmark() {}

  /** Sends a packet to itself again and again. */
  private static final class Loop implements Engine {
    private final SynchronousQueue<Long> done = new SynchronousQueue<>();
    private final ByteBuffer message = ByteBuffer.allocateDirect(48);
    private final LateStamp late = new LateStamp(0, StampFormat.NTP, local -> local, null);
    private final Outbox outbox;
    private final Route to;
    private int left;

    Loop(Outbox outbox, Route to) {
      this.outbox = outbox;
      this.to = to;
    }

    void begin() {
      left = ROUNDS;
      send();
    }

    private void send() {
      outbox.sendEvent(message, to, late);
    }

    @Override
    public void started(long nowLocalNanos) {}

    @Override
    public void received(Datagram datagram) {
      left--;
      if (left > 0) {
        send();
      } else {
        try {
          done.put(datagram.localNanos());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {}

    @Override
    public void expired(int timer, long nowLocalNanos) {}
  }

  /** Opens the transport. */
  @Setup
  public void open() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    int port;
    try (DatagramSocket free = new DatagramSocket(0, loopback)) {
      port = free.getLocalPort();
    }
    Route to = Route.to(new InetSocketAddress(loopback, port));
    transport = KernelTransport.open("benchmark");
    clock = transport.clock();
    transport.attach(
        Binding.unicast(loopback, port),
        outbox -> {
          loop = new Loop(outbox, to);
          return loop;
        });
  }

  /** Closes it. */
  @TearDown
  public void close() {
    transport.close();
  }

  /** {@return the raw clock} */
  @Benchmark
  public long readClock() {
    return clock.localNanos();
  }

  /** {@return the last of many packets' stamps: each sent, its stamp fetched, received} */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long sendAndReceive() throws InterruptedException {
    transport.execute(loop::begin);
    return loop.done.take();
  }
}
