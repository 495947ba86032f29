package io.timebridge.bridge.capture;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a capture, as its file has it.
 *
 * @param number the first is 1
 * @param time when it was captured, null if the file does not say
 * @param linkType what the frame begins with, a LINKTYPE_ of libpcap
 * @param originalLength octets on the wire; more than {@code data} if the capture cut the frame
 * @param data what was captured, big-endian; lives until the next frame is read
 * @param problem why the record is not what it should be, null if it is
 */
record Frame(
    long number,
    @Nullable Instant time,
    int linkType,
    long originalLength,
    ByteBuffer data,
    @Nullable String problem) {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** {@return one of which nothing can be read} */
  static Frame unreadable(long number, String problem) {
    return new Frame(number, null, -1, 0, NOTHING.duplicate(), problem);
  }
}
