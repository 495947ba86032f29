package io.timebridge.ntp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpVerdict;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Datagrams in, packets out, and the reverse. */
class NtpDatagramCodecTest {
  private static final InetSocketAddress SENDER = InetSocketAddress.createUnresolved("sender", 123);
  private static final InetSocketAddress RECIPIENT =
      InetSocketAddress.createUnresolved("recipient", 123);
  private static final String REPLY =
      "240106ec"
          + "00000010"
          + "00000020"
          + "47505300"
          + "e8f6d98080000000"
          + "0102030405060708"
          + "1112131415161718"
          + "2122232425262728";
  private static final String MAC = "00000007" + "000102030405060708090a0b0c0d0e0f";

  private static DatagramPacket datagram(String hex) {
    ByteBuf content = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    return new DatagramPacket(content, RECIPIENT, SENDER);
  }

  @Test
  void aDatagramBecomesAPacketThatOutlivesIt() {
    EmbeddedChannel channel = new EmbeddedChannel(new NtpDatagramDecoder());
    DatagramPacket datagram = datagram(REPLY + MAC);
    assertTrue(channel.writeInbound(datagram));
    AddressedEnvelope<NtpMessage, InetSocketAddress> read = channel.readInbound();
    assertEquals(0, datagram.refCnt());
    assertEquals(SENDER, read.sender());
    assertEquals(RECIPIENT, read.recipient());
    NtpPacket header = read.content().header();
    assertEquals(NtpPacket.MODE_SERVER, header.mode());
    assertEquals(1, header.stratum());
    assertEquals(-20, header.precision());
    assertEquals(0x2122232425262728L, header.transmitTimestamp());
    assertEquals(48 + 20, read.content().length());
    assertEquals(REPLY + MAC, ByteBufUtil.hexDump(Unpooled.wrappedBuffer(read.content().octets())));
  }

  @Test
  void whatIsNoPacketIsCountedToldAndDropped() {
    List<NtpVerdict> told = new ArrayList<>();
    NtpDatagramDecoder decoder = new NtpDatagramDecoder((reason, sender) -> told.add(reason));
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    DatagramPacket control = datagram("26" + REPLY.substring(2)); // mode 6
    assertFalse(
        channel.writeInbound(
            datagram(REPLY.substring(2)),
            datagram(""),
            datagram("2c" + REPLY.substring(2)), // version 5
            datagram("04" + REPLY.substring(2)), // version 0
            control,
            datagram("27" + REPLY.substring(2)), // mode 7
            datagram("20" + REPLY.substring(2)), // mode 0
            datagram(REPLY + "00")));
    assertEquals(
        Map.of(
            NtpVerdict.TOO_SHORT, 2L,
            NtpVerdict.UNSUPPORTED_VERSION, 2L,
            NtpVerdict.UNSUPPORTED_MODE, 3L,
            NtpVerdict.MALFORMED, 1L),
        decoder.dropped().nonZero());
    assertEquals(8, told.size());
    assertEquals(0, control.refCnt());
    assertTrue(channel.writeInbound(datagram("08" + REPLY.substring(2)))); // version 1 has no modes
  }

  @Test
  void aPacketBecomesADatagram() {
    EmbeddedChannel channel = new EmbeddedChannel(new NtpDatagramEncoder());
    NtpMessage request = new NtpMessage();
    request
        .header()
        .leapVersionMode(NtpPacket.LEAP_UNKNOWN, NtpPacket.VERSION, NtpPacket.MODE_CLIENT)
        .transmitTimestamp(0x0123456789ABCDEFL);
    channel.writeOutbound(new DefaultAddressedEnvelope<>(request, RECIPIENT));
    DatagramPacket written = channel.readOutbound();
    assertEquals(
        "e3" + "00".repeat(39) + "0123456789abcdef", ByteBufUtil.hexDump(written.content()));
    assertEquals(RECIPIENT, written.recipient());
    written.release();
  }

  @Test
  void thereAndBackIsTheSame() {
    EmbeddedChannel channel =
        new EmbeddedChannel(new NtpDatagramDecoder(), new NtpDatagramEncoder());
    channel.writeInbound(datagram(REPLY + MAC));
    AddressedEnvelope<NtpMessage, InetSocketAddress> read = channel.readInbound();
    channel.writeOutbound(new DefaultAddressedEnvelope<>(read.content(), SENDER));
    DatagramPacket written = channel.readOutbound();
    assertEquals(REPLY + MAC, ByteBufUtil.hexDump(written.content()));
    written.release();
  }

  @Test
  void anythingElsePasses() {
    EmbeddedChannel channel =
        new EmbeddedChannel(new NtpDatagramDecoder(), new NtpDatagramEncoder());
    channel.writeInbound("in");
    assertEquals("in", channel.readInbound());
    Object envelope = new DefaultAddressedEnvelope<>("out", RECIPIENT);
    channel.writeOutbound(envelope);
    assertEquals(envelope, channel.readOutbound());
  }

  @Test
  void aPacketHasAHeader() {
    ByteBuffer tooShort = ByteBuffer.allocate(47);
    assertThrows(IllegalArgumentException.class, () -> new NtpMessage(tooShort));
  }
}
