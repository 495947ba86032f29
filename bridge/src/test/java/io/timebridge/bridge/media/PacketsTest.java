package io.timebridge.bridge.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.ntp.NtpTimestamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RTP, RTCP and the times that they carry. */
class PacketsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_793_000_000L * SECOND;

  /** Payload type 96, marker, sequence 0x1234, timestamp 0x89ABCDEF, SSRC 0xDEADBEEF. */
  private static final String HEADER = "80e0123489abcdefdeadbeef";

  private static final String EXTENDED = "90e0123489abcdefdeadbeef";

  private final RtpPacket rtp = new RtpPacket();

  private static ByteBuffer bytes(String hex) {
    byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
    ByteBuffer buffer = ByteBuffer.allocate(octets.length + 5).put(3, octets);
    return buffer.position(3).limit(3 + octets.length);
  }

  @Test
  void aPlainHeader() {
    assertTrue(rtp.wrap(bytes(HEADER + "0102")));
    assertTrue(rtp.marker());
    assertEquals(96, rtp.payloadType());
    assertEquals(0x1234, rtp.sequenceNumber());
    assertEquals(0x89ABCDEF, rtp.timestamp());
    assertEquals(0xDEADBEEF, rtp.ssrc());
    assertEquals(3 + 12, rtp.payloadStart());
    assertEquals(2, rtp.payloadLength());
    assertFalse(rtp.hasExtension());
    assertEquals(-1, rtp.extensionProfile());
    assertEquals(-1, rtp.element(1));
  }

  @Test
  void contributorsAndPaddingAreNoPayload() {
    assertTrue(rtp.wrap(bytes("a2e0123489abcdefdeadbeef 0000000100000002 aabbcc 000003")));
    assertEquals(3 + 20, rtp.payloadStart());
    assertEquals(3, rtp.payloadLength());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80e0123489abcdefdeadbe", // too short
        "40e0123489abcdefdeadbeef", // version 1
        "81e0123489abcdefdeadbeef", // a contributor is missing
        "90e0123489abcdefdeadbeefbede", // no room for the extension's header
        "90e0123489abcdefdeadbeefbede0001", // nor for the extension
        "a0e0123489abcdefdeadbeef05", // more padding than there is
        "80c8000689abcdefdeadbeef" // RTCP
      })
  void whatIsNotRtp(String hex) {
    assertFalse(rtp.wrap(bytes(hex)));
  }

  /** RFC 8285 §4.2: padding between, an element of one octet, the rest behind a stop is nothing. */
  @Test
  void elementsOfOneByteHeaders() {
    assertTrue(rtp.wrap(bytes(EXTENDED + "bede0003 10aa 00 21bbcc 00 f0 3011 00 ff")));
    assertEquals(3 + 12 + 4 + 1, rtp.element(1));
    assertEquals(1, rtp.elementLength());
    assertEquals(3 + 12 + 4 + 4, rtp.element(2));
    assertEquals(2, rtp.elementLength());
    assertEquals(-1, rtp.element(3));
    assertEquals(3 + 12 + 16, rtp.payloadStart());
  }

  /** RFC 8285 §4.3: an element may be empty. */
  @Test
  void elementsOfTwoByteHeaders() {
    assertTrue(rtp.wrap(bytes(EXTENDED + "10050002 0100 00 c802abcd 00")));
    assertEquals(3 + 12 + 4 + 2, rtp.element(1));
    assertEquals(0, rtp.elementLength());
    assertEquals(3 + 12 + 4 + 5, rtp.element(200));
    assertEquals(2, rtp.elementLength());
    assertTrue(rtp.wrap(bytes(EXTENDED + "10000001 05040000"))); // longer than there is room
    assertEquals(-1, rtp.element(5));
    assertTrue(rtp.wrap(bytes(EXTENDED + "10000001 00000005"))); // ends in a header
    assertEquals(-1, rtp.element(5));
  }

  /** Whatever the octets are, what is asked for lies in the packet. */
  @Property(seed = "3550")
  void anyOctetsStayInside(@ForAll @Size(max = 80) byte[] octets, @ForAll byte id) {
    if (octets.length > 0) {
      octets[0] = (byte) (0x80 | (octets[0] & 0x3F));
    }
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    if (rtp.wrap(buffer)) {
      int at = rtp.element(Byte.toUnsignedInt(id));
      assertTrue(at < 0 || at + rtp.elementLength() <= rtp.payloadStart());
      assertTrue(rtp.payloadStart() + rtp.payloadLength() <= octets.length);
      WallClock.ofHeaderExtension(buffer, rtp, Byte.toUnsignedInt(id), NOW);
    }
    RtcpPacket rtcp = new RtcpPacket();
    if (RtcpPacket.isCompound(buffer)) {
      int packets = 0;
      for (boolean more = rtcp.first(buffer); more; more = rtcp.next()) {
        assertTrue(rtcp.end() <= octets.length);
        rtcp.canonicalName();
        packets++;
      }
      assertTrue(packets > 0);
    }
  }

  @Test
  void onvifsExtension() {
    ByteBuffer packet = bytes(EXTENDED + "abac0003 e98f60007fffffff a5 07 0000 01");
    OnvifExtension onvif = new OnvifExtension();
    assertTrue(rtp.wrap(packet));
    assertTrue(onvif.wrap(packet, rtp));
    assertEquals(0xE98F_6000_7FFF_FFFFL, onvif.ntpTimestamp());
    assertTrue(onvif.cleanPoint());
    assertFalse(onvif.endOfSection());
    assertTrue(onvif.discontinuity());
    assertFalse(onvif.terminal());
    assertEquals(7, onvif.requestSequence());
    ByteBuffer shorter = bytes(EXTENDED + "abac0002 e98f60007fffffff");
    assertTrue(rtp.wrap(shorter));
    assertFalse(onvif.wrap(shorter, rtp));
    ByteBuffer other = bytes(EXTENDED + "bede0003 e98f60007fffffff a5 07 0000");
    assertTrue(rtp.wrap(other));
    assertFalse(onvif.wrap(other, rtp));
    assertTrue(rtp.wrap(packet));
    packet.put(3 + 12 + 4 + 8, (byte) 0x5F);
    assertTrue(onvif.wrap(packet, rtp));
    assertFalse(onvif.cleanPoint());
    assertTrue(onvif.endOfSection());
    assertFalse(onvif.discontinuity());
    assertTrue(onvif.terminal());
  }

  /** RFC 6051 §3.3: all 64 bits, or all but the highest octet. */
  @Property(seed = "6051")
  void rfc6051CarriesTheTime(
      @ForAll @LongRange(min = 0, max = 9_000_000_000L) long seconds,
      @ForAll @LongRange(min = 0, max = 999_999_999) long nanos,
      @ForAll @LongRange(min = -8_000_000, max = 8_000_000) long off) {
    long utc = seconds * SECOND + nanos;
    long near = utc + off * SECOND; // 92 days at most
    long bits = NtpTimestamp.toBits(utc);
    if (bits == 0 || (bits & (1L << 56) - 1) == 0) {
      return; // "not known"
    }
    String hex = "%016x".formatted(bits);
    ByteBuffer longer = bytes(EXTENDED + "bede0003 17" + hex + "000000");
    assertTrue(rtp.wrap(longer));
    assertEquals(OptionalLong.of(bits), WallClock.ofHeaderExtension(longer, rtp, 1, near));
    ByteBuffer shorter = bytes(EXTENDED + "bede0002 16" + hex.substring(2));
    assertTrue(rtp.wrap(shorter));
    long found = WallClock.ofHeaderExtension(shorter, rtp, 1, near).orElseThrow();
    assertTrue(Math.abs(WallClock.nanosOf(found, near) - utc) <= 1, hex);
  }

  @ParameterizedTest
  @CsvSource({"170000000000000000000000", "160000000000000000000000", "150102030405060000000000"})
  void noTimeInTheExtension(String element) {
    ByteBuffer packet = bytes(EXTENDED + "bede0003" + element);
    assertTrue(rtp.wrap(packet));
    assertEquals(OptionalLong.empty(), WallClock.ofHeaderExtension(packet, rtp, 1, NOW));
    assertEquals(OptionalLong.empty(), WallClock.ofHeaderExtension(packet, rtp, 2, NOW));
  }

  /** Every era, 2036 included: what is nearest to the timeline is meant. */
  @Property(seed = "2036")
  void readsAnyEra(
      @ForAll @LongRange(min = -2_000_000_000L, max = 9_000_000_000L) long nearSeconds,
      @ForAll @LongRange(min = -2_147_483_000L, max = 2_147_483_000L) long off,
      @ForAll @LongRange(min = 0, max = 999_999_999) long nanos) {
    if (Math.abs(nearSeconds + off) > 9_000_000_000L) {
      return;
    }
    long utc = (nearSeconds + off) * SECOND + nanos;
    assertTrue(
        Math.abs(WallClock.nanosOf(NtpTimestamp.toBits(utc), nearSeconds * SECOND) - utc) <= 1);
  }

  @Test
  void aCameraOf1970IsReadAs1970() {
    long bits = NtpTimestamp.toBits(5 * SECOND);
    assertEquals(5 * SECOND, WallClock.nanosOf(bits, NOW));
    long era1 = Instant.parse("2036-02-07T06:28:17Z").getEpochSecond() * SECOND;
    assertEquals(era1, WallClock.nanosOf(1L << 32, NOW));
    assertEquals(era1 - 2 * SECOND, WallClock.nanosOf(0xFFFF_FFFFL << 32, NOW));
  }

  private static String senderReport(int reports, String ntp) {
    return "%02xc8%04x".formatted(0x80 | reports, 6 + 6 * reports)
        + "deadbeef"
        + ntp
        + "0002710000000037ffffffff"
        + "00".repeat(24 * reports);
  }

  @Test
  void aCompoundOfRtcp() {
    String cname = "01 06 " + HexFormat.of().formatHex("a@b.cc".getBytes(StandardCharsets.UTF_8));
    String description = "81ca0004 deadbeef 0201" + "41" + cname.replace(" ", "") + "00";
    ByteBuffer datagram = bytes(senderReport(1, "e98f600080000000") + description);
    assertTrue(RtcpPacket.isCompound(datagram));
    RtcpPacket rtcp = new RtcpPacket();
    assertTrue(rtcp.first(datagram));
    assertTrue(rtcp.isSenderReport());
    assertEquals(0xDEADBEEF, rtcp.ssrc());
    assertEquals(0xE98F_6000_8000_0000L, rtcp.ntpTimestamp());
    assertEquals(160_000, rtcp.rtpTimestamp());
    assertEquals(55, rtcp.packetCount());
    assertEquals(0xFFFF_FFFFL, rtcp.octetCount());
    assertEquals(1, rtcp.count());
    assertEquals(3, rtcp.start());
    assertNull(rtcp.canonicalName());
    assertTrue(rtcp.next());
    assertEquals(RtcpPacket.SOURCE_DESCRIPTION, rtcp.type());
    assertEquals("a@b.cc", rtcp.canonicalName());
    assertFalse(rtcp.next());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80c80006deadbeef", // longer than there is
        "41ca0001deadbeef", // version 1
        "80600001deadbeef", // RTP
        "80d60001deadbeef", // no packet type
        "80ca0001deadbeef00", // an octet is left
        "a0ca0001deadbeef80ca0001deadbeef", // padding before the end
        "81c80006deadbeef0000000000000000000000000000000000000000" // room for no report
      })
  void whatIsNotRtcp(String hex) {
    assertFalse(RtcpPacket.isCompound(bytes(hex)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80ca0000", "81ca0001deadbeef", "81ca0002deadbeef01ff4142"})
  void noNameInTheDescription(String hex) {
    ByteBuffer datagram = bytes(hex);
    assertTrue(RtcpPacket.isCompound(datagram));
    RtcpPacket rtcp = new RtcpPacket();
    assertTrue(rtcp.first(datagram));
    assertNull(rtcp.canonicalName());
  }
}
