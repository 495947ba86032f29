package io.timebridge.clock.transport;

import java.nio.ByteBuffer;

/** How a time stamp stands in a packet. */
public enum StampFormat {
  /** 48 bits of seconds and 32 bits of nanoseconds: IEEE 1588's Timestamp, 10 octets. */
  PTP {
    @Override
    public void write(ByteBuffer message, int offset, long nanos) {
      long seconds = Math.floorDiv(nanos, NANOS);
      message.putShort(offset, (short) (seconds >>> 32));
      message.putInt(offset + 2, (int) seconds);
      message.putInt(offset + 6, (int) Math.floorMod(nanos, NANOS));
    }
  },
  /**
   * A signed number of 2⁻¹⁶ ns in 64 bits, written as it is given: IEEE 1588's TimeInterval, a
   * correctionField that holds the packet's residence time.
   */
  TIME_INTERVAL {
    @Override
    public void write(ByteBuffer message, int offset, long scaledNanos) {
      message.putLong(offset, scaledNanos);
    }
  },
  /** 32 bits of seconds since 1900 in their era, and 32 bits of fraction. RFC 5905 §6. */
  NTP {
    @Override
    public void write(ByteBuffer message, int offset, long nanos) {
      message.putLong(offset, ntpBits(nanos));
    }
  };

  private static final long NANOS = 1_000_000_000L;

  /** Seconds from 1900-01-01 to 1970-01-01. RFC 5905 §6, figure 4. */
  public static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  /**
   * Writes a time.
   *
   * @param message the packet
   * @param offset where the field begins, as an index into the buffer
   * @param nanos nanoseconds since 1970 of the format's own timescale; of {@link #TIME_INTERVAL}
   *     2⁻¹⁶ ns
   */
  public abstract void write(ByteBuffer message, int offset, long nanos);

  /**
   * {@return a UTC time as NTP's 64 bits; the fraction is rounded to nearest, so that it reads back
   * to the same nanosecond}
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  public static long ntpBits(long utcNanos) {
    long seconds = Math.floorDiv(utcNanos, NANOS) + NTP_TO_UNIX_SECONDS;
    long fraction = ((Math.floorMod(utcNanos, NANOS) << 32) + NANOS / 2) / NANOS;
    return (seconds << 32) + fraction;
  }
}
