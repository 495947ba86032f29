package io.timebridge.bridge.media;

import io.timebridge.clock.transport.StampFormat;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The wall-clock times that senders put beside RTP timestamps: NTP timestamps, in sender reports
 * and in header extensions. An era is not on the wire; of the possible readings the one nearest to
 * the timeline is meant, so that a camera that is 56 years behind reads as that. Stateless; any
 * thread.
 */
public final class WallClock {
  private static final long NANOS = 1_000_000_000L;

  /** The URI of the header extension of 64 bits, as {@code a=extmap} names it. RFC 6051 §3.3. */
  public static final String NTP_64_URI = "urn:ietf:params:rtp-hdrext:ntp-64";

  /** The URI of the header extension of 56 bits. RFC 6051 §3.3. */
  public static final String NTP_56_URI = "urn:ietf:params:rtp-hdrext:ntp-56";

  private static final int NTP_64_LENGTH = 8;
  private static final int NTP_56_LENGTH = 7;
  private static final long MASK_56 = (1L << 56) - 1;

  private WallClock() {}

  /**
   * {@return the time of an NTP timestamp, nanoseconds since 1970: of its eras the one nearest to a
   * UTC, at most 68 years away}
   *
   * @param ntpTimestamp seconds since 1900 modulo 2³², and their fraction; 0 means that the time is
   *     not known, which is the caller's to see
   * @param nearUtcNanos UTC nanoseconds since 1970
   */
  public static long nanosOf(long ntpTimestamp, long nearUtcNanos) {
    long near = Math.floorDiv(nearUtcNanos, NANOS);
    int behind = (int) ((ntpTimestamp >>> 32) - StampFormat.NTP_TO_UNIX_SECONDS - near);
    long fraction = ((ntpTimestamp & 0xFFFF_FFFFL) * NANOS + (1L << 31)) >>> 32;
    return (near + behind) * NANOS + fraction;
  }

  /**
   * {@return the NTP timestamp that a packet carries by RFC 6051 §3.3, in 64 or 56 bits; empty if
   * it carries none or one that is 0, "not known"}
   *
   * @param datagram what {@code packet} is laid over
   * @param packet the packet
   * @param id the identifier that {@code a=extmap} gives to {@link #NTP_64_URI} or {@link
   *     #NTP_56_URI}
   * @param nearUtcNanos of 56 bits, the seconds repeat every 194 days: the ones nearest to this
   *     UTC, nanoseconds since 1970
   */
  public static OptionalLong ofHeaderExtension(
      ByteBuffer datagram, RtpPacket packet, int id, long nearUtcNanos) {
    int at = packet.element(id);
    if (at < 0) {
      return OptionalLong.empty();
    }
    if (packet.elementLength() == NTP_64_LENGTH) {
      return known(datagram.getLong(at));
    }
    if (packet.elementLength() != NTP_56_LENGTH) {
      return OptionalLong.empty();
    }
    long bits =
        ((long) datagram.getInt(at) << 24 | (datagram.getInt(at + 3) & 0xFF_FFFFL)) & MASK_56;
    return bits == 0 ? OptionalLong.empty() : OptionalLong.of(widened(bits, nearUtcNanos));
  }

  private static OptionalLong known(long ntpTimestamp) {
    return ntpTimestamp == 0 ? OptionalLong.empty() : OptionalLong.of(ntpTimestamp);
  }

  /** The octet that was left out, so that the time is nearest to a UTC. */
  static long widened(long bits56, long nearUtcNanos) {
    long near = Math.floorDiv(nearUtcNanos, NANOS) + StampFormat.NTP_TO_UNIX_SECONDS;
    int behind = (int) (((bits56 >>> 32) - near) << 8) >> 8; // 24 bits with a sign
    return (near + behind) << 32 | (bits56 & 0xFFFF_FFFFL);
  }
}
