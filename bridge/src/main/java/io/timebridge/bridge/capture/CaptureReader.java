package io.timebridge.bridge.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one capture file, one after the other. One thread.
 *
 * <p>The formats are told apart by their first octets; a file that gzip has made smaller is read
 * like one that it has not.
 */
sealed interface CaptureReader permits PcapReader, PcapngReader {
  /** The most octets of a frame that are read: libpcap's MAXIMUM_SNAPLEN. */
  int MAX_FRAME = 262_144;

  /**
   * {@return the next frame, or null at the end of the file}
   *
   * @throws DamagedCaptureException if the file cannot be read any further
   */
  @Nullable Frame next() throws IOException;

  /**
   * {@return a reader of a file}
   *
   * @param in the file's octets; buffered by the caller
   * @throws DamagedCaptureException if it is neither a pcap nor a pcapng
   */
  static CaptureReader open(InputStream in) throws IOException {
    byte[] magic = in.readNBytes(Integer.BYTES);
    if (magic.length >= 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic), in);
      InputStream plain = new GZIPInputStream(whole, 1 << 16);
      return open(plain, plain.readNBytes(Integer.BYTES));
    }
    return open(in, magic);
  }

  private static CaptureReader open(InputStream in, byte[] magic) throws IOException {
    if (magic.length == Integer.BYTES) {
      int value = ByteBuffer.wrap(magic).getInt();
      if (value == PcapngReader.SECTION_HEADER) {
        return new PcapngReader(in);
      }
      if (PcapReader.isMagic(value)) {
        return new PcapReader(in, ByteOrder.BIG_ENDIAN, value);
      }
      if (PcapReader.isMagic(Integer.reverseBytes(value))) {
        return new PcapReader(in, ByteOrder.LITTLE_ENDIAN, Integer.reverseBytes(value));
      }
    }
    throw new DamagedCaptureException("not a pcap or pcapng file");
  }
}
