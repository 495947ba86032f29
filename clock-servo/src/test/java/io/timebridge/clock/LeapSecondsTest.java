package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class LeapSecondsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long YEAR_1972 = 63_072_000L * SECOND;
  private static final long YEAR_2200 = 7_258_118_400L * SECOND;

  private final LeapSeconds table = LeapSeconds.builtIn();

  @ParameterizedTest
  @CsvFileSource(resources = "tai-utc.csv", numLinesToSkip = 1)
  void offsetBeginsAtMidnightUtcOfItsDay(LocalDate day, int offset) {
    long utc = utcNanos(day);
    assertEquals(offset, table.taiMinusUtcAtUtc(utc));
    assertEquals(Math.max(10, offset - 1), table.taiMinusUtcAtUtc(utc - 1));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "tai-utc.csv", numLinesToSkip = 1)
  void offsetBeginsInTaiThatMuchLater(LocalDate day, int offset) {
    long tai = utcNanos(day) + offset * SECOND;
    assertEquals(offset, table.taiMinusUtcAtTai(tai));
    assertEquals(Math.max(10, offset - 1), table.taiMinusUtcAtTai(tai - 1));
  }

  @Test
  void utcRepeatsTheSecondWhileTaiGoesOn() {
    long leap = utcNanos(LocalDate.of(2017, 1, 1));
    long taiOfInserted = leap + 36 * SECOND;
    assertEquals(leap - 1, table.taiToUtc(taiOfInserted - 1));
    assertEquals(leap, table.taiToUtc(taiOfInserted));
    assertEquals(leap + SECOND - 1, table.taiToUtc(taiOfInserted + SECOND - 1));
    assertEquals(leap, table.taiToUtc(taiOfInserted + SECOND));
    assertEquals(leap + SECOND, table.taiToUtc(taiOfInserted + 2 * SECOND));
  }

  @Test
  void repeatedSecondIsReadAsTheLater() {
    long leap = utcNanos(LocalDate.of(2017, 1, 1));
    assertEquals(leap - 1 + 36 * SECOND, table.utcToTai(leap - 1));
    assertEquals(leap + 37 * SECOND, table.utcToTai(leap));
  }

  @Test
  void aDeletedSecondIsSkippedWhileTaiGoesOn() {
    LeapSeconds deleting = LeapSeconds.of(LeapLists.insertedAndDeleted());
    long midnight = LeapLists.midnight(2029, 7) * SECOND;
    long place = midnight + 36 * SECOND;
    assertEquals(midnight - SECOND - 1, deleting.taiToUtc(place - 1));
    assertEquals(midnight, deleting.taiToUtc(place));
    assertEquals(place - 1, deleting.utcToTai(midnight - SECOND - 1));
    assertEquals(place, deleting.utcToTai(midnight));
    // What no clock shows is read as if it had come.
    assertEquals(place + SECOND / 2, deleting.utcToTai(midnight - SECOND / 2));
    assertFalse(deleting.leapSecondAtTai(place - 1));
    assertFalse(deleting.leapSecondAtTai(place));
  }

  @Test
  void theRepeatedSecondIsAskedForByName() {
    long leap = utcNanos(LocalDate.of(2017, 1, 1));
    assertFalse(table.leapSecondAtTai(leap + 36 * SECOND - 1));
    assertTrue(table.leapSecondAtTai(leap + 36 * SECOND));
    assertTrue(table.leapSecondAtTai(leap + 37 * SECOND - 1));
    assertFalse(table.leapSecondAtTai(leap + 37 * SECOND));
    assertEquals(leap + 36 * SECOND, table.utcToTai(leap, true));
    assertEquals(leap + 37 * SECOND, table.utcToTai(leap, false));
    assertThrows(IllegalArgumentException.class, () -> table.utcToTai(leap - 1, true));
    assertThrows(IllegalArgumentException.class, () -> table.utcToTai(leap + SECOND, true));
    assertThrows(IllegalArgumentException.class, () -> table.utcToTai(YEAR_1972, true));
  }

  @Test
  void theNextLeapIsWhereTheOffsetChanges() {
    LeapSeconds both = LeapSeconds.of(LeapLists.insertedAndDeleted());
    long inserted = LeapLists.midnight(2017, 1) * SECOND + 37 * SECOND;
    long deleted = LeapLists.midnight(2029, 7) * SECOND + 36 * SECOND;
    assertEquals(inserted, both.nextLeapTaiNanos(0));
    assertEquals(inserted, both.nextLeapTaiNanos(inserted - 1));
    assertEquals(deleted, both.nextLeapTaiNanos(inserted));
    assertEquals(Long.MAX_VALUE, both.nextLeapTaiNanos(deleted));
  }

  /** Near the leaps, of which one inserts and one deletes a second, and anywhere. */
  @Property(seed = "20261122")
  void withItsNameEachInstantOfUtcIsOneOfTai(
      @ForAll @LongRange(min = -3_000_000_000L, max = 3_000_000_000L) long near,
      @ForAll @LongRange(min = -YEAR_2200, max = YEAR_2200) long anywhere) {
    LeapSeconds both = LeapSeconds.of(LeapLists.insertedAndDeleted());
    long inserted = LeapLists.midnight(2017, 1) * SECOND + 37 * SECOND;
    long deleted = LeapLists.midnight(2029, 7) * SECOND + 36 * SECOND;
    for (long tai : new long[] {inserted + near, deleted + near, anywhere}) {
      assertEquals(tai, both.utcToTai(both.taiToUtc(tai), both.leapSecondAtTai(tai)));
    }
  }

  @Test
  void offsetIsTenBefore1972() {
    assertEquals(10, table.taiMinusUtcAtUtc(0));
    assertEquals(10, table.taiMinusUtcAtUtc(-SECOND * 1_000_000_000));
    assertEquals(10, table.taiMinusUtcAtTai(0));
    assertEquals(-10 * SECOND - 1, table.taiToUtc(-1));
  }

  @Test
  void expiresWhenThePublishedListSays() {
    assertEquals(utcNanos(LocalDate.of(2027, 6, 28)), table.expiresUtcNanos());
  }

  @Test
  void isGoodWhenItIsBuilt() {
    assertTrue(table.expiresUtcNanos() > BuildDate.UTC_NANOS);
  }

  @Property(seed = "1")
  void utcComesBackFromTai(@ForAll @LongRange(min = -YEAR_2200, max = YEAR_2200) long utc) {
    assertEquals(utc, table.taiToUtc(table.utcToTai(utc)));
  }

  @Property(seed = "2")
  void taiComesBackFromUtcExceptInAnInsertedSecond(
      @ForAll @LongRange(min = YEAR_1972, max = YEAR_2200) long tai) {
    long back = table.utcToTai(table.taiToUtc(tai));
    boolean inserted = table.taiMinusUtcAtTai(tai) != table.taiMinusUtcAtTai(tai + SECOND);
    assertEquals(inserted ? tai + SECOND : tai, back);
  }

  @Property(seed = "3")
  void taiOfALaterUtcIsLater(
      @ForAll @LongRange(min = YEAR_1972, max = YEAR_2200) long utc,
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000_000L) long later) {
    assertTrue(table.utcToTai(utc + later) - table.utcToTai(utc) >= later);
  }

  private static long utcNanos(LocalDate day) {
    Instant midnight = day.atStartOfDay().toInstant(ZoneOffset.UTC);
    return midnight.getEpochSecond() * SECOND;
  }
}
