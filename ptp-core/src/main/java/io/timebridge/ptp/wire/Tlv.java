package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What is appended to a message: a type, a length and a value.
 *
 * <p>An unknown type is kept as it came.
 */
public sealed interface Tlv {
  /** The length of tlvType and lengthField, octets. */
  int HEADER_LENGTH = 4;

  /** {@return tlvType, 0 to 65535} */
  int type();

  /** {@return how many octets the value has; even} */
  int valueLength();

  /**
   * Writes the value at the buffer's position.
   *
   * @param buffer where to
   */
  void writeValue(ByteBuffer buffer);

  /** PATH_TRACE: the clocks that an Announce came through. */
  int PATH_TRACE = 0x0008;

  /**
   * The clocks that an Announce came through, the grandmaster first.
   *
   * @param path the clocks
   */
  record PathTrace(List<ClockIdentity> path) implements Tlv {
    /** Copies the list. */
    public PathTrace {
      path = List.copyOf(path);
    }

    @Override
    public int type() {
      return PATH_TRACE;
    }

    @Override
    public int valueLength() {
      return 8 * path.size();
    }

    @Override
    public void writeValue(ByteBuffer buffer) {
      path.forEach(clock -> buffer.putLong(clock.bits()));
    }
  }

  /**
   * A TLV of a type that is not known here, byte for byte.
   *
   * @param type tlvType, 0 to 65535
   * @param hex the value in hexadecimal digits
   */
  record Unknown(int type, String hex) implements Tlv {
    @Override
    public int valueLength() {
      return hex.length() / 2;
    }

    @Override
    public void writeValue(ByteBuffer buffer) {
      buffer.put(HexFormat.of().parseHex(hex));
    }
  }

  /**
   * {@return true if whole TLVs of even length fill this part of a packet exactly}
   *
   * @param packet the bytes
   * @param from where the first begins
   * @param to where the message ends
   */
  static boolean framesFit(ByteBuffer packet, int from, int to) {
    int at = from;
    while (to - at >= HEADER_LENGTH) {
      int length = packet.getShort(at + 2) & 0xFFFF;
      if (length % 2 != 0) {
        return false;
      }
      at += HEADER_LENGTH + length;
    }
    return at == to;
  }

  /**
   * {@return the TLVs of a part of a packet that {@link #framesFit}}
   *
   * @param packet the bytes
   * @param from where the first begins
   * @param to where the message ends
   */
  static List<Tlv> readAll(ByteBuffer packet, int from, int to) {
    List<Tlv> tlvs = new ArrayList<>();
    for (int at = from; at < to; ) {
      int type = packet.getShort(at) & 0xFFFF;
      byte[] value = new byte[packet.getShort(at + 2) & 0xFFFF];
      packet.get(at + HEADER_LENGTH, value);
      tlvs.add(read(type, value));
      at += HEADER_LENGTH + value.length;
    }
    return List.copyOf(tlvs);
  }

  private static Tlv read(int type, byte[] value) {
    if (type == PATH_TRACE && value.length % 8 == 0) {
      ByteBuffer clocks = ByteBuffer.wrap(value);
      List<ClockIdentity> path = new ArrayList<>();
      while (clocks.hasRemaining()) {
        path.add(new ClockIdentity(clocks.getLong()));
      }
      return new PathTrace(path);
    }
    return new Unknown(type, HexFormat.of().formatHex(value));
  }

  /**
   * Writes TLVs at the buffer's position.
   *
   * @param buffer where to
   * @param tlvs what
   */
  static void writeAll(ByteBuffer buffer, List<Tlv> tlvs) {
    for (Tlv tlv : tlvs) {
      buffer.putShort((short) tlv.type()).putShort((short) tlv.valueLength());
      tlv.writeValue(buffer);
    }
  }
}
