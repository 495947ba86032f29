package io.timebridge.bridge.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The classic format: a header of the file, then records of a header and a frame, in the byte order
 * of the host that wrote it. pcap-savefile(5).
 *
 * <p>A record's length alone says where the next one begins: one that cannot be ends the reading.
 */
final class PcapReader implements CaptureReader {
  private static final int MAGIC_MICROS = 0xA1B2C3D4;
  private static final int MAGIC_NANOS = 0xA1B23C4D;

  // Of the file's header, behind the magic number.
  private static final int HEADER_LENGTH = 20;
  private static final int LINK_TYPE = 16;

  /** The upper bits say whether frames end with a check sequence. */
  private static final int LINK_TYPE_MASK = 0xFFFF;

  // Of a record's header.
  private static final int SECONDS = 0;
  private static final int FRACTION = 4;
  private static final int CAPTURED_LENGTH = 8;
  private static final int ORIGINAL_LENGTH = 12;
  private static final int RECORD_HEADER_LENGTH = 16;

  private final InputStream in;
  private final int nanosPerTick;
  private final int linkType;
  private final ByteBuffer header;
  private byte[] bytes = new byte[2048];
  private long number;

  /**
   * Creates one for a file whose magic number has been read.
   *
   * @throws DamagedCaptureException if the file ends within its header
   */
  PcapReader(InputStream in, ByteOrder order, int magic) throws IOException {
    this.in = in;
    nanosPerTick = magic == MAGIC_NANOS ? 1 : 1_000;
    byte[] rest = in.readNBytes(HEADER_LENGTH);
    if (rest.length < HEADER_LENGTH) {
      throw new DamagedCaptureException("cut short within the header of the file");
    }
    linkType = ByteBuffer.wrap(rest).order(order).getInt(LINK_TYPE) & LINK_TYPE_MASK;
    header = ByteBuffer.allocate(RECORD_HEADER_LENGTH).order(order);
  }

  static boolean isMagic(int value) {
    return value == MAGIC_MICROS || value == MAGIC_NANOS;
  }

  @Override
  public @Nullable Frame next() throws IOException {
    int got = in.readNBytes(header.array(), 0, RECORD_HEADER_LENGTH);
    if (got == 0) {
      return null;
    }
    number++;
    if (got < RECORD_HEADER_LENGTH) {
      throw new DamagedCaptureException("cut short within the header of frame " + number);
    }
    long captured = Integer.toUnsignedLong(header.getInt(CAPTURED_LENGTH));
    if (captured > MAX_FRAME) {
      throw new DamagedCaptureException(
          "frame " + number + " says that it has " + captured + " octets");
    }
    int length = (int) captured;
    if (bytes.length < length) {
      bytes = new byte[MAX_FRAME];
    }
    if (in.readNBytes(bytes, 0, length) < length) {
      throw new DamagedCaptureException("cut short within frame " + number);
    }
    return new Frame(
        number,
        time(),
        linkType,
        Integer.toUnsignedLong(header.getInt(ORIGINAL_LENGTH)),
        ByteBuffer.wrap(bytes, 0, length).slice(),
        null);
  }

  /** Later than 2038 if the seconds say so: they have no sign. */
  private Instant time() {
    return Instant.ofEpochSecond(
        Integer.toUnsignedLong(header.getInt(SECONDS)),
        Integer.toUnsignedLong(header.getInt(FRACTION)) * nanosPerTick);
  }
}
