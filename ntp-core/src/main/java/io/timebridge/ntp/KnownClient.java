package io.timebridge.ntp;

import java.net.InetAddress;

/**
 * What a server remembers of one address that sent it something. Immutable.
 *
 * @param address who
 * @param lastLocalNanos when it was last heard, local time
 * @param intervalNanos the mean time between its packets of late; 0 while there was but one
 * @param version the last packet's version, 0 to 7; −1 if the packet had none
 * @param mode the last packet's mode, 0 to 7; −1 if the packet had none
 * @param lastVerdict what became of the last packet
 * @param packets how many came
 * @param answered how many were told the time
 * @param limited how many asked too often, a kiss-o'-death or not
 * @param refused how many were dropped for another reason, or got a crypto-NAK
 */
public record KnownClient(
    InetAddress address,
    long lastLocalNanos,
    long intervalNanos,
    int version,
    int mode,
    NtpVerdict lastVerdict,
    long packets,
    long answered,
    long limited,
    long refused) {

  /**
   * {@return what two engines of one server know of the same address}
   *
   * @param other what the other one knows
   */
  public KnownClient with(KnownClient other) {
    KnownClient last = lastLocalNanos - other.lastLocalNanos >= 0 ? this : other;
    return new KnownClient(
        address,
        last.lastLocalNanos,
        together(intervalNanos, other.intervalNanos),
        last.version,
        last.mode,
        last.lastVerdict,
        packets + other.packets,
        answered + other.answered,
        limited + other.limited,
        refused + other.refused);
  }

  /** The rates add up, so the intervals combine as resistors in parallel do. */
  private static long together(long one, long other) {
    return one == 0 || other == 0
        ? one + other
        : (long) ((double) one * other / ((double) one + other));
  }
}
