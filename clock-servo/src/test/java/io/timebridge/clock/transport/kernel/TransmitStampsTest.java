package io.timebridge.clock.transport.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.StampFormat;
import org.junit.jupiter.api.Test;

class TransmitStampsTest {
  private final TransmitStamps stamps = new TransmitStamps();

  @Test
  void eachNumberIsItsTokensOnce() {
    stamps.sent(7, 100, null);
    stamps.sent(9, 200, null);
    assertEquals(9, stamps.tokenOf(1, 210, 0));
    assertEquals(7, stamps.tokenOf(0, 110, 0));
    assertEquals(TransmitStamps.UNKNOWN, stamps.tokenOf(0, 110, 0));
    assertEquals(TransmitStamps.UNKNOWN, stamps.tokenOf(2, 300, 0));
  }

  @Test
  void numberThatNoStampCameForIsForgottenWhenItsPlaceIsNeeded() {
    for (int i = 0; i < 5_000; i++) {
      stamps.sent(i, i, null);
    }
    assertEquals(TransmitStamps.STALE, stamps.tokenOf(903, 6_000, 0));
    assertEquals(904, stamps.tokenOf(904, 6_000, 0));
    assertEquals(4_999, stamps.tokenOf(4_999, 6_000, 0));
    assertEquals(904, stamps.takeLost());
    assertEquals(0, stamps.takeLost());
  }

  @Test
  void stampThatDoesNotComeIsOverdueAfterItsTime() {
    stamps.sent(7, 100, null);
    stamps.sent(8, 300, null);
    stamps.sent(9, 900, null);
    assertEquals(7, stamps.tokenOf(0, 110, 0));
    assertFalse(stamps.isOverdue(300 + TransmitStamps.TIMEOUT_NANOS));
    assertTrue(stamps.isOverdue(301 + TransmitStamps.TIMEOUT_NANOS));
    assertEquals(8, stamps.tokenOf(1, 310, 0));
    assertFalse(stamps.isOverdue(301 + TransmitStamps.TIMEOUT_NANOS));
    assertTrue(stamps.isOverdue(901 + TransmitStamps.TIMEOUT_NANOS));
    assertEquals(0, stamps.takeLost());
    stamps.restart(901 + TransmitStamps.TIMEOUT_NANOS);
    assertEquals(1, stamps.takeLost());
    assertFalse(stamps.isOverdue(Long.MAX_VALUE / 2));
  }

  @Test
  void stampThatCameButCannotBeUsedIsLostOnceAndNotOverdue() {
    stamps.sent(7, 100, null);
    stamps.drop(0);
    stamps.drop(0);
    stamps.drop(1);
    assertEquals(1, stamps.takeLost());
    assertFalse(stamps.isOverdue(200 + TransmitStamps.TIMEOUT_NANOS));
    assertEquals(TransmitStamps.STALE, stamps.tokenOf(0, 110, 0));
  }

  @Test
  void whatIsWaitedForAcrossTheWrapOfTheNumbersIsLostAtARestart() {
    TransmitStamps wrapping = new TransmitStamps(Integer.MAX_VALUE);
    wrapping.sent(1, 10, null);
    wrapping.sent(2, 10, null);
    wrapping.restart(20);
    assertEquals(2, wrapping.takeLost());
    assertEquals(TransmitStamps.UNKNOWN, wrapping.tokenOf(0, 30, 0));
  }

  @Test
  void numbersWrapAsTheKernelsDo() {
    TransmitStamps wrapping = new TransmitStamps(Integer.MAX_VALUE);
    wrapping.sent(1, 10, null);
    wrapping.sent(2, 10, null);
    assertEquals(1, wrapping.tokenOf(Integer.MAX_VALUE, 11, 0));
    assertEquals(2, wrapping.tokenOf(Integer.MIN_VALUE, 11, 0));
    TransmitStamps unsigned = new TransmitStamps(-1);
    unsigned.sent(3, 10, null);
    unsigned.sent(4, 10, null);
    assertEquals(3, unsigned.tokenOf(-1, 11, 0));
    assertEquals(4, unsigned.tokenOf(0, 11, 0));
  }

  @Test
  void stampOfBeforeTheRestartIsNobodys() {
    stamps.sent(1, 100, null);
    stamps.restart(200);
    stamps.sent(2, 220, null);
    assertEquals(TransmitStamps.STALE, stamps.tokenOf(0, 190, 5));
    assertEquals(2, stamps.tokenOf(0, 230, 5));
  }

  @Test
  void stampThatIsOlderThanItsSendIsNotItsStamp() {
    stamps.restart(200);
    stamps.sent(2, 220, null);
    assertEquals(TransmitStamps.STALE, stamps.tokenOf(0, 210, 5));
    assertEquals(2, stamps.tokenOf(0, 216, 5));
  }

  @Test
  void lateStampLearnsFromEachStampOfItsOwnThatCounts() {
    LateStamp late = new LateStamp(0, StampFormat.NTP, local -> local, null);
    stamps.restart(1_000);
    for (int id = 0; id < 5; id++) {
      stamps.sent(TransmitStamps.FOR_LATE_STAMP, 2_000, id == 4 ? null : late);
      assertEquals(TransmitStamps.STALE, stamps.tokenOf(id, 900, 0));
      assertEquals(TransmitStamps.FOR_LATE_STAMP, stamps.tokenOf(id, 2_070 + 10 * id, 0));
    }
    assertEquals(0, late.earlyNanos(), "four do not make a median");
    stamps.sent(7, 3_000, late);
    assertEquals(7, stamps.tokenOf(5, 3_200, 0));
    assertEquals(20, late.earlyNanos(), "70, 80, 90, 100 and 200 ns");
  }

  @Test
  void stampThatOnlyALateStampWaitedForIsNobodysLoss() {
    stamps.sent(TransmitStamps.FOR_LATE_STAMP, 100, null);
    stamps.sent(3, 100, null);
    stamps.restart(200);
    assertEquals(1, stamps.takeLost());
  }
}
