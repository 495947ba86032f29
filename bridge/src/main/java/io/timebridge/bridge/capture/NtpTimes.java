package io.timebridge.bridge.capture;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The 64 bits of an NTP timestamp as a text. */
final class NtpTimes {
  /** As Wireshark 4.0 prints an absolute time. */
  private static final DateTimeFormatter WIRESHARK =
      DateTimeFormatter.ofPattern("MMM ppd, uuuu HH:mm:ss.nnnnnnnnn 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final long ERA_0_SECONDS = -2_208_988_800L; // 1900 in seconds of 1970
  private static final long ERA_SECONDS = 1L << 32;
  private static final long NANOS = 1_000_000_000;

  private NtpTimes() {}

  /** {@return the time as Wireshark prints it} */
  static String wireshark(long bits) {
    return bits == 0 ? "NULL" : WIRESHARK.format(instant(bits));
  }

  /** {@return the time by ISO 8601, or "0" for none} */
  static String iso(long bits) {
    return bits == 0 ? "0" : ISO.format(instant(bits));
  }

  /** RFC 4330 §3: without the highest bit it is a second of the era that begins in 2036. */
  private static Instant instant(long bits) {
    long seconds = bits >>> 32;
    long era = bits < 0 ? ERA_0_SECONDS : ERA_0_SECONDS + ERA_SECONDS;
    return Instant.ofEpochSecond(era + seconds, ((bits & 0xFFFF_FFFFL) * NANOS) >>> 32);
  }
}
