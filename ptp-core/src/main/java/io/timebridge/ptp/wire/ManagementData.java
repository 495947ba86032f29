package io.timebridge.ptp.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a management message carries: the values of one {@link ManagementId}, by name.
 *
 * @param id what they are about
 * @param values each member of {@link ManagementId#fields()}, of the type that {@link
 *     ManagementField} tells; a number may be of any boxed type and becomes a {@link Long}
 */
public record ManagementData(ManagementId id, Map<String, Object> values) {
  private static final FieldName PAD = new FieldName("pad", "ptp.v2.mm.pad");

  /**
   * Checks and copies the values.
   *
   * @throws IllegalArgumentException if one is missing, unknown, out of range or of another type;
   *     the message names it
   */
  public ManagementData {
    Map<String, Object> checked = new LinkedHashMap<>();
    ((Map<?, ?>) id.body().check(values))
        .forEach((name, value) -> checked.put((String) name, value));
    values = Collections.unmodifiableMap(checked);
  }

  /**
   * {@return the data of an id}
   *
   * @param id the id
   * @param values as many as it has members, in their order
   * @throws IllegalArgumentException if they are not what the id takes; the message names the
   *     member
   */
  public static ManagementData of(ManagementId id, Object... values) {
    if (values.length != id.fields().size()) {
      throw new IllegalArgumentException(
          "%s has %d members, not %d".formatted(id, id.fields().size(), values.length));
    }
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(id.fields().get(i).name(), values[i]);
    }
    return new ManagementData(id, named);
  }

  /**
   * {@return the data that stands in a buffer, or nothing if it has another length or shape than
   * the id's} Reserved bits and octets may be anything.
   *
   * @param id the id
   * @param dataField from position to limit; an octet of padding may make it even
   */
  public static Optional<ManagementData> read(ManagementId id, ByteBuffer dataField) {
    ByteBuffer in = dataField.slice();
    try {
      Map<String, Object> values = new LinkedHashMap<>();
      ((Map<?, ?>) id.body().read(in)).forEach((name, value) -> values.put((String) name, value));
      boolean padded = in.remaining() == 1 && in.position() % 2 == 1;
      return in.hasRemaining() && !padded
          ? Optional.empty()
          : Optional.of(new ManagementData(id, values));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@return the dataField, of even length} */
  public Octets dataField() {
    int length = id.body().length(values);
    ByteBuffer out = ByteBuffer.allocate(length + length % 2);
    id.body().write(out, values);
    return Octets.of(out.array());
  }

  /**
   * {@return one value}
   *
   * @param name of a member
   * @throws IllegalArgumentException if the id has none of that name
   */
  public Object value(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(id + " has no member " + name);
    }
    return value;
  }

  /**
   * {@return one number}
   *
   * @param name of a member that is a number
   */
  public long number(String name) {
    return (Long) value(name);
  }

  /**
   * Tells what stands in a dataField, reserved octets and padding too; nothing if it is not what
   * the id carries.
   *
   * @param id the id
   * @param dataField from position to limit; not changed
   * @param sink is told
   */
  static void tell(ManagementId id, ByteBuffer dataField, FieldSink sink) {
    if (read(id, dataField).isPresent()) {
      ByteBuffer in = dataField.slice();
      id.body().tell(in, sink);
      if (in.hasRemaining()) {
        sink.octets(PAD, Octets.of(in, in.position(), in.limit()));
      }
    }
  }
}
