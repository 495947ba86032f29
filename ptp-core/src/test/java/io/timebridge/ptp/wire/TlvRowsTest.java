package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row is the bytes of a TLV and the object that they are; both ways. */
class TlvRowsTest {

  static Stream<Arguments> rows() {
    return Stream.of(
        row("0001 0002 2001", new ManagementTlv.Data(0x2001, Octets.NONE)),
        row("0001 0006 c003 01020304", new ManagementTlv.Data(0xC003, Octets.ofHex("01020304"))),
        row("0002 0008 0006 2001 00000000", new ManagementTlv.ErrorStatus(6, 0x2001, "")),
        row( // "größer": 8 octets; the count makes it odd
            "0002 0012 fffe 0000 00000000 08 6772c3b6c39f6572 00",
            new ManagementTlv.ErrorStatus(0xFFFE, 0, "größer")),
        row(
            "0003 0006 abcdef ffffff",
            new OrganizationTlv.Extension(0x0003, 0xABCDEF, 0xFFFFFF, Octets.NONE)),
        row(
            "4000 0008 001b19 000001 0102",
            new OrganizationTlv.Extension(0x4000, 0x001B19, 1, Octets.ofHex("0102"))),
        row(
            "8000 000a 001b19 800000 01020304",
            new OrganizationTlv.Extension(0x8000, 0x001B19, 0x800000, Octets.ofHex("01020304"))),
        row( // 59.94 frames a second, five hours west, the clocks go back at 0x65500000
            "0003 0030 6897e8 000001 0000ea60 000003e9 04 01 ffffb9b0 fffff1f0"
                + "000065500000 000065511111 000065400000 ffffb9b0 05 00",
            new OrganizationTlv.SynchronizationMetadata(
                60000,
                1001,
                4,
                1,
                -18000,
                -3600,
                0x65500000L,
                0x65511111L,
                0x65400000L,
                -18000,
                5,
                0)),
        row(
            "0003 001c 0080c2 000001 fffffffb 0006 ffffffffffffffffffff8000 00000019",
            new OrganizationTlv.FollowUpInformation(-5, 6, BigInteger.valueOf(-0x8000), 25)),
        row(
            "0003 001c 0080c2 000001 7fffffff ffff 7fffffffffffffffffffffff 80000000",
            new OrganizationTlv.FollowUpInformation(
                Integer.MAX_VALUE,
                65535,
                BigInteger.ONE.shiftLeft(95).subtract(BigInteger.ONE),
                Integer.MIN_VALUE)),
        row("0004 0006 b0 01 0000012c", new UnicastTlv.Request(0xB, 1, 300)),
        row("0004 0006 00 f9 ffffffff", new UnicastTlv.Request(0, -7, 0xFFFF_FFFFL)),
        row("0005 0008 90 00 0000003c 00 01", new UnicastTlv.Grant(9, 0, 60, true)),
        row("0005 0008 00 fd 00000000 00 00", new UnicastTlv.Grant(0, -3, 0, false)),
        row("0006 0002 b0 00", new UnicastTlv.Cancel(0xB, false, false)),
        row("0006 0002 02 00", new UnicastTlv.Cancel(0, false, true)),
        row("0007 0002 91 00", new UnicastTlv.AcknowledgeCancel(9, true, false)),
        row(
            "0008 0010 00aabbfffeccddee ffffffffffffffff",
            new Tlv.PathTrace(
                List.of(new ClockIdentity(0x00AA_BBFF_FECC_DDEEL), new ClockIdentity(-1)))),
        row("0008 0000", new Tlv.PathTrace(List.of())),
        row(
            "0009 0014 01 00000e10 fffff1f0 000065500000 03 434554 00",
            new Tlv.AlternateTimeOffset(1, 3600, -3600, 0x65500000L, "CET")),
        row(
            "0009 0014 ff 80000000 7fffffff ffffffffffff 04 43455354",
            new Tlv.AlternateTimeOffset(
                255, Integer.MIN_VALUE, Integer.MAX_VALUE, 0xFFFF_FFFF_FFFFL, "CEST")),
        row("8008 0004 00000000", new Tlv.Pad(4)),
        row("8008 0000", new Tlv.Pad(0)),
        row(
            "8009 000a 05 01 80000001 0a0b0c0d",
            new Tlv.Authentication(5, 1, 0x80000001L, Octets.ofHex("0a0b0c0d"))),
        row("3fff 0004 01020304", new Tlv.Unknown(0x3FFF, Octets.ofHex("01020304"))));
  }

  private static Arguments row(String hex, Tlv tlv) {
    return arguments(Hex.bytes(hex), tlv);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reads(ByteBuffer bytes, Tlv tlv) {
    assertTrue(Tlv.framesFit(bytes, 0, bytes.limit()));
    assertEquals(List.of(tlv), Tlv.readAll(bytes, 0, bytes.limit()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void writes(ByteBuffer bytes, Tlv tlv) {
    assertEquals(bytes.limit(), Tlv.length(List.of(tlv)));
    assertEquals(Hex.of(bytes), written(tlv));
  }

  private static String written(Tlv tlv) {
    ByteBuffer written = ByteBuffer.allocate(Tlv.length(List.of(tlv)));
    java.util.Arrays.fill(written.array(), (byte) 0xA5); // it was used before
    Tlv.writeAll(written, List.of(tlv));
    return Hex.of(written.flip());
  }

  @Test
  void everyKindHasARow() {
    Set<Class<?>> kinds = new HashSet<>();
    rows().forEach(row -> kinds.add(row.get()[1].getClass()));
    Set<Class<?>> all = new HashSet<>();
    leaves(Tlv.class, all);
    assertEquals(all, kinds);
  }

  private static void leaves(Class<?> sealed, Set<Class<?>> into) {
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        leaves(permitted, into);
      } else {
        into.add(permitted);
      }
    }
  }

  /** A type that is known, but with a value that is not: kept as it came. */
  @ParameterizedTest
  @CsvSource({
    "0001 0000", // no managementId
    "0002 0006 000620010000", // the reserved octets are not all there
    "0002 000a 0006200100000000 0541", // the text is longer than the TLV
    "0002 000a 0006200100000000 01ff", // no UTF-8
    "0003 0004 0080c200", // half an organisation
    "0004 0004 b0010000",
    "0005 0006 b00100000000",
    "0006 0000",
    "0007 0000",
    "0008 0004 01020304", // half a clock
    "0009 000e 0100000e10fffff1f00000655000", // half of timeOfNextJump
    "0009 0010 0100000e10fffff1f000006550000003", // the name is longer than the TLV
    "8009 0004 05010000" // half a keyID
  })
  void valuesThatDoNotFitAreKept(String hex) {
    ByteBuffer bytes = Hex.bytes(hex);
    Tlv tlv = Tlv.readAll(bytes, 0, bytes.limit()).get(0);
    assertInstanceOf(Tlv.Unknown.class, tlv);
    assertEquals(Hex.of(bytes), written(tlv));
  }

  /** One that is too short for what its OUI and subtype promise is still an extension. */
  @Test
  void aShortMetadataIsAnExtension() {
    ByteBuffer bytes = Hex.bytes("0003 0008 6897e8 000001 0000");
    assertEquals(
        List.of(new OrganizationTlv.Extension(3, 0x6897E8, 1, Octets.ofHex("0000"))),
        Tlv.readAll(bytes, 0, bytes.limit()));
  }

  /** More octets than the type needs are padding; reserved bits are not looked at. */
  @Test
  void paddingAndReservedBitsAreTolerated() {
    ByteBuffer longName = Hex.bytes("0009 0016 01 00000025 00000001 000062c2fdb6 03 505450 000000");
    assertEquals(
        List.of(new Tlv.AlternateTimeOffset(1, 37, 1, 0x62C2FDB6L, "PTP")),
        Tlv.readAll(longName, 0, longName.limit()));
    ByteBuffer grant = Hex.bytes("0005 0008 9f 00 0000003c ff ff");
    assertEquals(
        List.of(new UnicastTlv.Grant(9, 0, 60, true)), Tlv.readAll(grant, 0, grant.limit()));
    ByteBuffer cancel = Hex.bytes("0006 0002 bc ff");
    assertEquals(
        List.of(new UnicastTlv.Cancel(0xB, false, false)), Tlv.readAll(cancel, 0, cancel.limit()));
    ByteBuffer pad = Hex.bytes("8008 0002 ffff");
    assertEquals(List.of(new Tlv.Pad(2)), Tlv.readAll(pad, 0, pad.limit()));
  }

  @Test
  void whatHasNoRoomIsRefused() {
    Octets odd = Octets.ofHex("01");
    assertThrows(IllegalArgumentException.class, () -> new Tlv.Unknown(1, odd));
    assertThrows(IllegalArgumentException.class, () -> new Tlv.Pad(3));
    assertThrows(IllegalArgumentException.class, () -> new Tlv.Pad(-2));
    assertThrows(IllegalArgumentException.class, () -> new Tlv.Authentication(0, 0, 0, odd));
    assertThrows(IllegalArgumentException.class, () -> new ManagementTlv.Data(1, odd));
    assertThrows(IllegalArgumentException.class, () -> new OrganizationTlv.Extension(3, 1, 1, odd));
    assertThrows(
        IllegalArgumentException.class, () -> new OrganizationTlv.Extension(4, 1, 1, Octets.NONE));
    BigInteger tooBig = BigInteger.ONE.shiftLeft(95);
    assertThrows(
        IllegalArgumentException.class,
        () -> new OrganizationTlv.FollowUpInformation(0, 0, tooBig, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> written(new Tlv.AlternateTimeOffset(0, 0, 0, 0, "x".repeat(256))));
    assertThrows(
        IllegalArgumentException.class,
        () -> written(new Tlv.AlternateTimeOffset(0, 0, 0, 1L << 48, "")));
    assertThrows(IllegalArgumentException.class, () -> written(new UnicastTlv.Request(16, 0, 0)));
    assertThrows(
        IllegalArgumentException.class, () -> written(new UnicastTlv.Request(0, 0, 1L << 32)));
    assertThrows(
        IllegalArgumentException.class,
        () -> written(new OrganizationTlv.Extension(3, 1 << 24, 1, Octets.NONE)));
  }
}
