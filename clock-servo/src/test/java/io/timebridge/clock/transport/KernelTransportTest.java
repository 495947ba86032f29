package io.timebridge.clock.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.clock.transport.kernel.KernelUnavailableException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class KernelTransportTest extends TransportContract {
  private static final int WARM = 30_000;
  private static final int PACKETS = 30_000;

  @Override
  Transport open(String threadName) {
    try {
      return KernelTransport.open(threadName);
    } catch (KernelUnavailableException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  StampQuality quality() {
    return StampQuality.KERNEL;
  }

  /** What this thread allocated since its start. By reflection: the module does without JMX. */
  private static long allocatedBytes() {
    try {
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      return (long)
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class)
              .invoke(threads, Thread.currentThread().getId());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Sends each packet back, and notes what its thread allocated over many of them. */
  private static final class Echo implements Engine {
    private final CountDownLatch done = new CountDownLatch(1);
    private final LateStamp late = new LateStamp(0, StampFormat.NTP, local -> local, null);
    private final Outbox outbox;
    private final Route to;
    private long received;
    private long transmitted;
    private long transmittedBefore;
    private long allocatedBefore;
    private volatile long allocated = -1;
    private volatile long stamps;

    Echo(Outbox outbox, Route to) {
      this.outbox = outbox;
      this.to = to;
    }

    @Override
    public void started(long nowLocalNanos) {
      outbox.sendEvent(ByteBuffer.allocate(48), to, null);
    }

    @Override
    public void received(Datagram datagram) {
      received++;
      if (received == WARM) {
        long unused = allocatedBytes(); // its own first call
        allocatedBefore = allocatedBytes();
        transmittedBefore = transmitted;
      } else if (received == WARM + PACKETS) {
        allocated = allocatedBytes() - allocatedBefore;
        stamps = transmitted - transmittedBefore;
        done.countDown();
        return;
      }
      outbox.setTimer(0, datagram.localNanos() + 1_000_000_000);
      outbox.sendEvent(datagram.payload(), to, late);
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {
      transmitted++;
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {}
  }

  @ParameterizedTest
  @CsvSource({"false, 127.0.0.1", "true, 224.0.1.129"})
  void packetsMakeNoGarbage(boolean multicast, String address) throws Exception {
    InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    int port;
    try (DatagramSocket free = new DatagramSocket(0, one)) {
      port = free.getLocalPort();
    }
    NetworkInterface loopback = Objects.requireNonNull(NetworkInterface.getByInetAddress(one));
    InetAddress peer = InetAddress.getByName(address);
    Binding binding =
        multicast
            ? new Binding(loopback, List.of(one), List.of(peer), port, Binding.NO_PORT, 1, 0)
            : Binding.unicast(one, port);
    try (Transport own = open("echo")) {
      Echo[] echo = new Echo[1];
      own.attach(
          binding,
          outbox -> echo[0] = new Echo(outbox, Route.to(new InetSocketAddress(peer, port))));
      assertTrue(echo[0].done.await(60, TimeUnit.SECONDS));
      // Once in a while the thread's own bookkeeping, not the packets', takes something.
      assertTrue(
          echo[0].allocated < PACKETS / 10,
          () -> echo[0].allocated + " bytes for " + PACKETS + " packets");
      assertTrue(echo[0].stamps > PACKETS - 100, () -> echo[0].stamps + " transmit stamps");
    }
  }

  /** As an NTP server does: it is told of no departure, and its late stamps know of some. */
  private static final class Beat implements Engine {
    private static final long INTERVAL_NANOS = 110_000_000;
    private static final int BEATS = 12;

    private final CountDownLatch done = new CountDownLatch(1);
    private final LateStamp late = new LateStamp(0, StampFormat.NTP, local -> local, null);
    private final Outbox outbox;
    private final Route to;
    private int beats;
    private final AtomicInteger told = new AtomicInteger();
    private volatile long early;

    Beat(Outbox outbox, Route to) {
      this.outbox = outbox;
      this.to = to;
    }

    @Override
    public void started(long nowLocalNanos) {
      outbox.setTimer(0, nowLocalNanos);
    }

    @Override
    public void expired(int timer, long nowLocalNanos) {
      early = late.earlyNanos();
      if (beats++ == BEATS) {
        done.countDown();
        return;
      }
      for (int i = 0; i < 3; i++) { // a batch: its first is compared
        outbox.sendEvent(ByteBuffer.allocate(48), to, late);
      }
      outbox.setTimer(0, nowLocalNanos + INTERVAL_NANOS);
    }

    @Override
    public void received(Datagram datagram) {}

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {
      told.incrementAndGet();
    }
  }

  @Test
  void lateStampsAreComparedWithTheKernelsWhereNobodyAsksForThose() throws Exception {
    InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (KernelTransport own = (KernelTransport) open("beat");
        DatagramSocket sink = new DatagramSocket(0, one)) {
      Route to = Route.to(new InetSocketAddress(one, sink.getLocalPort()));
      Beat[] beat = new Beat[1];
      own.attach(
          Binding.unicast(one, 0).withoutTransmitStamps(),
          outbox -> beat[0] = new Beat(outbox, to));
      assertTrue(beat[0].done.await(60, TimeUnit.SECONDS));
      assertTrue(beat[0].early > 0, "no two packets took equally long");
      assertEquals(0, beat[0].told.get());
      assertEquals(0, own.lostStamps());
    }
  }

  @Test
  void manyEnginesAreServedByOneThread() throws Exception {
    InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (Transport own = open("many");
        DatagramSocket outside = new DatagramSocket(0, one)) {
      for (int i = 0; i < 100; i++) {
        TestEngine engine = new TestEngine(own).attach(Binding.unicast(one, 0));
        engine.send("x", Route.to(new InetSocketAddress(one, outside.getLocalPort())));
        DatagramPacket question = new DatagramPacket(new byte[1], 1);
        outside.receive(question);
        outside.send(new DatagramPacket(new byte[] {'y'}, 1, question.getSocketAddress()));
        assertEquals("y", engine.await("received EVENT").text());
      }
    }
  }

  /** More stamps in one turn than the error queue holds: each one is told or counted, once. */
  @ParameterizedTest
  @CsvSource({"4000, true", "20000, false"}) // of so many the few that are left are too old
  void floodedErrorQueueLosesStampsAndNothingElse(int sends, boolean someTold) throws Exception {
    InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (KernelTransport own = (KernelTransport) open("flood");
        DatagramSocket sink = new DatagramSocket(0, one)) {
      TestEngine engine = new TestEngine(own).attach(Binding.unicast(one, 0));
      Route route = Route.to(new InetSocketAddress(one, sink.getLocalPort()));
      engine.call(
          out -> {
            for (int i = 0; i < sends; i++) {
              out.sendEvent(TestEngine.bytes("x"), route, null);
            }
            return 0;
          });
      // By then those that are missing have timed out.
      engine.call(out -> expireAfter(out, own, 2_500_000_000L));
      int told = 0;
      long previous = -1;
      TestEngine.Told next = engine.next("transmitted", "expired");
      for (; next.what().equals("transmitted"); next = engine.next("transmitted", "expired")) {
        assertTrue(next.number() > previous, "in order, each once");
        previous = next.number();
        told++;
      }
      assertEquals(sends, told + own.lostStamps(), told + " told");
      assertTrue(own.lostStamps() > 0 && told > 0 == someTold, told + " told");
      assertEquals(sends, engine.send("y", route));
      assertEquals(sends, engine.next("transmitted").number());
    }
  }

  private static int expireAfter(Outbox out, Transport transport, long nanos) {
    out.setTimer(0, transport.clock().localNanos() + nanos);
    return 0;
  }

  @Test
  void thousandTransportsLeaveNoDescriptorBehind() throws Exception {
    Binding binding = Binding.unicast(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    cycle(10, binding);
    long before = descriptors();
    cycle(1_000, binding);
    // Others of this JVM may close some meanwhile, which is no leak.
    assertEquals(0, Math.max(0, descriptors() - before));
  }

  private void cycle(int times, Binding binding) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Transport other = open("short-lived")) {
        new TestEngine(other).attach(binding);
      }
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void whereNobodyIsAConnectedBindingGoesOn() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    int port;
    try (DatagramSocket free = new DatagramSocket(0, loopback)) {
      port = free.getLocalPort();
    }
    InetSocketAddress nobody = new InetSocketAddress(loopback, port);
    Binding binding = Binding.unicast(loopback, 0).connectedTo(nobody);
    try (Transport transport = open("connected")) {
      TestEngine engine = new TestEngine(transport).attach(binding);
      for (int i = 0; i < 5; i++) { // each but the first meets the ICMP of the one before
        engine.send("lost", Route.to(nobody));
      }
      try (DatagramSocket now = new DatagramSocket(port, loopback)) {
        engine.send("heard", Route.to(nobody));
        now.setSoTimeout(10_000);
        String heard;
        do { // the last that was lost may still have been on its way out
          DatagramPacket packet = new DatagramPacket(new byte[100], 100);
          now.receive(packet);
          heard = new String(packet.getData(), 0, packet.getLength(), US_ASCII);
        } while (heard.equals("lost"));
        assertEquals("heard", heard);
      }
    }
  }
}
