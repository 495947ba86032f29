package io.timebridge.benchmarks;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.StampFormat;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A packet of 48 octets on loopback, the kernel's own work and stamps included: received from a
 * queue, sent in batches, and both in turn, one packet at a time.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelTransportBenchmark {
  private static final int LENGTH = 48;

  /** As many wait in a socket's buffer of the usual size. */
  private static final int QUEUED = 500;

  private static final int ROUND = 8_000;
  private static final int IN_FLIGHT = 32; // an error queue holds some 255 stamps

  /** Creates it. */
  public KernelTransportBenchmark() {}

  private static final class Receiver extends Rounds {
    Receiver() {
      super(QUEUED);
    }

    @Override
    public void received(Datagram datagram) {
      count();
    }
  }

  private abstract static class Speaker extends Rounds {
    private final ByteBuffer message = ByteBuffer.allocateDirect(LENGTH);
    private final LateStamp late = new LateStamp(0, StampFormat.NTP, local -> local, null);
    private final Outbox outbox;
    private final Route to;

    Speaker(Outbox outbox, InetSocketAddress to) {
      super(ROUND);
      this.outbox = outbox;
      this.to = Route.to(to);
    }

    final void send() {
      outbox.sendEvent(message, to, late);
    }
  }

  /** Sends some, waits for all their stamps, sends the next. */
  private static final class Sender extends Speaker {
    private int inFlight;

    Sender(Outbox outbox, InetSocketAddress to) {
      super(outbox, to);
    }

    @Override
    public void started(long nowLocalNanos) {
      sendSome();
    }

    private void sendSome() {
      for (inFlight = 0; inFlight < IN_FLIGHT; inFlight++) {
        send();
      }
    }

    @Override
    public void transmitted(long token, long localNanos, long width, StampQuality quality) {
      count();
      inFlight--;
      if (inFlight == 0) {
        sendSome();
      }
    }
  }

  /** Sends a packet to itself again and again. */
  private static final class Echo extends Speaker {
    Echo(Outbox outbox, InetSocketAddress to) {
      super(outbox, to);
    }

    @Override
    public void started(long nowLocalNanos) {
      send();
    }

    @Override
    public void received(Datagram datagram) {
      count();
      send();
    }
  }

  /** A receiver, and what fills its queue while it rests. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH sets it up
  public static class Receiving {
    private final ByteBuffer message = ByteBuffer.allocateDirect(LENGTH);
    private DatagramChannel from;
    private Receiver receiver;

    /** Creates it; JMH sets it up. */
    public Receiving() {}

    /**
     * Opens both ends.
     *
     * @throws Exception if there are no kernel stamps here
     */
    @Setup
    public void open() throws Exception {
      InetSocketAddress at = Rounds.free();
      receiver = Rounds.open(at, outbox -> new Receiver());
      from = DatagramChannel.open().connect(at);
      fill();
      receiver.awaitRest();
    }

    /**
     * Fills the queue.
     *
     * @throws IOException if it cannot be sent to
     */
    @Setup(Level.Invocation)
    public void fill() throws IOException {
      for (int i = 0; i < QUEUED; i++) {
        message.clear();
        from.write(message);
      }
    }

    /**
     * Closes both ends.
     *
     * @throws IOException if that fails
     */
    @TearDown
    public void close() throws IOException {
      receiver.close();
      from.close();
    }
  }

  /** A sender, and a socket that nobody reads. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH sets it up
  public static class Sending {
    private DatagramSocket to;
    private Sender sender;

    /** Creates it; JMH sets it up. */
    public Sending() {}

    /**
     * Opens both ends.
     *
     * @throws Exception if there are no kernel stamps here
     */
    @Setup
    public void open() throws Exception {
      InetSocketAddress at = Rounds.free();
      to = new DatagramSocket(at);
      sender = Rounds.open(Rounds.free(), outbox -> new Sender(outbox, at));
      sender.awaitRest();
    }

    /** Closes both ends. */
    @TearDown
    public void close() {
      sender.close();
      to.close();
    }
  }

  /** A socket that sends to itself. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // JMH sets it up
  public static class Echoing {
    private Echo echo;

    /** Creates it; JMH sets it up. */
    public Echoing() {}

    /**
     * Opens it.
     *
     * @throws Exception if there are no kernel stamps here
     */
    @Setup
    public void open() throws Exception {
      InetSocketAddress at = Rounds.free();
      echo = Rounds.open(at, outbox -> new Echo(outbox, at));
      echo.awaitRest();
    }

    /** Closes it. */
    @TearDown
    public void close() {
      echo.close();
    }
  }

  /**
   * Packets that wait in a queue, received and stamped.
   *
   * @param receiving the receiver
   */
  @Benchmark
  @OperationsPerInvocation(QUEUED)
  public void receive(Receiving receiving) {
    receiving.receiver.round();
  }

  /**
   * Packets sent, some at a time, the time written into each, and their stamps fetched.
   *
   * @param sending the sender
   */
  @Benchmark
  @OperationsPerInvocation(ROUND)
  public void send(Sending sending) {
    sending.sender.round();
  }

  /**
   * One packet after the other: sent, its stamp fetched, received.
   *
   * @param echoing the socket
   */
  @Benchmark
  @OperationsPerInvocation(ROUND)
  public void sendAndReceive(Echoing echoing) {
    echoing.echo.round();
  }
}
