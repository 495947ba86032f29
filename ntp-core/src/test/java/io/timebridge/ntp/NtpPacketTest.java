package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of bytes and what they say, checked both ways. */
final class NtpPacketTest {

  record Row(
      String hex,
      List<Integer> octets, // leap, version, mode, stratum, poll, precision
      List<Integer> words, // root delay, root dispersion, reference id
      List<Long> stamps) {} // reference, origin, receive, transmit

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "23 00 06 20 00000000 00000000 00000000 0000000000000000 0000000000000000"
                + " 0000000000000000 3c8b1e9af0127d55",
            List.of(0, 4, 3, 0, 6, 32),
            List.of(0, 0, 0),
            List.of(0L, 0L, 0L, 0x3c8b1e9a_f0127d55L)),
        new Row(
            "24 01 03 e9 00000000 00000021 47505300 ee8f1a00 80000000 ee8f1a11 00000001"
                + " ee8f1a10 ffffffff ee8f1a11 40000000",
            List.of(0, 4, 4, 1, 3, -23),
            List.of(0, 0x21, 0x47505300),
            List.of(
                0xee8f1a00_80000000L,
                0xee8f1a11_00000001L,
                0xee8f1a10_ffffffffL,
                0xee8f1a11_40000000L)),
        new Row(
            "d9 00 11 80 ffffffff 80000000 c0000201 0000000000000001 8000000000000000"
                + " ffffffffffffffff 0000000100000000",
            List.of(3, 3, 1, 0, 17, -128),
            List.of(-1, Integer.MIN_VALUE, 0xc0000201),
            List.of(1L, Long.MIN_VALUE, -1L, 0x1_0000_0000L)),
        new Row(
            "7f ff 80 7f 00000001 00010000 00000000 0000000000000000 0000000000000000"
                + " 0000000000000000 0000000000000000",
            List.of(1, 7, 7, 255, -128, 127),
            List.of(1, 0x10000, 0),
            List.of(0L, 0L, 0L, 0L)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsBytes(Row row) {
    byte[] bytes = HexFormat.of().parseHex(row.hex.replace(" ", ""));
    NtpPacket packet = new NtpPacket().wrap(ByteBuffer.allocate(60).put(9, bytes), 9);
    assertEquals(
        row.octets,
        List.of(
            packet.leapIndicator(),
            packet.version(),
            packet.mode(),
            packet.stratum(),
            packet.poll(),
            packet.precision()));
    assertEquals(
        row.words, List.of(packet.rootDelay(), packet.rootDispersion(), packet.referenceId()));
    assertEquals(
        row.stamps,
        List.of(
            packet.referenceTimestamp(),
            packet.originTimestamp(),
            packet.receiveTimestamp(),
            packet.transmitTimestamp()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void writesBytes(Row row) {
    ByteBuffer buffer = ByteBuffer.allocate(60);
    new NtpPacket()
        .wrap(buffer, 9)
        .leapVersionMode(row.octets.get(0), row.octets.get(1), row.octets.get(2))
        .stratum(row.octets.get(3))
        .poll(row.octets.get(4))
        .precision(row.octets.get(5))
        .rootDelay(row.words.get(0))
        .rootDispersion(row.words.get(1))
        .referenceId(row.words.get(2))
        .referenceTimestamp(row.stamps.get(0))
        .originTimestamp(row.stamps.get(1))
        .receiveTimestamp(row.stamps.get(2))
        .transmitTimestamp(row.stamps.get(3));
    byte[] expected = new byte[60];
    byte[] bytes = HexFormat.of().parseHex(row.hex.replace(" ", ""));
    System.arraycopy(bytes, 0, expected, 9, NtpPacket.LENGTH);
    assertArrayEquals(expected, buffer.array());
  }
}
