package io.timebridge.ptp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageEncoder;
import io.timebridge.ptp.wire.PtpMessage;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Makes a datagram of each {@code AddressedEnvelope<PtpMessage, InetSocketAddress>}; anything else
 * passes. A message that cannot be written, since a number in it is out of its range, fails its
 * promise.
 *
 * <p>To an IPv6 address go two more octets of zero, as PTP over UDP/IPv6 has it.
 */
@ChannelHandler.Sharable
@SuppressWarnings("exports") // Netty is optional, and no module that reads this one must have it
public final class PtpDatagramEncoder
    extends MessageToMessageEncoder<AddressedEnvelope<PtpMessage, InetSocketAddress>> {
  private static final int IPV6_TRAILER = 2; // octets

  /** Creates one; any number of channels may share it. */
  public PtpDatagramEncoder() {}

  @Override
  public boolean acceptOutboundMessage(Object message) {
    return message instanceof AddressedEnvelope<?, ?> envelope
        && envelope.content() instanceof PtpMessage
        && envelope.recipient() instanceof InetSocketAddress;
  }

  @Override
  protected void encode(
      ChannelHandlerContext context,
      AddressedEnvelope<PtpMessage, InetSocketAddress> envelope,
      List<Object> out) {
    PtpMessage message = envelope.content();
    boolean ipv6 = envelope.recipient().getAddress() instanceof Inet6Address;
    int length = message.length();
    int size = length + (ipv6 ? IPV6_TRAILER : 0);
    ByteBuf bytes = context.alloc().ioBuffer(size, size);
    try {
      message.write(bytes.nioBuffer(0, length));
      bytes.writerIndex(length).writeZero(size - length);
      out.add(new DatagramPacket(bytes.retain(), envelope.recipient(), envelope.sender()));
    } finally {
      bytes.release();
    }
  }
}
