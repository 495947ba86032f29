package io.timebridge.ntp.netty;

import io.timebridge.ntp.NtpPacket;
import java.nio.ByteBuffer;

/**
 * An NTP packet that owns its octets: the header, and what follows it (extension fields, a MAC) as
 * it came. One thread at a time.
 */
public final class NtpMessage {
  private final ByteBuffer octets;
  private final NtpPacket header;

  /**
   * Copies a packet.
   *
   * @param packet the octets, from position to limit; not changed
   * @throws IllegalArgumentException if they are less than a header
   */
  public NtpMessage(ByteBuffer packet) {
    if (packet.remaining() < NtpPacket.LENGTH) {
      throw new IllegalArgumentException("no NTP header in " + packet.remaining() + " octets");
    }
    octets = ByteBuffer.allocate(packet.remaining()).put(packet.duplicate()).flip();
    header = new NtpPacket().wrap(octets, 0);
  }

  /** Creates a packet of a header alone, all of it 0. */
  public NtpMessage() {
    this(ByteBuffer.allocate(NtpPacket.LENGTH));
  }

  /** {@return the header, to be read and written in place} */
  public NtpPacket header() {
    return header;
  }

  /** {@return how many octets the packet has: 48 or more} */
  public int length() {
    return octets.limit();
  }

  /** {@return the whole packet, to be read; it shows what is written to the header later} */
  public ByteBuffer octets() {
    return octets.asReadOnlyBuffer();
  }
}
