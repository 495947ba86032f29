package io.timebridge.clock.transport.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TransmitStampsTest {
  private final TransmitStamps stamps = new TransmitStamps();

  @Test
  void eachNumberIsItsTokensOnce() {
    stamps.sent(7, 100);
    stamps.sent(9, 200);
    assertEquals(9, stamps.tokenOf(1, 210, 0));
    assertEquals(7, stamps.tokenOf(0, 110, 0));
    assertEquals(TransmitStamps.UNKNOWN, stamps.tokenOf(0, 110, 0));
    assertEquals(TransmitStamps.UNKNOWN, stamps.tokenOf(2, 300, 0));
  }

  @Test
  void numberThatNoStampCameForIsForgottenWhenItsPlaceIsNeeded() {
    for (int i = 0; i < 1_500; i++) {
      stamps.sent(i, i);
    }
    assertEquals(TransmitStamps.UNKNOWN, stamps.tokenOf(0, 2_000, 0));
    assertEquals(476, stamps.tokenOf(476, 2_000, 0));
    assertEquals(1_499, stamps.tokenOf(1_499, 2_000, 0));
  }

  @Test
  void numbersWrapAsTheKernelsDo() {
    TransmitStamps wrapping = new TransmitStamps(Integer.MAX_VALUE);
    wrapping.sent(1, 10);
    wrapping.sent(2, 10);
    assertEquals(1, wrapping.tokenOf(Integer.MAX_VALUE, 11, 0));
    assertEquals(2, wrapping.tokenOf(Integer.MIN_VALUE, 11, 0));
    TransmitStamps unsigned = new TransmitStamps(-1);
    unsigned.sent(3, 10);
    unsigned.sent(4, 10);
    assertEquals(3, unsigned.tokenOf(-1, 11, 0));
    assertEquals(4, unsigned.tokenOf(0, 11, 0));
  }

  @Test
  void stampOfBeforeTheRestartIsNobodys() {
    stamps.sent(1, 100);
    stamps.restart(200);
    stamps.sent(2, 220);
    assertEquals(TransmitStamps.STALE, stamps.tokenOf(0, 190, 5));
    assertEquals(2, stamps.tokenOf(0, 230, 5));
  }

  @Test
  void stampThatIsOlderThanItsSendIsNotItsStamp() {
    stamps.restart(200);
    stamps.sent(2, 220);
    assertEquals(TransmitStamps.STALE, stamps.tokenOf(0, 210, 5));
    assertEquals(2, stamps.tokenOf(0, 216, 5));
  }
}
