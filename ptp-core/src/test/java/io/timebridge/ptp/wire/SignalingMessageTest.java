package io.timebridge.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flyweight against the records. */
class SignalingMessageTest {
  private static final PortIdentity SOURCE = new PortIdentity(new ClockIdentity(0x1234), 7);
  private static final PortIdentity TARGET = new PortIdentity(new ClockIdentity(0x5678), 9);
  private static final List<Tlv> TLVS =
      List.of(
          new UnicastTlv.Request(0, -3, 300),
          new UnicastTlv.Grant(0xB, 1, 0xFFFF_FFFFL, true),
          new UnicastTlv.Cancel(9, false, false),
          new UnicastTlv.AcknowledgeCancel(0, true, true));

  private static byte[] recorded(PortIdentity target, List<Tlv> tlvs) {
    CommonHeader header =
        CommonHeader.of(MessageType.SIGNALING, 5, SOURCE, 77, 0x7F).withFlags(PtpFlags.UNICAST);
    PtpMessage message = new PtpMessage.Signaling(header, target, tlvs);
    ByteBuffer packet = ByteBuffer.allocate(message.length());
    message.write(packet);
    return packet.array();
  }

  @Test
  void isWrittenAsTheRecordsAre() {
    byte[] expected = recorded(TARGET, TLVS);
    ByteBuffer room = ByteBuffer.allocate(expected.length);
    Arrays.fill(room.array(), (byte) 0xEE);
    SignalingMessage message = new SignalingMessage();
    message.wrap(room);
    message.begin(5, SOURCE, 77);
    message.target(TARGET.clock().bits(), TARGET.portNumber());
    message.addRequest(MessageType.SYNC, -3, 300);
    message.addGrant(0xB, 1, 0xFFFF_FFFFL, true);
    message.addCancel(MessageType.DELAY_RESP);
    message.addAcknowledge(0, true, true);
    assertArrayEquals(expected, room.array());
  }

  @Test
  void isReadAsTheRecordsAre() {
    SignalingMessage message = new SignalingMessage();
    message.wrap(ByteBuffer.wrap(recorded(TARGET, TLVS)));
    assertTrue(message.isFor(TARGET));
    assertFalse(message.isFor(SOURCE));
    assertFalse(message.isForAll());
    int request = message.firstTlv();
    assertEquals(SignalingMessage.REQUEST, message.action(request));
    assertEquals(0, message.messageType(request));
    assertEquals(-3, message.logInterMessagePeriod(request));
    assertEquals(300, message.duration(request));
    int grant = message.nextTlv(request);
    assertEquals(SignalingMessage.GRANT, message.action(grant));
    assertEquals(0xFFFF_FFFFL, message.duration(grant));
    int cancel = message.nextTlv(grant);
    assertEquals(SignalingMessage.CANCEL, message.action(cancel));
    assertEquals(9, message.messageType(cancel));
    assertFalse(message.maintainsRequest(cancel));
    int acknowledge = message.nextTlv(cancel);
    assertEquals(SignalingMessage.ACKNOWLEDGE_CANCEL, message.action(acknowledge));
    assertTrue(message.maintainsRequest(acknowledge));
    assertTrue(message.maintainsGrant(acknowledge));
    assertEquals(-1, message.nextTlv(acknowledge));
  }

  @Test
  void isForWhoeverGetsItAndMayBeEmpty() {
    PortIdentity all = new PortIdentity(new ClockIdentity(-1), 0xFFFF);
    SignalingMessage message = new SignalingMessage();
    message.wrap(ByteBuffer.wrap(recorded(all, List.of())));
    assertTrue(message.isForAll());
    assertEquals(-1, message.firstTlv());
  }

  @Test
  void otherTlvsAndThoseThatAreCutAreNone() {
    byte[] packet = recorded(TARGET, List.of(new Tlv.Pad(6), new UnicastTlv.Grant(0, 0, 1, true)));
    SignalingMessage message = new SignalingMessage();
    message.wrap(ByteBuffer.wrap(packet));
    int pad = message.firstTlv();
    assertEquals(SignalingMessage.OTHER, message.action(pad));
    int grant = message.nextTlv(pad);
    assertEquals(SignalingMessage.GRANT, message.action(grant));
    ByteBuffer.wrap(packet).putShort(grant + 2, (short) 2); // its value cut to two octets
    assertEquals(SignalingMessage.OTHER, message.action(grant));
  }
}
