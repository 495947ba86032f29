package io.timebridge.ptp.wire;

/**
 * Is told what stands in a packet, field by field in the order of the wire; what comes several
 * times (the clocks of a path trace, the fields of several TLVs) is told several times. The kinds
 * are those that Wireshark gives the fields.
 */
public interface FieldSink {
  /**
   * A whole number that a long holds.
   *
   * @param field which
   * @param value the number
   */
  void number(FieldName field, long value);

  /**
   * A whole number of 64 bits without a sign: an identity; or the whole nanoseconds of a
   * correction, which Wireshark shows without a sign too.
   *
   * @param field which
   * @param bits the number, to be read as unsigned
   */
  void unsigned(FieldName field, long bits);

  /**
   * A fraction: the part of a correction that is less than a nanosecond.
   *
   * @param field which
   * @param value 0 or more, less than 1
   */
  void fraction(FieldName field, double value);

  /**
   * A bit.
   *
   * @param field which
   * @param value whether it is set
   */
  void flag(FieldName field, boolean value);

  /**
   * A text.
   *
   * @param field which
   * @param value the text
   */
  void text(FieldName field, String value);

  /**
   * Octets that mean nothing here, or that Wireshark shows as such.
   *
   * @param field which
   * @param value the octets
   */
  void octets(FieldName field, Octets value);
}
