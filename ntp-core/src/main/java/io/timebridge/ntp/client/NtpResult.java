package io.timebridge.ntp.client;

import io.timebridge.ntp.NtpHeader;
import io.timebridge.ntp.NtpOutcome;
import java.net.InetSocketAddress;

/**
 * What a server told. Immutable.
 *
 * @param server who was asked
 * @param answer the fastest answer: its stamps, and what the server says of itself
 * @param offsetNanos the server's UTC minus the host's clock, nanoseconds: what the host's clock is
 *     to be moved by
 * @param samples how many answers there were
 */
public record NtpResult(
    InetSocketAddress server, NtpOutcome.Answer answer, long offsetNanos, int samples) {

  /** {@return what the server says of itself} */
  public NtpHeader header() {
    return answer.header();
  }

  /** {@return the round trip without the server's residence, nanoseconds} */
  public long delayNanos() {
    return answer.delayNanos();
  }

  /**
   * {@return what the offset cannot be wrong by if the server is honest, nanoseconds: its root
   * distance} {@link NtpOutcome.Answer#errorBoundNanos}
   */
  public long errorBoundNanos() {
    return answer.errorBoundNanos();
  }

  /**
   * {@return the UTC of a reading of the transport's clock, nanoseconds since 1970, as the server
   * tells it} Good for some minutes: the clock itself may drift by some parts in a million.
   *
   * @param localNanos local time
   */
  public long utcNanosAt(long localNanos) {
    return localNanos + answer.remoteMinusLocalNanos();
  }
}
