package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BuildDateTest {
  @Test
  void isAWholeSecondThatTheBuildFilledIn() {
    assertEquals(0, BuildDate.UTC_NANOS % 1_000_000_000L);
    Instant built = Instant.ofEpochSecond(BuildDate.UTC_NANOS / 1_000_000_000L);
    assertTrue(built.isAfter(Instant.parse("2025-01-01T00:00:00Z")), built::toString);
    assertTrue(built.isBefore(Instant.parse("2100-01-01T00:00:00Z")), built::toString);
  }

  @Test
  void versionWasFilledIn() {
    assertTrue(BuildDate.VERSION.matches("\\d+\\.\\d+\\.\\d+.*"), BuildDate.VERSION);
  }
}
