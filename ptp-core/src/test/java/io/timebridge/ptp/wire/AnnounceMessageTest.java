package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row is bytes and the object that they are; both ways. */
class AnnounceMessageTest {
  private static final ClockIdentity GM = new ClockIdentity(0x00AA_BBFF_FECC_DDEEL);
  private static final ClockIdentity BC = new ClockIdentity(0xF0AA_BBFF_FE00_0001L);

  static Stream<Arguments> rows() {
    return Stream.of(
        arguments(
            "a GNSS grandmaster with a leap second ahead",
            Hex.bytes(
                "0b02 0040 00 00 003d 0000000000000000 00000000",
                "00aabbfffeccddee 0001 ffff 05 01",
                "000000000000 00000000 0025 00 80 06 21 4e5d 7f 00aabbfffeccddee 0000 20"),
            new AnnounceMessage(
                CommonHeader.of(MessageType.ANNOUNCE, 0, new PortIdentity(GM, 1), 65535, 1),
                0,
                new TimeProperties(37, true, false, true, true, true, true, 0x20),
                128,
                new ClockQuality(6, 0x21, 0x4E5D),
                127,
                GM,
                0,
                List.of())),
        arguments(
            "a boundary clock, arbitrary time, every number at its unsigned limit",
            Hex.bytes(
                "0b02 0064 ff 00 0600 ffffffffffff0000 00000000",
                "f0aabbfffe000001 ffff 0000 05 fd",
                "000080000000 3b9ac9ff 8000 00 ff ff fe ffff ff 00aabbfffeccddee fffe a0",
                "0008 0010 00aabbfffeccddee f0aabbfffe000001",
                "3fff 0002 abcd",
                "2004 0006 010203040506"),
            new AnnounceMessage(
                CommonHeader.of(MessageType.ANNOUNCE, 255, new PortIdentity(BC, 65535), 0, -3)
                    .withFlags(PtpFlags.TWO_STEP | PtpFlags.UNICAST)
                    .withCorrection(-65536),
                (1L << 31) * 1_000_000_000L + 999_999_999,
                new TimeProperties(-32768, false, false, false, false, false, false, 0xA0),
                255,
                new ClockQuality(255, 0xFE, 65535),
                255,
                GM,
                65534,
                List.of(
                    new Tlv.PathTrace(List.of(GM, BC)),
                    new Tlv.Unknown(0x3FFF, Octets.ofHex("abcd")),
                    new Tlv.Unknown(0x2004, Octets.ofHex("010203040506"))))),
        arguments(
            "a negative leap second, offset not known to be right",
            Hex.bytes(
                "0b02 0040 7f 00 010a 0000000000000000 00000000",
                "0000000000000001 fffe 8000 05 7f",
                "000000000000 00000000 ffff 00 00 00 00 0000 00 8000000000000000 0001 10"),
            new AnnounceMessage(
                CommonHeader.of(
                        MessageType.ANNOUNCE,
                        127,
                        new PortIdentity(new ClockIdentity(1), 65534),
                        32768,
                        127)
                    .withFlags(PtpFlags.ALTERNATE_MASTER),
                0,
                new TimeProperties(-1, false, true, false, false, false, true, 0x10),
                0,
                new ClockQuality(0, 0, 0),
                0,
                new ClockIdentity(Long.MIN_VALUE),
                1,
                List.of())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void reads(String name, ByteBuffer bytes, AnnounceMessage message) {
    assertNull(PtpCheck.check(bytes));
    assertEquals(message, AnnounceMessage.read(bytes));
    assertEquals(0, bytes.position());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void writes(String name, ByteBuffer bytes, AnnounceMessage message) {
    ByteBuffer written = ByteBuffer.allocate(message.length() + 3).position(3);
    message.write(written);
    assertEquals(3 + message.length(), written.position());
    assertEquals(Hex.of(bytes), Hex.of(written.flip().position(3)));
  }

  @Test
  void readsWhereTheBufferStandsAndIgnoresWhatFollows() {
    ByteBuffer bytes =
        Hex.bytes(
            "ffffff",
            "0b02 0040 00 00 0008 0000000000000000 00000000 00aabbfffeccddee 0001 0007 05 00",
            "000000000000 00000000 0025 00 80 f8 fe ffff 80 00aabbfffeccddee 0000 a0",
            "0000");
    bytes.position(3);
    assertNull(PtpCheck.check(bytes));
    AnnounceMessage read = AnnounceMessage.read(bytes);
    assertEquals(7, read.header().sequenceId());
    assertEquals(248, read.grandmasterClockQuality().clockClass());
    assertTrue(read.tlvs().isEmpty());
  }

  @Test
  void pathTraceTellsThroughWhom() {
    AnnounceMessage through = AnnounceMessage.read((ByteBuffer) rows().toList().get(1).get()[1]);
    assertTrue(through.cameThrough(BC::equals));
    assertFalse(through.cameThrough(new ClockIdentity(5)::equals));
  }
}
