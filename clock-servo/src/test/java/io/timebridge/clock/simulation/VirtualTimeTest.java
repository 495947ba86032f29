package io.timebridge.clock.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> seen = new ArrayList<>();

  @Test
  void eventsRunInTheOrderOfTheirTimesThenOfTheirSetting() {
    at(20, "c");
    at(10, "a");
    at(20, "d");
    at(10, "b");
    time.runUntil(100);
    assertEquals(List.of("a@10", "b@10", "c@20", "d@20"), seen);
  }

  @Test
  void runsUpToItsEndIncludedAndStandsThere() {
    at(10, "a");
    at(11, "b");
    time.runUntil(10);
    assertEquals(List.of("a@10"), seen);
    assertEquals(10, time.nowNanos());
    time.runUntil(15);
    assertEquals(List.of("a@10", "b@11"), seen);
    assertEquals(15, time.nowNanos());
  }

  @Test
  void eventOfThePastRunsNow() {
    time.runUntil(50);
    at(10, "late");
    time.runUntil(50);
    assertEquals(List.of("late@50"), seen);
  }

  @Test
  void timeNeverRunsBackwards() {
    time.runUntil(50);
    time.runUntil(20);
    assertEquals(50, time.nowNanos());
  }

  @Test
  void cancelledEventDoesNotRunNorMoveTime() {
    VirtualTime.Event event = time.schedule(10, () -> seen.add("no"));
    time.schedule(5, event::cancel);
    time.runUntil(20);
    event.cancel();
    assertEquals(List.of(), seen);
    assertEquals(20, time.nowNanos());
  }

  @Test
  void eventsMaySetEventsOfTheSameInstant() {
    time.schedule(10, () -> at(10, "inner"));
    at(10, "outer");
    time.runUntil(10);
    assertEquals(List.of("outer@10", "inner@10"), seen);
  }

  private void at(long nanos, String name) {
    time.schedule(nanos, () -> seen.add(name + "@" + time.nowNanos()));
  }
}
