package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is appended to a message: a type, a length and a value, as an immutable object.
 *
 * <p>A type that is not known here is kept as it came ({@link Unknown}), and so is one whose value
 * does not fit the table of its type. A number outside of its range is refused with an {@link
 * IllegalArgumentException} when it is written.
 */
public sealed interface Tlv
    permits ManagementTlv,
        UnicastTlv,
        OrganizationTlv,
        Tlv.PathTrace,
        Tlv.AlternateTimeOffset,
        Tlv.Pad,
        Tlv.Authentication,
        Tlv.Unknown {

  /** The length of tlvType and lengthField, octets. */
  int HEADER_LENGTH = 4;

  /** {@return tlvType, 0 to 65535} */
  int type();

  /** {@return how many octets the value has; even} */
  int valueLength();

  /**
   * Writes the value.
   *
   * @param buffer where to; what is there now is 0
   * @param start the index where the TLV begins, its tlvType that is
   */
  void writeValue(ByteBuffer buffer, int start);

  /**
   * PATH_TRACE: the clocks that an Announce came through, the grandmaster first.
   *
   * @param path the clocks
   */
  record PathTrace(List<ClockIdentity> path) implements Tlv {
    static final VariableField.Identities PATH_SEQUENCE =
        VariableField.identities(4, "pathSequence", "ptp.v2.an.pathsequence");
    static final Layout LAYOUT = Layout.of(4, PATH_SEQUENCE);

    /** Copies the list. */
    public PathTrace {
      path = List.copyOf(path);
    }

    static PathTrace read(ByteBuffer buffer, int start, int to) {
      return new PathTrace(PATH_SEQUENCE.get(buffer, start, to));
    }

    @Override
    public int type() {
      return TlvType.PATH_TRACE.code();
    }

    @Override
    public int valueLength() {
      return Field.Identity.LENGTH * path.size();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      PATH_SEQUENCE.put(buffer, start, path);
    }
  }

  /**
   * ALTERNATE_TIME_OFFSET_INDICATOR: the offset of a local time from the domain's.
   *
   * @param keyField which of the node's local times, 0 to 255
   * @param currentOffset what is to be added to the domain's time for it, seconds, 32 bits with a
   *     sign
   * @param jumpSeconds how much that grows at the next jump, seconds, 32 bits with a sign
   * @param timeOfNextJump when, seconds of the domain's timescale, 48 bits without a sign
   * @param displayName the local time's name, at most 255 octets in UTF-8
   */
  record AlternateTimeOffset(
      int keyField, int currentOffset, int jumpSeconds, long timeOfNextJump, String displayName)
      implements Tlv {
    static final Field.Int KEY_FIELD = Field.uint8(4, "keyField", "ptp.v2.an.atoi.keyField");
    static final Field.Int CURRENT_OFFSET =
        Field.int32(5, "currentOffset", "ptp.v2.an.atoi.currentOffset");
    static final Field.Int JUMP_SECONDS =
        Field.int32(9, "jumpSeconds", "ptp.v2.an.atoi.jumpSeconds");
    static final Field.Wide TIME_OF_NEXT_JUMP =
        Field.uint48(13, "timeOfNextJump", "ptp.v2.an.atoi.timeOfNextJump").toldAsOctets();
    static final VariableField.Text DISPLAY_NAME =
        VariableField.text(19, "displayName", "ptp.v2.an.atoi.displayName");
    static final Layout LAYOUT =
        Layout.of(4, KEY_FIELD, CURRENT_OFFSET, JUMP_SECONDS, TIME_OF_NEXT_JUMP, DISPLAY_NAME);

    static AlternateTimeOffset read(ByteBuffer buffer, int start, int to) {
      return new AlternateTimeOffset(
          KEY_FIELD.get(buffer, start),
          CURRENT_OFFSET.get(buffer, start),
          JUMP_SECONDS.get(buffer, start),
          TIME_OF_NEXT_JUMP.get(buffer, start),
          DISPLAY_NAME.get(buffer, start, to));
    }

    @Override
    public int type() {
      return TlvType.ALTERNATE_TIME_OFFSET_INDICATOR.code();
    }

    @Override
    public int valueLength() {
      return TlvType.even(LAYOUT.length() + VariableField.Text.length(displayName));
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      KEY_FIELD.put(buffer, start, keyField);
      CURRENT_OFFSET.put(buffer, start, currentOffset);
      JUMP_SECONDS.put(buffer, start, jumpSeconds);
      TIME_OF_NEXT_JUMP.put(buffer, start, timeOfNextJump);
      DISPLAY_NAME.put(buffer, start, displayName);
    }
  }

  /**
   * PAD: makes a message longer. What is in it does not count, and is 0 when it is written.
   *
   * @param valueLength how many octets, even
   */
  record Pad(int valueLength) implements Tlv {
    static final VariableField.Bytes PAD_FIELD = VariableField.rest(4, "pad", "ptp.v2.tlv.pad");
    static final Layout LAYOUT = Layout.of(4, PAD_FIELD);

    /** Refuses an odd length with an {@link IllegalArgumentException}. */
    public Pad {
      TlvType.requireEven(valueLength);
    }

    static Pad read(ByteBuffer buffer, int start, int to) {
      return new Pad(to - start - HEADER_LENGTH);
    }

    @Override
    public int type() {
      return TlvType.PAD.code();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {}
  }

  /**
   * AUTHENTICATION of IEEE 1588-2019: what proves who sent the message, framed only.
   *
   * @param spp the security parameter pointer, 0 to 255
   * @param secParamIndicator which of the optional fields there are, 0 to 255
   * @param keyId which key, 32 bits without a sign
   * @param rest the optional fields and the integrity check value
   */
  record Authentication(int spp, int secParamIndicator, long keyId, Octets rest) implements Tlv {
    static final Field.Int SPP = Field.uint8(4, "SPP", "ptp.v2.auth.spp");
    static final Field.Int SEC_PARAM_INDICATOR =
        Field.uint8(5, "secParamIndicator", "ptp.v2.auth.secparamindicator");
    static final Field.Wide KEY_ID = Field.uint32(6, "keyID", "ptp.v2.auth.keyid");
    static final VariableField.Bytes REST = VariableField.rest(10, "ICV", "ptp.v2.auth.icv");
    static final Layout LAYOUT = Layout.of(4, SPP, SEC_PARAM_INDICATOR, KEY_ID, REST);

    /** Refuses an odd length with an {@link IllegalArgumentException}. */
    public Authentication {
      TlvType.requireEven(rest.length());
    }

    static Authentication read(ByteBuffer buffer, int start, int to) {
      return new Authentication(
          SPP.get(buffer, start),
          SEC_PARAM_INDICATOR.get(buffer, start),
          KEY_ID.get(buffer, start),
          REST.get(buffer, start, to));
    }

    @Override
    public int type() {
      return TlvType.AUTHENTICATION.code();
    }

    @Override
    public int valueLength() {
      return LAYOUT.length() + rest.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      SPP.put(buffer, start, spp);
      SEC_PARAM_INDICATOR.put(buffer, start, secParamIndicator);
      KEY_ID.put(buffer, start, keyId);
      REST.put(buffer, start, rest);
    }
  }

  /**
   * A TLV that is not known here, byte for byte.
   *
   * @param type tlvType, 0 to 65535
   * @param value the value
   */
  record Unknown(int type, Octets value) implements Tlv {
    /** Refuses an odd length with an {@link IllegalArgumentException}. */
    public Unknown {
      TlvType.requireEven(value.length());
    }

    static Unknown read(ByteBuffer buffer, int start, int to) {
      return new Unknown(
          TlvType.TYPE.get(buffer, start), Octets.of(buffer, start + HEADER_LENGTH, to));
    }

    @Override
    public int valueLength() {
      return value.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      value.write(buffer, start + HEADER_LENGTH);
    }
  }

  /**
   * {@return true if whole TLVs of even length fill this part of a packet exactly}
   *
   * @param packet the bytes
   * @param from where the first begins
   * @param to where the message ends
   */
  static boolean framesFit(ByteBuffer packet, int from, int to) {
    int at = from;
    while (to - at >= HEADER_LENGTH) {
      int length = TlvType.LENGTH.get(packet, at);
      if (length % 2 != 0) {
        return false;
      }
      at += HEADER_LENGTH + length;
    }
    return at == to;
  }

  /**
   * {@return the TLVs of a part of a packet that {@link #framesFit}}
   *
   * @param packet the bytes
   * @param from where the first begins
   * @param to where the message ends
   */
  static List<Tlv> readAll(ByteBuffer packet, int from, int to) {
    if (from == to) {
      return List.of();
    }
    List<Tlv> tlvs = new ArrayList<>();
    for (int at = from; at < to; ) {
      int end = at + HEADER_LENGTH + TlvType.LENGTH.get(packet, at);
      TlvType type = TlvType.at(packet, at, end);
      tlvs.add(type == null ? Unknown.read(packet, at, end) : type.read(packet, at, end));
      at = end;
    }
    return List.copyOf(tlvs);
  }

  /**
   * {@return how many octets these take}
   *
   * @param tlvs which
   */
  static int length(List<Tlv> tlvs) {
    int length = 0;
    for (Tlv tlv : tlvs) {
      length += HEADER_LENGTH + tlv.valueLength();
    }
    return length;
  }

  /**
   * Writes TLVs at the buffer's position and moves that behind them.
   *
   * @param buffer where to
   * @param tlvs what
   */
  static void writeAll(ByteBuffer buffer, List<Tlv> tlvs) {
    for (Tlv tlv : tlvs) {
      int start = buffer.position();
      int end = start + HEADER_LENGTH + tlv.valueLength();
      PtpHeader.clear(buffer, start, end - start);
      buffer.position(end);
      TlvType.TYPE.put(buffer, start, tlv.type());
      TlvType.LENGTH.put(buffer, start, tlv.valueLength());
      tlv.writeValue(buffer, start);
    }
  }
}
