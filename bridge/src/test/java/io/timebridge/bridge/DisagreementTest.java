package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.clock.BuildDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisagreementTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "37 | it is 37 s ahead: looks like an unapplied TAI−UTC offset of 37 s",
        "-37.01 | it is 37 s behind: looks like an unapplied TAI−UTC offset of 37 s",
        "1 | it is 1.0 s ahead: looks like a leap second that one side does not know of",
        "3600 | it is 1.0 h ahead: looks like local time, UTC+01:00",
        "-18000 | it is 5.0 h behind: looks like local time, UTC−05:00",
        "20700 | it is 5.8 h ahead: looks like local time, UTC+05:45",
        "-3637 | it is 1.0 h behind: looks like local time, UTC−01:00, and an unapplied TAI−UTC"
            + " offset of 37 s",
        "7163 | it is 2.0 h ahead: looks like local time, UTC+02:00, and an unapplied TAI−UTC"
            + " offset of 37 s",
        "-619315200 | it is 20 years behind: looks like a GPS week number that rolled over",
        "4294967296 | it is 140 years ahead: looks like another era of NTP",
        "-1795000000 | it is 57 years behind: looks like a clock that counts from power-up",
        "36 | it is 36 s ahead, more than the 2.0 ms that it claims",
        "0.5 | it is 500 ms ahead, more than the 2.0 ms that it claims",
        "-0.0123 | it is 12 ms behind, more than the 2.0 ms that it claims",
        "7000 | it is 1.9 h ahead, more than the 2.0 ms that it claims",
        "200000 | it is 2.3 days ahead, more than the 2.0 ms that it claims",
      })
  void saysWhatItLooksLike(double seconds, String expected) {
    long off = Math.round(seconds * SECOND);
    long right = BuildDate.UTC_NANOS + 1000 * SECOND;
    assertEquals(expected, Disagreement.describe(off, right + off, 37, 2_000_000));
  }
}
