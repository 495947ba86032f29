package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One row of a {@link Layout}: where a field stands in its structure, what it is called, and how it
 * is read, written and told.
 *
 * <p>The buffer is big-endian; {@code start} is the index in it where the structure begins (of a
 * message its first octet, of a TLV that of its tlvType). Reading and writing allocate nothing
 * unless the value is an object.
 */
sealed interface Field
    permits Field.Int,
        Field.Bits,
        Field.Flag,
        Field.Wide,
        Field.Identity,
        Field.Port,
        Field.Time,
        Field.Interval,
        Field.Reserved,
        VariableField {

  /** Where it begins, octets from the start of the structure. */
  int offset();

  /** Where it ends; of a field of variable length, where its shortest form ends. */
  int end();

  /** Whether it lies inside a structure that ends at {@code to}, and can be read. */
  default boolean fits(ByteBuffer buffer, int start, int to) {
    return start + end() <= to;
  }

  /** Tells what stands there; a reserved field has nothing to tell. */
  void tell(ByteBuffer buffer, int start, int to, FieldSink sink);

  static Int uint8(int offset, String name, String filter) {
    return new Int(offset, 1, false, new FieldName(name, filter));
  }

  static Int int8(int offset, String name, String filter) {
    return new Int(offset, 1, true, new FieldName(name, filter));
  }

  static Int uint16(int offset, String name, String filter) {
    return new Int(offset, 2, false, new FieldName(name, filter));
  }

  static Int int16(int offset, String name, String filter) {
    return new Int(offset, 2, true, new FieldName(name, filter));
  }

  static Int uint24(int offset, String name, String filter) {
    return new Int(offset, 3, false, new FieldName(name, filter));
  }

  static Int int32(int offset, String name, String filter) {
    return new Int(offset, 4, true, new FieldName(name, filter));
  }

  static Wide uint32(int offset, String name, String filter) {
    return new Wide(offset, 4, new FieldName(name, filter), false);
  }

  static Wide uint48(int offset, String name, String filter) {
    return new Wide(offset, 6, new FieldName(name, filter), false);
  }

  static Wide int64(int offset, String name, String filter) {
    return new Wide(offset, 8, new FieldName(name, filter), false);
  }

  static Bits bits(int offset, int shift, int width, String name, String filter) {
    return new Bits(offset, shift, width, new FieldName(name, filter));
  }

  static Flag flag8(int offset, int mask, String name, String filter) {
    return new Flag(offset, 1, mask, new FieldName(name, filter));
  }

  static Flag flag16(int offset, int mask, String name, String filter) {
    return new Flag(offset, 2, mask, new FieldName(name, filter));
  }

  static Identity identity(int offset, String name, String filter) {
    return new Identity(offset, new FieldName(name, filter), null);
  }

  static Port port(int offset, String name, String clockFilter, String numberFilter) {
    return new Port(
        offset,
        new FieldName(name + ".clockIdentity", clockFilter),
        new FieldName(name + ".portNumber", numberFilter),
        null);
  }

  static Time time(int offset, String name, String filter) {
    return new Time(offset, new FieldName(name, filter));
  }

  static Interval interval(int offset, String name, String filter) {
    return new Interval(offset, new FieldName(name, filter));
  }

  /** Octets without a meaning: written as 0, not looked at when read. */
  static Reserved reserved(int offset, int octets) {
    return new Reserved(offset, octets);
  }

  /** A whole number of one to four octets that an int holds. */
  record Int(int offset, int octets, boolean signed, FieldName label) implements Field {
    @Override
    public int end() {
      return offset + octets;
    }

    int get(ByteBuffer buffer, int start) {
      int at = start + offset;
      return switch (octets) {
        case 1 -> signed ? buffer.get(at) : buffer.get(at) & 0xFF;
        case 2 -> signed ? buffer.getShort(at) : buffer.getShort(at) & 0xFFFF;
        case 3 -> (buffer.get(at) & 0xFF) << 16 | (buffer.getShort(at + 1) & 0xFFFF);
        default -> buffer.getInt(at);
      };
    }

    /** Of the first eight octets of the structure, read at once; less than 32 bits, no sign. */
    int of(long firstOctets) {
      return (int) (firstOctets >>> (8 * (Long.BYTES - end()))) & ((1 << (8 * octets)) - 1);
    }

    private boolean hasRoomFor(int value) {
      return switch (octets) {
        case 1 -> value == (signed ? (byte) value : value & 0xFF);
        case 2 -> value == (signed ? (short) value : value & 0xFFFF);
        case 3 -> value == (value & 0xFF_FFFF);
        default -> true;
      };
    }

    /** Throws an IllegalArgumentException if the value has no room there. */
    void put(ByteBuffer buffer, int start, int value) {
      if (!hasRoomFor(value)) {
        throw outOfRange(label, value);
      }
      int at = start + offset;
      switch (octets) {
        case 1 -> buffer.put(at, (byte) value);
        case 2 -> buffer.putShort(at, (short) value);
        case 3 -> buffer.put(at, (byte) (value >> 16)).putShort(at + 1, (short) value);
        default -> buffer.putInt(at, value);
      }
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      sink.number(label, get(buffer, start));
    }
  }

  /** A whole number of a few bits in one octet. */
  record Bits(int offset, int shift, int width, FieldName label) implements Field {
    @Override
    public int end() {
      return offset + 1;
    }

    private int mask() {
      return (1 << width) - 1;
    }

    int get(ByteBuffer buffer, int start) {
      return buffer.get(start + offset) >> shift & mask();
    }

    /** Of the first eight octets of the structure, read at once. */
    int of(long firstOctets) {
      return (int) (firstOctets >>> (8 * (Long.BYTES - end()) + shift)) & mask();
    }

    /** Leaves the other bits; throws an IllegalArgumentException if the value has no room there. */
    void put(ByteBuffer buffer, int start, int value) {
      int at = start + offset;
      if ((value & mask()) != value) {
        throw outOfRange(label, value);
      }
      buffer.put(at, (byte) ((buffer.get(at) & ~(mask() << shift)) | value << shift));
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      sink.number(label, get(buffer, start));
    }
  }

  /** One bit in one or two octets. */
  record Flag(int offset, int octets, int mask, FieldName label) implements Field {
    @Override
    public int end() {
      return offset + octets;
    }

    boolean get(ByteBuffer buffer, int start) {
      int at = start + offset;
      return ((octets == 1 ? buffer.get(at) : buffer.getShort(at)) & mask) != 0;
    }

    /** Leaves the other bits. */
    void put(ByteBuffer buffer, int start, boolean value) {
      int at = start + offset;
      if (octets == 1) {
        buffer.put(at, (byte) (value ? buffer.get(at) | mask : buffer.get(at) & ~mask));
      } else {
        buffer.putShort(
            at, (short) (value ? buffer.getShort(at) | mask : buffer.getShort(at) & ~mask));
      }
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      sink.flag(label, get(buffer, start));
    }
  }

  /**
   * A whole number that needs a long: four or six octets without a sign, or eight with one.
   *
   * @param asOctets whether Wireshark shows it as octets
   */
  record Wide(int offset, int octets, FieldName label, boolean asOctets) implements Field {
    Wide toldAsOctets() {
      return new Wide(offset, octets, label, true);
    }

    @Override
    public int end() {
      return offset + octets;
    }

    long get(ByteBuffer buffer, int start) {
      int at = start + offset;
      return switch (octets) {
        case 4 -> Integer.toUnsignedLong(buffer.getInt(at));
        case 6 ->
            (buffer.getShort(at) & 0xFFFFL) << 32 | Integer.toUnsignedLong(buffer.getInt(at + 2));
        default -> buffer.getLong(at);
      };
    }

    /** Throws an IllegalArgumentException if the value has no room there. */
    void put(ByteBuffer buffer, int start, long value) {
      if (octets < 8 && value >>> (8 * octets) != 0) {
        throw outOfRange(label, value);
      }
      int at = start + offset;
      switch (octets) {
        case 4 -> buffer.putInt(at, (int) value);
        case 6 -> buffer.putShort(at, (short) (value >> 32)).putInt(at + 2, (int) value);
        default -> buffer.putLong(at, value);
      }
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      if (asOctets) {
        sink.octets(label, Octets.of(buffer, start + offset, start + end()));
      } else {
        sink.number(label, get(buffer, start));
      }
    }
  }

  /**
   * A clockIdentity.
   *
   * @param manufacturer how the three octets of the manufacturer are called in an identity made of
   *     a MAC address, or null
   */
  record Identity(int offset, FieldName label, @Nullable FieldName manufacturer) implements Field {
    static final int LENGTH = 8;

    @Override
    public int end() {
      return offset + LENGTH;
    }

    long bits(ByteBuffer buffer, int start) {
      return buffer.getLong(start + offset);
    }

    ClockIdentity get(ByteBuffer buffer, int start) {
      return new ClockIdentity(bits(buffer, start));
    }

    void put(ByteBuffer buffer, int start, ClockIdentity value) {
      buffer.putLong(start + offset, value.bits());
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      long bits = bits(buffer, start);
      sink.unsigned(label, bits);
      if (manufacturer != null && (bits >> 24 & 0xFFFF) == ClockIdentity.EUI48_FILLER) {
        sink.octets(manufacturer, Octets.of(buffer, start + offset, start + offset + 3));
      }
    }
  }

  /** A portIdentity: a clock, and the number of its port. */
  record Port(int offset, FieldName clock, FieldName number, @Nullable FieldName manufacturer)
      implements Field {
    static final int LENGTH = Identity.LENGTH + 2;

    @Override
    public int end() {
      return offset + LENGTH;
    }

    long clockBits(ByteBuffer buffer, int start) {
      return buffer.getLong(start + offset);
    }

    int number(ByteBuffer buffer, int start) {
      return buffer.getShort(start + offset + Identity.LENGTH) & 0xFFFF;
    }

    boolean is(ByteBuffer buffer, int start, PortIdentity port) {
      return clockBits(buffer, start) == port.clock().bits()
          && number(buffer, start) == port.portNumber();
    }

    PortIdentity get(ByteBuffer buffer, int start) {
      return new PortIdentity(new ClockIdentity(clockBits(buffer, start)), number(buffer, start));
    }

    void put(ByteBuffer buffer, int start, long clockBits, int portNumber) {
      buffer.putLong(start + offset, clockBits);
      buffer.putShort(start + offset + Identity.LENGTH, (short) portNumber);
    }

    /** Throws an IllegalArgumentException if the port's number has no room there. */
    void put(ByteBuffer buffer, int start, PortIdentity value) {
      if ((value.portNumber() & 0xFFFF) != value.portNumber()) {
        throw outOfRange(number, value.portNumber());
      }
      put(buffer, start, value.clock().bits(), value.portNumber());
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      new Identity(offset, clock, manufacturer).tell(buffer, start, to, sink);
      sink.number(number, number(buffer, start));
    }
  }

  /** A Timestamp: 48 bits of seconds, 32 of nanoseconds. */
  record Time(int offset, FieldName seconds, FieldName nanoseconds) implements Field {
    Time(int offset, FieldName label) {
      this(offset, label.part("seconds"), label.part("nanoseconds"));
    }

    @Override
    public int end() {
      return offset + PtpTimestamp.LENGTH;
    }

    /** Nanoseconds of the domain's timescale, of a time that {@link PtpTimestamp#isSound}. */
    long nanos(ByteBuffer buffer, int start) {
      return PtpTimestamp.nanos(buffer, start + offset);
    }

    /** Nanoseconds of the domain's timescale, not negative. */
    void putNanos(ByteBuffer buffer, int start, long nanos) {
      PtpTimestamp.write(buffer, start + offset, nanos);
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      sink.number(seconds, PtpTimestamp.seconds(buffer, start + offset));
      sink.number(nanoseconds, buffer.getInt(start + offset + PtpTimestamp.SECONDS_LENGTH));
    }
  }

  /** A TimeInterval: nanoseconds in 64 bits with a sign, 16 of them behind the point. */
  record Interval(int offset, FieldName nanos, FieldName subNanos) implements Field {
    Interval(int offset, FieldName label) {
      this(offset, label.part("ns"), label.part("subns"));
    }

    @Override
    public int end() {
      return offset + 8;
    }

    long scaledNanos(ByteBuffer buffer, int start) {
      return buffer.getLong(start + offset);
    }

    void putScaledNanos(ByteBuffer buffer, int start, long scaledNanos) {
      buffer.putLong(start + offset, scaledNanos);
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {
      long scaled = scaledNanos(buffer, start);
      sink.unsigned(nanos, scaled >> 16);
      sink.fraction(subNanos, (scaled & 0xFFFF) / 65536.0);
    }
  }

  /** Octets without a meaning. */
  record Reserved(int offset, int octets) implements Field {
    @Override
    public int end() {
      return offset + octets;
    }

    @Override
    public void tell(ByteBuffer buffer, int start, int to, FieldSink sink) {}
  }

  private static IllegalArgumentException outOfRange(FieldName label, long value) {
    return new IllegalArgumentException(label.name() + " cannot be " + value);
  }
}
