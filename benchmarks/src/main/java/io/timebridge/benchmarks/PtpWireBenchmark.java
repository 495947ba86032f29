package io.timebridge.benchmarks;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A Sync written, and one checked and read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PtpWireBenchmark {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MessageType.SYNC.length());
  private final TimestampMessage sync = new TimestampMessage();
  private final PortIdentity source = new PortIdentity(new ClockIdentity(0x001122FFFE334455L), 1);
  private int sequenceId;

  /** Prepares a Sync to be read. */
  public PtpWireBenchmark() {
    sync.wrap(buffer);
    sync.write(MessageType.SYNC, 0, source, 0, 0, -3);
  }

  /** {@return something of the message, so that nothing is optimised away} */
  @Benchmark
  public long writeSync() {
    sync.write(MessageType.SYNC, 0, source, sequenceId++ & 0xFFFF, 0, -3);
    sync.timestampNanos(1_800_000_000_123_456_789L);
    return buffer.getLong(34);
  }

  /** {@return something of the message, so that nothing is optimised away} */
  @Benchmark
  public long checkAndReadSync() {
    if (PtpCheck.check(buffer) != null) {
      throw new IllegalStateException("a sound Sync was refused");
    }
    sync.wrap(buffer);
    return sync.timestampNanos() + sync.correctionScaledNanos() + sync.sequenceId();
  }
}
