package io.timebridge.ntp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The check of what comes to a client: a view that is laid over each packet in turn. One thread; a
 * packet that is refused makes no garbage.
 */
final class ClientReply {
  private static final long NANOS = 1_000_000_000L;

  private final ClientRequest request;
  private final NtpPacket packet = new NtpPacket();
  private final NtpTrailer trailer = new NtpTrailer();

  ClientReply(ClientRequest request) {
    this.request = request;
  }

  /** The header of the packet that was looked at last. */
  NtpPacket packet() {
    return packet;
  }

  /** Why the packet is no answer to the last request, or null if it is. */
  @Nullable NtpReplyFault headerFault(Datagram datagram) {
    Route from = datagram.route();
    Route server = request.server();
    if (from.remoteHigh() != server.remoteHigh()
        || from.remoteLow() != server.remoteLow()
        || from.remotePort() != server.remotePort()) {
      return NtpReplyFault.WRONG_SOURCE;
    }
    ByteBuffer bytes = datagram.payload();
    if (bytes.remaining() < NtpPacket.LENGTH) {
      return NtpReplyFault.TOO_SHORT;
    }
    packet.wrap(bytes, bytes.position());
    if (packet.version() != NtpPacket.VERSION) {
      return NtpReplyFault.WRONG_VERSION;
    }
    if (packet.mode() != NtpPacket.MODE_SERVER) {
      return NtpReplyFault.WRONG_MODE;
    }
    // RFC 5905 §8: the origin timestamp proves that the reply is to this very request.
    return request.isAnsweredBy(packet) || request.isInterleavedBy(packet)
        ? null
        : NtpReplyFault.WRONG_ORIGIN;
  }

  /** Why the packet is not from who has the key, or not well formed; null if it is both. */
  @Nullable NtpReplyFault trailerFault(ByteBuffer bytes) {
    int start = bytes.position();
    trailer.wrap(bytes, start + NtpPacket.LENGTH, bytes.limit(), packet.version());
    if (trailer.isMalformed()) {
      return NtpReplyFault.MALFORMED;
    }
    if (trailer.mac() == NtpTrailer.Mac.CRYPTO_NAK) {
      return NtpReplyFault.CRYPTO_NAK;
    }
    ClientKey key = request.key();
    boolean authentic =
        key == null ? trailer.mac() == NtpTrailer.Mac.NONE : key.accepts(bytes, start, trailer);
    return authentic ? null : NtpReplyFault.NOT_AUTHENTIC;
  }

  /**
   * Why its two times cannot be true, or null. In interleaved mode the transmit timestamp tells of
   * the answer before this one.
   *
   * @param waitNanos how long an answer is waited for
   */
  @Nullable NtpReplyFault timestampFault(long waitNanos) {
    if (packet.receiveTimestamp() == 0 || packet.transmitTimestamp() == 0) {
      return NtpReplyFault.NO_TIMESTAMP;
    }
    long came =
        request.isInterleavedBy(packet) ? request.serversReceive() : packet.receiveTimestamp();
    // The difference of the raw bits needs no era. RFC 5905 §6.
    long residence = packet.transmitTimestamp() - came;
    long longest = (waitNanos / NANOS + 1) << 32;
    return residence < 0 || residence > longest ? NtpReplyFault.IMPOSSIBLE_TIMES : null;
  }
}
