package io.timebridge.ntp;

import java.nio.ByteBuffer;

/**
 * How a server tells whether a request is authentic, and makes its answer so. One method of
 * authentication each; it belongs to its server's thread.
 *
 * <p>An answer is sealed when its transmit stamp stands in it, which may be after later requests
 * were looked at: so all that a seal needs is in the answer itself.
 */
interface NtpAuthentication {

  /**
   * Tells whether a request is what it claims to be.
   *
   * @param packet holds the request
   * @param start index of its first octet
   * @param trailer what follows its header
   */
  boolean accepts(ByteBuffer packet, int start, NtpTrailer trailer);

  /**
   * Writes what follows an answer's header, as far as it is known before the transmit stamp.
   *
   * @param trailer that of the request, which was accepted
   * @param reply the answer, from index 0
   * @return the octets that follow the header, not more than followed the request's
   */
  int prepare(NtpTrailer trailer, ByteBuffer reply);

  /** How many kinds of seals there are, told apart by how long they take. */
  int seals();

  /**
   * Tells which kind of seal an answer will get.
   *
   * @param trailer that of the request, which was accepted
   * @return 0 to {@link #seals} − 1
   */
  int seal(NtpTrailer trailer);

  /** Makes seals that nobody gets, so that the first ones that count are as fast as all others. */
  void warmUp();

  /**
   * Completes an answer whose header is complete now.
   *
   * @param message the answer, from index 0
   */
  void seal(ByteBuffer message);
}
