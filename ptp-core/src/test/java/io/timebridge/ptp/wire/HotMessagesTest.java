package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sync, Follow_Up, Delay_Req and Delay_Resp: bytes and what they say, both ways. */
class HotMessagesTest {
  private static final PortIdentity MASTER =
      new PortIdentity(new ClockIdentity(0xEC46_70FF_FE01_0203L), 2);
  private static final PortIdentity FOLLOWER =
      new PortIdentity(new ClockIdentity(0x00AA_BBFF_FECC_DDEEL), 0xFFFE);

  record Row(
      MessageType type,
      int domain,
      PortIdentity source,
      int sequenceId,
      int flags,
      long correction,
      int logInterval,
      long nanos) {}

  static Stream<Arguments> stamped() {
    return Stream.of(
        arguments(
            Hex.bytes(
                "0002 002c 00 00 0200 0000000000000000 00000000 ec4670fffe010203 0002 ffff 00 fd",
                "000000000000 00000000"),
            new Row(MessageType.SYNC, 0, MASTER, 65535, PtpFlags.TWO_STEP, 0, -3, 0)),
        arguments(
            Hex.bytes(
                "0802 002c 7f 00 0000 0000000000018000 00000000 ec4670fffe010203 0002 0000 02 00",
                "00007fffffff 3b9ac9ff"),
            new Row(
                MessageType.FOLLOW_UP,
                127,
                MASTER,
                0,
                0,
                0x18000, // 1.5 ns
                0,
                0x7FFF_FFFFL * 1_000_000_000L + 999_999_999)), // the last ns before 2038
        arguments(
            Hex.bytes(
                "0102 002c ff 00 0400 fffffffffffe8000 00000000 00aabbfffeccddee fffe 8000 01 7f",
                "000100000000 00000001"),
            new Row(
                MessageType.DELAY_REQ,
                255,
                FOLLOWER,
                32768,
                PtpFlags.UNICAST,
                -0x18000,
                127,
                (1L << 32) * 1_000_000_000L + 1))); // 2106: 33 bits of seconds
  }

  @ParameterizedTest
  @MethodSource("stamped")
  void readsStamped(ByteBuffer bytes, Row row) {
    assertNull(PtpCheck.check(bytes));
    TimestampMessage message = new TimestampMessage();
    message.wrap(bytes);
    assertHeader(message, row);
    assertEquals(row.nanos, message.timestampNanos());
  }

  @ParameterizedTest
  @MethodSource("stamped")
  void writesStamped(ByteBuffer bytes, Row row) {
    ByteBuffer written = dirty(row.type.length());
    TimestampMessage message = new TimestampMessage();
    message.wrap(written);
    message.write(row.type, row.domain, row.source, row.sequenceId, row.flags, row.logInterval);
    message.correctionScaledNanos(row.correction);
    message.timestampNanos(row.nanos);
    assertEquals(Hex.of(bytes), Hex.of(written));
  }

  @Test
  void delayRespBothWays() {
    ByteBuffer bytes =
        Hex.bytes(
            "0902 0036 05 00 0000 0000000000030000 00000000 ec4670fffe010203 0002 1234 03 00",
            "00006553f100 075bcd15 00aabbfffeccddee fffe");
    assertNull(PtpCheck.check(bytes));
    DelayRespMessage read = new DelayRespMessage();
    read.wrap(bytes);
    long nanos = 1_700_000_000_123_456_789L;
    assertHeader(read, new Row(MessageType.DELAY_RESP, 5, MASTER, 0x1234, 0, 0x30000, 0, 0));
    assertEquals(nanos, read.receiveNanos());
    assertEquals(FOLLOWER, read.requestingPortIdentity());
    assertTrue(read.isFor(FOLLOWER));
    assertFalse(read.isFor(new PortIdentity(FOLLOWER.clock(), 1)));
    assertFalse(read.isFor(MASTER));

    TimestampMessage request = new TimestampMessage();
    request.wrap(ByteBuffer.allocate(44));
    request.write(MessageType.DELAY_REQ, 5, FOLLOWER, 0x1234, 0, 0x7F);
    ByteBuffer written = dirty(54);
    DelayRespMessage write = new DelayRespMessage();
    write.wrap(written);
    write.write(MessageType.DELAY_RESP, 5, MASTER, 0x1234, 0, 0);
    write.correctionScaledNanos(0x30000);
    write.answer(nanos, request);
    assertEquals(Hex.of(bytes), Hex.of(written));
  }

  /** NTP's era ends in 2036, 32 signed bits in 2038, unsigned in 2106: PTP knows none of these. */
  @ParameterizedTest
  @MethodSource("seconds")
  void noEraEnds(long seconds, String hex) {
    ByteBuffer bytes = ByteBuffer.allocate(44);
    TimestampMessage message = new TimestampMessage();
    message.wrap(bytes);
    message.write(MessageType.SYNC, 0, MASTER, 1, 0, 0);
    message.timestampNanos(seconds * 1_000_000_000L + 999_999_999);
    assertEquals(hex + "3b9ac9ff", Hex.of(bytes.duplicate().position(34)));
    assertEquals(seconds * 1_000_000_000L + 999_999_999, message.timestampNanos());
    assertNull(PtpCheck.check(bytes));
  }

  static Stream<Arguments> seconds() {
    return Stream.of(
        arguments(2_085_978_495L, "00007c55817f"), // 2036-02-07, before NTP's second era
        arguments(2_085_978_496L, "00007c558180"),
        arguments(0x7FFF_FFFFL, "00007fffffff"), // 2038-01-19
        arguments(0x8000_0000L, "000080000000"),
        arguments(0xFFFF_FFFFL, "0000ffffffff"), // 2106-02-07
        arguments(0x1_0000_0000L, "000100000000"),
        arguments(9_000_000_000L, "000218711a00")); // 2255
  }

  @Property(seed = "20261122")
  void headerRoundTrips(
      @ForAll MessageType type,
      @ForAll @IntRange(max = 255) int domain,
      @ForAll long clock,
      @ForAll @IntRange(max = 65535) int port,
      @ForAll @IntRange(max = 65535) int sequenceId,
      @ForAll @IntRange(max = 65535) int flags,
      @ForAll @IntRange(min = -128, max = 127) int logInterval,
      @ForAll long correction) {
    ByteBuffer bytes = dirty(type.length() + 5).position(5);
    PtpHeader header = new PtpHeader();
    header.wrap(bytes);
    PortIdentity source = new PortIdentity(new ClockIdentity(clock), port);
    header.write(type, domain, source, sequenceId, flags, logInterval);
    header.correctionScaledNanos(correction);
    assertHeader(
        header, new Row(type, domain, source, sequenceId, flags, correction, logInterval, 0));
    assertEquals(type.length(), header.messageLength());
    assertEquals(5, bytes.position());
    assertEquals((byte) 0xA5, bytes.get(4)); // nothing is written before its place
  }

  @Property(seed = "20261122")
  void timestampRoundTrips(
      @ForAll @LongRange(min = 0, max = 9_000_000_000_000_000_000L) long nanos) {
    TimestampMessage message = new TimestampMessage();
    message.wrap(ByteBuffer.allocate(44));
    message.timestampNanos(nanos);
    assertEquals(nanos, message.timestampNanos());
  }

  private static void assertHeader(PtpHeader header, Row row) {
    assertEquals(row.type, header.messageType());
    assertEquals(2, header.version());
    assertEquals(0, header.minorVersion());
    assertEquals(0, header.sdoId());
    assertEquals(row.domain, header.domainNumber());
    assertEquals(row.flags, header.flags());
    assertTrue(header.has(row.flags));
    assertEquals(row.correction, header.correctionScaledNanos());
    assertEquals(row.source, header.sourcePortIdentity());
    assertTrue(header.isFrom(row.source));
    assertFalse(header.isFrom(new PortIdentity(row.source.clock(), row.source.portNumber() ^ 1)));
    assertEquals(row.sequenceId, header.sequenceId());
    assertEquals(row.logInterval, header.logMessageInterval());
  }

  /** A buffer that was used before. */
  private static ByteBuffer dirty(int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    java.util.Arrays.fill(bytes.array(), (byte) 0xA5);
    return bytes;
  }

  @Test
  void sdoIdAndMinorVersionAreReadFromTheirNibbles() {
    PtpHeader header = new PtpHeader();
    header.wrap(Hex.bytes("50 12 002c 00 bb".concat("00".repeat(40))));
    assertEquals(0x5BB, header.sdoId());
    assertEquals(1, header.minorVersion());
    assertEquals(2, header.version());
  }
}
