package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.ClockSegment;
import io.timebridge.clock.LeapSeconds;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is claimed, state by state and source by source. */
class PtpLadderTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3600 * SECOND;
  private static final int UNKNOWN = ClockQuality.ACCURACY_UNKNOWN;
  private static final LeapSeconds TABLE = LeapSeconds.builtIn();

  /** When the holdover ends, local time; the sources were heard last at 0. */
  private static final long END = 1000 * SECOND;

  private static final Reference GNSS_PTP = new Reference(Reference.PTP, true, true, 100);
  private static final Reference PTP_FREE = new Reference(Reference.PTP, false, false, 100);
  private static final Reference GNSS = new Reference(Reference.GNSS, true, true, 0);
  private static final Reference NTP = new Reference(Reference.NTP, false, false, 0);

  private static long utc(String instant) {
    return Instant.parse(instant).getEpochSecond() * SECOND;
  }

  /**
   * Local time 0 is an instant of UTC, 37 s behind TAI; the bound is 900 ns and grows by 15 ppm.
   */
  private static TimelineSnapshot timeline(
      TimelineState state, boolean traceable, Reference reference, String instant, UtcRule rule) {
    ClockSegment tai =
        new ClockSegment(0, 0, utc(instant) + 37 * SECOND, 0, 100, 900, 1000, 15_000);
    TimelineSnapshot.Origin origin =
        new TimelineSnapshot.Origin("a", Source.Kind.PTP, 1, traceable, reference, 0, 0, 0);
    return new TimelineSnapshot(state, "why", origin, tai, rule, END);
  }

  private static MasterTime.Claims claims(
      TimelineState state, boolean traceable, Reference reference, long local) {
    TimelineSnapshot timeline =
        timeline(state, traceable, reference, "2027-01-15T12:00:00Z", new UtcRule(37, 0, 0));
    return PtpLadder.at(timeline, local, TABLE, UNKNOWN);
  }

  /** One row: what it is, and what is claimed of it. */
  record Row(
      TimelineState state,
      boolean traceable,
      Reference reference,
      long local,
      int clockClass,
      int accuracy,
      int timeSource,
      boolean timeTraceable,
      boolean frequencyTraceable) {}

  static Stream<Row> rows() {
    TimelineState locked = TimelineState.LOCKED;
    TimelineState holdover = TimelineState.HOLDOVER;
    TimelineState gone = TimelineState.UNSYNCHRONISED;
    return Stream.of(
        // A claim that is new has room: 2 × 1000 ns is more than 1 µs.
        new Row(locked, true, GNSS_PTP, 0, 6, 0x24, 0x40, true, true),
        new Row(holdover, true, GNSS_PTP, 0, 7, 0x24, 0x40, true, false),
        new Row(holdover, true, GNSS_PTP, 10 * SECOND, 7, 0x29, 0x40, true, false),
        new Row(holdover, true, GNSS_PTP, 999 * SECOND, 7, 0x2D, 0x40, true, false),
        new Row(holdover, true, GNSS_PTP, END, 52, 0xFE, 0xA0, false, false),
        new Row(locked, true, GNSS_PTP, END, 52, 0xFE, 0xA0, false, false),
        new Row(gone, true, GNSS_PTP, 2 * END, 52, 0xFE, 0xA0, false, false),
        new Row(TimelineState.ACQUIRING, true, GNSS_PTP, 2 * END, 52, 0xFE, 0xA0, false, false),
        new Row(locked, true, GNSS, 0, 6, 0x24, 0x20, true, true),
        new Row(
            locked,
            true,
            new Reference(Reference.PTP, false, true, 100),
            0,
            6,
            0x24,
            0x40,
            true,
            false),
        new Row(locked, false, PTP_FREE, 0, 248, 0x24, 0x40, false, false),
        new Row(holdover, false, PTP_FREE, 10 * SECOND, 248, 0x29, 0x40, false, false),
        new Row(gone, false, PTP_FREE, END, 248, 0xFE, 0xA0, false, false),
        // What the grandmaster does not say we cannot say either.
        new Row(
            locked,
            true,
            new Reference(Reference.PTP, true, true, -1),
            0,
            6,
            0xFE,
            0x40,
            true,
            true),
        new Row(locked, false, NTP, 0, 248, 0x24, 0x50, false, false),
        new Row(holdover, false, NTP, 10 * SECOND, 248, 0x29, 0x50, false, false),
        new Row(gone, false, NTP, END, 248, 0xFE, 0xA0, false, false),
        // Even a server that says that it is a primary one proves nothing by it.
        new Row(
            locked,
            true,
            new Reference(Reference.NTP, true, false, 0),
            0,
            248,
            0x24,
            0x50,
            false,
            false));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachRung(Row row) {
    MasterTime.Claims claims = claims(row.state(), row.traceable(), row.reference(), row.local());
    assertEquals(new ClockQuality(row.clockClass(), row.accuracy(), 0xFFFF), claims.quality());
    assertEquals(
        new TimeProperties(
            37,
            true,
            false,
            false,
            row.timeTraceable(),
            row.frequencyTraceable(),
            true,
            row.timeSource()),
        claims.properties());
  }

  @Test
  void inHoldoverTheAccuracyOnlyGetsWorseUntilItIsUnknown() {
    TimelineSnapshot timeline =
        timeline(
            TimelineState.HOLDOVER, true, GNSS_PTP, "2027-01-15T12:00:00Z", new UtcRule(37, 0, 0));
    List<Integer> seen = new ArrayList<>();
    int accuracy = UNKNOWN;
    for (long local = 0; local <= END; local += SECOND) {
      accuracy = PtpLadder.at(timeline, local, TABLE, accuracy).quality().clockAccuracy();
      if (seen.isEmpty() || seen.get(seen.size() - 1) != accuracy) {
        seen.add(accuracy);
      }
    }
    assertEquals(List.of(0x24, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0xFE), seen);
  }

  /**
   * What is claimed bounds the error, and an error that moves by less than half changes nothing.
   */
  @Property(seed = "20261122")
  void theAccuracyIsHonestAndSteady(
      @ForAll @LongRange(min = 0, max = 5_000_000_000L) long bound,
      @ForAll @LongRange(min = 0x20, max = 0x31) int before) {
    int claimed = claimedFor(bound, before);
    long nanos = new ClockQuality(6, claimed, 0).accuracyNanos();
    assertTrue(claimed == 0x31 || nanos >= bound, bound + " ns and claimed " + nanos);
    assertEquals(claimed, claimedFor(bound, claimed), "asked again");
    if (claimed < before) {
      assertEquals(claimed, claimedFor(2 * bound, claimed), "room for twice the error");
    }
  }

  private static int claimedFor(long bound, int before) {
    ClockSegment tai =
        new ClockSegment(0, 0, utc("2027-01-15T12:00:00Z"), 0, bound / 2, bound, 0, 0);
    TimelineSnapshot.Origin origin =
        new TimelineSnapshot.Origin("a", Source.Kind.PTP, 1, true, GNSS, 0, 0, 0);
    TimelineSnapshot timeline =
        new TimelineSnapshot(TimelineState.LOCKED, "why", origin, tai, new UtcRule(37, 0, 0), END);
    return PtpLadder.at(timeline, 0, TABLE, before).quality().clockAccuracy();
  }

  /** A leap second at the end of 2026, as a grandmaster announces it all that day. */
  private static TimeProperties leaping(int leap, long beforeMidnight) {
    long midnight = utc("2027-01-01T00:00:00Z");
    UtcRule rule = new UtcRule(37, leap, midnight + (37 + leap) * SECOND);
    TimelineSnapshot timeline =
        timeline(TimelineState.LOCKED, true, GNSS_PTP, "2026-12-31T00:00:00Z", rule);
    long local = midnight - utc("2026-12-31T00:00:00Z") + leap * SECOND - beforeMidnight;
    // The grandmaster was heard just now.
    TimelineSnapshot.Origin origin =
        new TimelineSnapshot.Origin("a", Source.Kind.PTP, 1, true, GNSS_PTP, 0, 0, local);
    return PtpLadder.at(
            new TimelineSnapshot(
                TimelineState.LOCKED, "why", origin, timeline.tai(), rule, local + END),
            local,
            TABLE,
            UNKNOWN)
        .properties();
  }

  @Test
  void aLeapSecondIsAnnouncedTwelveHoursAheadAndThenIsInTheOffset() {
    for (int leap : new int[] {1, -1}) {
      for (long early : new long[] {23 * HOUR, 12 * HOUR + 1}) {
        assertFalse(leaping(leap, early).leap61() || leaping(leap, early).leap59());
        assertEquals(37, leaping(leap, early).currentUtcOffset());
      }
      for (long before : new long[] {12 * HOUR, HOUR, 1}) {
        TimeProperties announced = leaping(leap, before);
        assertEquals(leap > 0, announced.leap61(), before + " ns before");
        assertEquals(leap < 0, announced.leap59(), before + " ns before");
        assertEquals(37, announced.currentUtcOffset());
        assertTrue(announced.currentUtcOffsetValid());
      }
      for (long after : new long[] {0, 1, 2 * SECOND, HOUR}) {
        TimeProperties over = leaping(leap, -after);
        assertFalse(over.leap61() || over.leap59());
        assertEquals(37 + leap, over.currentUtcOffset());
        assertTrue(over.currentUtcOffsetValid(), "the grandmaster knows better than the table");
      }
    }
  }

  private static boolean valid(Reference reference, int offset, String heard, String now) {
    ClockSegment tai = new ClockSegment(0, 0, utc(heard) + offset * SECOND, 0, 1, 1, 0, 0);
    TimelineSnapshot.Origin origin =
        new TimelineSnapshot.Origin("a", Source.Kind.PTP, 1, true, reference, 0, 0, 0);
    long local = utc(now) - utc(heard);
    TimelineSnapshot timeline =
        new TimelineSnapshot(
            TimelineState.HOLDOVER, "why", origin, tai, new UtcRule(offset, 0, 0), local + 1);
    TimeProperties properties = PtpLadder.at(timeline, local, TABLE, UNKNOWN).properties();
    assertEquals(offset, properties.currentUtcOffset());
    return properties.currentUtcOffsetValid();
  }

  @Test
  void theOffsetIsValidOnlyWithLeapKnowledge() {
    String expired = "2030-03-10T12:00:00Z";
    assertTrue(TABLE.expiresUtcNanos() < utc(expired));
    // The table knows until it expires, whoever gives the time.
    assertTrue(valid(NTP, 37, "2027-06-27T23:00:00Z", "2027-06-27T23:59:59Z"));
    assertFalse(valid(NTP, 37, "2027-06-27T23:00:00Z", "2027-06-28T00:00:00Z"));
    assertFalse(valid(PTP_FREE, 37, expired, expired));
    assertFalse(valid(PTP_FREE, 38, "2027-01-10T00:00:00Z", "2027-01-10T00:00:00Z"));
    // A grandmaster knows until the next leap second might be.
    assertTrue(valid(GNSS_PTP, 39, expired, expired));
    assertTrue(valid(GNSS_PTP, 39, expired, "2030-03-31T23:59:59Z"));
    assertFalse(valid(GNSS_PTP, 39, expired, "2030-04-01T00:00:00Z"));
    assertTrue(valid(GNSS_PTP, 39, "2030-03-31T12:00:00Z", "2030-04-30T23:59:59Z"));
    assertFalse(valid(GNSS_PTP, 39, "2030-03-31T12:00:00Z", "2030-05-01T00:00:00Z"));
    assertFalse(valid(GNSS_PTP, 39, "2030-03-31T11:59:59Z", "2030-04-01T00:00:00Z"));
  }
}
