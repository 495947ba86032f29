package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of a structure on the wire, a message's header or body or a TLV: its fields in their
 * order. What reads, writes and tells the structure goes by it, so that no offset is known
 * elsewhere.
 *
 * <p>Fields may lie on each other (the flags in their flagField), but leave no octet without a
 * field.
 */
final class Layout {
  private final int start;
  private final int end;
  private final List<Field> fields;

  private Layout(int start, List<Field> fields) {
    int end = start;
    for (Field field : fields) {
      if (field.offset() < start || field.offset() > end) {
        throw new IllegalArgumentException("a gap before " + field);
      }
      end = Math.max(end, field.end());
    }
    this.start = start;
    this.end = end;
    this.fields = fields;
  }

  /**
   * A table.
   *
   * @param start where its first field stands, octets from the start of the structure
   */
  static Layout of(int start, Field... fields) {
    return new Layout(start, List.of(fields));
  }

  /** The same with more fields behind. */
  Layout with(Field... more) {
    List<Field> all = new ArrayList<>(fields);
    all.addAll(List.of(more));
    return new Layout(start, List.copyOf(all));
  }

  /** Where the structure ends, octets; with a last field of variable length the least of it. */
  int end() {
    return end;
  }

  /** How many octets the fields take, or take at least. */
  int length() {
    return end - start;
  }

  /** Whether all fields lie inside a structure that ends at {@code to}, and can be read. */
  boolean fits(ByteBuffer buffer, int start, int to) {
    for (Field field : fields) {
      if (!field.fits(buffer, start, to)) {
        return false;
      }
    }
    return true;
  }

  /** Tells all fields of a structure that {@link #fits}. */
  void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
    for (Field field : fields) {
      field.tell(buffer, start, to, sink);
    }
  }
}
