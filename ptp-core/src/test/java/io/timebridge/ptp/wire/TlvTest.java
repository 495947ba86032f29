package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TlvTest {

  @Test
  void pathTrace() {
    ByteBuffer bytes = Hex.bytes("0008 0010 ffffffffffffffff 0000000000000001");
    assertTrue(Tlv.framesFit(bytes, 0, 20));
    assertEquals(
        List.of(new Tlv.PathTrace(List.of(new ClockIdentity(-1), new ClockIdentity(1)))),
        Tlv.readAll(bytes, 0, 20));
  }

  @Test
  void aPathTraceOfHalfAClockIsKeptAsItCame() {
    ByteBuffer bytes = Hex.bytes("0008 0006 010203040506");
    List<Tlv> read = Tlv.readAll(bytes, 0, 10);
    assertEquals(List.of(new Tlv.Unknown(8, Octets.ofHex("010203040506"))), read);
    ByteBuffer written = ByteBuffer.allocate(10);
    Tlv.writeAll(written, read);
    assertEquals(Hex.of(bytes), Hex.of(written.flip()));
  }

  @Test
  void nothingIsNoTlv() {
    assertTrue(Tlv.framesFit(ByteBuffer.allocate(0), 0, 0));
    assertEquals(List.of(), Tlv.readAll(ByteBuffer.allocate(0), 0, 0));
  }

  @Test
  void aFrameOutsideIsSeen() {
    ByteBuffer bytes = Hex.bytes("0003 0004 01020304 0003 0004 0102");
    assertTrue(Tlv.framesFit(bytes, 0, 8));
    assertFalse(Tlv.framesFit(bytes, 0, 14));
    assertFalse(Tlv.framesFit(bytes, 0, 10));
    assertFalse(Tlv.framesFit(bytes, 4, 8)); // begins amid a value that looks like a long one
  }

  @Property(seed = "20261122")
  void unknownOnesArePreservedByteForByte(
      @ForAll @IntRange(min = 9, max = 65535) int type,
      @ForAll @Size(max = 60) byte[] value,
      @ForAll @Size(max = 60) byte[] second) {
    byte[] even = java.util.Arrays.copyOf(value, value.length & ~1);
    byte[] evenToo = java.util.Arrays.copyOf(second, second.length & ~1);
    ByteBuffer bytes = ByteBuffer.allocate(8 + even.length + evenToo.length);
    bytes.putShort((short) type).putShort((short) even.length).put(even);
    bytes.putShort((short) 0x0003).putShort((short) evenToo.length).put(evenToo).flip();
    assertTrue(Tlv.framesFit(bytes, 0, bytes.limit()));
    List<Tlv> read = Tlv.readAll(bytes, 0, bytes.limit());
    assertEquals(2, read.size());
    assertEquals(type, read.get(0).type());
    ByteBuffer written = ByteBuffer.allocate(bytes.limit());
    Tlv.writeAll(written, read);
    assertEquals(Hex.of(bytes), Hex.of(written.flip()));
  }
}
