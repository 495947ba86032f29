package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One member of what a management message carries: its name, and how it stands on the wire.
 *
 * <p>A value is a {@link Long} (every number, and every count of nanoseconds or of 2⁻¹⁶ ns), a
 * {@link Boolean}, a {@link String} (text, or octets such as {@code 00:1b:19}), a {@link
 * ClockIdentity}, a {@link PortIdentity}, a {@link PortAddress}, a {@link java.util.List} of such,
 * or a {@link java.util.Map} of members by name.
 */
public final class ManagementField {
  private final String name;
  private final FieldCodec codec;
  private final List<FieldName> labels;

  /** A label for each of the codec's parts. */
  ManagementField(String name, FieldCodec codec, List<FieldName> labels) {
    this.name = name;
    this.codec = codec;
    this.labels = List.copyOf(labels);
  }

  /** {@return IEEE 1588's name, or linuxptp's for a member that is its own, as pmc prints it} */
  public String name() {
    return name;
  }

  /**
   * {@return a value as pmc prints it}
   *
   * @param value of this field
   */
  public String text(Object value) {
    return codec.text(value);
  }

  /**
   * {@return a value for a program to read: an interval as a {@link Double} of nanoseconds, a rate
   * as a ratio, a state by its word, an identity or address as text; anything else as it is}
   *
   * @param value of this field
   */
  public Object plain(Object value) {
    return codec.plain(value);
  }

  /**
   * {@return the value that a text means}
   *
   * @param text as {@link #text} gives it, or a number in the other base
   * @throws IllegalArgumentException if it is none; the message says what is allowed
   */
  public Object parse(String text) {
    try {
      return codec.check(codec.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: found \"%s\", allowed: %s".formatted(name, text, codec.allowed()), e);
    }
  }

  /** Tells a value by the names that Wireshark has for it, or would have. */
  void tell(Object value, FieldSink sink) {
    codec.tell(value, labels, sink);
  }

  FieldCodec codec() {
    return codec;
  }

  Object read(ByteBuffer in) {
    return codec.read(in);
  }

  Object check(Object value) {
    try {
      return codec.check(value);
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IllegalArgumentException(
          "%s: found \"%s\", allowed: %s".formatted(name, value, codec.allowed()), e);
    }
  }
}
