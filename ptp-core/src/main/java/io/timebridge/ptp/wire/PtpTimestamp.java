package io.timebridge.ptp.wire;

import io.timebridge.clock.transport.StampFormat;
import java.nio.ByteBuffer;

/** A Timestamp on the wire: 48 bits of seconds, 32 of nanoseconds. */
final class PtpTimestamp {
  static final int SECONDS_LENGTH = 6;
  static final int LENGTH = SECONDS_LENGTH + 4;
  static final long NANOS = 1_000_000_000L;

  /**
   * The last second that nanoseconds in a long can name, in the year 2262, less what two
   * correctionFields can add (39 hours each).
   */
  static final long MAX_SECONDS = Long.MAX_VALUE / NANOS - 1_000_000;

  private PtpTimestamp() {}

  static boolean isSound(ByteBuffer buffer, int offset) {
    return seconds(buffer, offset) <= MAX_SECONDS
        && Integer.compareUnsigned(buffer.getInt(offset + SECONDS_LENGTH), (int) NANOS) < 0;
  }

  static long nanos(ByteBuffer buffer, int offset) {
    return seconds(buffer, offset) * NANOS
        + Integer.toUnsignedLong(buffer.getInt(offset + SECONDS_LENGTH));
  }

  static void write(ByteBuffer buffer, int offset, long nanos) {
    StampFormat.PTP.write(buffer, offset, nanos);
  }

  static long seconds(ByteBuffer buffer, int offset) {
    // The six octets and two more: one access in place of two.
    return buffer.getLong(offset) >>> 16;
  }
}
