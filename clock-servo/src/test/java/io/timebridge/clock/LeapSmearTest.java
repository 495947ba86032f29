package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.LeapSmear.Shape;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LeapSmearTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final LeapSeconds TABLE = LeapSeconds.of(LeapLists.insertedAndDeleted());

  /** Midnights at which a second had just been inserted, or deleted. */
  private static final long INSERTED = LeapLists.midnight(2017, 1) * SECOND;

  private static final long DELETED = LeapLists.midnight(2029, 7) * SECOND;

  private final LeapSmear noon = LeapSmear.noonToNoon(TABLE);

  /**
   * developers.google.com/time/smear: from noon to noon, each smeared second longer by 1/86,400
   * second; 12 hours after the start it is half a second off.
   */
  @Test
  void noonToNoonIsWhatGoogleDocuments() {
    long begin = INSERTED - 12 * HOUR + 36 * SECOND;
    assertEquals(INSERTED - 12 * HOUR, noon.taiToSmearedUtc(begin));
    for (long second : new long[] {1, 60, 3_600, 43_200, 80_000, 86_400}) {
      // A second of smeared time takes 86,401/86,400 s.
      long tai = begin + Math.round(second * SECOND * (86_401 / 86_400.0));
      assertNear(INSERTED - 12 * HOUR + second * SECOND, noon.taiToSmearedUtc(tai), 1);
    }
    long middleOfInserted = INSERTED + 36 * SECOND + SECOND / 2;
    assertEquals(INSERTED, noon.taiToSmearedUtc(middleOfInserted));
    assertEquals(INSERTED + 12 * HOUR, noon.taiToSmearedUtc(INSERTED + 12 * HOUR + 37 * SECOND));
  }

  @Test
  void aDeletedSecondIsSmearedTheOtherWay() {
    long begin = DELETED - 12 * HOUR + 37 * SECOND;
    assertEquals(DELETED - 12 * HOUR, noon.taiToSmearedUtc(begin));
    assertNear(
        DELETED - 12 * HOUR + 8_640 * SECOND,
        noon.taiToSmearedUtc(begin + 8_640 * SECOND - SECOND / 10),
        1);
    assertEquals(DELETED, noon.taiToSmearedUtc(DELETED + 36 * SECOND + SECOND / 2));
    assertEquals(DELETED + 12 * HOUR, noon.taiToSmearedUtc(DELETED + 12 * HOUR + 36 * SECOND));
  }

  /** lie(t) = (1 - cos(pi t / w)) / 2, at a sixth, a third, a half and two thirds of the window. */
  @Test
  void theCosineHasItsKnownValues() {
    LeapSmear smear = new LeapSmear(TABLE, Shape.COSINE, 20 * HOUR, 0);
    long begin = INSERTED - 20 * HOUR + 36 * SECOND;
    long sixth = (20 * HOUR + SECOND) / 6;
    double[] lie = {0, (1 - Math.sqrt(3) / 2) / 2, 0.25, 0.5, 0.75, (1 + Math.sqrt(3) / 2) / 2, 1};
    for (int i = 0; i < lie.length; i++) {
      long tai = begin + i * sixth;
      long expected = tai - 36 * SECOND - Math.round(lie[i] * SECOND);
      assertNear(expected, smear.taiToSmearedUtc(tai), 30); // a sixth was cut to nanoseconds
    }
  }

  @Test
  void smearsOnlyWithinItsWindow() {
    long begin = INSERTED - 12 * HOUR + 36 * SECOND;
    long end = INSERTED + 12 * HOUR + 37 * SECOND;
    assertFalse(noon.smearsAtTai(begin - 1));
    assertTrue(noon.smearsAtTai(begin));
    assertTrue(noon.smearsAtTai(end - 1));
    assertFalse(noon.smearsAtTai(end));
    assertFalse(noon.smearsAtTai(0));
  }

  @Property(seed = "20261122")
  void isUtcOutsideItsWindows(
      @ForAll @LongRange(min = -4_000_000_000L, max = 4_000_000_000L) long seconds) {
    long tai = seconds * SECOND;
    if (!noon.smearsAtTai(tai)) {
      assertEquals(TABLE.taiToUtc(tai), noon.taiToSmearedUtc(tai));
      assertEquals(tai, noon.smearedUtcToTai(TABLE.taiToUtc(tai)));
    }
  }

  private static void assertNear(long expected, long actual, long most) {
    assertTrue(Math.abs(actual - expected) <= most, () -> actual + ", not " + expected);
  }

  private static List<LeapSmear> smears() {
    return List.of(
        LeapSmear.noonToNoon(TABLE),
        new LeapSmear(TABLE, Shape.COSINE, 12 * HOUR, 12 * HOUR),
        new LeapSmear(TABLE, Shape.COSINE, 20 * HOUR, 0),
        new LeapSmear(TABLE, Shape.LINEAR, 0, HOUR),
        new LeapSmear(TABLE, Shape.COSINE, 0, HOUR),
        new LeapSmear(TABLE, Shape.LINEAR, HOUR, 0));
  }

  /** Through both leaps, in every shape: on and on, within a second of UTC, at a bearable rate. */
  @Property(seed = "20261122", tries = 2000)
  void neverGoesBackAndNeverFarFromUtc(
      @ForAll boolean deleted,
      @ForAll @LongRange(min = -90_000_000_000_000L, max = 90_000_000_000_000L) long offset,
      @ForAll @LongRange(min = 1, max = 100_000_000_000_000L) long later) {
    long tai = (deleted ? DELETED : INSERTED) + offset + 37 * SECOND;
    for (LeapSmear smear : smears()) {
      long smeared = smear.taiToSmearedUtc(tai);
      long passed = smear.taiToSmearedUtc(tai + later) - smeared;
      assertTrue(Math.abs(passed - later) <= later * 5e-4 + 1, () -> passed + " of " + later);
      assertTrue(smear.taiToSmearedUtc(tai + 1) >= smeared);
      assertTrue(Math.abs(smeared - TABLE.taiToUtc(tai)) <= SECOND);
    }
  }

  @Property(seed = "20261122", tries = 2000)
  void isInvertedToTheNanosecond(
      @ForAll boolean deleted,
      @ForAll @LongRange(min = -90_000_000_000_000L, max = 90_000_000_000_000L) long offset) {
    long tai = (deleted ? DELETED : INSERTED) + offset + 37 * SECOND;
    for (LeapSmear smear : smears()) {
      assertNear(tai, smear.smearedUtcToTai(smear.taiToSmearedUtc(tai)), 1);
      long smeared = tai - 37 * SECOND;
      assertNear(smeared, smear.taiToSmearedUtc(smear.smearedUtcToTai(smeared)), 1);
    }
  }

  @Test
  void refusesWindowsThatAreTooShortOrLongOrMeet() {
    assertThrows(
        IllegalArgumentException.class, () -> new LeapSmear(TABLE, Shape.LINEAR, HOUR - 1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new LeapSmear(TABLE, Shape.LINEAR, -1, 2 * HOUR));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LeapSmear(TABLE, Shape.LINEAR, Long.MAX_VALUE, Long.MAX_VALUE));
    LeapSeconds close =
        LeapSeconds.of(
            new LeapSecondsList(
                0,
                0,
                List.of(
                    new LeapSecondsList.Entry(0, 10),
                    new LeapSecondsList.Entry(86_400, 11),
                    new LeapSecondsList.Entry(2 * 86_400, 12))));
    LeapSmear.noonToNoon(close); // one ends where the next begins
    assertThrows(
        IllegalArgumentException.class,
        () -> new LeapSmear(close, Shape.LINEAR, 12 * HOUR, 12 * HOUR + 1));
  }
}
