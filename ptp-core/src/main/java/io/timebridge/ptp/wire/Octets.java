package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Octets that never change, compared by value. */
public final class Octets {
  /** No octet. */
  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * {@return these octets}
   *
   * @param bytes copied
   */
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? NONE : new Octets(bytes.clone());
  }

  /**
   * {@return a part of a buffer}
   *
   * @param buffer copied from; not changed
   * @param from the index of the first octet
   * @param to the index behind the last
   */
  public static Octets of(ByteBuffer buffer, int from, int to) {
    if (from == to) {
      return NONE;
    }
    byte[] bytes = new byte[to - from];
    buffer.get(from, bytes);
    return new Octets(bytes);
  }

  /**
   * {@return the octets that a text names}
   *
   * @param hex two hexadecimal digits each, nothing between
   * @throws IllegalArgumentException if it is not that
   */
  public static Octets ofHex(String hex) {
    return new Octets(HexFormat.of().parseHex(hex));
  }

  /** {@return how many} */
  public int length() {
    return bytes.length;
  }

  /**
   * Writes them into a buffer, whose position stays.
   *
   * @param buffer where to
   * @param at the index of the first
   */
  public void write(ByteBuffer buffer, int at) {
    buffer.put(at, bytes);
  }

  /** {@return a copy} */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** {@return a read-only buffer of them, big-endian} */
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** {@return two hexadecimal digits each, nothing between} */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
