package io.timebridge.ptp.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Members one after the other, and lists. */
final class GroupCodecs {
  private GroupCodecs() {}

  /**
   * Several of one kind.
   *
   * @param countOctets how many octets before them say how many there are; 0 if they fill the rest
   */
  record Many(int countOctets, FieldCodec element) implements FieldCodec {
    @Override
    public Object read(ByteBuffer in) {
      int count = countOctets == 1 ? in.get() & 0xFF : countOctets == 2 ? in.getShort() : -1;
      if (countOctets == 2 && (count < 0 || count > in.remaining())) {
        throw new BufferUnderflowException(); // each takes at least one octet
      }
      List<Object> values = new ArrayList<>();
      while (count < 0 ? in.hasRemaining() : values.size() < count) {
        values.add(element.read(in));
      }
      return List.copyOf(values);
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      List<?> values = (List<?>) value;
      if (countOctets == 1) {
        out.put((byte) values.size());
      } else if (countOctets == 2) {
        out.putShort((short) values.size());
      }
      values.forEach(each -> element.write(out, each));
    }

    @Override
    public int length(Object value) {
      int length = countOctets;
      for (Object each : (List<?>) value) {
        length += element.length(each);
      }
      return length;
    }

    @Override
    public Object check(Object value) {
      List<Object> checked = new ArrayList<>();
      for (Object each : (List<?>) value) {
        checked.add(element.check(each));
      }
      if (checked.size() > (countOctets == 1 ? 0xFF : Short.MAX_VALUE)) {
        throw new IllegalArgumentException("too many");
      }
      return List.copyOf(checked);
    }

    @Override
    public String allowed() {
      return "several of " + element.allowed();
    }

    @Override
    public Object plain(Object value) {
      return ((List<?>) value).stream().map(element::plain).toList();
    }

    @Override
    public List<String> parts() {
      List<String> parts = new ArrayList<>(element.parts());
      if (countOctets > 0) {
        parts.add(0, "count");
      }
      return parts;
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      List<?> values = (List<?>) value;
      if (countOctets > 0) {
        sink.number(labels.get(0), values.size());
      }
      List<FieldName> each = labels.subList(countOctets > 0 ? 1 : 0, labels.size());
      values.forEach(one -> element.tell(one, each, sink));
    }

    @Override
    public String text(Object value) {
      List<String> texts = new ArrayList<>();
      ((List<?>) value).forEach(each -> texts.add(element.text(each)));
      return String.join(" ", texts);
    }
  }

  /** Members one after the other, by name. */
  record Members(List<ManagementField> fields) implements FieldCodec {
    Members(ManagementField... fields) {
      this(List.of(fields));
    }

    List<ManagementField> named() {
      return fields.stream()
          .filter(field -> !(field.codec() instanceof OctetCodecs.Reserved))
          .toList();
    }

    @Override
    public Object read(ByteBuffer in) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < fields.size(); i++) {
        if (sharesOctet(i)) {
          in.position(in.position() - 1);
        }
        Object value = fields.get(i).read(in);
        if (!(fields.get(i).codec() instanceof OctetCodecs.Reserved)) {
          values.put(fields.get(i).name(), value);
        }
      }
      return values;
    }

    private boolean sharesOctet(int index) {
      return index > 0
          && fields.get(index).codec() instanceof NumberCodecs.Bit
          && fields.get(index - 1).codec() instanceof NumberCodecs.Bit;
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      Map<?, ?> values = (Map<?, ?>) value;
      for (int i = 0; i < fields.size(); i++) {
        ManagementField field = fields.get(i);
        if (sharesOctet(i)) {
          int at = out.position() - 1;
          int mask = ((NumberCodecs.Bit) field.codec()).mask();
          out.put(
              at,
              (byte) (out.get(at) | (Boolean.TRUE.equals(values.get(field.name())) ? mask : 0)));
        } else {
          field.codec().write(out, valueOf(values, field));
        }
      }
    }

    private static Object valueOf(Map<?, ?> values, ManagementField field) {
      Object value = values.get(field.name());
      if (value == null) {
        if (field.codec() instanceof OctetCodecs.Reserved) {
          return 0L;
        }
        throw new IllegalArgumentException(field.name() + " is missing");
      }
      return value;
    }

    @Override
    public int length(Object value) {
      int length = 0;
      for (int i = 0; i < fields.size(); i++) {
        ManagementField field = fields.get(i);
        length += sharesOctet(i) ? 0 : field.codec().length(valueOf((Map<?, ?>) value, field));
      }
      return length;
    }

    @Override
    public Object check(Object value) {
      Map<?, ?> values = (Map<?, ?>) value;
      Map<String, Object> checked = new LinkedHashMap<>();
      for (ManagementField field : named()) {
        checked.put(field.name(), field.check(valueOf(values, field)));
      }
      if (checked.size() != values.size()) {
        throw new IllegalArgumentException("another member than " + checked.keySet());
      }
      return checked;
    }

    @Override
    public String allowed() {
      return "members";
    }

    @Override
    public Object plain(Object value) {
      Map<String, Object> plain = new LinkedHashMap<>();
      for (ManagementField field : named()) {
        plain.put(field.name(), field.plain(valueOf((Map<?, ?>) value, field)));
      }
      return plain;
    }

    @Override
    public List<String> parts() {
      return List.of(); // each member has names of its own
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      for (ManagementField field : named()) {
        field.tell(valueOf((Map<?, ?>) value, field), sink);
      }
    }

    /** Tells what stands at the buffer's position, reserved octets too, and moves that behind. */
    void tell(ByteBuffer in, FieldSink sink) {
      for (int i = 0; i < fields.size(); i++) {
        if (sharesOctet(i)) {
          in.position(in.position() - 1);
        }
        fields.get(i).tell(fields.get(i).read(in), sink);
      }
    }

    @Override
    public String text(Object value) {
      List<String> texts = new ArrayList<>();
      for (ManagementField field : named()) {
        texts.add(field.name() + " " + field.text(valueOf((Map<?, ?>) value, field)));
      }
      return "{" + String.join(", ", texts) + "}";
    }
  }
}
