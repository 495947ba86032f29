package io.timebridge.bridge.gnss;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of bytes into lines, none longer than any report of gpsd is. One thread. */
final class GpsdLines {
  /** gpsd's own GPS_JSON_RESPONSE_MAX is 10,240. */
  static final int MOST = 16_384;

  private final Consumer<String> line;
  private final Runnable tooLong;
  private final byte[] open = new byte[MOST];
  private int length;
  private boolean skipping;

  GpsdLines(Consumer<String> line, Runnable tooLong) {
    this.line = line;
    this.tooLong = tooLong;
  }

  void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        end();
      } else if (!skipping && length == MOST) {
        skipping = true;
        tooLong.run();
      } else if (!skipping) {
        open[length++] = bytes[i];
      }
    }
  }

  private void end() {
    if (!skipping) {
      String text = new String(open, 0, length, StandardCharsets.UTF_8).strip();
      if (!text.isEmpty()) {
        line.accept(text);
      }
    }
    length = 0;
    skipping = false;
  }
}
