package io.timebridge.bridge.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Octets put together one after the other, in one byte order. */
public final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteOrder order;

  private Bytes(ByteOrder order) {
    this.order = order;
  }

  /** {@return none yet, in the order of networks} */
  public static Bytes bytes() {
    return in(ByteOrder.BIG_ENDIAN);
  }

  /** {@return none yet} */
  public static Bytes in(ByteOrder order) {
    return new Bytes(order);
  }

  /** Adds an octet. */
  public Bytes u8(int value) {
    out.write(value);
    return this;
  }

  /** Adds two octets. */
  public Bytes u16(int value) {
    return raw(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
  }

  /** Adds four octets. */
  public Bytes u32(long value) {
    return raw(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
  }

  /** Adds eight octets. */
  public Bytes u64(long value) {
    return raw(ByteBuffer.allocate(8).order(order).putLong(value).array());
  }

  /** Adds octets. */
  public Bytes raw(byte[] octets) {
    out.writeBytes(octets);
    return this;
  }

  /** Adds octets that are written in hexadecimal digits, blanks between them. */
  public Bytes hex(String digits) {
    return raw(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** Adds zeros. */
  public Bytes zeros(int count) {
    return raw(new byte[count]);
  }

  /** {@return all of them} */
  public byte[] get() {
    return out.toByteArray();
  }
}
