package io.timebridge.benchmarks;

import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpTimestamp;
import java.net.DatagramPacket;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.ntp.NtpV3Impl;
import org.apache.commons.net.ntp.NtpV3Packet;
import org.apache.commons.net.ntp.TimeStamp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A request parsed and its answer written, the codec alone: ours, and Apache Commons Net's as its
 * documentation uses it. Both write the same 48 octets.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NtpCodecBenchmark {
  private static final int VERSION = 4;
  private static final int STRATUM = 2;
  private static final int PRECISION = -23;
  private static final int ROOT_DELAY = 0x0000_0123;
  private static final int ROOT_DISPERSION = 0x0000_0456;
  private static final int REFERENCE_ID = 0x0A00_0001;
  private static final long REFERENCE_UTC_NANOS = 1_790_000_000_000_000_000L;

  private final byte[] requestBytes = new byte[NtpPacket.LENGTH];
  private final ByteBuffer requestBuffer = ByteBuffer.wrap(requestBytes);
  private final DatagramPacket requestPacket =
      new DatagramPacket(requestBytes, requestBytes.length);
  private final ByteBuffer replyBuffer = ByteBuffer.allocate(NtpPacket.LENGTH);
  private final NtpPacket request = new NtpPacket();
  private final NtpPacket reply = new NtpPacket();
  private long utcNanos = REFERENCE_UTC_NANOS;

  /** Prepares the request of a version 4 client. */
  public NtpCodecBenchmark() {
    new NtpPacket()
        .wrap(requestBuffer, 0)
        .leapVersionMode(0, VERSION, NtpPacket.MODE_CLIENT)
        .poll(6)
        .transmitTimestamp(0x0123_4567_89AB_CDEFL);
  }

  /** {@return the answer} */
  @Benchmark
  public ByteBuffer ours() {
    request.wrap(requestBuffer, 0);
    if (request.mode() != NtpPacket.MODE_CLIENT) {
      throw new IllegalStateException("not a client");
    }
    long now = NtpTimestamp.toBits(++utcNanos);
    reply
        .wrap(replyBuffer, 0)
        .leapVersionMode(NtpPacket.LEAP_NONE, request.version(), NtpPacket.MODE_SERVER)
        .stratum(STRATUM)
        .poll(request.poll())
        .precision(PRECISION)
        .rootDelay(ROOT_DELAY)
        .rootDispersion(ROOT_DISPERSION)
        .referenceId(REFERENCE_ID)
        .referenceTimestamp(NtpTimestamp.toBits(REFERENCE_UTC_NANOS))
        .originTimestamp(request.transmitTimestamp())
        .receiveTimestamp(now)
        .transmitTimestamp(now);
    return replyBuffer;
  }

  /** {@return the answer} Its times have milliseconds only. */
  @Benchmark
  public DatagramPacket commonsNet() {
    NtpV3Impl asked = new NtpV3Impl();
    asked.setDatagramPacket(requestPacket);
    if (asked.getMode() != NtpV3Packet.MODE_CLIENT) {
      throw new IllegalStateException("not a client");
    }
    TimeStamp now = TimeStamp.getNtpTime(++utcNanos / 1_000_000);
    NtpV3Impl answer = new NtpV3Impl();
    answer.setLeapIndicator(NtpPacket.LEAP_NONE);
    answer.setVersion(asked.getVersion());
    answer.setMode(NtpV3Packet.MODE_SERVER);
    answer.setStratum(STRATUM);
    answer.setPoll(asked.getPoll());
    answer.setPrecision(PRECISION);
    answer.setRootDelay(ROOT_DELAY);
    answer.setRootDispersion(ROOT_DISPERSION);
    answer.setReferenceId(REFERENCE_ID);
    answer.setReferenceTime(TimeStamp.getNtpTime(REFERENCE_UTC_NANOS / 1_000_000));
    answer.setOriginateTimeStamp(asked.getTransmitTimeStamp());
    answer.setReceiveTimeStamp(now);
    answer.setTransmitTime(now);
    return answer.getDatagramPacket();
  }
}
