package io.timebridge.benchmarks;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One NTP request answered by the engine, sockets apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NtpServerBenchmark {

  /** An outbox that fills the late-stamp slot and sends nowhere. */
  private static final class Sink implements Outbox {
    private long sent;

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      if (late != null) {
        late.fill(message, sent);
      }
      return sent++;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {}

    @Override
    public void setTimer(int timer, long localNanos) {}

    @Override
    public void cancelTimer(int timer) {}
  }

  private final Sink sink = new Sink();
  private final NtpServer server =
      new NtpServer(sink, () -> ServerTime.NONE, AccessList.everyone(), -20);
  private final Datagram request = new Datagram();

  /** Prepares the request of a version 4 client. */
  public NtpServerBenchmark() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(NtpPacket.LENGTH);
    new NtpPacket()
        .wrap(bytes, 0)
        .leapVersionMode(0, 4, NtpPacket.MODE_CLIENT)
        .transmitTimestamp(0x0123_4567_89AB_CDEFL);
    request.route().setRemote(InetAddress.getLoopbackAddress(), 40_000);
    request.set(bytes, Lane.EVENT, 1, 0, StampQuality.USER);
  }

  /** {@return how many were answered, so that nothing is optimised away} */
  @Benchmark
  public long answer() {
    server.received(request);
    return sink.sent;
  }
}
