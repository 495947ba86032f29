package io.timebridge.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.timebridge.clock.StampQuality;
import io.timebridge.ntp.NtpHeader;
import io.timebridge.ntp.NtpOutcome;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final long UTC = 1_795_000_000_000_000_000L;

  /** The client stamps its packets itself: what its stamps are in doubt of is part of the bound. */
  @Test
  void anAnswersBoundHoldsTheDoubtOfItsStamps() {
    NtpOutcome.Answer answer =
        new NtpOutcome.Answer(
            new NtpOutcome.LocalStamp(1_000_000, 260_000, StampQuality.USER),
            UTC,
            UTC + 20_000,
            new NtpOutcome.LocalStamp(1_220_000, 0, StampQuality.USER),
            new NtpHeader(0, 4, 2, 0, -19, 40_000, 90_000, 0));
    long truth = UTC + 420_000;
    assertEquals(
        "NTP: stratum 2  offset    -300.0 µs  delay  200.0 µs  bound   470.0 µs",
        Demo.describe(answer, truth));
  }
}
