package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.timebridge.clock.LeapSeconds;
import io.timebridge.ntp.UtcToTai;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NtpLeapTest {
  private static final long SECOND = 1_000_000_000L;

  private final NtpLeap leap = new NtpLeap(LeapSeconds.builtIn(), (midnight, claimed) -> claimed);

  private static long utc(String instant) {
    return Instant.parse(instant).getEpochSecond() * SECOND;
  }

  private long seconds(String instant, int indicator) {
    long nanos = leap.taiMinusUtcNanos(utc(instant), indicator);
    return nanos == UtcToTai.AMBIGUOUS ? nanos : nanos / SECOND;
  }

  private UtcRule rule() {
    UtcRule rule = leap.rule();
    assertNotNull(rule);
    return rule;
  }

  @Test
  void announcedLeapSecondIsCountedOnceItHasPassed() {
    assertEquals(37, seconds("2027-06-30T12:00:00Z", 1));
    assertEquals(1, rule().leap());
    assertEquals(utc("2027-07-01T00:00:00Z") + 38 * SECOND, rule().leapTaiNanos());
    assertEquals(37, seconds("2027-06-30T23:59:54Z", 1));
    assertEquals(UtcToTai.AMBIGUOUS, seconds("2027-06-30T23:59:56Z", 1));
    assertEquals(UtcToTai.AMBIGUOUS, seconds("2027-07-01T00:00:04Z", 1));
    assertEquals(1, rule().leap(), "near it nothing is forgotten");
    assertEquals(38, seconds("2027-07-01T00:00:06Z", 1), "still announced: not a second one");
    assertEquals(0, rule().leapAhead(utc("2027-07-01T00:00:06Z") + 38 * SECOND));
    assertEquals(38, seconds("2027-07-01T00:01:00Z", 0));
    assertEquals(38, seconds("2028-01-01T00:00:00Z", 0));
  }

  @Test
  void deletedSecond() {
    assertEquals(37, seconds("2026-12-31T12:00:00Z", 2));
    assertEquals(36, seconds("2027-01-01T00:00:06Z", 0));
  }

  @Test
  void leapThatPassedUnseenIsCounted() {
    assertEquals(37, seconds("2026-12-31T20:00:00Z", 1));
    assertEquals(38, seconds("2027-01-03T00:00:00Z", 0));
  }

  @Test
  void withdrawnAnnouncementIsForgotten() {
    assertEquals(37, seconds("2026-12-31T20:00:00Z", 1));
    assertEquals(37, seconds("2026-12-31T21:00:00Z", 0));
    assertEquals(0, rule().leap());
    assertEquals(37, seconds("2027-01-01T00:00:01Z", 0), "and nothing is ambiguous");
  }

  /** Some servers announce it for the whole month. */
  @ParameterizedTest
  @CsvSource({"2026-12-01T12:00:00Z", "2026-12-30T23:59:58Z", "2027-01-01T00:00:00Z"})
  void onlyTheLastDayOfAMonthCanHaveOne(String instant) {
    assertEquals(37, seconds(instant, 1));
    assertEquals(0, rule().leap());
  }

  @Test
  void leapOfTheTableNeedsNoAnnouncement() {
    assertEquals(36, seconds("2016-12-31T12:00:00Z", 0));
    assertEquals(1, rule().leap());
    assertEquals(UtcToTai.AMBIGUOUS, seconds("2016-12-31T23:59:58Z", 0));
    assertEquals(37, seconds("2017-01-01T00:00:10Z", 0));
    assertEquals(37, seconds("2018-01-01T00:00:10Z", 0));
  }

  /** One answer of the next day moves no clock that is still before the leap second. */
  @ParameterizedTest
  @CsvSource({
    "2026-12-31T20:00:00Z, 1, 2027-01-01T03:00:00Z",
    "2016-12-31T20:00:00Z, 0, 2017-01-02T03:00:00Z"
  })
  void wildTimeBeyondALeapSecondDoesNotBringItForward(String now, int indicator, String wild) {
    long before = seconds(now, indicator);
    long tai = utc(now) + before * SECOND;
    assertEquals(before + 1, seconds(wild, 0));
    assertEquals(before, rule().taiMinusUtcAt(tai));
    assertEquals(before + 1, rule().taiMinusUtcAt(utc(wild) + (before + 1) * SECOND));
    assertEquals(before, seconds(now, indicator), "and it is forgotten");
    assertEquals(1, rule().leapAhead(tai));
  }

  @Test
  void wildTimeLeavesNothingBehind() {
    assertEquals(19, seconds("1980-01-06T00:00:00Z", 0));
    assertEquals(37, seconds("2026-11-22T00:00:00Z", 0));
    assertEquals(37, seconds("2026-11-30T12:00:00Z", 1));
    assertEquals(38, seconds("2040-01-01T00:00:00Z", 0));
    assertEquals(37, seconds("2026-11-30T12:00:00Z", 0));
  }
}
