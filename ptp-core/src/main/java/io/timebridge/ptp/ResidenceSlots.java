package io.timebridge.ptp;

import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.StampFormat;
import io.timebridge.ptp.wire.PtpHeader;

/**
 * Late-stamp slots that write a residence time into the correctionField of the message itself, just
 * before it leaves: what a one-step transparent clock does. Each message in a batch has a slot of
 * its own; a batch is shorter than there are slots.
 */
final class ResidenceSlots {
  private static final int SIZE = 256; // a power of two

  private final Slot[] slots = new Slot[SIZE];
  private int next;

  private static final class Slot {
    private final LateStamp stamp;
    private RateRatio rate;
    private long arrivedLocal;
    private long baseScaled;

    Slot(LateStamp kind, RateRatio anyRate, long egressLatencyNanos) {
      this.rate = anyRate;
      this.stamp =
          kind.beside(local -> baseScaled + rate.scaled(local + egressLatencyNanos - arrivedLocal));
    }
  }

  ResidenceSlots(RateRatio anyRate, long egressLatencyNanos) {
    LateStamp kind =
        new LateStamp(PtpHeader.CORRECTION, StampFormat.TIME_INTERVAL, local -> 0, null)
            .withoutDeparture();
    for (int i = 0; i < SIZE; i++) {
      slots[i] = new Slot(kind, anyRate, egressLatencyNanos);
    }
  }

  /**
   * A slot for a message.
   *
   * @param messageRate that of its domain's master
   * @param arrivedLocal when it came, local nanoseconds
   * @param correctionScaled its correctionField without the residence time, 2⁻¹⁶ ns
   */
  LateStamp take(RateRatio messageRate, long arrivedLocal, long correctionScaled) {
    Slot slot = slots[next];
    next = next + 1 & SIZE - 1;
    slot.rate = messageRate;
    slot.arrivedLocal = arrivedLocal;
    slot.baseScaled = correctionScaled;
    return slot.stamp;
  }
}
