package io.timebridge.bridge.media;

import java.nio.ByteBuffer;

/**
 * The header of an RTP packet, read in place: a flyweight over a big-endian buffer that makes no
 * garbage. RFC 3550 §5.1, header extensions by RFC 8285.
 *
 * <p>{@link #wrap} says whether the packet can be one; the other methods are for one that can. One
 * thread.
 */
public final class RtpPacket {
  // RFC 3550 §5.1: offsets in octets from the start of the packet.
  private static final int FLAGS = 0;
  private static final int MARKER_AND_TYPE = 1;
  private static final int SEQUENCE = 2;
  private static final int TIMESTAMP = 4;
  private static final int SSRC = 8;
  private static final int CONTRIBUTORS = 12;

  // RFC 3550 §5.3.1: from the start of the header extension.
  private static final int PROFILE = 0;
  private static final int WORDS = 2;
  private static final int ELEMENTS = 4;

  /** The profile of extensions with headers of one octet. RFC 8285 §4.2. */
  public static final int ONE_BYTE_PROFILE = 0xBEDE;

  /** The profile of extensions with headers of two octets, the low 4 bits aside. RFC 8285 §4.3. */
  public static final int TWO_BYTE_PROFILE = 0x1000;

  private static final int TWO_BYTE_MASK = 0xFFF0;

  /** RFC 8285 §4.2: this local identifier of the one-byte form ends the list. */
  private static final int ONE_BYTE_STOP = 15;

  private ByteBuffer buffer = ByteBuffer.allocate(CONTRIBUTORS);
  private int start;
  private int extension;
  private int payload;
  private int end;
  private int elementLength;

  /** Creates a flyweight over nothing. */
  public RtpPacket() {}

  /**
   * Lays it over a datagram, from the buffer's position to its limit, neither of which it moves.
   *
   * @param datagram big-endian
   * @return true if it has the structure of an RTP packet; RTCP on the same port (RFC 5761 §4) has
   *     not
   */
  public boolean wrap(ByteBuffer datagram) {
    buffer = datagram;
    start = datagram.position();
    end = datagram.limit();
    if (end - start < CONTRIBUTORS || version() != 2 || isRtcp(datagram, start)) {
      return false;
    }
    int at = start + CONTRIBUTORS + 4 * (datagram.get(start + FLAGS) & 0x0F);
    extension = at;
    if (hasExtension()) {
      if (end - at < ELEMENTS) {
        return false;
      }
      at += ELEMENTS + extensionLength();
    }
    payload = at;
    int padding = 0;
    if ((datagram.get(start + FLAGS) & 0x20) != 0 && end - at > 0) {
      padding = Byte.toUnsignedInt(datagram.get(end - 1));
    }
    end -= padding;
    return payload <= end;
  }

  /** RFC 5761 §4: packet types 192 to 223 are RTCP's, not payload types with a marker. */
  private static boolean isRtcp(ByteBuffer datagram, int start) {
    int type = Byte.toUnsignedInt(datagram.get(start + MARKER_AND_TYPE));
    return type >= 192 && type <= 223;
  }

  private int version() {
    return (buffer.get(start + FLAGS) >> 6) & 0x3;
  }

  /** {@return the marker bit: of video, mostly, the last packet of a picture} */
  public boolean marker() {
    return buffer.get(start + MARKER_AND_TYPE) < 0;
  }

  /** {@return the payload type, 0 to 127} */
  public int payloadType() {
    return buffer.get(start + MARKER_AND_TYPE) & 0x7F;
  }

  /** {@return the sequence number, 0 to 65,535} */
  public int sequenceNumber() {
    return Short.toUnsignedInt(buffer.getShort(start + SEQUENCE));
  }

  /** {@return the RTP timestamp, 32 bits} */
  public int timestamp() {
    return buffer.getInt(start + TIMESTAMP);
  }

  /** {@return the synchronisation source, 32 bits} */
  public int ssrc() {
    return buffer.getInt(start + SSRC);
  }

  /** {@return the index of the payload's first octet} */
  public int payloadStart() {
    return payload;
  }

  /** {@return octets of payload, padding aside} */
  public int payloadLength() {
    return end - payload;
  }

  /** {@return true if there is a header extension} */
  public boolean hasExtension() {
    return (buffer.get(start + FLAGS) & 0x10) != 0;
  }

  /** {@return the 16 bits that name the header extension's profile, −1 if there is none} */
  public int extensionProfile() {
    return hasExtension() ? Short.toUnsignedInt(buffer.getShort(extension + PROFILE)) : -1;
  }

  /** {@return the index of the header extension's first octet after its own header} */
  public int extensionStart() {
    return extension + ELEMENTS;
  }

  /** {@return octets of the header extension, its own header aside; 0 if there is none} */
  public int extensionLength() {
    return hasExtension() ? 4 * Short.toUnsignedInt(buffer.getShort(extension + WORDS)) : 0;
  }

  /**
   * {@return the index of the data of an extension element, −1 if the packet has none of that
   * identifier} Its length is {@link #elementLength} then.
   *
   * @param id the local identifier that {@code a=extmap} gives, 1 to 14 in the one-byte form, to
   *     255 in the two-byte form
   */
  public int element(int id) {
    int profile = extensionProfile();
    boolean one = profile == ONE_BYTE_PROFILE;
    if (!one && (profile & TWO_BYTE_MASK) != TWO_BYTE_PROFILE) {
      return -1; // none, or of a profile of its own
    }
    int at = extensionStart();
    int stop = at + extensionLength();
    while (at < stop) {
      int first = Byte.toUnsignedInt(buffer.get(at));
      if (first == 0) { // padding. RFC 8285 §4.1.2
        at++;
        continue;
      }
      int found = one ? first >> 4 : first;
      if ((one && found == ONE_BYTE_STOP) || (!one && at + 1 >= stop)) {
        return -1;
      }
      int length = one ? (first & 0x0F) + 1 : Byte.toUnsignedInt(buffer.get(at + 1));
      at += one ? 1 : 2;
      if (at + length > stop) {
        return -1;
      }
      if (found == id) {
        elementLength = length;
        return at;
      }
      at += length;
    }
    return -1;
  }

  /** {@return octets of the element that {@link #element} found last} */
  public int elementLength() {
    return elementLength;
  }
}
