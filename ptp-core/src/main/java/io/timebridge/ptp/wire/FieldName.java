package io.timebridge.ptp.wire;

/**
 * What a field of a message is called.
 *
 * @param name in IEEE 1588; a part of a time has the part behind a dot: {@code
 *     originTimestamp.seconds}
 * @param filter Wireshark's filter name: {@code ptp.v2.sdr.origintimestamp.seconds}; where
 *     Wireshark has none, one made in its way
 */
public record FieldName(String name, String filter) {
  FieldName part(String part) {
    return new FieldName(name + "." + part, filter + "." + part);
  }
}
