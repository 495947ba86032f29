package io.timebridge.ptp.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.timebridge.clock.Counters;
import io.timebridge.ptp.wire.PtpCheck;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpMessage;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Makes of each datagram an {@code AddressedEnvelope<PtpMessage, InetSocketAddress>} with its
 * sender and recipient. What is no PTPv2 message is counted by its reason and dropped; no exception
 * comes of it.
 *
 * <p>One instance belongs to one channel; the counters may be read by any thread.
 */
@SuppressWarnings("exports") // Netty is optional, and no module that reads this one must have it
public final class PtpDatagramDecoder extends MessageToMessageDecoder<DatagramPacket> {
  private final Counters<PtpDropReason> dropped = new Counters<>(PtpDropReason.class);
  private final BiConsumer<PtpDropReason, InetSocketAddress> listener;

  /** Creates one that only counts what it drops. */
  public PtpDatagramDecoder() {
    this((reason, sender) -> {});
  }

  /**
   * Creates one that also tells what it drops.
   *
   * @param listener is told the reason and the sender, on the channel's event loop
   */
  public PtpDatagramDecoder(BiConsumer<PtpDropReason, InetSocketAddress> listener) {
    super(DatagramPacket.class);
    this.listener = listener;
  }

  /** {@return how many datagrams were dropped, by reason} */
  public Counters<PtpDropReason> dropped() {
    return dropped;
  }

  @Override
  protected void decode(ChannelHandlerContext context, DatagramPacket packet, List<Object> out) {
    ByteBuffer bytes = packet.content().nioBuffer();
    PtpDropReason reason = PtpCheck.check(bytes);
    if (reason == null) {
      PtpMessage message = PtpMessage.read(bytes);
      out.add(new DefaultAddressedEnvelope<>(message, packet.recipient(), packet.sender()));
    } else {
      dropped.count(reason);
      listener.accept(reason, packet.sender());
    }
  }
}
