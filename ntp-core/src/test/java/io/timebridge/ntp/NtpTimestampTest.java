package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NtpTimestampTest {
  private static final long WINDOW_START = NtpTimestamp.WINDOW_START_UNIX_SECONDS;

  /** The window of a build of 2026-11-22, so that these rows outlive it: from 1976-12-04. */
  private static final long WINDOW_OF_2026 = 1_795_305_600L - 50L * 365 * 86400;

  private static final long ERA_SECONDS = 1L << 32;

  private static long utcNanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  // RFC 5905 §6, figure 4, and around the rollover; 2104-02-26 is where taking the top bit for the
  // era would fail.
  @ParameterizedTest
  @CsvSource({
    "1980-01-01T00:00:00Z,           0x96792480_00000000",
    "1999-12-31T00:00:00Z,           0xBC167080_00000000",
    "2026-11-22T12:00:00.5Z,         0xEEAD57C0_80000000",
    "2036-02-07T06:28:15Z,           0xFFFFFFFF_00000000",
    "2036-02-07T06:28:15.999999999Z, 0xFFFFFFFF_FFFFFFFC",
    "2036-02-07T06:28:16.000000001Z, 0x00000000_00000004",
    "2036-02-07T06:28:17Z,           0x00000001_00000000",
    "2038-01-19T03:14:08Z,           0x03AA7E80_00000000",
    "2104-02-26T09:42:23Z,           0x7FFFFFFF_00000000",
    "2104-02-26T09:42:24Z,           0x80000000_00000000",
    "2112-11-01T00:00:00Z,           0x9053FC00_00000000",
  })
  void timesOfBothEras(Instant instant, String bits) {
    long expected = Long.parseUnsignedLong(bits.replace("_", "").substring(2), 16);
    assertEquals(
        Long.toHexString(expected), Long.toHexString(NtpTimestamp.toBits(utcNanos(instant))));
    assertEquals(utcNanos(instant), NtpTimestamp.toUtcNanos(expected, WINDOW_OF_2026));
  }

  @Test
  void windowBeginsFiftyYearsBeforeTheBuild() {
    assertEquals(BuildDate.UTC_NANOS / 1_000_000_000L - 50L * 365 * 86400, WINDOW_START);
    long first = WINDOW_START * 1_000_000_000L;
    long last = (WINDOW_START + ERA_SECONDS - 1) * 1_000_000_000L;
    assertEquals(first, NtpTimestamp.toUtcNanos(NtpTimestamp.toBits(first)));
    assertEquals(last, NtpTimestamp.toUtcNanos(NtpTimestamp.toBits(last)));
    assertEquals(
        last,
        NtpTimestamp.toUtcNanos(NtpTimestamp.toBits(first - 1_000_000_000L)),
        "a second before the window is an era later");
  }

  @Test
  void laterBuildReadsTheSameBitsInALaterEra() {
    long bits = 0x9000_0000_0000_0000L; // 1976-07-23 or 2112-08-29
    long era1 = NtpTimestamp.toUtcNanos(bits, 1_700_000_000L);
    assertEquals(Instant.parse("2112-08-29T07:06:40Z").getEpochSecond(), era1 / 1_000_000_000L);
    assertEquals(era1 - ERA_SECONDS * 1_000_000_000L, NtpTimestamp.toUtcNanos(bits, 0));
  }

  @Test
  void roundingCarriesIntoTheSecond() {
    long second = NtpTimestamp.toUtcNanos(0xEEADBCC0_00000000L);
    assertEquals(second + 1_000_000_000L, NtpTimestamp.toUtcNanos(0xEEADBCC0_FFFFFFFFL));
    assertEquals(second, NtpTimestamp.toUtcNanos(0xEEADBCC0_00000002L));
    assertEquals(second + 1, NtpTimestamp.toUtcNanos(0xEEADBCC0_00000003L));
  }

  @Property(seed = "2036")
  void everyNanosecondOfTheWindowReadsBack(@ForAll @LongRange(max = (1L << 32) - 1) long seconds) {
    long nanos = (WINDOW_START + seconds) * 1_000_000_000L + seconds * 7919 % 1_000_000_000L;
    assertEquals(nanos, NtpTimestamp.toUtcNanos(NtpTimestamp.toBits(nanos)));
  }

  @Property(seed = "2104")
  void everyTimestampReadsBackWithinHalfANanosecond(@ForAll long bits) {
    long back = NtpTimestamp.toBits(NtpTimestamp.toUtcNanos(bits));
    assertTrue(Math.abs(back - bits) <= 3, () -> Long.toHexString(bits)); // 3/2³² s is 0.7 ns
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, 0",
    "-9223372036854775808, 0",
    "1, 1",
    "15258, 1",
    "15259, 2",
    "1000000, 66", // 65.5
    "1000000000, 65536",
    "1000000001, 65537",
    "65535999984741, 4294967295",
    "65535999984742, 4294967295",
    "65535999999999, 4294967295",
    "65536000000000, 4294967295",
    "9223372036854775807, 4294967295",
  })
  void shortFormatRoundsUpAndSaturates(long nanos, long bits) {
    assertEquals(bits, Integer.toUnsignedLong(NtpTimestamp.toShortBits(nanos)));
  }

  @Property(seed = "16")
  void shortFormatReadsBack(@ForAll int bits) {
    assertEquals(bits, NtpTimestamp.toShortBits(NtpTimestamp.fromShortBits(bits)));
  }

  @Property(seed = "17")
  void shortFormatNeverClaimsLess(@ForAll @LongRange(max = 65_535_000_000_000L) long nanos) {
    long claimed = NtpTimestamp.fromShortBits(NtpTimestamp.toShortBits(nanos));
    assertTrue(claimed >= nanos - 1 && claimed <= nanos + 15_259, () -> claimed + " for " + nanos);
  }
}
