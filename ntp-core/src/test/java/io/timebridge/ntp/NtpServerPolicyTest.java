package io.timebridge.ntp;

import static io.timebridge.ntp.Requests.CLIENT;
import static io.timebridge.ntp.Requests.CLIENT_STAMP;
import static io.timebridge.ntp.Requests.datagram;
import static io.timebridge.ntp.Requests.extension;
import static io.timebridge.ntp.Requests.mac;
import static io.timebridge.ntp.Requests.request;
import static io.timebridge.ntp.Requests.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.StampQuality;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, limits, interleaved mode: what a server that is asked of many has beside the time. */
final class NtpServerPolicyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private final RecordingOutbox outbox = new RecordingOutbox();

  private NtpServer server(
      AccessList access, boolean nak, @Nullable RateLimit limit, boolean interleaved) {
    NtpServerTables tables = new NtpServerTables(limit, interleaved, () -> 77);
    return new NtpServer(
        outbox,
        TestTime::good,
        new NtpServerConfig(() -> access, -20, NtpKeysTest.all(), nak, tables),
        1);
  }

  private NtpServer server(boolean nak, @Nullable RateLimit limit, boolean interleaved) {
    return server(AccessList.everyone(), nak, limit, interleaved);
  }

  static byte[] sealed(byte[] packet, int keyId) {
    KeyedMac mac =
        NtpKeysTest.all().all().stream()
            .filter(k -> k.id() == keyId)
            .findFirst()
            .orElseThrow()
            .mac();
    byte[] digest = new byte[64];
    mac.compute(packet, packet.length, digest);
    boolean cut = ((packet[0] >> 3) & 7) == 4;
    int length = cut ? Math.min(20, mac.length()) : mac.length();
    byte[] id = ByteBuffer.allocate(4).putInt(keyId).array();
    return with(packet, id, Arrays.copyOf(digest, length));
  }

  /** SHA-512, key 5, takes longer than AES-CMAC, key 6, and a plain answer nothing. */
  @Test
  void foretellsTheDepartureByWhatThisKindOfSealTakes() {
    NtpServer server = server(false, null, false);
    for (int i = 0; i < 5; i++) {
      server.received(datagram(sealed(request(4, 3), 5), CLIENT, 0));
      outbox.left(30_000);
      server.received(datagram(sealed(request(4, 3), 6), CLIENT, 0));
      outbox.left(10_000);
      server.received(datagram(request(4, 3), CLIENT, 0));
      outbox.left(0);
    }
    assertEquals(30_000, foretoldNanos(server, sealed(request(4, 3), 5)));
    assertEquals(10_000, foretoldNanos(server, sealed(request(4, 3), 6)));
    assertEquals(0, foretoldNanos(server, sealed(request(4, 3), 1)), "no MD5 was seen yet");
    assertEquals(0, foretoldNanos(server, request(4, 3)));
  }

  private long foretoldNanos(NtpServer server, byte[] request) {
    server.received(datagram(request, CLIENT, 0));
    long utcNanos = NtpTimestamp.toUtcNanos(outbox.last().packet().transmitTimestamp());
    return utcNanos - TestTime.NOVEMBER_2026;
  }

  @Test
  void warmingUpLeavesNothingBehind() {
    NtpServer server = server(false, null, false);
    server.started(0);
    server.received(datagram(sealed(request(4, 3), 5), CLIENT, 0));
    byte[] reply = outbox.last().bytes();
    assertArrayEquals(sealed(Arrays.copyOf(reply, NtpPacket.LENGTH), 5), reply);
    assertEquals(1, server.answers());
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1, 20", "4, 2, 24", "4, 3, 24", "4, 4, 24", "4, 5, 24", "4, 6, 20", "4, 7, 20",
    "3, 1, 20", "3, 2, 24", "3, 3, 36", "3, 4, 52", "3, 5, 68", "3, 6, 20", "3, 7, 20",
    "2, 1, 20", "1, 5, 68", "4, -1, 20"
  })
  void answersAnAuthenticRequestWithItsKey(int version, int keyId, int macLength) {
    NtpServer server = server(false, null, false);
    outbox.departureLocalNanos = MILLI;
    server.received(datagram(sealed(request(version, 3), keyId), CLIENT, 0));
    byte[] reply = outbox.last().bytes();
    assertEquals(NtpPacket.LENGTH + macLength, reply.length);
    assertArrayEquals(sealed(Arrays.copyOf(reply, NtpPacket.LENGTH), keyId), reply);
    assertEquals(
        TestTime.NOVEMBER_2026 + MILLI,
        NtpTimestamp.toUtcNanos(outbox.last().packet().transmitTimestamp()));
    assertEquals(1, server.count(version, 3, NtpVerdict.ANSWERED));
  }

  @Test
  void macCoversTheExtensionFields() {
    NtpServer server = server(false, null, false);
    byte[] asked = with(request(4, 3), extension(0x0104, 36, 36));
    server.received(datagram(sealed(asked, 6), CLIENT, 0));
    assertEquals(NtpPacket.LENGTH + 20, outbox.last().bytes().length);
    byte[] touched = sealed(asked, 6);
    touched[60] ^= 1;
    server.received(datagram(touched, CLIENT, 0));
    assertEquals(1, server.count(4, 3, NtpVerdict.NOT_AUTHENTIC));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7"})
  void everyWrongBitIsSeen(int keyId) {
    NtpServer server = server(false, null, false);
    byte[] good = sealed(request(4, 3), keyId);
    int tried = 0;
    for (int bit = 5; bit < good.length * 8; bit += 3) { // the version stays: bits 2 to 4
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (0x80 >> bit % 8);
      server.received(datagram(bad, CLIENT, 0));
      tried++;
    }
    assertEquals(List.of(), outbox.sent);
    long counted = server.verdicts().values().stream().mapToLong(n -> n).sum();
    assertEquals(tried, counted);
    assertTrue(server.count(4, 3, NtpVerdict.NOT_AUTHENTIC) > tried - 4);
  }

  @Test
  void badMacIsPassedOverInSilenceOrAnsweredWithANakWhereConfigured() {
    NtpServer silent = server(false, null, false);
    silent.received(datagram(with(request(4, 3), mac(24)), CLIENT, 0));
    assertEquals(List.of(), outbox.sent);
    assertEquals(Map.of(NtpVerdict.NOT_AUTHENTIC, 1L), silent.verdicts());

    NtpServer telling = server(true, null, false);
    for (int length : new int[] {20, 24}) {
      telling.received(datagram(with(request(4, 3), mac(length)), CLIENT, 0));
      byte[] nak = outbox.last().bytes();
      assertEquals(NtpPacket.LENGTH + 4, nak.length);
      assertEquals(0, ByteBuffer.wrap(nak).getInt(NtpPacket.LENGTH));
      assertEquals(CLIENT_STAMP, outbox.last().packet().originTimestamp());
    }
    assertEquals(Map.of(NtpVerdict.CRYPTO_NAK, 2L), telling.verdicts());
    // Two servers must not keep each other busy with it.
    telling.received(datagram(with(request(4, 3), new byte[4]), CLIENT, 0));
    assertEquals(1, telling.count(4, 3, NtpVerdict.NOT_AUTHENTIC));
  }

  @Test
  void windowsClientsThatAskForASignatureAreNotAnsweredWithoutOne() {
    NtpServer server = server(true, null, false);
    byte[] account = {0, 0, 4, 1};
    server.received(datagram(with(request(3, 3), account, new byte[16]), CLIENT, 0));
    server.received(datagram(with(request(3, 3), account, new byte[68]), CLIENT, 0));
    assertEquals(List.of(), outbox.sent);
    assertEquals(Map.of(NtpVerdict.SIGNATURE_UNSUPPORTED, 2L), server.verdicts());
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 50123, 4", "1, 0, 123, 0", "2, 0, 50123, 0", "1, 3, 123, 4"})
  void versionOneHasNoMode(int version, int mode, int port, int replyMode) {
    NtpServer server = server(false, null, false);
    InetSocketAddress from = Requests.address("192.0.2.7", port);
    server.received(datagram(request(version, mode), from, 0));
    assertEquals(replyMode == 0 ? 0 : 1, outbox.sent.size());
    if (replyMode != 0) {
      assertEquals(replyMode, outbox.last().packet().mode());
      assertEquals(1, outbox.last().packet().version());
    }
  }

  /** Each packet breaks one rule and all that come after it. */
  @Test
  void rulesComeInTheirOrder() {
    AccessList access =
        AccessList.of(List.of("192.0.2.0/24"), List.of("192.0.2.64/26", "198.51.100.0/24"));
    NtpServer server = server(access, false, new RateLimit(SECOND, 1, 15, 0), false);
    byte[] nothing = new byte[3];
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Step(String from, int port, byte[] bytes, NtpVerdict verdict) {}
    for (Step step :
        List.of(
            new Step("198.51.100.7", 0, nothing, NtpVerdict.DENIED),
            new Step("192.0.2.65", 0, nothing, NtpVerdict.DENIED),
            new Step("203.0.113.7", 0, nothing, NtpVerdict.NOT_ALLOWED),
            new Step("192.0.2.7", 0, nothing, NtpVerdict.NO_RETURN_PORT),
            new Step("192.0.2.7", 9, nothing, NtpVerdict.TOO_SHORT),
            new Step("192.0.2.7", 9, request(4, 3), NtpVerdict.RATE_LIMITED),
            new Step("192.0.2.7", 9, nothing, NtpVerdict.RATE_LIMITED),
            new Step(
                "192.0.2.8", 9, with(request(5, 6), new byte[3]), NtpVerdict.UNSUPPORTED_VERSION),
            new Step("192.0.2.9", 9, with(request(4, 6), new byte[3]), NtpVerdict.UNSUPPORTED_MODE),
            new Step("192.0.2.10", 9, with(request(4, 3), new byte[3]), NtpVerdict.MALFORMED),
            new Step("192.0.2.11", 9, with(request(4, 3), mac(20)), NtpVerdict.NOT_AUTHENTIC),
            new Step("192.0.2.12", 9, request(4, 3), NtpVerdict.ANSWERED))) {
      long before = server.verdicts().getOrDefault(step.verdict, 0L);
      server.received(datagram(step.bytes, Requests.address(step.from, step.port), 0));
      assertEquals(before + 1, server.verdicts().get(step.verdict), step::toString);
    }
    assertEquals(1, outbox.sent.size());
    assertEquals(9, server.clients().size());
  }

  @Test
  void asksTooOftenGetsAKissNowAndThen() {
    NtpServer server = server(false, new RateLimit(8 * SECOND, 4, 2, 1), false);
    for (int i = 0; i < 1000; i++) {
      server.received(datagram(sealed(request(4, 3), 6), CLIENT, i));
    }
    int kisses = 0;
    for (RecordingOutbox.Sent sent : outbox.sent) {
      NtpPacket packet = sent.packet();
      assertEquals(3, packet.poll() == 6 ? 3 : packet.poll());
      if (packet.referenceId() == NtpReferenceId.ofAscii("RATE")) {
        kisses++;
        assertEquals(NtpPacket.LEAP_UNKNOWN, packet.leapIndicator());
        assertEquals(0, packet.stratum());
        assertEquals(CLIENT_STAMP, packet.originTimestamp());
        assertArrayEquals(
            sealed(Arrays.copyOf(sent.bytes(), NtpPacket.LENGTH), 6), sent.bytes(), "sealed");
      }
    }
    assertEquals(kisses, server.count(4, 3, NtpVerdict.RATE_KISS));
    assertEquals(4 + 250, (double) server.answers(), 40);
    assertEquals(375, kisses, 60);
    KnownClient client = server.clients().get(0);
    assertEquals(1000, client.packets());
    assertEquals(server.answers(), client.answered());
    assertEquals(1000 - server.answers(), client.limited());
  }

  @Test
  void asksForAPollThatKeepsTheLimit() {
    NtpServer server = server(false, new RateLimit(100 * SECOND, 4, 2, 0), false);
    server.received(datagram(request(4, 3), CLIENT, 0));
    assertEquals(7, outbox.last().packet().poll());
  }

  // Interleaved mode.

  private static byte[] interleaved(long origin, long receive, long transmit) {
    byte[] bytes = request(4, 3);
    new NtpPacket()
        .wrap(ByteBuffer.wrap(bytes), 0)
        .originTimestamp(origin)
        .receiveTimestamp(receive)
        .transmitTimestamp(transmit);
    return bytes;
  }

  private NtpPacket ask(NtpServer server, long localNanos, byte[] request) {
    outbox.departureLocalNanos = localNanos + MILLI;
    server.received(datagram(request, CLIENT, localNanos));
    return outbox.last().packet();
  }

  private void left(NtpServer server, long localNanos) {
    server.transmitted(outbox.sent.size() - 1L, localNanos, 0, StampQuality.KERNEL);
  }

  /** RFC 9769 §2, figure 1: basic, basic, then interleaved. */
  @Test
  void tellsWhenTheAnswerBeforeLeft() {
    NtpServer server = server(false, null, true);
    NtpPacket first = ask(server, SECOND, interleaved(0, 0, 100));
    left(server, SECOND + 2 * MILLI);
    assertEquals(1, first.receiveTimestamp() & 1);
    assertEquals(0, first.transmitTimestamp() & 1);

    NtpPacket second = ask(server, 2 * SECOND, interleaved(first.receiveTimestamp(), 101, 102));
    left(server, 2 * SECOND + 3 * MILLI);
    assertEquals(102, second.originTimestamp(), "basic: nothing was remembered of the first");

    NtpPacket third = ask(server, 3 * SECOND, interleaved(second.receiveTimestamp(), 103, 104));
    assertEquals(103, third.originTimestamp());
    assertEquals(
        TestTime.NOVEMBER_2026 + 2 * SECOND + 3 * MILLI,
        NtpTimestamp.toUtcNanos(third.transmitTimestamp()));
    assertEquals(
        TestTime.NOVEMBER_2026 + 3 * SECOND, NtpTimestamp.toUtcNanos(third.receiveTimestamp()));
    assertEquals(1, server.count(4, 3, NtpVerdict.INTERLEAVED));
    assertEquals(3, server.answers());
    // A copy of the same request is answered in basic mode.
    assertEquals(
        104,
        ask(server, 3 * SECOND, interleaved(second.receiveTimestamp(), 103, 104))
            .originTimestamp());
  }

  @Test
  void interleavedAnswersAreSealed() {
    NtpServer server = server(false, null, true);
    NtpPacket first = ask(server, SECOND, sealed(interleaved(1, 101, 102), 7));
    left(server, SECOND + MILLI);
    NtpPacket second =
        ask(server, 2 * SECOND, sealed(interleaved(first.receiveTimestamp(), 103, 104), 7));
    assertEquals(103, second.originTimestamp());
    byte[] bytes = outbox.last().bytes();
    assertArrayEquals(sealed(Arrays.copyOf(bytes, NtpPacket.LENGTH), 7), bytes);
  }

  @Test
  void basicWhereNothingIsKnown() {
    NtpServer server = server(false, null, true);
    NtpPacket first = ask(server, SECOND, interleaved(1, 101, 102));
    long receive = first.receiveTimestamp(); // its stamp of departure never comes
    assertEquals(104, ask(server, 2 * SECOND, interleaved(receive, 103, 104)).originTimestamp());
    left(server, 2 * SECOND - MILLI); // before it came: the time was stepped in between
    receive = outbox.last().packet().receiveTimestamp();
    assertEquals(106, ask(server, 3 * SECOND, interleaved(receive, 105, 106)).originTimestamp());
    left(server, 3 * SECOND + MILLI);
    receive = outbox.last().packet().receiveTimestamp();
    // Modes cannot be told apart if the client's stamps are equal.
    assertEquals(107, ask(server, 4 * SECOND, interleaved(receive, 107, 107)).originTimestamp());
    assertEquals(0, server.count(4, 3, NtpVerdict.INTERLEAVED));
  }

  @Test
  void withoutTablesNothingIsInterleaved() {
    NtpServer server = server(false, null, false);
    long receive = ask(server, SECOND, interleaved(1, 101, 102)).receiveTimestamp();
    left(server, SECOND + MILLI);
    assertEquals(104, ask(server, 2 * SECOND, interleaved(receive, 103, 104)).originTimestamp());
  }
}
