package io.timebridge.ntp;

import static io.timebridge.ntp.Requests.address;
import static io.timebridge.ntp.Requests.datagram;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.StampQuality;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One exchange, step by step. Times: UTC is local time + {@link TestTime#NOVEMBER_2026}. */
final class NtpQueryTest {
  private static final InetSocketAddress SERVER = address("192.0.2.10", 123);
  private static final long MILLI = 1_000_000;
  private static final long TIMEOUT = 1000 * MILLI;

  private final RecordingOutbox outbox = new RecordingOutbox();
  private final List<NtpOutcome> outcomes = new ArrayList<>();
  private long nonce = 0x1111_2222_3333_4444L;
  private final NtpQuery query =
      new NtpQuery(outbox, SERVER, () -> nonce++, TIMEOUT, 2, outcomes::add);

  /** A good reply to the last request: came to the server 3 ms, left it 5 ms after local 0. */
  private byte[] reply(Consumer<NtpPacket> change) {
    byte[] bytes = new byte[NtpPacket.LENGTH];
    NtpPacket packet =
        new NtpPacket()
            .wrap(ByteBuffer.wrap(bytes), 0)
            .leapVersionMode(1, 4, 4)
            .stratum(2)
            .poll(6)
            .precision(-23)
            .rootDelay(0x0001_8000)
            .rootDispersion(0x0000_4000)
            .referenceId(0xC0000201)
            .originTimestamp(outbox.last().packet().transmitTimestamp())
            .receiveTimestamp(NtpTimestamp.toBits(TestTime.NOVEMBER_2026 + 3 * MILLI))
            .transmitTimestamp(NtpTimestamp.toBits(TestTime.NOVEMBER_2026 + 5 * MILLI));
    change.accept(packet);
    return bytes;
  }

  private byte[] reply() {
    return reply(packet -> {});
  }

  private void receive(byte[] bytes) {
    query.received(datagram(bytes, SERVER, 7 * MILLI));
  }

  private void stamp(long token) {
    query.transmitted(token, MILLI, 40, StampQuality.KERNEL);
  }

  private void assertAnswered() {
    NtpOutcome.Answer answer = assertInstanceOf(NtpOutcome.Answer.class, outcomes.get(0));
    assertEquals(1, outcomes.size());
    assertEquals(new NtpOutcome.LocalStamp(MILLI, 40, StampQuality.KERNEL), answer.t1());
    assertEquals(TestTime.NOVEMBER_2026 + 3 * MILLI, answer.t2UtcNanos());
    assertEquals(TestTime.NOVEMBER_2026 + 5 * MILLI, answer.t3UtcNanos());
    assertEquals(new NtpOutcome.LocalStamp(7 * MILLI, 0, StampQuality.SIMULATED), answer.t4());
    assertEquals(
        new NtpHeader(1, 4, 2, 6, -23, 1_500_000_000L, 250_000_000L, 0xC0000201), answer.header());
    assertEquals("192.0.2.1", answer.header().referenceIdText());
    assertEquals(4 * MILLI, answer.delayNanos());
    assertEquals(TestTime.NOVEMBER_2026, answer.remoteMinusLocalNanos());
    assertEquals(Map.of(), outbox.timers);
  }

  @Test
  void requestTellsNothing() {
    query.started(500);
    byte[] expected = new byte[NtpPacket.LENGTH];
    ByteBuffer.wrap(expected).put(0, (byte) 0x23).putLong(40, 0x1111_2222_3333_4444L);
    assertEquals(
        java.util.HexFormat.of().formatHex(expected),
        java.util.HexFormat.of().formatHex(outbox.last().bytes()));
    assertEquals(SERVER, outbox.last().route().remote());
    assertEquals(Map.of(0, 500 + TIMEOUT), outbox.timers);
  }

  @Test
  void nonceIsNeverZero() {
    nonce = 0;
    query.started(0);
    assertNotEquals(0, outbox.last().packet().transmitTimestamp());
  }

  @Test
  void stampBeforeReply() {
    query.started(0);
    stamp(0);
    assertEquals(List.of(), outcomes);
    receive(reply());
    assertAnswered();
  }

  @Test
  void replyBeforeStamp() {
    query.started(0);
    receive(reply());
    assertEquals(List.of(), outcomes);
    stamp(0);
    assertAnswered();
  }

  @Test
  void replyWithAnExtensionFieldIsAReply() {
    query.started(0);
    stamp(0);
    byte[] tailed = Arrays.copyOf(reply(), 76);
    receive(tailed); // a field of type 0 and length 0
    assertEquals(List.of(), outcomes);
    assertEquals(Map.of(NtpReplyFault.MALFORMED, 1L), query.faults().nonZero());
    tailed[51] = 28;
    receive(tailed);
    assertAnswered();
  }

  @Test
  void answerBecomesTwoMeasurements() {
    query.started(0);
    stamp(0);
    receive(reply());
    NtpOutcome.Answer answer = (NtpOutcome.Answer) outcomes.get(0);
    Measurement there = answer.requestInto(new Measurement(), 9);
    assertEquals(false, there.fromSource());
    assertEquals(MILLI, there.localNanos());
    assertEquals(TestTime.NOVEMBER_2026 + 3 * MILLI, there.remoteNanos());
    assertEquals(StampQuality.KERNEL, there.quality());
    assertEquals(40, there.widthNanos());
    assertEquals(9, there.epoch());
    Measurement back = answer.replyInto(new Measurement(), 9);
    assertEquals(true, back.fromSource());
    assertEquals(7 * MILLI, back.localNanos());
    assertEquals(TestTime.NOVEMBER_2026 + 5 * MILLI, back.remoteNanos());
    assertEquals(StampQuality.SIMULATED, back.quality());
  }

  record Bad(NtpReplyFault fault, Consumer<NtpPacket> change) {}

  static Stream<Arguments> badReplies() {
    return Stream.of(
            new Bad(NtpReplyFault.WRONG_VERSION, p -> p.leapVersionMode(0, 3, 4)),
            new Bad(NtpReplyFault.WRONG_VERSION, p -> p.leapVersionMode(0, 5, 4)),
            new Bad(NtpReplyFault.WRONG_MODE, p -> p.leapVersionMode(0, 4, 3)),
            new Bad(NtpReplyFault.WRONG_MODE, p -> p.leapVersionMode(0, 4, 2)),
            new Bad(NtpReplyFault.WRONG_MODE, p -> p.leapVersionMode(0, 4, 5)),
            new Bad(NtpReplyFault.WRONG_ORIGIN, p -> p.originTimestamp(0)),
            new Bad(NtpReplyFault.WRONG_ORIGIN, p -> p.originTimestamp(p.originTimestamp() + 1)),
            new Bad(
                NtpReplyFault.WRONG_ORIGIN, // a kiss that is not for us
                p -> p.originTimestamp(1).stratum(0).referenceId(0x44454E59)),
            new Bad(NtpReplyFault.NO_TIMESTAMP, p -> p.transmitTimestamp(0)),
            new Bad(NtpReplyFault.NO_TIMESTAMP, p -> p.receiveTimestamp(0)),
            new Bad(
                NtpReplyFault.IMPOSSIBLE_TIMES, p -> p.transmitTimestamp(p.receiveTimestamp() - 1)),
            new Bad(
                NtpReplyFault.IMPOSSIBLE_TIMES,
                p -> p.transmitTimestamp(p.receiveTimestamp() + (3L << 32))))
        .map(bad -> Arguments.of(bad.fault(), bad.change()));
  }

  @ParameterizedTest
  @MethodSource("badReplies")
  void badReplyIsCountedAndTheGoodOneStillTaken(NtpReplyFault fault, Consumer<NtpPacket> change) {
    query.started(0);
    stamp(0);
    receive(reply(change));
    assertEquals(List.of(), outcomes);
    assertEquals(Map.of(fault, 1L), query.faults().nonZero());
    receive(reply());
    assertAnswered();
  }

  @Test
  void onlyTheServerThatWasAskedIsHeard() {
    query.started(0);
    stamp(0);
    query.received(datagram(reply(), address("192.0.2.11", 123), 0));
    query.received(datagram(reply(), address("192.0.2.10", 124), 0));
    query.received(datagram(reply(), address("2001:db8::10", 123), 0));
    receive(new byte[47]);
    assertEquals(List.of(), outcomes);
    assertEquals(
        Map.of(NtpReplyFault.WRONG_SOURCE, 3L, NtpReplyFault.TOO_SHORT, 1L),
        query.faults().nonZero());
    receive(reply());
    assertAnswered();
  }

  @Test
  void secondAnswerIsADuplicate() {
    query.started(0);
    receive(reply());
    receive(reply(packet -> packet.stratum(3)));
    stamp(0);
    assertAnswered();
    receive(reply());
    assertEquals(1, outcomes.size());
    assertEquals(Map.of(NtpReplyFault.DUPLICATE, 2L), query.faults().nonZero());
  }

  @Test
  void asksAgainWithAnotherNonceAndIgnoresTheLateAnswer() {
    query.started(0);
    stamp(0);
    byte[] late = reply();
    query.expired(0, TIMEOUT);
    assertEquals(0x1111_2222_3333_4445L, outbox.last().packet().transmitTimestamp());
    assertEquals(Map.of(0, 2 * TIMEOUT), outbox.timers);
    receive(late);
    receive(reply());
    assertEquals(List.of(), outcomes, "the first request's stamp is not the second's");
    stamp(0);
    assertEquals(List.of(), outcomes);
    stamp(1);
    assertAnswered();
    assertEquals(Map.of(NtpReplyFault.WRONG_ORIGIN, 1L), query.faults().nonZero());
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    query.started(0);
    receive(new byte[1]);
    query.expired(0, TIMEOUT);
    query.expired(0, 2 * TIMEOUT);
    assertEquals(
        List.of(new NtpOutcome.NoAnswer(2, Map.of(NtpReplyFault.TOO_SHORT, 1L))), outcomes);
    assertEquals(2, outbox.sent.size());
    stamp(1);
    receive(reply());
    query.expired(0, 3 * TIMEOUT);
    assertEquals(1, outcomes.size());
    assertEquals(2, outbox.sent.size());
  }

  @Test
  void answerWithoutStampIsNotUsed() {
    query.started(0);
    receive(reply());
    query.expired(0, TIMEOUT);
    query.expired(0, 2 * TIMEOUT);
    assertEquals(
        List.of(new NtpOutcome.NoAnswer(2, Map.of(NtpReplyFault.NO_TRANSMIT_STAMP, 1L))), outcomes);
  }

  static Stream<Arguments> unsynchronised() {
    Stream<Consumer<NtpPacket>> changes =
        Stream.of(
            p -> p.leapVersionMode(3, 4, 4),
            p -> p.leapVersionMode(3, 4, 4).stratum(0).referenceId(0).transmitTimestamp(0),
            p -> p.stratum(0).referenceId(0),
            p -> p.stratum(0).referenceId(0x01020304),
            p -> p.stratum(16),
            p -> p.stratum(255));
    return changes.map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("unsynchronised")
  void unsynchronisedServerIsReportedAsSuch(Consumer<NtpPacket> change) {
    query.started(0);
    byte[] bytes = reply(change);
    receive(bytes);
    NtpHeader header = NtpHeader.of(new NtpPacket().wrap(ByteBuffer.wrap(bytes), 0));
    assertEquals(List.of(new NtpOutcome.Unsynchronised(header)), outcomes);
    assertEquals(Map.of(), outbox.timers);
  }

  @Test
  void kissOfDeath() {
    query.started(0);
    receive(reply(p -> p.leapVersionMode(3, 4, 4).stratum(0).referenceId(0x52415445)));
    stamp(0);
    assertEquals(List.of(new NtpOutcome.KissOfDeath("RATE")), outcomes);
  }

  @Test
  void offsetDoesNotOverflowForAnOriginFarBack() {
    NtpOutcome.Answer answer =
        new NtpOutcome.Answer(
            new NtpOutcome.LocalStamp(-6_000_000_000_000_000_000L, 0, StampQuality.USER),
            TestTime.NOVEMBER_2026,
            TestTime.NOVEMBER_2026 + 10,
            new NtpOutcome.LocalStamp(-6_000_000_000_000_000_000L + 30, 0, StampQuality.USER),
            new NtpHeader(0, 4, 1, 0, 0, 0, 0, 0));
    assertEquals(20, answer.delayNanos());
    assertEquals(
        TestTime.NOVEMBER_2026 + 6_000_000_000_000_000_000L - 10, answer.remoteMinusLocalNanos());
  }

  /** The bound holds what the stamps are in doubt of, and no delay below 0. */
  @Test
  void boundIsTheRootDistanceAndTheWidths() {
    NtpHeader header = new NtpHeader(0, 4, 2, 0, 0, 400, 3_000, 0);
    assertEquals(3_000 + (400 + 600) / 2 + 70 + 5, answer(0, 700, header).errorBoundNanos());
    assertEquals(3_000 + 400 / 2 + 70 + 5, answer(0, 20, header).errorBoundNanos());
  }

  private static NtpOutcome.Answer answer(long t1, long t4, NtpHeader header) {
    return new NtpOutcome.Answer(
        new NtpOutcome.LocalStamp(t1, 70, StampQuality.USER),
        TestTime.NOVEMBER_2026,
        TestTime.NOVEMBER_2026 + 100,
        new NtpOutcome.LocalStamp(t4, 5, StampQuality.USER),
        header);
  }

  @Test
  void refusesWhatItCannotDo() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("ntp.example", 123);
    assertThrows(
        IllegalArgumentException.class,
        () -> new NtpQuery(outbox, name, () -> 1, TIMEOUT, 1, outcomes::add));
    assertThrows(
        IllegalArgumentException.class,
        () -> new NtpQuery(outbox, SERVER, () -> 1, 0, 1, outcomes::add));
    assertThrows(
        IllegalArgumentException.class,
        () -> new NtpQuery(outbox, SERVER, () -> 1, TIMEOUT, 0, outcomes::add));
  }
}
