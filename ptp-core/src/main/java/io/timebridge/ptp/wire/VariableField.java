package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rows of a {@link Layout} whose length the row or the packet tells. */
sealed interface VariableField extends Field {
  /** Up to the end of the structure. */
  int REST = -1;

  static Bytes bytes(int offset, int octets, String name, String filter) {
    return new Bytes(offset, octets, new FieldName(name, filter));
  }

  static Bytes rest(int offset, String name, String filter) {
    return new Bytes(offset, REST, new FieldName(name, filter));
  }

  static Text text(int offset, String name, String filter) {
    return new Text(offset, new FieldName(name, filter));
  }

  static Identities identities(int offset, String name, String filter) {
    return new Identities(offset, new FieldName(name, filter));
  }

  /** A number of octets, or the {@link #REST}. */
  record Bytes(int offset, int octets, FieldName label) implements VariableField {
    @Override
    public int end() {
      return octets == REST ? offset : offset + octets;
    }

    Octets get(ByteBuffer buffer, int start, int to) {
      return Octets.of(buffer, start + offset, octets == REST ? to : start + end());
    }

    void put(ByteBuffer buffer, int start, Octets value) {
      if (octets != REST && octets != value.length()) {
        throw new IllegalArgumentException(label.name() + " has " + octets + " octets");
      }
      value.write(buffer, start + offset);
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      Octets value = get(buffer, start, to);
      if (octets != REST || value.length() > 0) {
        sink.octets(label, value);
      }
    }
  }

  /**
   * A PTPText: an octet that counts the octets of the text, and these, in UTF-8. One that is the
   * last of its structure may be missing, which is an empty one; what pads it to an even length is
   * not its own.
   */
  record Text(int offset, FieldName label) implements VariableField {
    static final int MAX_OCTETS = 255;

    @Override
    public int end() {
      return offset;
    }

    @Override
    public boolean fits(ByteBuffer buffer, int start, int to) {
      int at = start + offset;
      return at == to || (at < to && at + 1 + octets(buffer, at) <= to && isText(buffer, at));
    }

    private static int octets(ByteBuffer buffer, int at) {
      return buffer.get(at) & 0xFF;
    }

    private static ByteBuffer content(ByteBuffer buffer, int at) {
      return buffer.slice(at + 1, octets(buffer, at));
    }

    /** Whether it is UTF-8, found out without an exception: bad ones must be cheap, too. */
    private static boolean isText(ByteBuffer buffer, int at) {
      CharBuffer room = CharBuffer.allocate(octets(buffer, at));
      return !StandardCharsets.UTF_8.newDecoder().decode(content(buffer, at), room, true).isError();
    }

    /** The text of a field that {@link #fits}. */
    String get(ByteBuffer buffer, int start, int to) {
      int at = start + offset;
      return at >= to ? "" : StandardCharsets.UTF_8.decode(content(buffer, at)).toString();
    }

    /** How many octets a text takes; throws an IllegalArgumentException if it is too long. */
    static int length(String text) {
      int octets = text.getBytes(StandardCharsets.UTF_8).length;
      if (octets > MAX_OCTETS) {
        throw new IllegalArgumentException("a PTPText of " + octets + " octets");
      }
      return 1 + octets;
    }

    void put(ByteBuffer buffer, int start, String text) {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      buffer.put(start + offset, (byte) octets.length).put(start + offset + 1, octets);
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      if (start + offset < to) {
        sink.number(label.part("length"), octets(buffer, start + offset));
        sink.text(label, get(buffer, start, to));
      }
    }
  }

  /** clockIdentities up to the end of the structure. */
  record Identities(int offset, FieldName label) implements VariableField {
    @Override
    public int end() {
      return offset;
    }

    @Override
    public boolean fits(ByteBuffer buffer, int start, int to) {
      return start + offset <= to && (to - start - offset) % Identity.LENGTH == 0;
    }

    List<ClockIdentity> get(ByteBuffer buffer, int start, int to) {
      List<ClockIdentity> clocks = new ArrayList<>((to - start - offset) / Identity.LENGTH);
      for (int at = start + offset; at < to; at += Identity.LENGTH) {
        clocks.add(new ClockIdentity(buffer.getLong(at)));
      }
      return List.copyOf(clocks);
    }

    void put(ByteBuffer buffer, int start, List<ClockIdentity> clocks) {
      int at = start + offset;
      for (ClockIdentity clock : clocks) {
        buffer.putLong(at, clock.bits());
        at += Identity.LENGTH;
      }
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      for (int at = start + offset; at < to; at += Identity.LENGTH) {
        sink.unsigned(label, buffer.getLong(at));
      }
    }
  }
}
