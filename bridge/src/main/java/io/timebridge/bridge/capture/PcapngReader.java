package io.timebridge.bridge.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newer format: a stream of blocks that say their kind and length, in sections that may differ
 * in byte order and each describe their interfaces anew.
 *
 * <p>Frames are in Enhanced, Simple and the obsolete Packet Blocks; every other kind is stepped
 * over without being read into memory. A block that contradicts itself costs its own frame only.
 */
final class PcapngReader implements CaptureReader {
  /** The type of the block that begins a section; reads the same in both byte orders. */
  static final int SECTION_HEADER = 0x0A0D0D0A;

  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final int MAJOR_VERSION = 1;

  /** Type and length before a block's body. */
  private static final int HEAD = 8;

  /** The length once more, behind a block's body. */
  private static final int TAIL = 4;

  /** Magic, version and length of the section. */
  private static final int SECTION_BODY = 16;

  /** The most of a block that is read: a frame, and what is said about it. */
  private static final int MAX_BODY = MAX_FRAME + 65_536;

  private static final int MAX_INTERFACES = 65_536;

  private final InputStream in;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);
  private final List<PcapngInterface> interfaces = new ArrayList<>();
  private ByteBuffer body = ByteBuffer.allocate(4096);
  private boolean begun = true; // the first block's type has been read
  private long number;

  PcapngReader(InputStream in) {
    this.in = in;
    head.putInt(0, SECTION_HEADER);
  }

  @Override
  public @Nullable Frame next() throws IOException {
    try {
      while (readHead()) {
        Frame frame = block(head.getInt(0));
        if (frame != null) {
          return frame;
        }
      }
      return null;
    } catch (EOFException e) {
      throw damaged("cut short within a block");
    }
  }

  private DamagedCaptureException damaged(String what) {
    return new DamagedCaptureException(
        what + (number == 0 ? ", before the first frame" : ", behind frame " + number));
  }

  /** Reads a block's type and length; false at the end of the file. */
  private boolean readHead() throws IOException {
    int have = begun ? TAIL : 0;
    begun = false;
    int got = have + in.readNBytes(head.array(), have, HEAD - have);
    if (got == 0) {
      return false;
    }
    if (got < HEAD) {
      throw new EOFException();
    }
    return true;
  }

  private @Nullable Frame block(int type) throws IOException {
    if (type == SECTION_HEADER) {
      beginSection();
      return null;
    }
    long length = Integer.toUnsignedLong(head.getInt(TAIL)) - HEAD - TAIL;
    if (length < 0 || length % 4 != 0) {
      throw damaged("a block cannot have " + (length + HEAD + TAIL) + " octets");
    }
    boolean packet = type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == PACKET;
    if (packet) {
      number++;
    }
    if (!packet && type != INTERFACE_DESCRIPTION) {
      in.skipNBytes(length + TAIL);
      return null;
    }
    if (length > MAX_BODY) {
      in.skipNBytes(length + TAIL);
      if (packet) {
        return Frame.unreadable(number, "its block has " + length + " octets");
      }
      throw damaged("the description of an interface has " + length + " octets");
    }
    boolean closed = readBody((int) length);
    if (type == INTERFACE_DESCRIPTION) {
      describeInterface();
      return null;
    }
    Frame frame = packet(type);
    return closed || frame.problem() != null
        ? frame
        : new Frame(
            number,
            frame.time(),
            frame.linkType(),
            frame.originalLength(),
            frame.data(),
            "its block has one length at the start and another at the end");
  }

  /** Reads a block's body; false if the length behind it is not the one before it. */
  private boolean readBody(int length) throws IOException {
    if (body.capacity() < length + TAIL) {
      body = ByteBuffer.allocate(MAX_BODY + TAIL);
    }
    if (in.readNBytes(body.array(), 0, length + TAIL) < length + TAIL) {
      throw new EOFException();
    }
    body.clear().order(head.order());
    body.limit(length + TAIL);
    boolean same = body.getInt(length) == head.getInt(TAIL);
    body.limit(length);
    return same;
  }

  private void beginSection() throws IOException {
    byte[] bytes = new byte[SECTION_BODY];
    if (in.readNBytes(bytes, 0, SECTION_BODY) < SECTION_BODY) {
      throw new EOFException();
    }
    ByteBuffer section = ByteBuffer.wrap(bytes);
    if (section.getInt(0) != BYTE_ORDER_MAGIC) {
      section.order(ByteOrder.LITTLE_ENDIAN);
    }
    if (section.getInt(0) != BYTE_ORDER_MAGIC) {
      throw damaged("a section without a byte order");
    }
    head.order(section.order());
    int major = Short.toUnsignedInt(section.getShort(4));
    if (major != MAJOR_VERSION) {
      throw damaged("a section of version " + major + ", which is not known");
    }
    long rest = Integer.toUnsignedLong(head.getInt(TAIL)) - HEAD - SECTION_BODY;
    if (rest < TAIL) {
      throw damaged("a section's header that is too short");
    }
    in.skipNBytes(rest);
    interfaces.clear();
  }

  private void describeInterface() throws IOException {
    if (interfaces.size() == MAX_INTERFACES) {
      throw damaged("more than " + MAX_INTERFACES + " interfaces");
    }
    PcapngInterface described = PcapngInterface.read(body);
    if (described == null) {
      throw damaged("the description of an interface is too short");
    }
    interfaces.add(described);
  }

  private Frame packet(int type) {
    int fixed =
        switch (type) {
          case SIMPLE_PACKET -> 4;
          default -> 20;
        };
    if (body.limit() < fixed) {
      return Frame.unreadable(number, "its block is too short");
    }
    // The obsolete block has a count of lost packets in the other half of the interface's number.
    int index =
        switch (type) {
          case SIMPLE_PACKET -> 0;
          case PACKET -> Short.toUnsignedInt(body.getShort(0));
          default -> body.getInt(0);
        };
    if (index < 0 || index >= interfaces.size()) {
      return Frame.unreadable(
          number, "no interface " + Integer.toUnsignedString(index) + " is described");
    }
    PcapngInterface from = interfaces.get(index);
    return type == SIMPLE_PACKET ? simple(from) : stamped(from);
  }

  /** Without a time, and with the one length that the frame had on the wire. */
  private Frame simple(PcapngInterface from) {
    long original = Integer.toUnsignedLong(body.getInt(0));
    long captured = Math.min(Math.min(original, from.snapLength()), body.limit() - 4L);
    ByteBuffer data = body.slice(4, (int) captured).order(ByteOrder.BIG_ENDIAN);
    return new Frame(number, null, from.linkType(), original, data, null);
  }

  private Frame stamped(PcapngInterface from) {
    long ticks = (long) body.getInt(4) << 32 | Integer.toUnsignedLong(body.getInt(8));
    long captured = Integer.toUnsignedLong(body.getInt(12));
    long original = Integer.toUnsignedLong(body.getInt(16));
    int room = body.limit() - 20;
    String problem =
        captured > room
            ? "says that " + captured + " octets were captured, its block has " + room
            : null;
    int length = (int) Math.min(captured, room);
    ByteBuffer data = body.slice(20, length).order(ByteOrder.BIG_ENDIAN);
    return new Frame(number, from.time(ticks), from.linkType(), original, data, problem);
  }
}
