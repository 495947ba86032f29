package io.timebridge.bridge.capture;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An interface as a pcapng's Interface Description Block tells of it.
 *
 * @param linkType what its frames begin with
 * @param snapLength the most octets of a frame that were captured
 * @param ticksPerSecond the unit of its time stamps
 * @param offsetSeconds what is to be added to its time stamps
 */
record PcapngInterface(
    int linkType, long snapLength, BigInteger ticksPerSecond, long offsetSeconds) {

  private static final int LINK_TYPE = 0;
  private static final int SNAP_LENGTH = 4;
  private static final int OPTIONS = 8;

  private static final int OPTION_END = 0;
  private static final int OPTION_RESOLUTION = 9; // if_tsresol
  private static final int OPTION_OFFSET = 14; // if_tsoffset

  private static final int DEFAULT_RESOLUTION = 6; // 10^-6 s
  private static final int BINARY = 0x80;

  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  /**
   * {@return the interface of a block's body, or null if that is too short}
   *
   * @param body from 0 to its limit, in the section's byte order
   */
  static @Nullable PcapngInterface read(ByteBuffer body) {
    if (body.limit() < OPTIONS) {
      return null;
    }
    long snap = Integer.toUnsignedLong(body.getInt(SNAP_LENGTH));
    int resolution = DEFAULT_RESOLUTION;
    long offset = 0;
    for (int at = OPTIONS; body.limit() - at >= 4; ) {
      int code = Short.toUnsignedInt(body.getShort(at));
      int length = Short.toUnsignedInt(body.getShort(at + 2));
      if (code == OPTION_END || length > body.limit() - at - 4) {
        break;
      }
      if (code == OPTION_RESOLUTION && length >= 1) {
        resolution = Byte.toUnsignedInt(body.get(at + 4));
      } else if (code == OPTION_OFFSET && length >= 8) {
        offset = body.getLong(at + 4);
      }
      at += 4 + (length + 3) / 4 * 4;
    }
    return new PcapngInterface(
        Short.toUnsignedInt(body.getShort(LINK_TYPE)),
        snap == 0 ? Long.MAX_VALUE : snap,
        ticksPerSecond(resolution),
        offset);
  }

  /** The power of ten that the octet says, or of two if its highest bit is set. */
  private static BigInteger ticksPerSecond(int resolution) {
    int exponent = resolution & ~BINARY;
    return (resolution & BINARY) != 0 ? BigInteger.TWO.pow(exponent) : BigInteger.TEN.pow(exponent);
  }

  /**
   * {@return when a frame was captured, or null if no calendar has that time}
   *
   * @param ticks the frame's stamp, unsigned
   */
  @Nullable Instant time(long ticks) {
    BigInteger count = BigInteger.valueOf(ticks);
    BigInteger[] parts =
        (ticks < 0 ? count.add(TWO_TO_64) : count).divideAndRemainder(ticksPerSecond);
    try {
      return Instant.ofEpochSecond(
          Math.addExact(parts[0].longValueExact(), offsetSeconds),
          parts[1].multiply(NANOS_PER_SECOND).divide(ticksPerSecond).longValue());
    } catch (ArithmeticException | DateTimeException e) {
      return null;
    }
  }
}
