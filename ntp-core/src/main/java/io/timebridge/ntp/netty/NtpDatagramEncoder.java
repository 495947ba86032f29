package io.timebridge.ntp.netty;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Makes a datagram of each {@code AddressedEnvelope<NtpMessage, InetSocketAddress>}; anything else
 * passes.
 */
@ChannelHandler.Sharable
@SuppressWarnings("exports") // Netty is optional, and no module that reads this one must have it
public final class NtpDatagramEncoder
    extends MessageToMessageEncoder<AddressedEnvelope<NtpMessage, InetSocketAddress>> {

  /** Creates one; any number of channels may share it. */
  public NtpDatagramEncoder() {}

  @Override
  public boolean acceptOutboundMessage(Object message) {
    return message instanceof AddressedEnvelope<?, ?> envelope
        && envelope.content() instanceof NtpMessage
        && envelope.recipient() instanceof InetSocketAddress;
  }

  @Override
  protected void encode(
      ChannelHandlerContext context,
      AddressedEnvelope<NtpMessage, InetSocketAddress> envelope,
      List<Object> out) {
    NtpMessage message = envelope.content();
    out.add(
        new DatagramPacket(
            context.alloc().ioBuffer(message.length()).writeBytes(message.octets()),
            envelope.recipient(),
            envelope.sender()));
  }
}
