package io.timebridge.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How the interval follows the clock. */
final class PollControlTest {
  private static final long JITTER = 10_000;

  private final PollControl polls =
      new PollControl(new NtpAssociationConfig(AssociationLab.SERVER, false, 6, 10), () -> 0);

  private int after(int answers, long offset, double runOff) {
    for (int i = 0; i < answers; i++) {
      polls.asked();
      assertTrue(!polls.answered(), "no burst");
      polls.adjust(offset, JITTER, runOff);
    }
    return polls.poll();
  }

  @Test
  void quietClockIsAskedLessAndLess() {
    assertEquals(6, after(5, 4 * JITTER, 0.1));
    assertEquals(7, after(1, -4 * JITTER, 0.25));
    assertEquals(10, after(100, 0, 0));
  }

  @Test
  void clockThatMayRunOffIsNotLeftAloneForLonger() {
    assertEquals(10, after(100, 0, 0.1));
    assertEquals(10, after(100, 0, 0.5));
    assertTrue(after(8, 0, 0.8) < 10);
    assertEquals(6, after(100, 0, 0.8));
  }

  @Test
  void offsetThatStandsOutShortensItWhateverIsBelieved() {
    assertEquals(10, after(100, 0, 0));
    assertEquals(6, after(100, 5 * JITTER, 0));
  }

  @Test
  void whatIsJustRightStays() {
    assertEquals(7, after(6, 0, 0));
    assertEquals(7, after(1_000, 0, 0.3));
  }
}
