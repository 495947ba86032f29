package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason why bytes are no message, and that nothing makes the check or the reader throw. */
class PtpCheckTest {

  private static ByteBuffer message(MessageType type, int extra) {
    ByteBuffer bytes = ByteBuffer.allocate(type.length() + extra);
    PtpHeader header = new PtpHeader();
    header.wrap(bytes);
    header.write(type, 0, new PortIdentity(new ClockIdentity(1), 1), 7, 0, 0);
    PtpHeader.MESSAGE_LENGTH.put(bytes, 0, bytes.capacity());
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenPasses(MessageType type) {
    assertNull(PtpCheck.check(message(type, 0)));
  }

  @ParameterizedTest
  @EnumSource
  void everyPrefixIsRefused(MessageType type) {
    ByteBuffer whole = message(type, 0);
    for (int length = 0; length < type.length(); length++) {
      assertEquals(PtpDropReason.TOO_SHORT, PtpCheck.check(whole.duplicate().limit(length)));
    }
  }

  @Test
  void messageLengthMustFit() {
    ByteBuffer sync = message(MessageType.SYNC, 0);
    PtpHeader.MESSAGE_LENGTH.put(sync, 0, 43);
    assertEquals(PtpDropReason.BAD_LENGTH, PtpCheck.check(sync));
    PtpHeader.MESSAGE_LENGTH.put(sync, 0, 45);
    assertEquals(PtpDropReason.BAD_LENGTH, PtpCheck.check(sync));
    PtpHeader.MESSAGE_LENGTH.put(sync, 0, 0xFFFF); // not −1
    assertEquals(PtpDropReason.BAD_LENGTH, PtpCheck.check(sync));
  }

  @Test
  void paddingBehindTheMessageIsIgnored() {
    ByteBuffer sync = message(MessageType.SYNC, 3);
    PtpHeader.MESSAGE_LENGTH.put(sync, 0, 44);
    assertNull(PtpCheck.check(sync));
  }

  @ParameterizedTest
  @CsvSource({"4", "5", "6", "7", "14", "15"})
  void reservedTypes(int code) {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    bytes.put(0, (byte) code).put(1, (byte) 2).putShort(2, (short) 64);
    assertEquals(PtpDropReason.UNKNOWN_TYPE, PtpCheck.check(bytes));
  }

  @Test
  void minorVersionIsTolerated() {
    ByteBuffer sync = message(MessageType.SYNC, 0);
    sync.put(1, (byte) 0x12);
    assertNull(PtpCheck.check(sync));
    sync.put(1, (byte) 0x03);
    assertEquals(PtpDropReason.UNKNOWN_VERSION, PtpCheck.check(sync));
    sync.put(1, (byte) 0x00);
    assertEquals(PtpDropReason.UNKNOWN_VERSION, PtpCheck.check(sync));
  }

  @Test
  void correctionFieldMayBeAnythingButTooBig() {
    ByteBuffer sync = message(MessageType.SYNC, 0);
    PtpHeader.CORRECTION_FIELD.putScaledNanos(sync, 0, Long.MAX_VALUE);
    assertEquals(PtpDropReason.CORRECTION_TOO_BIG, PtpCheck.check(sync));
    PtpHeader.CORRECTION_FIELD.putScaledNanos(sync, 0, Long.MAX_VALUE - 1);
    assertNull(PtpCheck.check(sync));
    PtpHeader.CORRECTION_FIELD.putScaledNanos(sync, 0, -1);
    assertNull(PtpCheck.check(sync));
  }

  @Test
  void timestampsMustBePossible() {
    ByteBuffer sync = message(MessageType.SYNC, 0);
    sync.putInt(40, 1_000_000_000);
    assertEquals(PtpDropReason.BAD_TIMESTAMP, PtpCheck.check(sync));
    sync.putInt(40, -1); // 4,294,967,295
    assertEquals(PtpDropReason.BAD_TIMESTAMP, PtpCheck.check(sync));
    sync.putInt(40, 999_999_999);
    assertNull(PtpCheck.check(sync));
    sync.putShort(34, (short) 0xFFFF).putInt(36, -1); // all 48 bits
    assertEquals(PtpDropReason.BAD_TIMESTAMP, PtpCheck.check(sync));
  }

  @Test
  void managementHasNoTimestamp() {
    ByteBuffer get = message(MessageType.MANAGEMENT, 0);
    for (int i = 34; i < 44; i++) {
      get.put(i, (byte) 0xFF); // targetPortIdentity: all ports
    }
    assertNull(PtpCheck.check(get));
  }

  @ParameterizedTest
  @CsvSource({
    // extra octets, lengthField of the one TLV, passes
    "4, 0, true",
    "8, 4, true",
    "8, 2, false", // two octets are left over
    "8, 6, false", // runs over the end
    "7, 3, false", // odd
    "4, 65534, false",
    "4, 65535, false",
    "1, 0, false",
    "3, 0, false",
    "8, 0, true" // two empty ones
  })
  void tlvsMustFillTheMessage(int extra, int length, boolean passes) {
    ByteBuffer announce = message(MessageType.ANNOUNCE, extra);
    if (extra >= 4) {
      announce.putShort(64, (short) 0x3FFF).putShort(66, (short) length);
    }
    assertEquals(passes ? null : PtpDropReason.BAD_TLV, PtpCheck.check(announce));
  }

  @Property(seed = "20261122", tries = 3000)
  void randomBytesNeverThrow(@ForAll @Size(max = 200) byte[] bytes) {
    read(ByteBuffer.wrap(bytes));
    if (bytes.length > 1) {
      bytes[1] = 2;
      read(ByteBuffer.wrap(bytes));
    }
  }

  @Property(seed = "20261122", tries = 3000)
  void mutatedAnnouncesNeverThrow(@ForAll long seed) {
    Random random = new Random(seed);
    ByteBuffer announce = message(MessageType.ANNOUNCE, 20);
    announce.putShort(64, (short) TlvType.PATH_TRACE.code()).putShort(66, (short) 16);
    byte[] bytes = new byte[announce.capacity()];
    announce.get(bytes);
    for (int flips = random.nextInt(6); flips >= 0; flips--) {
      int bit = random.nextInt(bytes.length * 8);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
    read(ByteBuffer.wrap(Arrays.copyOf(bytes, length)));
  }

  /** What passes can be read, and an Announce written again is the same but for reserved bits. */
  private static void read(ByteBuffer bytes) {
    if (PtpCheck.check(bytes) != null) {
      return;
    }
    PtpHeader header = new PtpHeader();
    header.wrap(bytes);
    if (header.messageType() != MessageType.ANNOUNCE) {
      return;
    }
    AnnounceMessage announce = AnnounceMessage.read(bytes);
    ByteBuffer written = ByteBuffer.allocate(announce.length());
    announce.write(written);
    assertEquals(announce, AnnounceMessage.read(written.flip()));
    assertEquals(header.messageLength(), announce.length());
  }

  @Test
  void version1IsToldFromGarbage() {
    ByteBuffer v1 = ByteBuffer.allocate(124);
    v1.putInt(0, 0x0001_0001); // versionPTP 1, versionNetwork 1
    assertEquals(PtpDropReason.PTP_V1, PtpCheck.check(v1));
    assertEquals(PtpDropReason.PTP_V1, PtpCheck.check(v1.duplicate().limit(40)));
    assertEquals(PtpDropReason.UNKNOWN_VERSION, PtpCheck.check(v1.duplicate().limit(39)));
    assertEquals(PtpDropReason.UNKNOWN_VERSION, PtpCheck.check(Hex.bytes("ff01")));
    ByteBuffer damaged = message(MessageType.SYNC, 0);
    damaged.put(1, (byte) 1);
    assertEquals(PtpDropReason.UNKNOWN_VERSION, PtpCheck.check(damaged));
  }

  @Test
  void noCorrectionMakesATimestampWrap() {
    ByteBuffer sync = message(MessageType.SYNC, 0);
    PtpHeader.CORRECTION_FIELD.putScaledNanos(sync, 0, Long.MAX_VALUE - 1);
    TimestampMessage message = new TimestampMessage();
    message.wrap(sync);
    for (long seconds = 9_223_372_036L; seconds > 9_000_000_000L; seconds -= 50_000) {
      sync.putShort(34, (short) (seconds >> 32)).putInt(36, (int) seconds);
      if (PtpCheck.check(sync) == null) {
        Math.addExact(message.timestampNanos(), 2 * (Long.MAX_VALUE >> 16));
        return;
      }
    }
    throw new AssertionError("nothing passed");
  }
}
