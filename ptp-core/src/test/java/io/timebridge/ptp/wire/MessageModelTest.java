package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever can be said is read as it was written, and written as it was read. */
class MessageModelTest {
  @Provide
  Arbitrary<PtpMessage> messages() {
    return Model.messages();
  }

  @Provide
  Arbitrary<Tlv> tlvs() {
    return Model.tlv();
  }

  @Property(seed = "20261125", tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void aMessageIsReadAsItWasWritten(@ForAll("messages") PtpMessage message) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(message.length());
    message.write(bytes);
    bytes.flip();
    assertNull(PtpCheck.check(bytes));
    PtpMessage read = PtpMessage.read(bytes);
    assertEquals(message, read);
    ByteBuffer again = ByteBuffer.allocate(read.length());
    read.write(again);
    assertEquals(Hex.of(bytes), Hex.of(again.flip()));
  }

  @Property(seed = "20261125", tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void aTlvIsReadAsItWasWritten(@ForAll("tlvs") Tlv tlv) {
    ByteBuffer bytes = ByteBuffer.allocate(Tlv.length(List.of(tlv)));
    Tlv.writeAll(bytes, List.of(tlv));
    bytes.flip();
    assertEquals(List.of(tlv), Tlv.readAll(bytes, 0, bytes.limit()));
  }

  /** Every octet that counts is told under some name, and as it stands there. */
  @Property(seed = "20261125", tries = 500, edgeCases = EdgeCasesMode.NONE)
  void theHeaderIsToldAsItIs(@ForAll("messages") PtpMessage message) {
    ByteBuffer bytes = ByteBuffer.allocate(message.length());
    message.write(bytes);
    ToldFields told = new ToldFields();
    PtpFields.tell(bytes.flip(), told);
    CommonHeader header = message.header();
    assertEquals((long) message.type().code(), told.first("ptp.v2.messagetype"));
    assertEquals((long) message.length(), told.first("ptp.v2.messagelength"));
    assertEquals((long) (header.sdoId() >> 8), told.first("ptp.v2.majorsdoid"));
    assertEquals((long) header.domainNumber(), told.first("ptp.v2.domainnumber"));
    assertEquals((long) header.flags(), told.first("ptp.v2.flags"));
    assertEquals(header.has(PtpFlags.LEAP_61), told.first("ptp.v2.flags.li61"));
    assertEquals(header.correctionScaledNanos() >> 16, told.first("ptp.v2.correction.ns"));
    assertEquals(header.source().clock().bits(), told.first("ptp.v2.clockidentity"));
    assertEquals((long) header.sequenceId(), told.first("ptp.v2.sequenceid"));
    assertEquals((long) header.logMessageInterval(), told.first("ptp.v2.logmessageperiod"));
  }
}
