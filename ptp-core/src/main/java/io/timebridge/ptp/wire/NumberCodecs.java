package io.timebridge.ptp.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers, flags, times and states in a management message. */
final class NumberCodecs {
  private NumberCodecs() {}

  /**
   * A number of 1, 2, 4 or 8 octets.
   *
   * @param hexDigits how many it is shown with; 0 for decimal
   */
  record Whole(int octets, boolean signed, int hexDigits, boolean littleEndian)
      implements FieldCodec {
    static final FieldCodec UINT8 = new Whole(1, false, 0, false);
    static final FieldCodec INT8 = new Whole(1, true, 0, false);
    static final FieldCodec HEX8 = new Whole(1, false, 2, false);
    static final FieldCodec UINT16 = new Whole(2, false, 0, false);
    static final FieldCodec INT16 = new Whole(2, true, 0, false);
    static final FieldCodec HEX16 = new Whole(2, false, 4, false);
    static final FieldCodec UINT32 = new Whole(4, false, 0, false);
    static final FieldCodec HEX32 = new Whole(4, false, 8, false);
    static final FieldCodec UINT48 = new Whole(6, false, 0, false);
    static final FieldCodec INT32 = new Whole(4, true, 0, false);
    static final FieldCodec INT64 = new Whole(8, true, 0, false);
    static final FieldCodec COUNTER = new Whole(8, true, 0, true);

    @Override
    public Object read(ByteBuffer in) {
      long value = 0;
      for (int i = 0; i < octets; i++) {
        long octet = in.get() & 0xFF;
        value = littleEndian ? value | (octet << (8 * i)) : (value << 8) | octet;
      }
      int unused = Long.SIZE - 8 * octets;
      return signed ? value << unused >> unused : value;
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      long bits = (Long) value;
      for (int i = 0; i < octets; i++) {
        out.put((byte) (bits >> (8 * (littleEndian ? i : octets - 1 - i))));
      }
    }

    @Override
    public int length(Object value) {
      return octets;
    }

    private long min() {
      return signed ? Long.MIN_VALUE >> (Long.SIZE - 8 * octets) : 0;
    }

    private long max() {
      return signed ? Long.MAX_VALUE >> (Long.SIZE - 8 * octets) : (1L << (8 * octets)) - 1;
    }

    @Override
    public Object check(Object value) {
      long number = ((Number) value).longValue();
      if (number < min() || number > max()) {
        throw new IllegalArgumentException("out of range");
      }
      return number;
    }

    @Override
    public String allowed() {
      return "a whole number from " + min() + " to " + max();
    }

    @Override
    public String text(Object value) {
      return hexDigits == 0
          ? value.toString()
          : String.format(Locale.ROOT, "0x%0" + hexDigits + "x", (Long) value);
    }

    @Override
    public Object parse(String text) {
      return Long.decode(text);
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.number(labels.get(0), (Long) value);
    }
  }

  /** clockType: 16 bits, of which Wireshark shows the upper five one by one. */
  record ClockType() implements FieldCodec {
    private static final List<String> KINDS = List.of("OC", "BC", "p2p_TC", "e2e_TC", "MM");
    private static final int REST = 0x7FF;

    @Override
    public Object read(ByteBuffer in) {
      return Whole.HEX16.read(in);
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      Whole.HEX16.write(out, value);
    }

    @Override
    public int length(Object value) {
      return Whole.HEX16.length(value);
    }

    @Override
    public Object check(Object value) {
      return Whole.HEX16.check(value);
    }

    @Override
    public String allowed() {
      return Whole.HEX16.allowed();
    }

    @Override
    public String text(Object value) {
      return Whole.HEX16.text(value);
    }

    @Override
    public List<String> parts() {
      List<String> parts = new ArrayList<>(List.of(""));
      parts.addAll(KINDS);
      parts.add("reserved");
      return parts;
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      long bits = (Long) value;
      sink.number(labels.get(0), bits);
      for (int i = 0; i < KINDS.size(); i++) {
        sink.flag(labels.get(1 + i), (bits & 0x8000 >> i) != 0);
      }
      sink.flag(labels.get(1 + KINDS.size()), (bits & REST) != 0);
    }
  }

  /** One bit; bits that follow each other share an octet. */
  record Bit(int mask) implements FieldCodec {
    @Override
    public Object read(ByteBuffer in) {
      return (in.get() & mask) != 0;
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      out.put((byte) ((Boolean) value ? mask : 0));
    }

    @Override
    public int length(Object value) {
      return 1;
    }

    @Override
    public Object check(Object value) {
      return Boolean.class.cast(value);
    }

    @Override
    public String allowed() {
      return "0 or 1";
    }

    @Override
    public String text(Object value) {
      return (Boolean) value ? "1" : "0";
    }

    @Override
    public Object parse(String text) {
      return parseBoolean(text);
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.flag(labels.get(0), (Boolean) value);
    }
  }

  /**
   * linuxptp's flag of four octets.
   *
   * @param words whether pmc shows it as true and false, or as 1 and 0
   */
  record Flag32(boolean words) implements FieldCodec {
    @Override
    public Object read(ByteBuffer in) {
      return in.getInt() != 0;
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      out.putInt((Boolean) value ? 1 : 0);
    }

    @Override
    public int length(Object value) {
      return 4;
    }

    @Override
    public Object check(Object value) {
      return Boolean.class.cast(value);
    }

    @Override
    public String allowed() {
      return "0 or 1";
    }

    @Override
    public String text(Object value) {
      return words ? value.toString() : (Boolean) value ? "1" : "0";
    }

    @Override
    public Object parse(String text) {
      return parseBoolean(text);
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.flag(labels.get(0), (Boolean) value);
    }
  }

  private static Object parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "true", "on" -> true;
      case "0", "false", "off" -> false;
      default -> throw new IllegalArgumentException("neither 0 nor 1");
    };
  }

  /** A number of eight octets with a fraction: the value is the wire's, the text is divided. */
  record Fraction(int octets, int shift, String format) implements FieldCodec {
    /** A TimeInterval, 2⁻¹⁶ ns; shown in nanoseconds. */
    static final FieldCodec TIME_INTERVAL = new Fraction(8, 16, "%.1f");

    /** A rate in units of 2⁻⁴¹, shown as a ratio. */
    static final FieldCodec RATE = new Fraction(4, 41, "%+.9f");

    @Override
    public Object read(ByteBuffer in) {
      return octets == 8 ? in.getLong() : (long) in.getInt();
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      if (octets == 8) {
        out.putLong((Long) value);
      } else {
        out.putInt(((Long) value).intValue());
      }
    }

    @Override
    public int length(Object value) {
      return octets;
    }

    @Override
    public Object check(Object value) {
      long number = ((Number) value).longValue();
      if (octets == 4 && number != (int) number) {
        throw new IllegalArgumentException("out of range");
      }
      return number;
    }

    @Override
    public String allowed() {
      return "a number";
    }

    @Override
    public String text(Object value) {
      return String.format(Locale.ROOT, format, Math.scalb((double) (Long) value, -shift));
    }

    @Override
    public Object plain(Object value) {
      return Math.scalb((double) (Long) value, -shift);
    }

    @Override
    public List<String> parts() {
      return octets == 8 ? List.of("ns", "subns") : List.of("");
    }

    /** Whole nanoseconds, towards negative infinity and without a sign as Wireshark has it. */
    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      long bits = (Long) value;
      if (octets == 8) {
        sink.unsigned(labels.get(0), bits >> shift);
        sink.fraction(labels.get(1), Math.scalb((double) (bits & (1L << shift) - 1), -shift));
      } else {
        sink.number(labels.get(0), bits);
      }
    }
  }

  /** A Timestamp: 48 bits of seconds, 32 of nanoseconds; the value is nanoseconds. */
  record Timestamp() implements FieldCodec {
    @Override
    public Object read(ByteBuffer in) {
      int at = in.position();
      in.position(at + Math.min(PtpTimestamp.LENGTH, in.remaining()));
      if (in.position() - at < PtpTimestamp.LENGTH) {
        throw new BufferUnderflowException();
      }
      if (!PtpTimestamp.isSound(in, at)) {
        throw new IllegalArgumentException("no time");
      }
      return PtpTimestamp.nanos(in, at);
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      long nanos = (Long) value;
      long seconds = nanos / PtpTimestamp.NANOS;
      out.putShort((short) (seconds >> 32)).putInt((int) seconds);
      out.putInt((int) (nanos % PtpTimestamp.NANOS));
    }

    @Override
    public int length(Object value) {
      return PtpTimestamp.LENGTH;
    }

    @Override
    public Object check(Object value) {
      long nanos = ((Number) value).longValue();
      if (nanos < 0) {
        throw new IllegalArgumentException("before 1970");
      }
      return nanos;
    }

    @Override
    public String allowed() {
      return "nanoseconds since 1970";
    }

    @Override
    public String text(Object value) {
      long nanos = (Long) value;
      return String.format(
          Locale.ROOT, "%d.%09d", nanos / PtpTimestamp.NANOS, nanos % PtpTimestamp.NANOS);
    }

    @Override
    public Object parse(String text) {
      return Long.decode(text);
    }

    @Override
    public List<String> parts() {
      return List.of("seconds", "nanoseconds");
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.number(labels.get(0), (Long) value / PtpTimestamp.NANOS);
      sink.number(labels.get(1), (Long) value % PtpTimestamp.NANOS);
    }
  }

  /** A portState, shown by the standard's word. */
  record State() implements FieldCodec {
    /** IEEE 1588's enumeration of portState, from 1; linuxptp shows 0 where there is none. */
    private static final List<String> WORDS =
        List.of(
            "NONE",
            "INITIALIZING",
            "FAULTY",
            "DISABLED",
            "LISTENING",
            "PRE_MASTER",
            "MASTER",
            "PASSIVE",
            "UNCALIBRATED",
            "SLAVE");

    @Override
    public Object read(ByteBuffer in) {
      return in.get() & 0xFFL;
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      out.put(((Long) value).byteValue());
    }

    @Override
    public int length(Object value) {
      return 1;
    }

    @Override
    public Object check(Object value) {
      return Whole.UINT8.check(value);
    }

    @Override
    public String allowed() {
      return String.join(", ", WORDS.subList(1, WORDS.size()));
    }

    @Override
    public String text(Object value) {
      long state = (Long) value;
      return state < WORDS.size() ? WORDS.get((int) state) : Long.toString(state);
    }

    @Override
    public Object plain(Object value) {
      return text(value);
    }

    @Override
    public Object parse(String text) {
      int state = WORDS.indexOf(text.toUpperCase(Locale.ROOT));
      if (state < 0) {
        throw new IllegalArgumentException("no state");
      }
      return (long) state;
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.number(labels.get(0), (Long) value);
    }
  }
}
