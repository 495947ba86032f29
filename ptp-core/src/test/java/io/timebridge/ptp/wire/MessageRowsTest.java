package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row is the bytes of a message and the object that they are; both ways. */
class MessageRowsTest {
  private static final PortIdentity MASTER =
      new PortIdentity(new ClockIdentity(0xEC46_70FF_FE01_0203L), 2);
  private static final PortIdentity FOLLOWER =
      new PortIdentity(new ClockIdentity(0x00AA_BBFF_FECC_DDEEL), 0xFFFE);
  private static final PortIdentity ALL_PORTS = new PortIdentity(new ClockIdentity(-1), 0xFFFF);
  private static final long NANOS = 1_700_000_000_123_456_789L; // 0x6553f100 s, 0x075bcd15 ns

  static Stream<Arguments> rows() {
    return Stream.of(
        row(
            "0002 002c 00 00 0200 0000000000000000 00000000 ec4670fffe010203 0002 ffff 00 fd"
                + "000000000000 00000000",
            new PtpMessage.Sync(
                CommonHeader.of(MessageType.SYNC, 0, MASTER, 65535, -3)
                    .withFlags(PtpFlags.TWO_STEP),
                0,
                List.of())),
        row( // version 2.1, sdoId 0x1ab, every flag there is and the reserved ones
            "1012 002c 7f ab ffff 8000000000000000 deadbeef ec4670fffe010203 0002 0001 00 80"
                + "00006553f100 075bcd15",
            new PtpMessage.Sync(
                new CommonHeader(
                    0x1AB, 1, 127, 0xFFFF, Long.MIN_VALUE, 0xDEADBEEFL, MASTER, 1, 0, -128),
                NANOS,
                List.of())),
        row(
            "0102 002c ff 00 0400 fffffffffffe8000 00000000 00aabbfffeccddee fffe 8000 01 7f"
                + "000100000000 00000001",
            new PtpMessage.DelayReq(
                CommonHeader.of(MessageType.DELAY_REQ, 255, FOLLOWER, 32768, 127)
                    .withFlags(PtpFlags.UNICAST)
                    .withCorrection(-0x18000),
                (1L << 32) * 1_000_000_000L + 1,
                List.of())),
        row(
            "0202 0036 00 00 0000 0000000000000000 00000000 00aabbfffeccddee fffe 0007 05 7f"
                + "00006553f100 075bcd15 00000000000000000000",
            new PtpMessage.PdelayReq(
                CommonHeader.of(MessageType.PDELAY_REQ, 0, FOLLOWER, 7, 127), NANOS, List.of())),
        row(
            "0302 0036 00 00 0200 0000000000000000 00000000 ec4670fffe010203 0002 0007 05 7f"
                + "00006553f100 075bcd15 00aabbfffeccddee fffe",
            new PtpMessage.PdelayResp(
                CommonHeader.of(MessageType.PDELAY_RESP, 0, MASTER, 7, 127)
                    .withFlags(PtpFlags.TWO_STEP),
                NANOS,
                FOLLOWER,
                List.of())),
        row(
            "0802 002c 7f 00 0000 0000000000018000 00000000 ec4670fffe010203 0002 0000 02 00"
                + "00007fffffff 3b9ac9ff",
            new PtpMessage.FollowUp(
                CommonHeader.of(MessageType.FOLLOW_UP, 127, MASTER, 0, 0).withCorrection(0x18000),
                0x7FFF_FFFFL * 1_000_000_000L + 999_999_999,
                List.of())),
        row(
            "0902 0036 05 00 0000 0000000000030000 00000000 ec4670fffe010203 0002 1234 03 00"
                + "00006553f100 075bcd15 00aabbfffeccddee fffe",
            new PtpMessage.DelayResp(
                CommonHeader.of(MessageType.DELAY_RESP, 5, MASTER, 0x1234, 0)
                    .withCorrection(0x30000),
                NANOS,
                FOLLOWER,
                List.of())),
        row(
            "0a02 0036 00 00 0000 0000000000000001 00000000 ec4670fffe010203 0002 0007 05 7f"
                + "00006553f100 075bcd15 00aabbfffeccddee fffe",
            new PtpMessage.PdelayRespFollowUp(
                CommonHeader.of(MessageType.PDELAY_RESP_FOLLOW_UP, 0, MASTER, 7, 127)
                    .withCorrection(1),
                NANOS,
                FOLLOWER,
                List.of())),
        row(
            "0b12 0040 00 00 005d 0000000000000000 00000000 ec4670fffe010203 0002 0009 05 01"
                + "000000000000 00000000 0025 00 80 06 21 4e5d 7f 00aabbfffeccddee 0001 20",
            new AnnounceMessage(
                CommonHeader.of(MessageType.ANNOUNCE, 0, MASTER, 9, 1)
                    .withVersion(1, 0)
                    .withFlags(PtpFlags.SYNCHRONIZATION_UNCERTAIN),
                0,
                new TimeProperties(37, true, false, true, true, false, true, 0x20),
                128,
                new ClockQuality(6, 0x21, 0x4E5D),
                127,
                FOLLOWER.clock(),
                1,
                List.of())),
        row(
            "0c02 0040 00 00 0400 0000000000000000 00000000 00aabbfffeccddee fffe 0003 05 7f"
                + "ffffffffffffffff ffff 0004 0006 b0 01 0000012c 0004 0006 00 fd 0000012c",
            new PtpMessage.Signaling(
                CommonHeader.of(MessageType.SIGNALING, 0, FOLLOWER, 3, 127)
                    .withFlags(PtpFlags.UNICAST),
                ALL_PORTS,
                List.of(new UnicastTlv.Request(0xB, 1, 300), new UnicastTlv.Request(0, -3, 300)))),
        row(
            "0d02 003a 00 00 0000 0000000000000000 00000000 00aabbfffeccddee fffe 0003 04 7f"
                + "ec4670fffe010203 0002 ff fe 01 00 0001 0006 2005 80000000",
            new PtpMessage.Management(
                CommonHeader.of(MessageType.MANAGEMENT, 0, FOLLOWER, 3, 127),
                MASTER,
                255,
                254,
                1,
                List.of(new ManagementTlv.Data(0x2005, Octets.ofHex("80000000"))))));
  }

  private static Arguments row(String hex, PtpMessage message) {
    return arguments(message.type(), Hex.bytes(hex), message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void reads(MessageType type, ByteBuffer bytes, PtpMessage message) {
    assertNull(PtpCheck.check(bytes));
    assertEquals(message, PtpMessage.read(bytes));
    assertEquals(0, bytes.position());
    assertEquals(bytes.capacity(), message.length());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void writes(MessageType type, ByteBuffer bytes, PtpMessage message) {
    ByteBuffer written = ByteBuffer.allocate(message.length() + 8);
    java.util.Arrays.fill(written.array(), (byte) 0xA5); // it was used before
    message.write(written.position(3));
    assertEquals(3 + message.length(), written.position());
    assertEquals(Hex.of(bytes), Hex.of(written.duplicate().flip().position(3)));
    assertEquals((byte) 0xA5, written.get(2));
    assertEquals((byte) 0xA5, written.get(3 + message.length()));
  }

  @Test
  void everyTypeHasARow() {
    Set<MessageType> types = EnumSet.noneOf(MessageType.class);
    rows().forEach(row -> types.add((MessageType) row.get()[0]));
    assertEquals(EnumSet.allOf(MessageType.class), types);
  }

  /** What the flyweights say of a hot message is what its object says. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void flyweightsAgree(MessageType type, ByteBuffer bytes, PtpMessage message) {
    TimestampMessage stamped = new TimestampMessage();
    stamped.wrap(bytes);
    DelayRespMessage answer = new DelayRespMessage();
    answer.wrap(bytes);
    assertEquals(message.header().sdoId(), stamped.sdoId());
    assertEquals(message.header().minorVersion(), stamped.minorVersion());
    assertEquals(message.header().flags(), stamped.flags());
    assertEquals(message.header().correctionScaledNanos(), stamped.correctionScaledNanos());
    assertEquals(message.header().source(), stamped.sourcePortIdentity());
    assertEquals(message.header().sequenceId(), stamped.sequenceId());
    assertEquals(message.header().logMessageInterval(), stamped.logMessageInterval());
    if (message instanceof PtpMessage.Sync sync) {
      assertEquals(sync.originNanos(), stamped.timestampNanos());
    } else if (message instanceof PtpMessage.FollowUp followUp) {
      assertEquals(followUp.preciseOriginNanos(), stamped.timestampNanos());
    } else if (message instanceof PtpMessage.DelayReq request) {
      assertEquals(request.originNanos(), stamped.timestampNanos());
    } else if (message instanceof PtpMessage.DelayResp response) {
      assertEquals(response.receiveNanos(), answer.receiveNanos());
      assertEquals(response.requestingPort(), answer.requestingPortIdentity());
    }
  }

  /** Reserved octets of the bodies are not looked at, and written as 0. */
  @Test
  void reservedOctetsAreTolerated() {
    ByteBuffer announce = bytesOf(MessageType.ANNOUNCE);
    announce.put(46, (byte) 0x22);
    assertReadsTheSame(MessageType.ANNOUNCE, announce);
    ByteBuffer request = bytesOf(MessageType.PDELAY_REQ);
    for (int at = 44; at < 54; at++) {
      request.put(at, (byte) 0xFF);
    }
    assertReadsTheSame(MessageType.PDELAY_REQ, request);
    ByteBuffer management = bytesOf(MessageType.MANAGEMENT);
    management.put(46, (byte) 0xF1).put(47, (byte) 0xFF);
    assertReadsTheSame(MessageType.MANAGEMENT, management);
  }

  private static void assertReadsTheSame(MessageType type, ByteBuffer bytes) {
    assertNull(PtpCheck.check(bytes));
    assertEquals(PtpMessage.read(bytesOf(type)), PtpMessage.read(bytes));
  }

  private static ByteBuffer bytesOf(MessageType type) {
    for (Arguments row : rows().toList()) {
      if (row.get()[0] == type) {
        return (ByteBuffer) row.get()[1];
      }
    }
    throw new AssertionError(type);
  }

  @Test
  void whatIsOutOfRangeIsRefusedWhenItIsWritten() {
    CommonHeader good = CommonHeader.of(MessageType.SYNC, 0, MASTER, 1, 0);
    assertRefused(CommonHeader.of(MessageType.SYNC, 256, MASTER, 1, 0));
    assertRefused(CommonHeader.of(MessageType.SYNC, -1, MASTER, 1, 0));
    assertRefused(CommonHeader.of(MessageType.SYNC, 0, MASTER, 65536, 0));
    assertRefused(CommonHeader.of(MessageType.SYNC, 0, MASTER, 1, 128));
    assertRefused(good.withVersion(16, 0));
    assertRefused(good.withVersion(1, 4096));
    assertRefused(good.withFlags(0x10000));
    assertRefused(CommonHeader.of(MessageType.SYNC, 0, portNumber(65536), 1, 0));
    Tlv tooMuch = new Tlv.Pad(65536);
    assertThrows(
        IllegalArgumentException.class,
        () -> new PtpMessage.Sync(good, 0, List.of(tooMuch)).write(ByteBuffer.allocate(70_000)));
  }

  private static PortIdentity portNumber(int number) {
    return new PortIdentity(MASTER.clock(), number);
  }

  private static void assertRefused(CommonHeader header) {
    PtpMessage sync = new PtpMessage.Sync(header, 0, List.of());
    assertThrows(IllegalArgumentException.class, () -> sync.write(ByteBuffer.allocate(44)));
  }
}
