package io.timebridge.ptp.wire;

import io.timebridge.clock.SeededRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Damages messages with an eye for their structure: lengths that lie, TLVs cut, doubled and taken
 * from elsewhere, types exchanged, bits turned, and octets that nobody made.
 */
final class Mutator {
  private static final int[] INTERESTING = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 0x7F, 0x80, 0xFE, 0xFF};

  private final SeededRandom random;
  private final List<byte[]> messages;
  private final List<byte[]> tlvs;

  Mutator(long seed, List<byte[]> messages, List<byte[]> tlvs) {
    this.random = new SeededRandom(seed);
    this.messages = messages;
    this.tlvs = tlvs;
  }

  private int below(int limit) {
    return (int) random.nextLong(limit);
  }

  private byte[] any(List<byte[]> list) {
    return list.get(below(list.size()));
  }

  byte[] next() {
    byte[] bytes = any(messages);
    for (int more = below(4); more > 0; more--) {
      bytes = append(bytes, any(tlvs));
    }
    bytes = below(16) == 0 ? bytes.clone() : fitted(bytes);
    for (int damages = below(4); damages > 0 && bytes.length > 0; damages--) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    int at = below(bytes.length);
    switch (below(12)) {
      case 0 -> bytes[at] ^= (byte) (1 << below(8));
      case 1 -> bytes[at] = (byte) INTERESTING[below(INTERESTING.length)];
      case 2 -> bytes[at] = (byte) below(256);
      case 3 -> bytes = Arrays.copyOf(bytes, at);
      case 4 -> bytes = append(bytes, new byte[below(20)]);
      case 5 -> lieAboutLength(bytes, 2);
      case 6 -> lieAboutLength(bytes, 2 + MessageType.ANNOUNCE.length());
      case 7 -> lieAboutLength(bytes, 2 + bodyLength(bytes));
      case 8 -> bytes[0] = (byte) ((bytes[0] & 0xF0) | below(16));
      case 9 -> bytes = fitted(append(Arrays.copyOf(bytes, at), any(tlvs)));
      case 10 -> fill(bytes, at);
      default -> bytes = fitted(bytes);
    }
    return bytes;
  }

  private void fill(byte[] bytes, int from) {
    for (int i = from; i < Math.min(bytes.length, from + 16); i++) {
      bytes[i] = (byte) below(256);
    }
  }

  private void lieAboutLength(byte[] bytes, int at) {
    if (at + 1 < bytes.length) {
      int length = (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
      int lie = below(3) == 0 ? below(65536) : length + below(9) - 4;
      bytes[at] = (byte) (lie >> 8);
      bytes[at + 1] = (byte) lie;
    }
  }

  private static int bodyLength(byte[] bytes) {
    MessageType type = MessageType.of(bytes[0]);
    return type == null ? 0 : type.length();
  }

  /** A copy whose messageLength is its length. */
  private static byte[] fitted(byte[] bytes) {
    byte[] copy = bytes.clone();
    if (copy.length >= 4) {
      ByteBuffer.wrap(copy).putShort(2, (short) copy.length);
    }
    return copy;
  }

  private static byte[] append(byte[] bytes, byte[] more) {
    byte[] both = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, both, bytes.length, more.length);
    return both;
  }
}
