package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.BuildDate;
import io.timebridge.clock.ClockSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CorrelationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TAI = BuildDate.UTC_NANOS + 37 * SECOND;
  private static final UtcRule RULE = new UtcRule(37, 0, 0);

  private final List<Correlation.Point> written = new ArrayList<>();
  private final Correlation correlation = new Correlation("audio", 1_000, written::add);

  /** A domain that counts from power-up, and 50 ppm fast. */
  private static ClockSegment domain(long epoch, long zero, double ppb) {
    return new ClockSegment(epoch, 0, zero, ppb, 100, 1_000, 10, 100);
  }

  private static ClockSegment served(long epoch, long ahead) {
    return new ClockSegment(epoch, 0, TAI + ahead, 0, 50, 500, 10, 100);
  }

  private void add(ClockSegment domain, ClockSegment served, int seconds) {
    for (long local = 0; local <= seconds * SECOND; local += SECOND / 8) {
      correlation.add(domain, served, RULE, local);
    }
  }

  private static EpochReading found(Optional<EpochReading> reading) {
    return reading.orElseThrow();
  }

  @Test
  void withoutAPointNothingIsKnown() {
    assertEquals(0, correlation.epoch());
    assertTrue(correlation.utcOf(0).isEmpty());
    assertTrue(correlation.ptpOf(BuildDate.UTC_NANOS).isEmpty());
  }

  @Test
  void onePointASecondIsKept() {
    add(domain(0, 5 * SECOND, 50_000), served(1, 0), 10);
    assertEquals(11, written.size());
    assertEquals(1, correlation.epoch());
  }

  /** There and back, between the points, before the first and after the last. */
  @Property(seed = "20261122")
  void convertsBothWays(
      @ForAll @LongRange(min = -3_000, max = 3_000) long seconds,
      @ForAll @LongRange(min = 0, max = 999_999_999) long nanos,
      @ForAll @DoubleRange(min = -100_000, max = 100_000) double ppb) {
    Correlation fresh = new Correlation("audio", 1_000, point -> {});
    ClockSegment domain = domain(0, 5 * SECOND, ppb);
    for (long local = 0; local <= 20 * SECOND; local += SECOND) {
      fresh.add(domain, served(1, 0), RULE, local);
    }
    long local = seconds * SECOND + nanos;
    long utc = BuildDate.UTC_NANOS + local;
    EpochReading ptp = fresh.ptpOf(utc).orElseThrow();
    EpochReading back = fresh.utcOf(1, ptp.nanos()).orElseThrow();
    // A point is whole nanoseconds, so a rate from two of them is good to 1 in 10⁹.
    long slack = 3 + Math.abs(local) / SECOND;
    assertTrue(Math.abs(ptp.nanos() - domain.nanosAt(local)) <= slack);
    assertTrue(Math.abs(back.nanos() - utc) <= slack);
    assertEquals(1, back.epoch());
    assertTrue(back.errorBoundNanos() >= 1_500);
    assertTrue(back.estimatedErrorNanos() >= 150);
  }

  @Test
  void theErrorGrowsWithTheDistance() {
    add(domain(0, 0, 0), served(1, 0), 10);
    long at = found(correlation.utcOf(5 * SECOND)).errorBoundNanos();
    long after = found(correlation.utcOf(1_000 * SECOND)).errorBoundNanos();
    assertEquals(1_500 + 5 * 200, at);
    assertEquals(1_500 + 1_000 * 200, after);
    assertTrue(correlation.utcOf(4_000 * SECOND).isEmpty(), "too far to be known");
  }

  /** A restarted master counts from 0 again: the same number means another time. */
  @Test
  void eachEpochHasItsOwnRelation() {
    add(domain(0, 0, 0), served(1, 0), 100);
    ClockSegment again = domain(1, -100 * SECOND, 0);
    correlation.add(again, served(1, 0), RULE, 101 * SECOND);
    correlation.add(again, served(1, 0), RULE, 103 * SECOND);
    assertEquals(2, correlation.epoch());
    long utc = BuildDate.UTC_NANOS;
    assertEquals(utc + 2 * SECOND, found(correlation.utcOf(1, 2 * SECOND)).nanos());
    assertEquals(utc + 102 * SECOND, found(correlation.utcOf(2, 2 * SECOND)).nanos());
    assertEquals(utc + 102 * SECOND, found(correlation.utcOf(2 * SECOND)).nanos());
    assertEquals(1, found(correlation.ptpOf(utc + 50 * SECOND)).epoch());
    assertEquals(2, found(correlation.ptpOf(utc + 102 * SECOND)).epoch());
    assertTrue(correlation.utcOf(3, 0).isEmpty());
  }

  @Test
  void aStepOfTheServedTimeIsANewEpoch() {
    add(domain(0, 0, 0), served(1, 0), 10);
    correlation.add(domain(0, 0, 0), served(2, SECOND), RULE, 11 * SECOND);
    assertEquals(2, correlation.epoch());
    long utc = BuildDate.UTC_NANOS;
    assertEquals(utc + 5 * SECOND, found(correlation.utcOf(1, 5 * SECOND)).nanos());
    assertEquals(utc + 12 * SECOND, found(correlation.utcOf(2, 11 * SECOND)).nanos());
  }

  /** What was shown twice is what was shown last; before that the old epoch held. */
  @Test
  void aStepBackIsAnsweredByTheNewestEpochThatHadBegun() {
    add(domain(0, 0, 0), served(1, 0), 100);
    for (int i = 101; i <= 130; i++) {
      correlation.add(domain(0, 0, 0), served(2, -50 * SECOND), RULE, i * SECOND);
    }
    long utc = BuildDate.UTC_NANOS;
    EpochReading before = found(correlation.ptpOf(utc + 50 * SECOND + SECOND / 2));
    assertEquals(1, before.epoch());
    assertEquals(50 * SECOND + SECOND / 2, before.nanos());
    for (int i = 51; i < 80; i++) {
      EpochReading twice = found(correlation.ptpOf(utc + i * SECOND + SECOND / 2));
      assertEquals(2, twice.epoch());
      assertEquals((i + 50) * SECOND + SECOND / 2, twice.nanos());
    }
    // The old epoch showed it too, but it is over: the present one will.
    EpochReading ahead = found(correlation.ptpOf(utc + 99 * SECOND));
    assertEquals(2, ahead.epoch());
    assertEquals(149 * SECOND, ahead.nanos());
  }

  /** Between two epochs the first holds until the second begins. */
  @Test
  void whatIsBetweenTwoEpochsIsTheFirsts() {
    add(domain(0, 0, 0), served(1, 0), 100);
    correlation.add(domain(1, 5_000 * SECOND, 0), served(1, 0), RULE, 200 * SECOND);
    long utc = BuildDate.UTC_NANOS;
    assertEquals(1, found(correlation.ptpOf(utc + 199 * SECOND)).epoch());
    assertEquals(2, found(correlation.ptpOf(utc + 200 * SECOND)).epoch());
    assertEquals(1, found(correlation.ptpOf(utc - 10 * SECOND)).epoch(), "before all of them");
    assertTrue(correlation.ptpOf(utc - 4_000 * SECOND).isEmpty());
  }

  @Test
  void theOldestIsForgotten() {
    Correlation small = new Correlation("audio", 10, point -> {});
    for (int i = 0; i < 100; i++) {
      small.add(domain(i / 20, 0, 0), served(1, 0), RULE, i * SECOND);
    }
    assertTrue(small.utcOf(1, 5 * SECOND).isEmpty());
    assertEquals(5, found(small.utcOf(5, 95 * SECOND)).epoch());
    assertTrue(small.utcOf(4, 75 * SECOND).isEmpty());
  }

  /** UTC repeats a second; the domain and TAI do not. */
  @Test
  void aLeapSecondIsCrossed() {
    long leapTai = TAI + 10 * SECOND;
    UtcRule leap = new UtcRule(37, 1, leapTai);
    for (long local = 0; local <= 20 * SECOND; local += SECOND) {
      correlation.add(domain(0, 0, 0), served(1, 0), leap, local);
    }
    long utc = BuildDate.UTC_NANOS;
    assertEquals(utc + 9 * SECOND, found(correlation.utcOf(9 * SECOND)).nanos());
    assertEquals(utc + 14 * SECOND, found(correlation.utcOf(15 * SECOND)).nanos());
    assertEquals(15 * SECOND, found(correlation.ptpOf(utc + 14 * SECOND)).nanos());
    assertEquals(5 * SECOND, found(correlation.ptpOf(utc + 5 * SECOND)).nanos());
  }

  /** As a bridge makes it: the domain's UTC is right within the bound that is claimed. */
  @Test
  void aBridgeRelatesItsDomainToUtc() throws Exception {
    SimulatedBridge bridge = SimulatedBridge.ofOneSource(5);
    bridge.master(100).start();
    bridge.run(100);
    Correlation made = Objects.requireNonNull(bridge.timeline.correlation("a"));
    long then = bridge.tai() - 40 * SECOND;
    EpochReading utc = found(made.utcOf(then));
    assertTrue(Math.abs(utc.nanos() - (then - 37 * SECOND)) <= utc.errorBoundNanos());
    assertTrue(utc.errorBoundNanos() < 100_000);
    assertEquals(made.epoch(), utc.epoch());
  }
}
