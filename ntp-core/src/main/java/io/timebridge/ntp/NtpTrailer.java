package io.timebridge.ntp;

import java.nio.ByteBuffer;

/**
 * What follows the header of a packet: extension fields, then a MAC, either of which may be absent.
 * A view that is laid over a packet and makes no garbage.
 *
 * <p>Nothing in a packet says whether a field or a MAC comes next. From version 4 on the length
 * tells: a MAC has 20 or 24 octets, so that the last field of a packet without a MAC has at least
 * 28 (RFC 7822 §3). What is left after the fields and fits neither makes the whole malformed.
 * Before version 4 there are no fields: all that follows the header is a MAC (RFC 1305 appendix C).
 *
 * <p>One thread. Fields are walked by {@link #rewind} and {@link #next}; after {@link #wrap} the
 * walk stands before the first.
 */
public final class NtpTrailer {

  /** What stands at the end of a packet. */
  public enum Mac {
    /** Nothing. */
    NONE,
    /** A key id and a digest. RFC 5905 §7.3. */
    DIGEST,
    /** The key id 0 alone: "your MAC is not right". RFC 5905 §7.3. */
    CRYPTO_NAK,
    /**
     * The id of an account and 16 zeros, by which a Windows client asks its domain for a signature.
     * MS-SNTP.
     */
    MS_SNTP,
    /** The longer form of {@link #MS_SNTP}, 72 octets. MS-SNTP. */
    MS_SNTP_EXTENDED
  }

  /** Octets of a key id. */
  public static final int KEY_ID_LENGTH = 4;

  /** Octets of a field's type and length. RFC 7822 §3. */
  public static final int FIELD_HEADER_LENGTH = 4;

  /** Key id and an MD5 digest: the shortest MAC. RFC 5905 §7.3. */
  public static final int SHORTEST_MAC = 20;

  /** Key id and a SHA-1 digest: the longest MAC of version 4, longer ones are cut. RFC 7822 §3. */
  public static final int LONGEST_V4_MAC = 24;

  /** Key id and 64 octets of SHA-512: the longest MAC before version 4. */
  public static final int LONGEST_MAC = 68;

  /** Key id and a 64-bit checksum. RFC 1305 appendix C.1. */
  private static final int SHORTEST_OLD_MAC = 12;

  private static final int MS_SNTP_LENGTH = 20;
  private static final int MS_SNTP_EXTENDED_LENGTH = 72;

  /** Key id, and the octet of flags and three reserved ones behind it. MS-SNTP. */
  private static final int MS_SNTP_EXTENDED_HEADER = 8;

  private static final int SHORTEST_FIELD = 16;
  private static final int FIELD_LENGTH = 2; // offset in a field

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int start;
  private int macStart;
  private int end;
  private Mac mac = Mac.NONE;
  private boolean malformed;
  private int fields;
  private int walked;
  private int field; // where the present one begins
  private int nextField;

  /** Creates a view over nothing. */
  public NtpTrailer() {}

  /**
   * Lays it over a packet's end and takes that apart.
   *
   * @param packet holds the packet; big-endian
   * @param start index of the first octet after the header
   * @param end index after the packet's last octet, not before {@code start}
   * @param version the packet's version
   * @return this
   */
  public NtpTrailer wrap(ByteBuffer packet, int start, int end, int version) {
    this.buffer = packet;
    this.start = start;
    this.macStart = end;
    this.end = end;
    mac = Mac.NONE;
    malformed = false;
    fields = 0;
    if (start != end) {
      if ((end - start) % 4 != 0) {
        malformed = true;
      } else if (isCryptoNak()) {
        found(Mac.CRYPTO_NAK, start);
      } else if (version < NtpPacket.VERSION) {
        parseOld(version);
      } else {
        parseFields();
      }
    }
    rewind();
    return this;
  }

  private boolean isCryptoNak() {
    return end - start == KEY_ID_LENGTH && buffer.getInt(start) == 0;
  }

  private void found(Mac what, int at) {
    mac = what;
    macStart = at;
  }

  private void parseOld(int version) {
    int length = end - start;
    boolean account = version == 3 && buffer.getInt(start) != 0;
    if (account && length == MS_SNTP_LENGTH && isZero(start + KEY_ID_LENGTH)) {
      found(Mac.MS_SNTP, start);
    } else if (account
        && length == MS_SNTP_EXTENDED_LENGTH
        && isZero(start + MS_SNTP_EXTENDED_HEADER)) {
      found(Mac.MS_SNTP_EXTENDED, start);
    } else if (length >= SHORTEST_OLD_MAC && length <= LONGEST_MAC) {
      found(Mac.DIGEST, start);
    } else {
      malformed = true;
    }
  }

  private boolean isZero(int from) {
    for (int i = from; i < end; i += 4) {
      if (buffer.getInt(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private void parseFields() {
    int at = start;
    while (at < end) {
      int left = end - at;
      // RFC 7822 §3: what is at most 24 octets long is no field.
      if (left <= LONGEST_V4_MAC) {
        malformed = left < SHORTEST_MAC;
        if (!malformed) {
          found(Mac.DIGEST, at);
        }
        return;
      }
      int length = Short.toUnsignedInt(buffer.getShort(at + FIELD_LENGTH));
      if (length < SHORTEST_FIELD || length % 4 != 0 || length > left) {
        malformed = true;
        return;
      }
      fields++;
      at += length;
    }
  }

  /** {@return true if what follows the header is neither fields nor a MAC, at some place} */
  public boolean isMalformed() {
    return malformed;
  }

  /** {@return how many extension fields there are, up to where it is malformed} */
  public int fields() {
    return fields;
  }

  /** Stands before the first field again. */
  public void rewind() {
    field = start;
    nextField = start;
    walked = 0;
  }

  /** {@return true after going to the next field, false if there is none} */
  public boolean next() {
    if (walked == fields) {
      return false;
    }
    walked++;
    field = nextField;
    nextField += fieldLength();
    return true;
  }

  /** {@return the present field's type, 16 bits} */
  public int fieldType() {
    return Short.toUnsignedInt(buffer.getShort(field));
  }

  /** {@return the present field's length in octets, type and length included} */
  public int fieldLength() {
    return Short.toUnsignedInt(buffer.getShort(field + FIELD_LENGTH));
  }

  /** {@return where the present field's body begins, as an index into the packet's buffer} */
  public int bodyStart() {
    return field + FIELD_HEADER_LENGTH;
  }

  /** {@return the octets of the present field's body, padding included} */
  public int bodyLength() {
    return fieldLength() - FIELD_HEADER_LENGTH;
  }

  /** {@return what stands at the end} */
  public Mac mac() {
    return mac;
  }

  /**
   * {@return where the MAC begins, and what it authenticates ends; the packet's end without one}
   */
  public int macStart() {
    return macStart;
  }

  /** {@return the octets of the MAC, key id included; 0 without one} */
  public int macLength() {
    return end - macStart;
  }

  /** {@return the MAC's key id, unsigned 32 bits; 0 without one} */
  public int keyId() {
    return mac == Mac.NONE ? 0 : buffer.getInt(macStart);
  }

  /** {@return where the MAC's digest begins} */
  public int digestStart() {
    return macStart + KEY_ID_LENGTH;
  }

  /** {@return the octets of the MAC's digest; 0 without one} */
  public int digestLength() {
    return mac == Mac.NONE ? 0 : macLength() - KEY_ID_LENGTH;
  }
}
