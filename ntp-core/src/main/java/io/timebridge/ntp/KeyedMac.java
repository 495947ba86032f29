package io.timebridge.ntp;

/**
 * A message authentication code under one key. Belongs to one thread; makes no garbage of its own
 * in {@link #compute}.
 */
interface KeyedMac {

  /** Octets of a digest. */
  int length();

  /**
   * Computes the digest of a message.
   *
   * @param message the message from index 0
   * @param messageLength its octets
   * @param digest takes {@link #length} octets from index 0
   */
  void compute(byte[] message, int messageLength, byte[] digest);
}
