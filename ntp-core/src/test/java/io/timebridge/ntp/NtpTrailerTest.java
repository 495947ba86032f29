package io.timebridge.ntp;

import static io.timebridge.ntp.Requests.extension;
import static io.timebridge.ntp.Requests.mac;
import static io.timebridge.ntp.Requests.request;
import static io.timebridge.ntp.Requests.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.ntp.NtpTrailer.Mac;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class NtpTrailerTest {
  private static NtpTrailer over(byte[] packet) {
    int version = (packet[0] >> 3) & 7;
    return new NtpTrailer().wrap(ByteBuffer.wrap(packet), NtpPacket.LENGTH, packet.length, version);
  }

  static Stream<Arguments> wellFormed() {
    byte[] v3 = request(3, 3);
    byte[] v4 = request(4, 3);
    byte[] field = extension(0x0104, 36, 36);
    byte[] account = {0, 0, 4, 1};
    return Stream.of(
        Arguments.of(v4, 0, Mac.NONE, 0),
        Arguments.of(with(v4, extension(1, 28, 28)), 1, Mac.NONE, 0),
        Arguments.of(with(v4, extension(1, 16, 16), extension(2, 28, 28)), 2, Mac.NONE, 0),
        Arguments.of(with(v4, mac(20)), 0, Mac.DIGEST, 20),
        Arguments.of(with(v4, mac(24)), 0, Mac.DIGEST, 24),
        Arguments.of(with(v4, field, mac(20)), 1, Mac.DIGEST, 20),
        Arguments.of(with(v4, field, field, mac(24)), 2, Mac.DIGEST, 24),
        Arguments.of(with(v4, new byte[4]), 0, Mac.CRYPTO_NAK, 4),
        Arguments.of(with(v3, new byte[4]), 0, Mac.CRYPTO_NAK, 4),
        Arguments.of(with(v3, mac(12)), 0, Mac.DIGEST, 12),
        Arguments.of(with(v3, mac(68)), 0, Mac.DIGEST, 68),
        Arguments.of(with(v3, account, new byte[16]), 0, Mac.MS_SNTP, 20),
        Arguments.of(with(v3, account, new byte[68]), 0, Mac.MS_SNTP_EXTENDED, 72),
        Arguments.of(with(v3, new byte[20]), 0, Mac.DIGEST, 20),
        // Only version 3 is Windows'.
        Arguments.of(with(request(2, 3), account, new byte[16]), 0, Mac.DIGEST, 20),
        Arguments.of(with(v4, account, new byte[16]), 0, Mac.DIGEST, 20));
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void tellsFieldsAndMacApart(byte[] packet, int fields, Mac mac, int macLength) {
    NtpTrailer trailer = over(packet);
    assertFalse(trailer.isMalformed());
    assertEquals(fields, trailer.fields());
    assertEquals(mac, trailer.mac());
    assertEquals(macLength, trailer.macLength());
    assertEquals(packet.length - macLength, trailer.macStart());
    assertEquals(macLength == 0 ? 0 : macLength - 4, trailer.digestLength());
  }

  static Stream<byte[]> malformed() {
    byte[] v3 = request(3, 3);
    byte[] v4 = request(4, 3);
    return Stream.of(
        with(v4, new byte[1]),
        with(v4, new byte[22]),
        with(v4, mac(4)),
        with(v4, mac(16)),
        with(v4, new byte[28]),
        with(v4, extension(1, 16, 16)),
        with(v4, extension(1, 28, 12)),
        with(v4, extension(1, 28, 26)),
        with(v4, extension(1, 28, 32)),
        with(v4, extension(1, 28, 65532)),
        with(v4, extension(1, 32, 16)), // what is left is neither
        with(v4, extension(1, 36, 36), new byte[4]), // a crypto-NAK stands alone
        with(v3, mac(8)),
        with(v3, mac(76)));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedIsSaid(byte[] packet) {
    assertTrue(over(packet).isMalformed());
    assertEquals(Mac.NONE, over(packet).mac());
  }

  @Test
  void walksTheFields() {
    byte[] one = extension(0x0104, 36, 36);
    one[4] = 11;
    byte[] two = extension(0xF323, 28, 28);
    two[4] = 22;
    byte[] packet = with(request(4, 3), one, two, mac(20));
    NtpTrailer trailer = over(packet);
    for (int walk = 0; walk < 2; walk++, trailer.rewind()) {
      assertTrue(trailer.next());
      assertEquals(0x0104, trailer.fieldType());
      assertEquals(36, trailer.fieldLength());
      assertEquals(32, trailer.bodyLength());
      assertEquals(11, packet[trailer.bodyStart()]);
      assertTrue(trailer.next());
      assertEquals(0xF323, trailer.fieldType());
      assertEquals(24, trailer.bodyLength());
      assertEquals(22, packet[trailer.bodyStart()]);
      assertFalse(trailer.next());
    }
    assertEquals(7, trailer.keyId());
    assertEquals(48 + 36 + 28 + 4, trailer.digestStart());
  }

  /** Any octets: the parts cover the tail without a gap, or it is malformed. */
  @Property
  void partsAddUp(@ForAll @Size(max = 200) byte[] tail, @ForAll @IntRange(min = 1, max = 4) int v) {
    byte[] packet = with(request(v, 3), tail);
    NtpTrailer trailer = over(packet);
    int at = NtpPacket.LENGTH;
    while (trailer.next()) {
      assertEquals(at + 4, trailer.bodyStart());
      assertTrue(trailer.fieldLength() >= 16);
      at += trailer.fieldLength();
    }
    assertTrue(at <= packet.length);
    if (!trailer.isMalformed()) {
      assertEquals(at, trailer.macStart());
      assertEquals(packet.length, at + trailer.macLength());
    }
  }

  @Test
  void namesWhatIsKnown() {
    assertEquals("client", NtpNames.mode(3));
    assertEquals("control", NtpNames.mode(6));
    assertEquals("private", NtpNames.mode(7));
    assertEquals("NTS Cookie", NtpNames.extensionField(0x0204));
    assertEquals("0xf323", NtpNames.extensionField(0xF323));
  }
}
