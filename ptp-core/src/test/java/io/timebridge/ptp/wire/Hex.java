package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes as a test writes them. */
final class Hex {
  private Hex() {}

  static ByteBuffer bytes(String... parts) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(String.join("", parts).replace(" ", "")));
  }

  static String of(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
