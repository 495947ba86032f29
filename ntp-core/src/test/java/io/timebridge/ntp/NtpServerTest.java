package io.timebridge.ntp;

import static io.timebridge.ntp.Requests.CLIENT;
import static io.timebridge.ntp.Requests.CLIENT_STAMP;
import static io.timebridge.ntp.Requests.datagram;
import static io.timebridge.ntp.Requests.extension;
import static io.timebridge.ntp.Requests.mac;
import static io.timebridge.ntp.Requests.request;
import static io.timebridge.ntp.Requests.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class NtpServerTest {
  private static final AccessList EVERYONE = AccessList.everyone();
  private static final long SECOND = 1_000_000_000L;

  private final RecordingOutbox outbox = new RecordingOutbox();
  private ServerTime time = TestTime.good();
  private final NtpServer server =
      new NtpServer(outbox, () -> time, AccessList.of(List.of("192.0.2.0/24")), -24);

  /** Sends at local time 10 s; what comes back leaves 1 ms later. */
  private NtpPacket ask(byte[] request) {
    return ask(request, 10 * SECOND);
  }

  private NtpPacket ask(byte[] request, long localNanos) {
    int before = outbox.sent.size();
    outbox.departureLocalNanos = localNanos + 1_000_000;
    server.received(datagram(request, CLIENT, localNanos));
    assertEquals(before + 1, outbox.sent.size(), () -> "no answer: " + server.verdicts());
    return outbox.last().packet();
  }

  private void assertDropped(NtpVerdict reason, byte[] request) {
    server.received(datagram(request, CLIENT, 0));
    assertEquals(List.of(), outbox.sent);
    assertEquals(Map.of(reason, 1L), server.verdicts());
  }

  @ParameterizedTest
  @CsvSource({"1,3,4", "2,3,4", "3,3,4", "4,3,4", "1,1,2", "2,1,2", "3,1,2", "4,1,2"})
  void answersVersionsAndModes(int version, int mode, int replyMode) {
    NtpPacket reply = ask(request(version, mode));
    assertEquals(version, reply.version());
    assertEquals(replyMode, reply.mode());
    assertEquals(NtpPacket.LENGTH, outbox.last().bytes().length);
    assertEquals(CLIENT, outbox.last().route().remote());
    assertEquals(1, server.count(version, mode, NtpVerdict.ANSWERED));
    assertEquals(1, server.answers());
    assertEquals(Map.of(NtpVerdict.ANSWERED, 1L), server.verdicts());
  }

  @Test
  void repliesWithEveryField() {
    NtpPacket reply = ask(request(4, 3));
    assertEquals(NtpPacket.LEAP_INSERT, reply.leapIndicator());
    assertEquals(1, reply.stratum());
    assertEquals(6, reply.poll());
    assertEquals(-24, reply.precision());
    assertEquals(132, reply.rootDelay()); // 2 ms are 131.07 units
    assertEquals(76, reply.rootDispersion()); // 1 ms + 10 s of 15 ppm are 75.37 units
    assertEquals(0x47505300, reply.referenceId());
    assertEquals(
        Instant.parse("2026-11-21T23:59:57Z").getEpochSecond() * SECOND,
        NtpTimestamp.toUtcNanos(reply.referenceTimestamp()));
    assertEquals(CLIENT_STAMP, reply.originTimestamp());
    assertEquals(
        TestTime.NOVEMBER_2026 + 10 * SECOND, NtpTimestamp.toUtcNanos(reply.receiveTimestamp()));
    assertEquals(
        TestTime.NOVEMBER_2026 + 10 * SECOND + 1_000_000,
        NtpTimestamp.toUtcNanos(reply.transmitTimestamp()));
  }

  /** Its packets leave 8 to 20 µs after their late stamp: a transport has told of the last few. */
  @Test
  void transmitTimestampIsWhenTheReplyLeavesAsARule() {
    for (int i = 0; i < 13; i++) {
      NtpPacket before = ask(request(4, 3));
      assertEquals(76, before.rootDispersion());
      outbox.left(8_000 + 1_000 * (i * 5 % 13));
      if (i < 5) {
        assertEquals(1_000_000, turnaround(before), "four tell nothing yet");
      }
    }
    NtpPacket reply = ask(request(4, 3));
    assertEquals(1_014_000, turnaround(reply));
    // 75.37 units of 15.26 µs, and the 6 µs by which it may have left sooner, rounded up.
    assertEquals(76, reply.rootDispersion());
    for (int i = 0; i < 15; i++) {
      outbox.left(i < 7 ? 8_000 : 100_000);
    }
    reply = ask(request(4, 3));
    assertEquals(1_100_000, turnaround(reply));
    assertEquals(82, reply.rootDispersion(), "92 µs are 6.03 units");
  }

  private static long turnaround(NtpPacket reply) {
    return NtpTimestamp.toUtcNanos(reply.transmitTimestamp())
        - NtpTimestamp.toUtcNanos(reply.receiveTimestamp());
  }

  @Test
  void echoesAZeroTransmitTimestamp() {
    ask(request(4, 3));
    assertEquals(0, ask(Arrays.copyOf(new byte[] {0x23}, 48)).originTimestamp());
  }

  @Test
  void keepsNothingBetweenRequests() {
    byte[] odd = request(1, 1);
    odd[NtpPacket.POLL] = -5;
    ask(odd);
    NtpPacket reply = ask(request(3, 3));
    assertEquals(3, reply.version());
    assertEquals(NtpPacket.MODE_SERVER, reply.mode());
    assertEquals(6, reply.poll());
  }

  @Test
  void hasNoTimeUntilTold() {
    time = ServerTime.NONE;
    NtpPacket reply = ask(request(4, 3));
    assertEquals(NtpPacket.LEAP_UNKNOWN, reply.leapIndicator());
    assertEquals(0, reply.stratum());
    assertEquals(0, reply.referenceId());
    assertEquals(0, reply.referenceTimestamp());
    assertEquals(0, reply.receiveTimestamp());
    assertEquals(0, reply.transmitTimestamp());
    assertEquals(16 << 16, reply.rootDispersion());
    assertEquals(CLIENT_STAMP, reply.originTimestamp());

    time = TestTime.good();
    assertEquals(1, ask(request(4, 3)).stratum());
  }

  @Test
  void stopsClaimingWhenItsTimeIsNoLongerValid() {
    time = new TestTime(TestTime.NOVEMBER_2026, 20 * SECOND);
    NtpPacket before = ask(request(4, 3), 20 * SECOND - 1);
    assertEquals(NtpPacket.LEAP_INSERT, before.leapIndicator());
    assertEquals(1, before.stratum());
    NtpPacket after = ask(request(4, 3), 20 * SECOND);
    assertEquals(NtpPacket.LEAP_UNKNOWN, after.leapIndicator());
    assertEquals(0, after.stratum());
    assertEquals(0, after.referenceId(), "no kiss code");
  }

  @Test
  void rootDispersionGrowsFromReplyToReply() {
    assertEquals(66, ask(request(4, 3), 0).rootDispersion());
    assertEquals(66 + 98, ask(request(4, 3), 100 * SECOND).rootDispersion()); // 163.84 units
    assertEquals(1049, ask(request(4, 3), 1000 * SECOND).rootDispersion()); // 1048.58 units
  }

  @Test
  void referenceTimeIsNeverInTheFuture() {
    NtpPacket reply = ask(request(4, 3), -20 * SECOND);
    assertEquals(reply.receiveTimestamp(), reply.referenceTimestamp() | 1);
  }

  @Test
  void servesAcrossTheEndOfTheEra() {
    long rollover = Instant.parse("2036-02-07T06:28:16Z").getEpochSecond() * SECOND;
    time = new TestTime(rollover - 10 * SECOND - 500_000, Long.MAX_VALUE);
    NtpPacket reply = ask(request(4, 3)); // comes half a millisecond before, leaves half after
    assertEquals(0xFFFFFFFFL, reply.receiveTimestamp() >>> 32);
    assertEquals(0, reply.transmitTimestamp() >>> 32);
    assertEquals(rollover + 500_000, NtpTimestamp.toUtcNanos(reply.transmitTimestamp()));
    time = new TestTime(rollover - 10 * SECOND, Long.MAX_VALUE);
    assertEquals(1, ask(request(4, 3)).receiveTimestamp(), "zero would be unknown");
  }

  @ParameterizedTest
  @CsvSource({"-31,-30", "-30,-30", "-24,-24", "-3,-3", "0,-3"})
  void precisionIsClamped(int given, int told) {
    new NtpServer(outbox, () -> time, AccessList.everyone(), given)
        .received(datagram(request(4, 3), CLIENT, 0));
    assertEquals(told, outbox.last().packet().precision());
  }

  static Stream<Arguments> unanswered() {
    byte[] v3 = request(3, 3);
    byte[] v4 = request(4, 3);
    byte[] field = extension(0x0104, 36, 36);
    return Stream.of(
        Arguments.of(NtpVerdict.TOO_SHORT, new byte[0]),
        Arguments.of(NtpVerdict.TOO_SHORT, Arrays.copyOf(v4, 47)),
        Arguments.of(NtpVerdict.UNSUPPORTED_VERSION, request(0, 3)),
        Arguments.of(NtpVerdict.UNSUPPORTED_VERSION, request(5, 3)),
        Arguments.of(NtpVerdict.UNSUPPORTED_VERSION, request(7, 3)),
        Arguments.of(NtpVerdict.UNSUPPORTED_MODE, request(4, 0)),
        Arguments.of(NtpVerdict.UNSUPPORTED_MODE, request(4, 2)),
        Arguments.of(NtpVerdict.UNSUPPORTED_MODE, request(4, 4)),
        Arguments.of(NtpVerdict.UNSUPPORTED_MODE, request(4, 5)),
        Arguments.of(NtpVerdict.UNSUPPORTED_MODE, request(4, 6)),
        Arguments.of(NtpVerdict.UNSUPPORTED_MODE, request(4, 7)),
        Arguments.of(NtpVerdict.NOT_AUTHENTIC, with(v4, mac(20))),
        Arguments.of(NtpVerdict.NOT_AUTHENTIC, with(v4, mac(24))),
        Arguments.of(NtpVerdict.NOT_AUTHENTIC, with(v4, new byte[4])),
        Arguments.of(NtpVerdict.NOT_AUTHENTIC, with(v4, field, mac(20))),
        Arguments.of(NtpVerdict.NOT_AUTHENTIC, with(v3, mac(12))),
        Arguments.of(NtpVerdict.NOT_AUTHENTIC, with(v3, mac(20))),
        Arguments.of(NtpVerdict.MALFORMED, with(v3, mac(72))),
        Arguments.of(NtpVerdict.MALFORMED, with(v3, mac(8))),
        Arguments.of(NtpVerdict.MALFORMED, with(v3, mac(76))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, new byte[1])),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, mac(4))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, extension(1, 16, 16))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, extension(1, 28, 0))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, extension(1, 28, 12))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, extension(1, 28, 26))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, extension(1, 28, 32))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, extension(1, 28, 65532))),
        Arguments.of(NtpVerdict.MALFORMED, with(v4, extension(1, 44, 28))));
  }

  @ParameterizedTest
  @MethodSource("unanswered")
  void countsWhatItDoesNotAnswer(NtpVerdict reason, byte[] request) {
    assertDropped(reason, request);
  }

  @Test
  void ignoresExtensionFieldsAndAnswersWithoutAny() {
    byte[] one = with(request(4, 3), extension(0x0104, 28, 28));
    byte[] two = with(request(4, 3), extension(0xF5, 16, 16), extension(0x0204, 100, 100));
    assertEquals(CLIENT_STAMP, ask(one).originTimestamp());
    assertEquals(CLIENT_STAMP, ask(two).originTimestamp());
    assertEquals(NtpPacket.LENGTH, outbox.sent.get(0).bytes().length);
    assertEquals(NtpPacket.LENGTH, outbox.sent.get(1).bytes().length);
  }

  @Test
  void answersOnlyWhoIsAllowed() {
    server.received(datagram(request(4, 3), Requests.address("198.51.100.1", 50123), 0));
    server.received(datagram(new byte[3], Requests.address("2001:db8::1", 50123), 0));
    assertEquals(List.of(), outbox.sent);
    assertEquals(Map.of(NtpVerdict.NOT_ALLOWED, 2L), server.verdicts());
  }

  @Test
  void neverAnswersToPortZero() {
    server.received(datagram(request(4, 3), Requests.address("192.0.2.7", 0), 0));
    assertEquals(List.of(), outbox.sent);
    assertEquals(Map.of(NtpVerdict.NO_RETURN_PORT, 1L), server.verdicts());
  }

  @Test
  void itsOwnAnswersAreNotAnswered() {
    for (int mode : new int[] {NtpPacket.MODE_CLIENT, NtpPacket.MODE_SYMMETRIC_ACTIVE}) {
      ask(request(4, mode));
      server.received(datagram(outbox.last().bytes(), CLIENT, 0));
    }
    assertEquals(2, outbox.sent.size());
    assertEquals(
        Map.of(NtpVerdict.UNSUPPORTED_MODE, 2L, NtpVerdict.ANSWERED, 2L), server.verdicts());
  }

  @Test
  void everyReasonHasASentence() {
    for (NtpVerdict reason : NtpVerdict.values()) {
      assertTrue(reason.sentence().length() >= 8, reason::name);
    }
  }

  /** Swallows what it is given, and makes no garbage of its own. */
  private static final class SilentOutbox implements Outbox {
    private final ByteBuffer copy = ByteBuffer.allocate(200);

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      copy.put(0, message, 0, message.remaining());
      if (late != null) {
        late.fill(copy, 1);
      }
      return 0;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {}

    @Override
    public void setTimer(int timer, long localNanos) {}

    @Override
    public void cancelTimer(int timer) {}
  }

  @Test
  void packetsMakeNoGarbage() {
    NtpServerTables tables =
        new NtpServerTables(new RateLimit(1_000_000, 255, 1, 1), true, () -> 1);
    NtpServer quiet =
        new NtpServer(
            new SilentOutbox(),
            () -> time,
            new NtpServerConfig(() -> EVERYONE, -24, NtpKeysTest.all(), false, tables),
            1);
    byte[] interleaved = request(4, 3);
    interleaved[31] = 1; // an odd origin
    List<Datagram> packets =
        Stream.of(
                request(4, 3),
                request(3, 1),
                request(4, 4),
                interleaved,
                with(request(4, 3), extension(1, 28, 28)),
                with(request(4, 3), mac(20)),
                NtpServerPolicyTest.sealed(request(4, 3), 1),
                NtpServerPolicyTest.sealed(request(4, 3), 2),
                NtpServerPolicyTest.sealed(request(4, 3), 3),
                NtpServerPolicyTest.sealed(request(3, 3), 4),
                NtpServerPolicyTest.sealed(request(3, 3), 5),
                NtpServerPolicyTest.sealed(request(4, 3), 6),
                NtpServerPolicyTest.sealed(request(4, 3), 7))
            .map(bytes -> datagram(bytes, CLIENT, 0))
            .toList();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int rounds = 20_000;
    long least = Long.MAX_VALUE;
    for (int run = 0; run < 5; run++) { // the first ones load classes
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < rounds; i++) {
        for (int p = 0; p < packets.size(); p++) {
          quiet.received(packets.get(p));
          quiet.transmitted(0, i, 0, StampQuality.KERNEL);
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    // The smallest object has 16 octets.
    assertTrue(least < rounds, "octets allocated in " + rounds + " rounds: " + least);
    assertTrue(quiet.answers() > rounds, "some are answered, whatever the limit");
  }
}
