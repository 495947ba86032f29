package io.timebridge.ntp.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.timebridge.clock.Counters;
import io.timebridge.ntp.NtpPacket;
import io.timebridge.ntp.NtpVerdict;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes of each datagram an {@code AddressedEnvelope<NtpMessage, InetSocketAddress>} with its
 * sender and recipient. What is no NTP packet of version 1 to 4 and mode 1 to 5 is counted by its
 * reason and dropped; no exception comes of it. Modes 6 and 7, control and private, have headers of
 * their own: they are dropped as an unsupported mode.
 *
 * <p>One instance belongs to one channel; the counters may be read by any thread.
 */
@SuppressWarnings("exports") // Netty is optional, and no module that reads this one must have it
public final class NtpDatagramDecoder extends MessageToMessageDecoder<DatagramPacket> {

  private final Counters<NtpVerdict> dropped = new Counters<>(NtpVerdict.class);
  private final BiConsumer<NtpVerdict, InetSocketAddress> listener;
  private final NtpPacket header = new NtpPacket();

  /** Creates one that only counts what it drops. */
  public NtpDatagramDecoder() {
    this((reason, sender) -> {});
  }

  /**
   * Creates one that also tells what it drops.
   *
   * @param listener is told the reason and the sender, on the channel's event loop
   */
  public NtpDatagramDecoder(BiConsumer<NtpVerdict, InetSocketAddress> listener) {
    super(DatagramPacket.class);
    this.listener = listener;
  }

  /** {@return how many datagrams were dropped, by reason} */
  public Counters<NtpVerdict> dropped() {
    return dropped;
  }

  @Override
  protected void decode(ChannelHandlerContext context, DatagramPacket packet, List<Object> out) {
    ByteBuffer bytes = packet.content().nioBuffer();
    NtpVerdict reason = check(bytes);
    if (reason == null) {
      NtpMessage message = new NtpMessage(bytes);
      out.add(new DefaultAddressedEnvelope<>(message, packet.recipient(), packet.sender()));
    } else {
      dropped.count(reason);
      listener.accept(reason, packet.sender());
    }
  }

  private @Nullable NtpVerdict check(ByteBuffer bytes) {
    if (bytes.remaining() < NtpPacket.LENGTH) {
      return NtpVerdict.TOO_SHORT;
    }
    header.wrap(bytes, bytes.position());
    if (header.version() < 1 || header.version() > NtpPacket.VERSION) {
      return NtpVerdict.UNSUPPORTED_VERSION;
    }
    if (header.mode() > NtpPacket.MODE_BROADCAST
        || (header.mode() < NtpPacket.MODE_SYMMETRIC_ACTIVE && header.version() > 1)) {
      return NtpVerdict.UNSUPPORTED_MODE;
    }
    // RFC 5905 §7.5 and RFC 7822 §3: what may follow a header comes in words of 4 octets.
    return (bytes.remaining() - NtpPacket.LENGTH) % 4 == 0 ? null : NtpVerdict.MALFORMED;
  }
}
