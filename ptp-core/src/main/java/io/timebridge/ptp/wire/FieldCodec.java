package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** How a kind of value stands in a management message, and how a person writes it. */
interface FieldCodec {
  /** Reads a value at the buffer's position. Throws BufferUnderflowException if it ends before. */
  Object read(ByteBuffer in);

  /** Writes a value that passed {@link #check} at the buffer's position. */
  void write(ByteBuffer out, Object value);

  /** How many octets a value takes. */
  int length(Object value);

  /** {@return the value} Throws IllegalArgumentException or ClassCastException if it is none. */
  Object check(Object value);

  /** What a person may write. */
  String allowed();

  default String text(Object value) {
    return value.toString();
  }

  /** A number in its unit, a boolean, a text, or a list or map of such. */
  default Object plain(Object value) {
    return value instanceof Long || value instanceof Boolean ? value : text(value);
  }

  default Object parse(String text) {
    throw new IllegalArgumentException("it cannot be set");
  }

  /** What comes behind the name of the whole for each part that is told of it: "" for itself. */
  default List<String> parts() {
    return List.of("");
  }

  /** Tells a value; a label for each of {@link #parts}. */
  void tell(Object value, List<FieldName> labels, FieldSink sink);
}
