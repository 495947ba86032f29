package io.timebridge.ptp.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what it is told, by Wireshark's names. */
final class ToldFields implements FieldSink {
  final Map<String, List<Object>> told = new LinkedHashMap<>();

  private void keep(FieldName field, Object value) {
    told.computeIfAbsent(field.filter(), name -> new ArrayList<>()).add(value);
  }

  Object first(String filter) {
    return told.getOrDefault(filter, List.of("not told")).get(0);
  }

  @Override
  public void number(FieldName field, long value) {
    keep(field, value);
  }

  @Override
  public void unsigned(FieldName field, long bits) {
    keep(field, bits);
  }

  @Override
  public void fraction(FieldName field, double value) {
    keep(field, value);
  }

  @Override
  public void flag(FieldName field, boolean value) {
    keep(field, value);
  }

  @Override
  public void text(FieldName field, String value) {
    keep(field, value);
  }

  @Override
  public void octets(FieldName field, Octets value) {
    keep(field, value.toString());
  }
}
