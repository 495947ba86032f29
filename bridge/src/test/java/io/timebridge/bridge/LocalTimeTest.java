package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.clock.ClockSegment;
import io.timebridge.ptp.wire.OrganizationTlv.SynchronizationMetadata;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** What ST 2059-2's synchronisation metadata say of a zone, and of a leap second. */
class LocalTimeTest {
  private static final long SECOND = 1_000_000_000L;

  private static long seconds(String instant) {
    return Instant.parse(instant).getEpochSecond();
  }

  private static TimelineSnapshot timeline(TimelineState state, String instant, UtcRule rule) {
    ClockSegment tai =
        new ClockSegment(0, 0, (seconds(instant) + 37) * SECOND, 0, 100, 900, 1000, 15_000);
    Reference gnss = new Reference(Reference.PTP, true, true, 100);
    TimelineSnapshot.Origin origin =
        new TimelineSnapshot.Origin("a", Source.Kind.PTP, 1, true, gnss, 0, 0, 0);
    return new TimelineSnapshot(state, "why", origin, tai, rule, 1000 * SECOND);
  }

  private static SynchronizationMetadata at(String zone, String instant, UtcRule rule) {
    return new LocalTime(ZoneId.of(zone), 30_000, 1_001)
        .at(timeline(TimelineState.LOCKED, instant, rule), 0);
  }

  private static final UtcRule NO_LEAP = new UtcRule(37, 0, 0);

  @Test
  void aZoneWithDaylightSavingTellsItsNextChange() {
    SynchronizationMetadata winter = at("Europe/Berlin", "2027-01-15T12:00:00Z", NO_LEAP);
    assertEquals(
        new SynchronizationMetadata(
            30_000,
            1_001,
            4,
            0,
            3_600 - 37,
            3_600,
            seconds("2027-03-28T01:00:00Z") + 37,
            0,
            0,
            0,
            2,
            0),
        winter);
    SynchronizationMetadata summer = at("Europe/Berlin", "2027-07-15T12:00:00Z", NO_LEAP);
    assertEquals(7_200 - 37, summer.currentLocalOffset());
    assertEquals(-3_600, summer.jumpSeconds());
    assertEquals(seconds("2027-10-31T01:00:00Z") + 37, summer.timeOfNextJump());
    assertEquals(1, summer.daylightSaving());
  }

  @Test
  void utcJumpsNever() {
    SynchronizationMetadata utc = at("UTC", "2027-01-15T12:00:00Z", NO_LEAP);
    assertEquals(new SynchronizationMetadata(30_000, 1_001, 4, 0, -37, 0, 0, 0, 0, 0, 0, 0), utc);
  }

  @Test
  void aLeapSecondThatComesFirstIsTheNextJump() {
    long leap = seconds("2027-07-01T00:00:00Z") + 37;
    UtcRule rule = new UtcRule(37, 1, leap * SECOND);
    SynchronizationMetadata told = at("Europe/Berlin", "2027-06-30T20:00:00Z", rule);
    assertEquals(-1, told.jumpSeconds());
    assertEquals(leap, told.timeOfNextJump());
    assertEquals(1, told.leapSecondJump());
    assertEquals(3, told.daylightSaving()); // it is, and will be
  }

  @Test
  void whoIsNotLockedSaysSo() {
    LocalTime local = new LocalTime(ZoneId.of("UTC"), 25, 1);
    TimelineSnapshot held = timeline(TimelineState.HOLDOVER, "2027-01-15T12:00:00Z", NO_LEAP);
    assertEquals(1, local.at(held, 0).masterLockingStatus());
  }
}
