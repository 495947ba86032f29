package io.timebridge.ntp;

import java.util.function.Supplier;

/**
 * How a server treats those who ask. Immutable.
 *
 * @param access who may ask, asked once a packet, so that it may change
 * @param precision log2 seconds of the local clock's resolution; taken as −30 or −3 if it is beyond
 * @param keys the symmetric keys that authenticate clients
 * @param cryptoNak whether a MAC that is not right is answered with a crypto-NAK; it is passed over
 *     in silence otherwise, as by chrony
 * @param tables what the engines of one server share
 */
public record NtpServerConfig(
    Supplier<AccessList> access,
    int precision,
    NtpKeys keys,
    boolean cryptoNak,
    NtpServerTables tables) {
  private static final int LEAST_PRECISION = -30;
  private static final int GREATEST_PRECISION = -3;

  /** Brings the precision into what clients take: W32Time refuses others. */
  public NtpServerConfig {
    precision = Math.max(LEAST_PRECISION, Math.min(GREATEST_PRECISION, precision));
  }

  /**
   * {@return a server without keys, rate limit or interleaved mode}
   *
   * @param access who may ask
   * @param precision log2 seconds of the local clock's resolution
   */
  public static NtpServerConfig plain(AccessList access, int precision) {
    return new NtpServerConfig(
        () -> access,
        precision,
        NtpKeys.none(),
        false,
        new NtpServerTables(null, false, () -> 0)); // no table, nothing to hide
  }
}
