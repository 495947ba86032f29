package io.timebridge.ntp;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.transport.StampFormat;

/**
 * NTP's two time formats, to and from nanoseconds.
 *
 * <p>The 64-bit timestamp counts seconds since 1900 modulo 2³², an era of some 136 years; era 1
 * begins on 2036-02-07 at 06:28:16 UTC. The era is not on the wire (RFC 5905 §6), so it is chosen
 * here: of the possible readings, the one in the 2³² seconds that begin 50 years before this
 * software was built. The host's clock has no say, for it may be what is wrong. Times before the
 * build are not to be believed, but some are still met (a file's old capture, a clock that starts
 * in 1980); 50 years hold them, and leave 86 years of future. chrony splits its eras at the same
 * place (NTP_ERA_SPLIT).
 *
 * <p>Stateless; any thread.
 */
public final class NtpTimestamp {
  private static final long NANOS = 1_000_000_000L;
  private static final long SECONDS_MASK = 0xFFFF_FFFFL;
  private static final long WINDOW_BEFORE_BUILD_SECONDS = 50L * 365 * 86400;

  /** UTC of the prime epoch, 1900-01-01, as nanoseconds since 1970: its 64 bits are all zero. */
  public static final long PRIME_EPOCH_UTC_NANOS = -StampFormat.NTP_TO_UNIX_SECONDS * NANOS;

  /** The first UTC second since 1970 that a timestamp may be read as. */
  static final long WINDOW_START_UNIX_SECONDS =
      BuildDate.UTC_NANOS / NANOS - WINDOW_BEFORE_BUILD_SECONDS;

  /** What the short format ends at: 2¹⁶ seconds. */
  private static final long SHORT_END_NANOS = 65_536 * NANOS;

  private NtpTimestamp() {}

  /**
   * {@return a UTC time as the 64 bits of the NTP timestamp format}
   *
   * @param utcNanos UTC nanoseconds since 1970, of any era
   */
  public static long toBits(long utcNanos) {
    return StampFormat.ntpBits(utcNanos);
  }

  /**
   * {@return the UTC time of a timestamp, nanoseconds since 1970, rounded to nearest} What {@link
   * #toBits} wrote reads back to the same nanosecond, if it is in the window. All zero means
   * "unknown" (RFC 5905 §6): that is for the caller to see, it reads as the start of an era here.
   *
   * @param bits the NTP timestamp format
   */
  public static long toUtcNanos(long bits) {
    return toUtcNanos(bits, WINDOW_START_UNIX_SECONDS);
  }

  static long toUtcNanos(long bits, long windowStartUnixSeconds) {
    long sinceWindowStart =
        ((bits >>> 32) - StampFormat.NTP_TO_UNIX_SECONDS - windowStartUnixSeconds) & SECONDS_MASK;
    long nanos = ((bits & SECONDS_MASK) * NANOS + (1L << 31)) >>> 32;
    return (windowStartUnixSeconds + sinceWindowStart) * NANOS + nanos;
  }

  /**
   * {@return a duration as the 32 bits of the NTP short format, in units of 2⁻¹⁶ s: rounded up, so
   * that a delay or dispersion is never claimed smaller than it is} Negative ones become 0, those
   * beyond the format its greatest value.
   *
   * @param nanos nanoseconds
   */
  public static int toShortBits(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    if (nanos >= SHORT_END_NANOS) {
      return (int) SECONDS_MASK;
    }
    return (int) Math.min(SECONDS_MASK, ((nanos << 16) + NANOS - 1) / NANOS);
  }

  /**
   * {@return the nanoseconds of a duration in the NTP short format, 0 to 2¹⁶ s} Rounded down, by
   * less than 1 ns, so that {@link #toShortBits} gives back the same bits.
   *
   * @param bits the 32 bits, unsigned
   */
  public static long fromShortBits(int bits) {
    return (Integer.toUnsignedLong(bits) * NANOS) >>> 16;
  }
}
