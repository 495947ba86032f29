package io.timebridge.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {
  private enum Fruit {
    APPLE,
    PEAR,
    PLUM
  }

  private final Counters<Fruit> counters = new Counters<>(Fruit.class);

  @Test
  void startAtZero() {
    assertEquals(0, counters.total());
    assertEquals(0, counters.get(Fruit.APPLE));
    assertEquals(Map.of(), counters.nonZero());
  }

  @Test
  void countEachKindApart() {
    counters.count(Fruit.PLUM);
    counters.count(Fruit.APPLE);
    counters.count(Fruit.PLUM);
    assertEquals(1, counters.get(Fruit.APPLE));
    assertEquals(0, counters.get(Fruit.PEAR));
    assertEquals(2, counters.get(Fruit.PLUM));
    assertEquals(3, counters.total());
  }

  @Test
  void nonZeroListsOnlyWhatWasSeenInTheKindsOrder() {
    counters.count(Fruit.PLUM);
    counters.count(Fruit.APPLE);
    assertEquals(List.of(Fruit.APPLE, Fruit.PLUM), List.copyOf(counters.nonZero().keySet()));
    assertEquals(Map.of(Fruit.APPLE, 1L, Fruit.PLUM, 1L), counters.nonZero());
  }
}
