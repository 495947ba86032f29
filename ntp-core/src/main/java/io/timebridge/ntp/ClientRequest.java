package io.timebridge.ntp;

import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's request. It tells nothing about the one who asks: all zero but the version, the mode,
 * and a random transmit timestamp, which an answer must bear as its origin: who cannot see the
 * request cannot guess it. In interleaved mode its origin is the server's own receive stamp of the
 * request before, and its receive timestamp is random too: an answer bears the one or the other,
 * which tells the mode that it is in (RFC 9769 §2). One thread; makes no garbage.
 */
final class ClientRequest {
  private final Route server;
  private final LongSupplier random;
  private final @Nullable ClientKey key;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(NtpPacket.LENGTH + NtpTrailer.LONGEST_V4_MAC);
  private final NtpPacket packet = new NtpPacket().wrap(buffer, 0);

  ClientRequest(Route server, LongSupplier random, @Nullable ClientKey key) {
    this.server = server;
    this.random = random;
    this.key = key;
  }

  Route server() {
    return server;
  }

  /** The key that it is sealed with, or null. */
  @Nullable ClientKey key() {
    return key;
  }

  /**
   * Writes the next one.
   *
   * @param serversReceive the receive stamp of the last answer, the 64 bits as they were told, for
   *     interleaved mode; 0 for basic mode
   * @return the packet, to be sent
   */
  ByteBuffer write(long serversReceive) {
    ByteBuffer unused = buffer.clear();
    long transmit = unlike(0);
    packet
        .leapVersionMode(NtpPacket.LEAP_NONE, NtpPacket.VERSION, NtpPacket.MODE_CLIENT)
        .originTimestamp(serversReceive)
        .receiveTimestamp(serversReceive == 0 ? 0 : unlike(transmit))
        .transmitTimestamp(transmit);
    int macLength = key == null ? 0 : key.seal(buffer);
    return buffer.limit(NtpPacket.LENGTH + macLength);
  }

  /** 64 bits by chance, neither zero, which would be "unknown" (RFC 5905 §6), nor these. */
  private long unlike(long other) {
    long bits = random.getAsLong();
    while (bits == 0 || bits == other) {
      bits++;
    }
    return bits;
  }

  /** The receive stamp of the server's that it bears; 0 in basic mode. */
  long serversReceive() {
    return packet.originTimestamp();
  }

  /** Whether an answer is one in basic mode to this request. */
  boolean isAnsweredBy(NtpPacket reply) {
    return reply.originTimestamp() == packet.transmitTimestamp();
  }

  /** Whether an answer is one in interleaved mode to this request. */
  boolean isInterleavedBy(NtpPacket reply) {
    return serversReceive() != 0 && reply.originTimestamp() == packet.receiveTimestamp();
  }
}
