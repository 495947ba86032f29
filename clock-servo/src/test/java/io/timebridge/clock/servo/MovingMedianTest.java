package io.timebridge.clock.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class MovingMedianTest {
  @Property(seed = "1")
  void isTheMedianOfTheLastFew(
      @ForAll @NotEmpty
          List<@LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) Long> values,
      @ForAll @IntRange(min = 1, max = 12) int length) {
    MovingMedian filter = new MovingMedian(length);
    values.forEach(filter::add);
    List<Long> last = values.subList(Math.max(0, values.size() - length), values.size());
    assertEquals(naiveMedian(last), filter.median());
  }

  @Test
  void ofAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    MovingMedian filter = new MovingMedian(4);
    filter.add(10);
    filter.add(20);
    assertEquals(15, filter.median());
  }

  @Test
  void forgetsEverythingWhenCleared() {
    MovingMedian filter = new MovingMedian(3);
    assertTrue(filter.isEmpty());
    filter.add(5);
    filter.add(6);
    assertFalse(filter.isEmpty());
    filter.clear();
    assertTrue(filter.isEmpty());
    filter.add(70);
    assertEquals(70, filter.median());
  }

  private static long naiveMedian(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    if (sorted.size() % 2 == 1) {
      return sorted.get(half);
    }
    return Math.floorDiv(sorted.get(half - 1) + sorted.get(half), 2L);
  }
}
