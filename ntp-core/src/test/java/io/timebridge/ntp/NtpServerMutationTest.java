package io.timebridge.ntp;

import static io.timebridge.ntp.NtpServerPolicyTest.sealed;
import static io.timebridge.ntp.Requests.CLIENT;
import static io.timebridge.ntp.Requests.datagram;
import static io.timebridge.ntp.Requests.extension;
import static io.timebridge.ntp.Requests.mac;
import static io.timebridge.ntp.Requests.request;
import static io.timebridge.ntp.Requests.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.SeededRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mutated packets: each is answered rightly, or counted under exactly one reason. A million of
 * them: {@code mvn -q -pl ntp-core -am test -Dtest=NtpServerMutationTest -Dntp.mutations=1000000
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class NtpServerMutationTest {
  private static final int PACKETS = Integer.getInteger("ntp.mutations", 20_000);

  private static final List<byte[]> BASES =
      List.of(
          request(1, 3),
          request(2, 3),
          request(3, 1),
          request(4, 3),
          with(request(3, 3), mac(20)),
          with(request(3, 3), new byte[] {0, 0, 4, 1}, new byte[16]),
          with(request(4, 3), mac(24)),
          with(request(4, 3), extension(0x0104, 28, 28)),
          with(request(4, 3), extension(1, 16, 16), extension(2, 32, 32), extension(3, 40, 40)),
          with(request(4, 3), extension(0x0204, 104, 104), mac(20)),
          sealed(request(4, 3), 2),
          sealed(request(3, 1), 5),
          sealed(with(request(4, 3), extension(0x0104, 36, 36)), 6));

  /** All that a packet's bytes can cause. */
  private static final List<NtpVerdict> BY_BYTES =
      List.of(
          NtpVerdict.TOO_SHORT,
          NtpVerdict.UNSUPPORTED_VERSION,
          NtpVerdict.UNSUPPORTED_MODE,
          NtpVerdict.MALFORMED,
          NtpVerdict.SIGNATURE_UNSUPPORTED,
          NtpVerdict.CRYPTO_NAK,
          NtpVerdict.ANSWERED);

  private final RecordingOutbox outbox = new RecordingOutbox();
  private final NtpServer server =
      new NtpServer(
          outbox,
          TestTime::good,
          new NtpServerConfig(
              AccessList::everyone,
              -20,
              NtpKeysTest.all(),
              true,
              new NtpServerTables(null, true, () -> 1)),
          1);
  private long total;

  @ParameterizedTest
  @ValueSource(longs = {1, 42, 5905})
  void staysUpAndAccountsForEveryPacket(long seed) {
    SeededRandom random = new SeededRandom(seed);
    for (int i = 0; i < PACKETS; i++) {
      check(mutated(random), i);
    }
    check(request(4, 3), PACKETS);
    assertEquals(4, outbox.last().packet().version());
    assertEquals(Requests.CLIENT_STAMP, outbox.last().packet().originTimestamp());
    // What nothing provokes tests nothing: all that a packet's bytes can cause did happen.
    for (NtpVerdict verdict : BY_BYTES) {
      long count = server.verdicts().getOrDefault(verdict, 0L);
      assertTrue(count > PACKETS / 200, () -> verdict + " " + count);
    }
    assertTrue(server.answers() > PACKETS / 10, () -> "answers " + server.answers());
  }

  private void check(byte[] bytes, int number) {
    outbox.sent.clear();
    server.received(datagram(bytes, CLIENT, number));
    int sent = outbox.sent.size();
    String what = "packet " + number + ": " + HexFormat.of().formatHex(bytes);
    assertEquals(number + 1, server.verdicts().values().stream().mapToLong(n -> n).sum(), what);
    assertTrue(sent <= 1, what);
    total += sent;
    assertEquals(
        total, server.answers() + server.verdicts().getOrDefault(NtpVerdict.CRYPTO_NAK, 0L), what);
    if (sent == 1) {
      NtpPacket request = new NtpPacket().wrap(ByteBuffer.wrap(bytes), 0);
      NtpPacket reply = outbox.last().packet();
      assertTrue(outbox.last().bytes().length <= bytes.length, what);
      assertEquals(request.version(), reply.version(), what);
      boolean oldest = request.version() == 1 && request.mode() == 0;
      assertEquals(oldest ? 4 : request.mode() + 1, reply.mode(), what);
      assertTrue(request.mode() == 3 || request.mode() == 1 || oldest, what);
      assertEquals(request.transmitTimestamp(), reply.originTimestamp(), what);
    }
  }

  private static byte[] mutated(SeededRandom random) {
    byte[] bytes = BASES.get((int) random.nextLong(BASES.size())).clone();
    switch ((int) random.nextLong(5)) {
      case 0 -> flipBits(bytes, 1 + (int) random.nextLong(8), random);
      case 1 -> bytes = Arrays.copyOf(bytes, (int) random.nextLong(bytes.length + 1));
      case 2 -> bytes = with(bytes, noise((int) random.nextLong(80), random));
      case 3 -> lieAboutLength(bytes, random);
      default -> bytes = noise((int) random.nextLong(200), random);
    }
    if (random.nextLong(4) == 0 && bytes.length > 0) {
      flipBits(bytes, 1, random);
    }
    return bytes;
  }

  private static void flipBits(byte[] bytes, int count, SeededRandom random) {
    for (int i = 0; i < count; i++) {
      bytes[(int) random.nextLong(bytes.length)] ^= (byte) (1 << random.nextLong(8));
    }
  }

  private static void lieAboutLength(byte[] bytes, SeededRandom random) {
    if (bytes.length >= NtpPacket.LENGTH + 4) {
      ByteBuffer.wrap(bytes).putShort(NtpPacket.LENGTH + 2, (short) random.nextLong(0x10000));
    } else {
      flipBits(bytes, 3, random);
    }
  }

  private static byte[] noise(int length, SeededRandom random) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextLong();
    }
    return bytes;
  }

  @Test
  void everyLengthOfNoiseAfterAGoodHeaderIsDecided() {
    SeededRandom random = new SeededRandom(7822);
    int number = 0;
    for (int length = 0; length < 1400; length++) {
      check(with(request(4, 3), noise(length, random)), number++);
    }
  }
}
