package io.timebridge.ptp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.EncoderException;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.CommonHeader;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PortIdentity;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpMessage;
import io.timebridge.ptp.wire.UnicastTlv;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Datagrams in, messages out, and the reverse. */
class PtpDatagramCodecTest {
  private static final InetSocketAddress SENDER = address(new byte[] {10, 0, 0, 1}, 320);
  private static final InetSocketAddress RECIPIENT = address(new byte[] {10, 0, 0, 2}, 320);
  private static final PortIdentity PORT =
      new PortIdentity(new ClockIdentity(0x0011_22FF_FE33_4455L), 1);
  private static final PtpMessage MESSAGE =
      new PtpMessage.Signaling(
          CommonHeader.of(MessageType.SIGNALING, 3, PORT, 7, 127),
          PORT,
          List.of(new UnicastTlv.Request(MessageType.ANNOUNCE.code(), 1, 300)));
  private static final String BYTES =
      "0c020036030000000000000000000000"
          + "00000000001122fffe33445500010007"
          + "057f001122fffe334455000100040006"
          + "b0010000012c";

  private static InetSocketAddress address(byte[] octets, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(octets), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static DatagramPacket datagram(String hex) {
    ByteBuf content = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    return new DatagramPacket(content, RECIPIENT, SENDER);
  }

  @Test
  void aDatagramBecomesAMessage() {
    EmbeddedChannel channel = new EmbeddedChannel(new PtpDatagramDecoder());
    DatagramPacket datagram = datagram(BYTES + "0000"); // as over IPv6
    assertTrue(channel.writeInbound(datagram));
    AddressedEnvelope<?, ?> read = channel.readInbound();
    assertEquals(MESSAGE, read.content());
    assertEquals(SENDER, read.sender());
    assertEquals(RECIPIENT, read.recipient());
    assertEquals(0, datagram.refCnt());
    assertFalse(channel.finish());
  }

  /** The content may lie anywhere in memory, and in pieces. */
  @Test
  void piecesAreReadToo() {
    EmbeddedChannel channel = new EmbeddedChannel(new PtpDatagramDecoder());
    byte[] bytes = ByteBufUtil.decodeHexDump(BYTES);
    ByteBuf pieces =
        Unpooled.wrappedBuffer(
            Unpooled.directBuffer().writeBytes(bytes, 0, 33),
            Unpooled.directBuffer().writeBytes(bytes, 33, bytes.length - 33));
    channel.writeInbound(new DatagramPacket(pieces, RECIPIENT, SENDER));
    AddressedEnvelope<?, ?> read = channel.readInbound();
    assertEquals(MESSAGE, read.content());
    assertEquals(0, pieces.refCnt());
  }

  @Test
  void whatIsNoMessageIsCountedToldAndDropped() {
    List<String> told = new ArrayList<>();
    PtpDatagramDecoder decoder =
        new PtpDatagramDecoder((reason, sender) -> told.add(reason + " " + sender.getPort()));
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    DatagramPacket odd = datagram(BYTES.replace("00040006", "00040005"));
    assertFalse(channel.writeInbound(odd));
    assertFalse(channel.writeInbound(datagram("0c02"), datagram("")));
    assertEquals(
        Map.of(PtpDropReason.BAD_TLV, 1L, PtpDropReason.TOO_SHORT, 2L),
        decoder.dropped().nonZero());
    assertEquals(List.of("BAD_TLV 320", "TOO_SHORT 320", "TOO_SHORT 320"), told);
    assertEquals(0, odd.refCnt());
    assertTrue(channel.writeInbound(datagram(BYTES))); // and the channel lives
  }

  @Test
  void aMessageBecomesADatagram() {
    EmbeddedChannel channel = new EmbeddedChannel(new PtpDatagramEncoder());
    assertTrue(channel.writeOutbound(new DefaultAddressedEnvelope<>(MESSAGE, RECIPIENT)));
    DatagramPacket written = channel.readOutbound();
    assertEquals(BYTES, ByteBufUtil.hexDump(written.content()));
    assertEquals(RECIPIENT, written.recipient());
    assertNull(written.sender());
    assertEquals(1, written.refCnt());
    written.release();
  }

  @Test
  void overIpv6TwoOctetsFollow() {
    EmbeddedChannel channel = new EmbeddedChannel(new PtpDatagramEncoder());
    InetSocketAddress recipient =
        address(
            new byte[] {(byte) 0xFE, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 320);
    channel.writeOutbound(new DefaultAddressedEnvelope<>(MESSAGE, recipient));
    DatagramPacket written = channel.readOutbound();
    assertEquals(BYTES + "0000", ByteBufUtil.hexDump(written.content()));
    written.release();
  }

  @Test
  void whatCannotBeWrittenFailsItsPromise() {
    EmbeddedChannel channel = new EmbeddedChannel(new PtpDatagramEncoder());
    PtpMessage bad =
        new PtpMessage.Sync(CommonHeader.of(MessageType.SYNC, 256, PORT, 7, 0), 0, List.of());
    assertThrows(
        EncoderException.class,
        () -> channel.writeOutbound(new DefaultAddressedEnvelope<>(bad, RECIPIENT)));
    assertNull(channel.readOutbound());
  }

  @Test
  void anythingElsePasses() {
    EmbeddedChannel channel =
        new EmbeddedChannel(new PtpDatagramDecoder(), new PtpDatagramEncoder());
    channel.writeInbound("in");
    assertEquals("in", channel.readInbound());
    Object envelope = new DefaultAddressedEnvelope<>("out", RECIPIENT);
    channel.writeOutbound(envelope);
    assertEquals(envelope, channel.readOutbound());
  }
}
