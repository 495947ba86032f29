package io.timebridge.benchmarks;

import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpHeader;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.TimestampMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Each message of the measuring path decoded (checked, and read whole) and encoded, in place by its
 * flyweight and as an immutable object. The flyweights are what the engines use.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PtpWireBenchmark {
  private static final long NANOS = 1_800_000_000_123_456_789L;
  private static final PortIdentity MASTER =
      new PortIdentity(new ClockIdentity(0x0011_22FF_FE33_4455L), 1);
  private static final PortIdentity FOLLOWER =
      new PortIdentity(new ClockIdentity(0x00AA_BBFF_FECC_DDEEL), 1);

  /** Which message. */
  @Param({"SYNC", "FOLLOW_UP", "DELAY_REQ", "DELAY_RESP"})
  public MessageType type = MessageType.SYNC;

  private final ByteBuffer in = ByteBuffer.allocateDirect(MessageType.DELAY_RESP.length());
  private final ByteBuffer out = ByteBuffer.allocateDirect(MessageType.DELAY_RESP.length());
  private final TimestampMessage stamped = new TimestampMessage();
  private final DelayRespMessage answer = new DelayRespMessage();
  private final TimestampMessage request = new TimestampMessage();
  private int sequenceId;

  /** Creates one, as JMH does. */
  public PtpWireBenchmark() {}

  /** Prepares a message to be read, and the request that a Delay_Resp answers. */
  @Setup
  public void prepare() {
    message().write(in.clear());
    in.flip();
    request.wrap(ByteBuffer.allocateDirect(MessageType.DELAY_REQ.length()));
    request.write(MessageType.DELAY_REQ, 0, FOLLOWER, 0, 0, 0);
  }

  private void check() {
    if (PtpCheck.check(in) != null) {
      throw new IllegalStateException("a sound message was refused");
    }
  }

  /** {@return something of all fields, so that nothing is optimised away} */
  @Benchmark
  public long decodeFlyweight() {
    check();
    if (type == MessageType.DELAY_RESP) {
      answer.wrap(in);
      return header(answer) + answer.receiveNanos() + (answer.isFor(FOLLOWER) ? 1 : 0);
    }
    stamped.wrap(in);
    return header(stamped) + stamped.timestampNanos();
  }

  private static long header(PtpHeader header) {
    return header.correctionScaledNanos()
        + header.sequenceId()
        + header.flags()
        + header.domainNumber()
        + header.sdoId()
        + header.logMessageInterval()
        + (header.isFrom(MASTER) ? 1 : 0);
  }

  /** {@return the object} */
  @Benchmark
  public PtpMessage decodeRecord() {
    check();
    return PtpMessage.read(in);
  }

  /** {@return something of what was written, so that nothing is optimised away} */
  @Benchmark
  public long encodeFlyweight() {
    int id = sequenceId++ & 0xFFFF;
    if (type == MessageType.DELAY_RESP) {
      answer.wrap(out.clear());
      answer.write(type, 0, MASTER, id, 0, -3);
      answer.answer(NANOS, request);
    } else {
      stamped.wrap(out.clear());
      stamped.write(type, 0, MASTER, id, 0, -3);
      stamped.timestampNanos(NANOS);
    }
    return out.getLong(PtpHeader.LENGTH);
  }

  /** {@return something of what was written, so that nothing is optimised away} */
  @Benchmark
  public long encodeRecord() {
    message().write(out.clear());
    return out.getLong(PtpHeader.LENGTH);
  }

  private PtpMessage message() {
    CommonHeader header = CommonHeader.of(type, 0, MASTER, sequenceId++ & 0xFFFF, -3);
    return switch (type) {
      case FOLLOW_UP -> new PtpMessage.FollowUp(header, NANOS, List.of());
      case DELAY_REQ -> new PtpMessage.DelayReq(header, NANOS, List.of());
      case DELAY_RESP -> new PtpMessage.DelayResp(header, NANOS, FOLLOWER, List.of());
      default -> new PtpMessage.Sync(header, NANOS, List.of());
    };
  }
}
