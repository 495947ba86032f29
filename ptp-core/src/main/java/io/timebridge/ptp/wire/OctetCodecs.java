package io.timebridge.ptp.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Texts, addresses and identities in a management message. */
final class OctetCodecs {
  private OctetCodecs() {}

  /** Octets, such as {@code 00:1b:19}: a fixed number of them, or as many as 16 bits before say. */
  record Hex(int fixed) implements FieldCodec {
    private static final HexFormat HEX = HexFormat.ofDelimiter(":");

    @Override
    public Object read(ByteBuffer in) {
      return HEX.formatHex(take(in, fixed > 0 ? fixed : in.getShort() & 0xFFFF));
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      byte[] octets = HEX.parseHex((String) value);
      if (fixed == 0) {
        out.putShort((short) octets.length);
      }
      out.put(octets);
    }

    @Override
    public int length(Object value) {
      return fixed > 0 ? fixed : 2 + count(value);
    }

    static int count(Object value) {
      return (((String) value).length() + 1) / 3;
    }

    @Override
    public Object check(Object value) {
      byte[] octets = HEX.parseHex((String) value);
      if (fixed > 0 && octets.length != fixed) {
        throw new IllegalArgumentException("another number of octets");
      }
      return value;
    }

    @Override
    public String allowed() {
      return fixed > 0 ? fixed + " octets as 00:1b:19" : "octets as 00:1b:19";
    }

    @Override
    public List<String> parts() {
      return fixed > 0 ? List.of("") : List.of("length", "");
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      if (fixed == 0) {
        sink.number(labels.get(0), count(value));
      }
      sink.octets(labels.get(fixed > 0 ? 0 : 1), Octets.of(HEX.parseHex((String) value)));
    }
  }

  /** A PTPText: an octet of length, then UTF-8. What is not UTF-8 is refused. */
  record Text() implements FieldCodec {
    private static final int MAX_OCTETS = 255;

    @Override
    public Object read(ByteBuffer in) {
      byte[] octets = take(in, in.get() & 0xFF);
      String text = new String(octets, StandardCharsets.UTF_8);
      if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), octets)) {
        throw new IllegalArgumentException("not UTF-8");
      }
      return text;
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      byte[] octets = ((String) value).getBytes(StandardCharsets.UTF_8);
      out.put((byte) octets.length).put(octets);
    }

    @Override
    public int length(Object value) {
      return 1 + ((String) value).getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public Object check(Object value) {
      if (length(value) - 1 > MAX_OCTETS) {
        throw new IllegalArgumentException("too long");
      }
      return value;
    }

    @Override
    public String allowed() {
      return "a text of at most " + MAX_OCTETS + " octets of UTF-8";
    }

    @Override
    public Object parse(String text) {
      return text;
    }

    @Override
    public List<String> parts() {
      return List.of("length", "");
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.number(labels.get(0), length(value) - 1);
      sink.text(labels.get(1), (String) value);
    }
  }

  /** A ClockIdentity. */
  record Clock() implements FieldCodec {
    @Override
    public Object read(ByteBuffer in) {
      return new ClockIdentity(in.getLong());
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      out.putLong(((ClockIdentity) value).bits());
    }

    @Override
    public int length(Object value) {
      return 8;
    }

    @Override
    public Object check(Object value) {
      return ClockIdentity.class.cast(value);
    }

    @Override
    public String allowed() {
      return "a clock identity such as 001122.fffe.334455";
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.unsigned(labels.get(0), ((ClockIdentity) value).bits());
    }
  }

  /** A PortIdentity. */
  record Port() implements FieldCodec {
    @Override
    public Object read(ByteBuffer in) {
      return new PortIdentity(new ClockIdentity(in.getLong()), in.getShort() & 0xFFFF);
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      PortIdentity port = (PortIdentity) value;
      out.putLong(port.clock().bits()).putShort((short) port.portNumber());
    }

    @Override
    public int length(Object value) {
      return 10;
    }

    @Override
    public Object check(Object value) {
      return PortIdentity.class.cast(value);
    }

    @Override
    public String allowed() {
      return "a port identity such as 001122.fffe.334455-1";
    }

    @Override
    public List<String> parts() {
      return List.of("clockIdentity", "portNumber");
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      PortIdentity port = (PortIdentity) value;
      sink.unsigned(labels.get(0), port.clock().bits());
      sink.number(labels.get(1), port.portNumber());
    }
  }

  /** A PortAddress. */
  record Address() implements FieldCodec {
    private static final Hex OCTETS = new Hex(0);

    @Override
    public Object read(ByteBuffer in) {
      return new PortAddress(in.getShort() & 0xFFFF, (String) OCTETS.read(in));
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      PortAddress address = (PortAddress) value;
      out.putShort((short) address.networkProtocol());
      OCTETS.write(out, address.octets());
    }

    @Override
    public int length(Object value) {
      return 2 + OCTETS.length(((PortAddress) value).octets());
    }

    @Override
    public Object check(Object value) {
      OCTETS.check(((PortAddress) value).octets());
      return value;
    }

    @Override
    public String allowed() {
      return "a port's address";
    }

    @Override
    public List<String> parts() {
      return List.of("", "networkProtocol", "length", "");
    }

    /** Wireshark shows the octets of the address for the whole, and again behind their length. */
    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      PortAddress address = (PortAddress) value;
      Octets octets = Octets.of(Hex.HEX.parseHex(address.octets()));
      sink.octets(labels.get(0), octets);
      sink.number(labels.get(1), address.networkProtocol());
      sink.number(labels.get(2), octets.length());
      sink.octets(labels.get(3), octets);
    }
  }

  /** Reserved octets: no value. They are written as 0 and read whatever they are. */
  record Reserved(int octets) implements FieldCodec {
    @Override
    public Object read(ByteBuffer in) {
      return Octets.of(take(in, octets));
    }

    @Override
    public void write(ByteBuffer out, Object value) {
      out.put(new byte[octets]);
    }

    @Override
    public int length(Object value) {
      return octets;
    }

    @Override
    public Object check(Object value) {
      return value;
    }

    @Override
    public String allowed() {
      return "nothing";
    }

    @Override
    public void tell(Object value, List<FieldName> labels, FieldSink sink) {
      sink.octets(labels.get(0), (Octets) value);
    }
  }

  static byte[] take(ByteBuffer in, int count) {
    if (count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] octets = new byte[count];
    in.get(octets);
    return octets;
  }
}
