package io.timebridge.clock.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

class AttentionTest {
  private long now = -500; // local time has no sign
  private final Attention attention = new Attention(() -> now);

  @Test
  void whatWakesTheThreadHasNotWaited() throws Exception {
    assertEquals(SelectStrategy.SELECT, attention.calculateStrategy(() -> 0, false));
    now = 1_000;
    assertEquals(0, attention.waitedNanos(now));
    now = 1_300;
    assertEquals(300, attention.waitedNanos(now), "while the first was looked at");
  }

  @Test
  void whatIsThereBeforeTheThreadSleepsMayHaveWaitedSinceItLastDid() throws Exception {
    attention.calculateStrategy(() -> 0, false);
    now = 1_000;
    attention.waitedNanos(now);
    now = 5_000;
    assertEquals(3, attention.calculateStrategy(() -> 3, false));
    now = 5_100;
    assertEquals(4_100, attention.waitedNanos(now));
    now = 9_000;
    assertEquals(0, attention.calculateStrategy(() -> 0, true), "a task may be the rest of a read");
    assertEquals(8_000, attention.waitedNanos(now));
    assertEquals(SelectStrategy.SELECT, attention.calculateStrategy(() -> 0, false));
    now = 12_000;
    assertEquals(0, attention.waitedNanos(now));
  }

  @Test
  void taskThatWokeTheThreadKeepsPacketsWaiting() throws Exception {
    attention.calculateStrategy(() -> 0, false);
    now = 1_000;
    attention.awake(now);
    now = 6_000;
    attention.calculateStrategy(() -> 1, false);
    assertEquals(5_000, attention.waitedNanos(now));
  }

  @Test
  void packetMayHaveWaitedForATaskThatDidNotSay() throws Exception {
    attention.calculateStrategy(() -> 0, false);
    now = 6_000;
    attention.calculateStrategy(() -> 1, false);
    assertEquals(6_500, attention.waitedNanos(now));
  }
}
