package io.timebridge.benchmarks;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpKeys;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.NtpServerConfig;
import io.timebridge.ntp.NtpServerTables;
import io.timebridge.ntp.NtpVerdict;
import io.timebridge.ntp.RateLimit;
import io.timebridge.ntp.ServerTime;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One NTP request answered by the engine, sockets apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NtpServerBenchmark {
  private static final String SECRET = "000102030405060708090a0b0c0d0e0f";
  private static final int BLOCK = 16;
  private static final int V4_DIGEST = 20;
  private static final int REQUEST_ROOM = 128;

  /** An outbox that fills the late-stamp slot and sends nowhere. */
  private static final class Sink implements Outbox {
    private long sent;
    private long lastReceive;

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      if (late != null) {
        late.fill(message, sent);
      }
      lastReceive = message.getLong(NtpPacket.RECEIVE_TIMESTAMP);
      return sent++;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {}

    @Override
    public void setTimer(int timer, long localNanos) {}

    @Override
    public void cancelTimer(int timer) {}
  }

  /** A server's time that is known, and does not move. */
  private record Fixed(long utcNanos) implements ServerTime {
    @Override
    public boolean synchronisedAt(long localNanos) {
      return true;
    }

    @Override
    public int leapIndicatorAt(long localNanos) {
      return NtpPacket.LEAP_NONE;
    }

    @Override
    public int stratum() {
      return 1;
    }

    @Override
    public int referenceId() {
      return 0x5054_5000;
    }

    @Override
    public long referenceUtcNanos() {
      return utcNanos;
    }

    @Override
    public long rootDelayNanos() {
      return 10_000;
    }

    @Override
    public long rootDispersionNanosAt(long localNanos) {
      return 20_000;
    }

    @Override
    public long utcNanosAt(long localNanos) {
      return utcNanos + localNanos;
    }
  }

  /** What the server does for it beside telling the time. */
  @Param({"plain", "limited", "interleaved", "SHA512", "AES128"})
  public String kind = "plain";

  private final Sink sink = new Sink();
  private final NtpPacket answer = new NtpPacket();
  private final Datagram request = new Datagram();
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long localNanos;
  private NtpServer server = new NtpServer(sink, () -> ServerTime.NONE, AccessList.everyone(), -20);

  /** Creates one that is not prepared yet. */
  public NtpServerBenchmark() {}

  /**
   * Prepares the server and the request of a version 4 client. Access lists, counts and the table
   * of clients are there in every kind.
   *
   * @throws Exception if this JDK lacks a cipher
   */
  @Setup
  public void prepare() throws Exception {
    Path keys = Files.createTempFile("benchmark", ".keys");
    try {
      Files.writeString(keys, "1 SHA512 HEX:" + SECRET + "\n2 AES128 HEX:" + SECRET + "\n");
      server = server(NtpKeys.read(keys));
    } finally {
      Files.delete(keys);
    }
    bytes = ByteBuffer.allocateDirect(REQUEST_ROOM);
    new NtpPacket()
        .wrap(bytes, 0)
        .leapVersionMode(0, 4, NtpPacket.MODE_CLIENT)
        .transmitTimestamp(0x0123_4567_89AB_CDEFL);
    byte[] header = new byte[NtpPacket.LENGTH];
    bytes.get(0, header);
    bytes.position(NtpPacket.LENGTH);
    if (kind.equals("SHA512")) {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      digest.update(HexFormat.of().parseHex(SECRET));
      bytes.putInt(1).put(digest.digest(header), 0, V4_DIGEST);
    } else if (kind.equals("AES128")) {
      bytes.putInt(2).put(cmac(header));
    }
    bytes.flip();
    request.route().setRemote(InetAddress.getLoopbackAddress(), 40_000);
    server.started(0);
    if (answer() != 1) {
      throw new IllegalStateException(kind + ": " + server.verdicts());
    }
  }

  private NtpServer server(NtpKeys keys) {
    // Such a limit as no benchmark reaches: its bucket is looked up and filled all the same.
    RateLimit limit = kind.equals("limited") ? new RateLimit(1_000_000, 255, 1, 0) : null;
    NtpServerTables tables = new NtpServerTables(limit, kind.equals("interleaved"), () -> 7);
    AccessList access =
        AccessList.of(List.of("10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32", "127.0.0.0/8"));
    Fixed time = new Fixed(1_790_000_000_000_000_000L);
    return new NtpServer(
        sink, () -> time, new NtpServerConfig(() -> access, -20, keys, false, tables), 1);
  }

  /** RFC 4493's code of a message of whole blocks. */
  private static byte[] cmac(byte[] message) throws GeneralSecurityException {
    SecretKeySpec key = new SecretKeySpec(HexFormat.of().parseHex(SECRET), "AES");
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, key);
    BigInteger l = new BigInteger(1, aes.doFinal(new byte[BLOCK]));
    BigInteger doubled = l.shiftLeft(1);
    if (doubled.testBit(8 * BLOCK)) {
      doubled = doubled.clearBit(8 * BLOCK).xor(BigInteger.valueOf(0x87));
    }
    byte[] mixed = message.clone();
    for (int i = 0; i < BLOCK; i++) {
      mixed[mixed.length - 1 - i] ^= doubled.shiftRight(8 * i).byteValue();
    }
    Cipher chain = Cipher.getInstance("AES/CBC/NoPadding");
    chain.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK]));
    byte[] all = chain.doFinal(mixed);
    return Arrays.copyOfRange(all, all.length - BLOCK, all.length);
  }

  /** {@return how many were answered, so that nothing is optimised away} */
  @Benchmark
  public long answer() {
    localNanos += 2_000_000; // within any limit
    if (kind.equals("interleaved")) {
      server.transmitted(sink.sent - 1, localNanos - 1_990_000, 0, StampQuality.KERNEL);
      answer.wrap(bytes, 0).originTimestamp(sink.lastReceive).receiveTimestamp(localNanos);
    }
    server.received(request.set(bytes, Lane.EVENT, localNanos, 0, StampQuality.USER));
    return sink.sent;
  }

  /** Checks that it was measured what its name says. */
  @TearDown
  public void check() {
    NtpVerdict expected = kind.equals("interleaved") ? NtpVerdict.INTERLEAVED : NtpVerdict.ANSWERED;
    // The first question of interleaved mode finds nothing remembered.
    if (server.verdicts().getOrDefault(expected, 0L) < sink.sent - 2) {
      throw new IllegalStateException(kind + ": " + server.verdicts());
    }
  }
}
