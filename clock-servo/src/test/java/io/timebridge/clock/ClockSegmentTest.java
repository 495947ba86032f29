package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ClockSegmentTest {
  private static final long YEAR = 31_536_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  @Test
  void fasterTimescaleGainsItsFrequency() {
    ClockSegment segment = segment(5 * SECOND, 1000 * SECOND, 10_000);
    assertEquals(1000 * SECOND, segment.nanosAt(5 * SECOND));
    assertEquals(1001 * SECOND + 10_000, segment.nanosAt(6 * SECOND));
    assertEquals(999 * SECOND - 10_000, segment.nanosAt(4 * SECOND));
  }

  @Property(seed = "1", tries = 5000)
  void localNanosAtInvertsWithinANanosecond(
      @ForAll long local,
      @ForAll @LongRange(min = -10 * YEAR, max = 200 * YEAR) long nanos,
      @ForAll @DoubleRange(min = -100_000_000, max = 100_000_000) double frequencyPpb,
      @ForAll @LongRange(min = -YEAR, max = YEAR) long elapsed) {
    ClockSegment segment = segment(local, nanos, frequencyPpb);
    long back = segment.localNanosAt(segment.nanosAt(local + elapsed));
    assertTrue(Math.abs(back - (local + elapsed)) <= 1, () -> back - (local + elapsed) + " ns off");
  }

  @Property(seed = "2")
  void neverRunsBackwards(
      @ForAll @DoubleRange(min = -100_000_000, max = 100_000_000) double frequencyPpb,
      @ForAll @LongRange(min = -YEAR, max = YEAR) long elapsed,
      @ForAll @LongRange(min = 0, max = SECOND) long later) {
    ClockSegment segment = segment(0, 0, frequencyPpb);
    assertTrue(segment.nanosAt(elapsed + later) >= segment.nanosAt(elapsed));
  }

  @Test
  void readsOnWhereTheLocalClockWraps() {
    ClockSegment segment = segment(Long.MAX_VALUE - SECOND + 1, 0, 0);
    assertEquals(3 * SECOND, segment.nanosAt(Long.MIN_VALUE + 2 * SECOND));
    assertEquals(Long.MIN_VALUE + 2 * SECOND, segment.localNanosAt(3 * SECOND));
  }

  @Test
  void errorsGrowWithDistanceBothWays() {
    ClockSegment segment = new ClockSegment(0, 0, 0, 0, 100, 500, 1000, 15_000);
    assertEquals(100, segment.estimatedErrorAt(0));
    assertEquals(500, segment.errorBoundAt(0));
    assertEquals(1100, segment.estimatedErrorAt(SECOND));
    assertEquals(15_500, segment.errorBoundAt(SECOND));
    assertEquals(1100, segment.estimatedErrorAt(-SECOND));
    assertEquals(15_500, segment.errorBoundAt(-SECOND));
  }

  private static ClockSegment segment(long local, long nanos, double frequencyPpb) {
    return new ClockSegment(0, local, nanos, frequencyPpb, 0, 0, 0, 0);
  }
}
