package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClockMapTest {
  private static final long SECOND = 1_000_000_000L;

  private final ClockSegment first = segment(0, 100 * SECOND, 0);
  private final ClockSegment second = segment(10 * SECOND, 110 * SECOND, 50_000);

  @Test
  void stampBeforeTheNewestPieceIsReadByTheOlder() {
    ClockMap map = ClockMap.of(first).then(segment(10 * SECOND, 500 * SECOND, 0));
    assertEquals(110 * SECOND - 1, map.nanosAt(10 * SECOND - 1));
    assertEquals(500 * SECOND, map.nanosAt(10 * SECOND));
  }

  @Test
  void timeIsContinuousWherePiecesMeet() {
    ClockMap map = ClockMap.of(first).then(second);
    assertEquals(110 * SECOND - 1, map.nanosAt(10 * SECOND - 1));
    assertEquals(110 * SECOND, map.nanosAt(10 * SECOND));
    assertEquals(111 * SECOND + 50_000, map.nanosAt(11 * SECOND));
  }

  @Test
  void stampBeforeAllPiecesIsReadByTheOldest() {
    ClockMap map = ClockMap.of(first).then(second);
    assertSame(first, map.segmentAt(-5));
    assertEquals(100 * SECOND - 5, map.nanosAt(-5));
  }

  @Test
  void newestOfTwoPiecesThatBeginTogetherCounts() {
    ClockSegment again = segment(10 * SECOND, 0, 0);
    assertSame(again, ClockMap.of(first).then(second).then(again).segmentAt(10 * SECOND));
  }

  @Test
  void pieceMustNotBeginBeforeTheOneItFollows() {
    ClockMap map = ClockMap.of(second);
    assertThrows(IllegalArgumentException.class, () -> map.then(first));
  }

  @Test
  void piecesAreBoundedAndTheOldestIsForgotten() {
    ClockMap map = ClockMap.of(segment(0, 0, 0));
    for (int i = 1; i <= 100; i++) {
      map = map.then(segment(i * SECOND, i, 0));
    }
    assertEquals(16, map.segments().size());
    assertEquals(100, map.current().nanos());
    assertEquals(85, map.segments().get(15).nanos());
    assertEquals(85, map.segmentAt(0).nanos());
  }

  @Test
  void earlierMapStaysAsItWas() {
    ClockMap map = ClockMap.of(first);
    map.then(second);
    assertEquals(List.of(first), map.segments());
  }

  @Test
  void piecesFollowOverTheLocalClocksWrap() {
    ClockSegment before = segment(Long.MAX_VALUE, 7, 0);
    ClockSegment after = segment(Long.MIN_VALUE + 10, 1000, 0);
    ClockMap map = ClockMap.of(before).then(after);
    assertSame(before, map.segmentAt(Long.MIN_VALUE + 9));
    assertSame(after, map.segmentAt(Long.MIN_VALUE + 10));
    assertEquals(7 + 10, map.nanosAt(Long.MIN_VALUE + 9));
  }

  @Test
  void softwareClockShowsNothingUntilItIsSet() {
    assertNull(new SoftwareClock().map());
  }

  @Test
  void softwareClockGoesOnWithEachPiece() {
    SoftwareClock clock = new SoftwareClock();
    clock.continueWith(first);
    ClockMap one = clock.map();
    clock.continueWith(second);
    ClockMap two = clock.map();
    assertNotNull(one);
    assertNotNull(two);
    assertEquals(List.of(first), one.segments());
    assertEquals(List.of(second, first), two.segments());
    assertThrows(IllegalArgumentException.class, () -> clock.continueWith(first));
    assertSame(two, clock.map());
  }

  private static ClockSegment segment(long local, long nanos, double frequencyPpb) {
    return new ClockSegment(0, local, nanos, frequencyPpb, 0, 0, 0, 0);
  }
}
