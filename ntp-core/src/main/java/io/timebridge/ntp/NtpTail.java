package io.timebridge.ntp;

import java.nio.ByteBuffer;

/** What follows the header of a packet, told apart by its length and structure alone. */
enum NtpTail {
  /** Nothing. */
  NONE,
  /** One or more extension fields. */
  EXTENSION_FIELDS,
  /** A MAC, perhaps after extension fields. */
  MAC,
  /** Neither. */
  MALFORMED;

  /** Key id and a 64-bit checksum. RFC 1305 appendix C.1. */
  private static final int SHORTEST_OLD_MAC = 12;

  /** Key id, flags and 64 octets: the longest that is in use. MS-SNTP §2.2.2. */
  private static final int LONGEST_OLD_MAC = 72;

  /** A key id of 0 and nothing else. RFC 5905 §7.3. */
  private static final int CRYPTO_NAK = 4;

  /** Key id and an MD5 digest. */
  private static final int SHORTEST_MAC = 20;

  /** Key id and a SHA-1 digest; the most that a MAC may have in version 4. */
  private static final int LONGEST_MAC = 24;

  private static final int SHORTEST_EXTENSION = 16;
  private static final int LENGTH_OFFSET = 2;

  /**
   * Tells what a tail is.
   *
   * @param start index of the first octet after the header
   * @param end index after the packet's last octet
   * @param version the packet's version
   */
  static NtpTail of(ByteBuffer buffer, int start, int end, int version) {
    if (start == end) {
      return NONE;
    }
    if ((end - start) % 4 != 0) {
      return MALFORMED;
    }
    return version < NtpPacket.VERSION ? ofOldVersion(end - start) : parse(buffer, start, end);
  }

  /** Before version 4 there were no extension fields: all that follows is a MAC. */
  private static NtpTail ofOldVersion(int length) {
    return length >= SHORTEST_OLD_MAC && length <= LONGEST_OLD_MAC ? MAC : MALFORMED;
  }

  private static NtpTail parse(ByteBuffer buffer, int start, int end) {
    int at = start;
    while (at < end) {
      int left = end - at;
      // RFC 5905 §7.5 as updated by RFC 7822: a MAC has at most 24 octets, and the last extension
      // field of a packet without MAC at least 28, so that the length tells one from the other.
      if (left <= LONGEST_MAC) {
        boolean nak = left == CRYPTO_NAK && buffer.getInt(at) == 0;
        return nak || left == SHORTEST_MAC || left == LONGEST_MAC ? MAC : MALFORMED;
      }
      int length = Short.toUnsignedInt(buffer.getShort(at + LENGTH_OFFSET));
      if (length < SHORTEST_EXTENSION || length % 4 != 0 || length > left) {
        return MALFORMED;
      }
      at += length;
    }
    return EXTENSION_FIELDS;
  }
}
