package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.clock.Timescale;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimescaleRuleTest {
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY = 86_400 * NANOS;
  private static final long GOOD = BuildDate.UTC_NANOS + 30 * DAY;

  private static TimeProperties announced(boolean ptp, boolean valid, int offset) {
    return new TimeProperties(offset, valid, false, false, true, true, ptp, 0x20);
  }

  private static @Nullable Timescale configured(String word) {
    return word.equals("auto") ? null : Timescale.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static TimescaleRule.Verdict judge(
      @Nullable Timescale configured, @Nullable TimeProperties announced, long ptpNanos) {
    return TimescaleRule.judge(configured, announced, ptpNanos, LeapSeconds.builtIn());
  }

  private static long ptpNanos(String date) {
    return switch (date) {
      case "good" -> GOOD;
      case "1970" -> 86_400 * NANOS;
      case "37s" -> 37 * NANOS;
      case "future" -> GOOD + 40 * 365 * DAY;
      case "end" -> Long.MAX_VALUE;
      case "negative" -> -NANOS;
      case "weeks" -> GOOD - 1024 * 7 * DAY; // to 2006 or later, and no power-up
      default -> throw new IllegalArgumentException(date);
    };
  }

  /**
   * What is added to the domain's time for TAI and taken from that for UTC, and what is said; "-"
   * for a refusal.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // configured | PTP_TIMESCALE | UTC_VALID | offset | to TAI | TAI - UTC | what is said
        "auto      | true  | true  | 37 | 0  | 37 |",
        "auto      | true  | true  | 40 | 0  | 40 |",
        "auto      | true  | true  | -5 | 0  | -5 |",
        "auto      | true  | false | 0  | 0  | 37 | our leap second table's 37 s is used",
        "auto      | true  | false | 99 | 0  | 37 | does not say that its UTC offset is valid",
        "auto      | false | true  | 37 | -  | -  | arbitrary timescale (PTP_TIMESCALE is not set)",
        "auto      | false | false | 37 | -  | -  | it gives rate, not UTC",
        "tai       | true  | true  | 37 | 0  | 37 |",
        "tai       | true  | false | 0  | 0  | 37 | our leap second table's 37 s is used",
        "tai       | false | true  | 37 | 0  | 37 | taken for TAI as configured, though",
        "tai       | false | false | 0  | 0  | 37 | announces an arbitrary timescale; the grandm",
        "utc       | true  | true  | 37 | 37 | 37 | as configured, though the grandmaster annou",
        "utc       | true  | false | 0  | 37 | 37 | as configured, though the grandmaster annou",
        "utc       | false | true  | 5  | 37 | 37 | taken for UTC as configured",
        "utc       | false | false | 0  | 37 | 37 | taken for UTC as configured",
        "arbitrary | true  | true  | 37 | -  | -  | configured as an arbitrary timescale",
        "arbitrary | true  | false | 37 | -  | -  | configured as an arbitrary timescale",
        "arbitrary | false | true  | 37 | -  | -  | configured as an arbitrary timescale",
        "arbitrary | false | false | 0  | -  | -  | configured as an arbitrary timescale",
      })
  void aPlausibleTimeIsTakenByTheRules(
      String configured,
      boolean ptp,
      boolean valid,
      int offset,
      String toTai,
      String taiMinusUtc,
      @Nullable String said) {
    TimescaleRule.Verdict verdict =
        judge(configured(configured), announced(ptp, valid, offset), GOOD);
    UtcRule utc = verdict.utc();
    if (toTai.equals("-")) {
      assertNull(utc);
    } else {
      assertNotNull(utc);
      assertEquals(Long.parseLong(toTai) * NANOS, verdict.taiMinusPtpNanos());
      assertEquals(Integer.parseInt(taiMinusUtc), utc.taiMinusUtc());
    }
    if (said == null) {
      assertNull(verdict.reason());
    } else {
      assertTrue(String.valueOf(verdict.reason()).contains(said), verdict.reason());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1970, before this software was built",
    "37s, it seems to count from power-up",
    "negative, before this software was built",
    "weeks, looks like a GPS week number that rolled over",
    "future, decades from now",
    "end, decades from now",
  })
  void anImplausibleTimeIsRefusedWhateverIsSaid(String date, String why) {
    for (String configured : new String[] {"auto", "tai", "utc"}) {
      for (boolean valid : new boolean[] {true, false}) {
        TimescaleRule.Verdict verdict =
            judge(configured(configured), announced(true, valid, 37), ptpNanos(date));
        assertNull(verdict.utc(), configured + " " + valid);
        assertTrue(String.valueOf(verdict.reason()).contains(why), verdict.reason());
      }
    }
  }

  @Test
  void aDayBeforeTheBuildIsTheEarliest() {
    long earliest = BuildDate.UTC_NANOS - DAY + 37 * NANOS;
    assertNotNull(judge(null, announced(true, true, 37), earliest).utc());
    assertNull(judge(null, announced(true, true, 37), earliest - 1).utc());
  }

  @Test
  void theBuiltInTableIsUsedUntilItExpires() {
    long expiry = LeapSeconds.builtIn().expiresUtcNanos() + 37 * NANOS;
    assertNotNull(judge(null, announced(true, false, 0), expiry - 1).utc());
    TimescaleRule.Verdict after = judge(null, announced(true, false, 0), expiry);
    assertNull(after.utc());
    assertTrue(String.valueOf(after.reason()).contains("has expired"), after.reason());
    // A grandmaster that knows its offset needs no table.
    assertNotNull(judge(null, announced(true, true, 37), expiry).utc());
  }

  @Test
  void nothingIsBelievedBeforeTwoAnnouncesAgree() {
    for (Timescale configured : Timescale.values()) {
      assertNull(judge(configured, null, GOOD).utc());
    }
    assertEquals(
        "two Announces have not yet agreed on the timescale", judge(null, null, GOOD).reason());
  }

  @Test
  void anAnnouncedLeapSecondIsInTheRule() {
    TimeProperties insert = new TimeProperties(37, true, false, true, true, true, true, 0x20);
    UtcRule rule = judge(null, insert, GOOD).utc();
    assertNotNull(rule);
    assertEquals(1, rule.leap());
  }

  /** A reason that told the running time would be news, and a line in the log, each second. */
  @Test
  void theReasonDoesNotChangeFromSecondToSecond() {
    for (long start : new long[] {86_400 * NANOS, GOOD + 40 * 365 * DAY}) {
      assertEquals(
          judge(null, announced(true, true, 37), start + 3600 * NANOS).reason(),
          judge(null, announced(true, true, 37), start + 3661 * NANOS).reason());
    }
  }
}
