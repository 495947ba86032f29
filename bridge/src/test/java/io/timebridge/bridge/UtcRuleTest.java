package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.ptp.wire.TimeProperties;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class UtcRuleTest {
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY = 86_400 * NANOS;
  private static final long MIDNIGHT =
      Instant.parse("2027-01-01T00:00:00Z").getEpochSecond() * NANOS;

  private static TimeProperties leap(int leap) {
    return new TimeProperties(37, true, leap < 0, leap > 0, true, true, true, 0x20);
  }

  private static UtcRule rule(int leap, long nowUtc) {
    return UtcRule.announced(leap(leap), 37, nowUtc + 37 * NANOS);
  }

  @Test
  void anInsertedSecondIsRepeated() {
    UtcRule rule = rule(1, MIDNIGHT - 3600 * NANOS);
    long inserted = MIDNIGHT + 37 * NANOS; // TAI at which 23:59:60 begins
    assertEquals(MIDNIGHT - 1, rule.utcNanos(inserted - 1));
    assertEquals(MIDNIGHT, rule.utcNanos(inserted));
    assertEquals(MIDNIGHT + NANOS - 1, rule.utcNanos(inserted + NANOS - 1));
    assertEquals(MIDNIGHT, rule.utcNanos(inserted + NANOS));
    assertEquals(MIDNIGHT + 1, rule.utcNanos(inserted + NANOS + 1));
  }

  @Test
  void aDeletedSecondIsSkipped() {
    UtcRule rule = rule(-1, MIDNIGHT - 3600 * NANOS);
    long skipped = MIDNIGHT + 36 * NANOS; // TAI at which 23:59:59 would begin
    assertEquals(MIDNIGHT - NANOS - 1, rule.utcNanos(skipped - 1));
    assertEquals(MIDNIGHT, rule.utcNanos(skipped));
    assertEquals(MIDNIGHT + 1, rule.utcNanos(skipped + 1));
  }

  @Test
  void theLeapIsAheadUntilItIsThere() {
    long end = MIDNIGHT + 38 * NANOS;
    UtcRule insert = rule(1, MIDNIGHT - NANOS);
    assertEquals(1, insert.leapAhead(end - DAY));
    assertEquals(1, insert.leapAhead(end - 1));
    assertEquals(0, insert.leapAhead(end));
    UtcRule delete = rule(-1, MIDNIGHT - 2 * NANOS);
    assertEquals(-1, delete.leapAhead(MIDNIGHT + 36 * NANOS - 1));
    assertEquals(0, delete.leapAhead(MIDNIGHT + 36 * NANOS));
  }

  @Test
  void withoutALeapTheOffsetStays() {
    UtcRule rule = rule(0, MIDNIGHT - NANOS);
    assertEquals(MIDNIGHT + DAY, rule.utcNanos(MIDNIGHT + DAY + 37 * NANOS));
    assertEquals(0, rule.leapAhead(0));
    assertEquals(0, rule.leapAhead(Long.MAX_VALUE));
  }

  /** The day that is meant is the one in UTC, whose end is not the end of a day of TAI. */
  @Test
  void theLeapIsAtTheEndOfTheUtcDayInWhichItIsAnnounced() {
    for (long now : new long[] {MIDNIGHT - DAY, MIDNIGHT - DAY / 2, MIDNIGHT - 1}) {
      assertEquals(MIDNIGHT + 38 * NANOS, rule(1, now).leapTaiNanos());
      assertEquals(MIDNIGHT + 36 * NANOS, rule(-1, now).leapTaiNanos());
    }
    assertEquals(MIDNIGHT + DAY + 38 * NANOS, rule(1, MIDNIGHT).leapTaiNanos());
  }

  /** UTC never falls behind by more than the second that is repeated, and TAI is never asked. */
  @Property(seed = "20261122")
  void utcStepsOnceByTheLeap(
      @ForAll @IntRange(min = -1, max = 1) int leap,
      @ForAll @LongRange(min = -200, max = 200) long seconds,
      @ForAll @LongRange(min = 1, max = 3_000_000_000L) long later) {
    UtcRule rule = rule(leap, MIDNIGHT - NANOS);
    long tai = MIDNIGHT + 37 * NANOS + seconds * NANOS / 100;
    long passed = rule.utcNanos(tai + later) - rule.utcNanos(tai);
    boolean across = leap != 0 && rule.leapAhead(tai) != 0 && rule.leapAhead(tai + later) == 0;
    assertEquals(across ? later - leap * NANOS : later, passed);
    assertTrue(Math.abs(rule.utcNanos(tai) - tai + 37 * NANOS) <= NANOS);
  }
}
