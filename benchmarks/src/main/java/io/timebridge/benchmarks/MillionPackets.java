package io.timebridge.benchmarks;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.StampFormat;
import io.timebridge.clock.transport.kernel.KernelTransport;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * The proof that packets make no garbage: a million packets sent and received on loopback, each
 * stamped by the kernel both ways, with a late-stamp slot and a timer. Fails if the transport's
 * thread allocated a byte for them, or a collection ran.
 *
 * <pre>{@code
 * java -Xmn32m -Xmx64m -Xlog:gc -cp benchmarks/target/benchmarks.jar \
 *     io.timebridge.benchmarks.MillionPackets [packets]
 * }</pre>
 */
public final class MillionPackets {
  private static final int WARM_UP = 100_000; // what is made once is made by then
  private static final int IN_FLIGHT = 16;
  private static final long GIVEN_UP_NANOS = 20_000_000_000L;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<GarbageCollectorMXBean> COLLECTORS =
      ManagementFactory.getGarbageCollectorMXBeans();

  /** What the packets cost. */
  record Result(
      long received, long transmitStamps, long allocatedBytes, long collections, long nanos) {}

  /** Sends each packet back to itself. */
  private static final class Echo implements Engine {
    private final CountDownLatch done = new CountDownLatch(1);
    private final LateStamp late = new LateStamp(0, StampFormat.NTP, local -> local, null);
    private final Outbox outbox;
    private final Route to;
    private final long packets;
    private long received;
    private long stamps;
    private long stampsBefore;
    private long allocatedBefore;
    private long collectionsBefore;
    private long startNanos;
    private volatile Result result = new Result(0, 0, 0, 0, 0);

    Echo(Outbox outbox, Route to, long packets) {
      this.outbox = outbox;
      this.to = to;
      this.packets = packets;
    }

    @Override
    public void started(long nowLocalNanos) {
      ByteBuffer message = ByteBuffer.allocate(48);
      for (int i = 0; i < IN_FLIGHT; i++) {
        outbox.sendEvent(message, to, null);
      }
      long unused = collections(); // its own first call
    }

    @Override
    public void received(Datagram datagram) {
      received++;
      if (received == WARM_UP) {
        stampsBefore = stamps;
        collectionsBefore = collections();
        startNanos = datagram.localNanos();
        allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
      } else if (received == WARM_UP + packets) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        long elapsed = datagram.localNanos() - startNanos;
        long collected = collections() - collectionsBefore;
        result = new Result(packets, stamps - stampsBefore, allocated, collected, elapsed);
        done.countDown();
      }
      if (received < WARM_UP + packets) {
        outbox.setTimer(0, datagram.localNanos() + GIVEN_UP_NANOS);
        outbox.sendEvent(datagram.payload(), to, late);
      }
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {
      stamps++;
    }

    /** No packet is left in flight. */
    @Override
    public void expired(int timer, long nowLocalNanos) {
      done.countDown();
    }
  }

  private MillionPackets() {}

  /**
   * Runs it.
   *
   * @param args the packets (1,000,000), beside those that warm up
   * @throws Exception if there are no kernel stamps here
   */
  public static void main(String[] args) throws Exception {
    long packets = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    Result result = run(packets);
    System.out.printf(
        Locale.ROOT,
        "%d packets sent and received, %d transmit stamps, %.0f ns a packet:"
            + " %d bytes allocated, %d collections%n",
        result.received,
        result.transmitStamps,
        (double) result.nanos / result.received,
        result.allocatedBytes,
        result.collections);
    if (!isClean(result, packets)) {
      System.err.println("packets made garbage, or some had no stamp");
      System.exit(1);
    }
  }

  static Result run(long packets) throws Exception {
    InetSocketAddress at = Rounds.free();
    Route to = Route.to(at);
    Echo[] echo = new Echo[1];
    try (KernelTransport transport = KernelTransport.open("packets")) {
      transport.attach(
          Binding.unicast(at.getAddress(), at.getPort()),
          outbox -> echo[0] = new Echo(outbox, to, packets));
      echo[0].done.await();
    }
    return echo[0].result;
  }

  /**
   * True if no packet made garbage, nothing was collected, and every packet had its stamps. A path
   * that is rarely taken may make something once, in a hundred bytes or two, after the warm-up.
   */
  static boolean isClean(Result result, long packets) {
    return result.received == packets
        && result.allocatedBytes < packets / 100
        && result.collections == 0
        && result.transmitStamps > packets - 2 * IN_FLIGHT;
  }

  private static long collections() {
    long count = 0;
    for (int i = 0; i < COLLECTORS.size(); i++) {
      count += COLLECTORS.get(i).getCollectionCount();
    }
    return count;
  }
}
