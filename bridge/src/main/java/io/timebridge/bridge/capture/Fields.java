package io.timebridge.bridge.capture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of one message by Wireshark's filter names, in their order on the wire. A name that
 * comes more than once has a list of its values.
 */
final class Fields {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a field: a number or a text. */
  void add(String name, Object value) {
    values.merge(name, value, Fields::both);
  }

  /** Adds some bits of a word. */
  void bits(String name, int word, int mask) {
    add(name, (word & mask) >>> Integer.numberOfTrailingZeros(mask));
  }

  /** Adds octets, as pairs of digits with colons between; nothing for none. */
  void octets(String name, ByteBuffer from, int at, int length) {
    if (length > 0) {
      byte[] octets = new byte[length];
      from.get(at, octets);
      add(name, COLONS.formatHex(octets));
    }
  }

  private static Object both(Object first, Object next) {
    if (first instanceof Values list) {
      list.add(next);
      return list;
    }
    Values list = new Values();
    list.add(first);
    list.add(next);
    return list;
  }

  /** {@return the fields; a view} */
  Map<String, Object> asMap() {
    return Collections.unmodifiableMap(values);
  }

  /** What a name that comes more than once has; a value is never such a list itself. */
  private static final class Values extends ArrayList<Object> {
    private static final long serialVersionUID = 1;
  }
}
