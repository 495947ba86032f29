package io.timebridge.ntp;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a server and of the way to it. Immutable.
 *
 * @param state how the association stands
 * @param reason why it is not {@link NtpAssociationState#REACHABLE}, in words; null if it is
 * @param reach the reach register: a bit for each of the last eight requests, the newest lowest, 1
 *     if it was answered. RFC 5905 §9.2
 * @param poll log2 seconds between requests at present
 * @param header what the server said of itself in its last answer; null before the first
 * @param exchange the last exchange that was measured; null before the first
 * @param heardLocalNanos when the server last told the time, local time; meaningless before
 */
public record NtpAssociationStatus(
    NtpAssociationState state,
    @Nullable String reason,
    int reach,
    int poll,
    @Nullable NtpHeader header,
    @Nullable Exchange exchange,
    long heardLocalNanos) {

  /**
   * One exchange that was measured.
   *
   * @param offsetNanos our clock minus the server's, raw: as the exchange alone shows it; 0 for the
   *     first, which set the clock
   * @param jitterNanos the root mean square of how recent raw offsets differ from one to the next.
   *     RFC 5905 §11.3
   * @param delayNanos the round trip without the server's residence
   */
  public record Exchange(long offsetNanos, long jitterNanos, long delayNanos) {}

  /** {@return true if the server tells a time that may be used} */
  public boolean reachable() {
    return state == NtpAssociationState.REACHABLE;
  }
}
