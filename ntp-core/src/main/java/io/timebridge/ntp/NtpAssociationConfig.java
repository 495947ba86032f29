package io.timebridge.ntp;

import java.net.InetSocketAddress;

/**
 * Whom an association asks, and how often.
 *
 * @param server the server's address and port; resolved
 * @param iburst whether a server that is new, or is back, is first asked a few times quickly
 * @param minpoll log2 of the shortest time between requests, seconds; 0 to 17
 * @param maxpoll log2 of the longest time between requests, seconds; minpoll to 17
 * @param interleaved whether the server is asked when its answer before really left (RFC 9769); one
 *     that does not know that mode answers as ever
 * @param key the one key that requests and answers are sealed with, as {@link NtpKeys#only} gives
 *     it; {@link NtpKeys#none} for none
 */
public record NtpAssociationConfig(
    InetSocketAddress server,
    boolean iburst,
    int minpoll,
    int maxpoll,
    boolean interleaved,
    NtpKeys key) {

  /** The shortest interval that may be asked for: a request a second. */
  public static final int LEAST_POLL = 0;

  /** MAXPOLL: a request in 36 hours. RFC 5905 §7.2. */
  public static final int GREATEST_POLL = 17;

  public NtpAssociationConfig {
    if (server.isUnresolved()) {
      throw new IllegalArgumentException("the address of " + server + " is not known");
    }
    if (minpoll < LEAST_POLL || maxpoll < minpoll || maxpoll > GREATEST_POLL) {
      throw new IllegalArgumentException(
          "minpoll " + minpoll + " and maxpoll " + maxpoll + " are not in order within 0..17");
    }
    if (key.size() > 1) {
      throw new IllegalArgumentException("a server is asked with one key, not with " + key);
    }
  }

  /**
   * In basic mode and without a key.
   *
   * @param server the server's address and port; resolved
   * @param iburst whether a server that is new, or is back, is first asked a few times quickly
   * @param minpoll log2 of the shortest time between requests, seconds; 0 to 17
   * @param maxpoll log2 of the longest time between requests, seconds; minpoll to 17
   */
  public NtpAssociationConfig(InetSocketAddress server, boolean iburst, int minpoll, int maxpoll) {
    this(server, iburst, minpoll, maxpoll, false, NtpKeys.none());
  }
}
