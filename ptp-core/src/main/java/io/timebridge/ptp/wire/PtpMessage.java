package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A PTPv2 message as an immutable object: one of the ten types, with its TLVs. The measuring path
 * reads and writes Sync, Follow_Up, Delay_Req and Delay_Resp in place instead, by the same tables.
 *
 * <p>A message whose reserved octets are 0 and whose TLVs are padded as the standard says is
 * written again as it was read, byte for byte. Reserved octets of a body are not looked at when it
 * is read and written as 0, as IEEE 1588 wants it; the header's bits are all kept.
 *
 * <p>Times are nanoseconds of the domain's timescale since its epoch, 0 to some 9.2e18 (the year
 * 2262). A number outside of its range, or a message of more than 65535 octets, is refused with an
 * {@link IllegalArgumentException} when it is written.
 */
public sealed interface PtpMessage
    permits PtpMessage.Sync,
        PtpMessage.DelayReq,
        PtpMessage.PdelayReq,
        PtpMessage.PdelayResp,
        PtpMessage.FollowUp,
        PtpMessage.DelayResp,
        PtpMessage.PdelayRespFollowUp,
        AnnounceMessage,
        PtpMessage.Signaling,
        PtpMessage.Management {

  /** {@return which of the ten it is} */
  MessageType type();

  /** {@return its header} */
  CommonHeader header();

  /** {@return what is appended} */
  List<Tlv> tlvs();

  /**
   * Writes what lies between header and TLVs.
   *
   * @param packet where to; what is there now is 0
   * @param start the index where the message begins
   */
  void writeBody(ByteBuffer packet, int start);

  /**
   * {@return the message that stands at the buffer's position}
   *
   * @param packet bytes that passed {@link PtpCheck#check}; not changed
   */
  static PtpMessage read(ByteBuffer packet) {
    int start = packet.position();
    MessageType type = MessageType.of(PtpHeader.MESSAGE_TYPE.get(packet, start));
    if (type == null) {
      throw new IllegalArgumentException("a reserved messageType: these bytes were not checked");
    }
    CommonHeader header = CommonHeader.read(packet, start);
    int end = start + PtpHeader.MESSAGE_LENGTH.get(packet, start);
    List<Tlv> tlvs = Tlv.readAll(packet, start + type.length(), end);
    return switch (type) {
      case SYNC -> Sync.read(packet, start, header, tlvs);
      case DELAY_REQ -> DelayReq.read(packet, start, header, tlvs);
      case PDELAY_REQ -> PdelayReq.read(packet, start, header, tlvs);
      case PDELAY_RESP -> PdelayResp.read(packet, start, header, tlvs);
      case FOLLOW_UP -> FollowUp.read(packet, start, header, tlvs);
      case DELAY_RESP -> DelayResp.read(packet, start, header, tlvs);
      case PDELAY_RESP_FOLLOW_UP -> PdelayRespFollowUp.read(packet, start, header, tlvs);
      case ANNOUNCE -> AnnounceMessage.read(packet, start, header, tlvs);
      case SIGNALING -> Signaling.read(packet, start, header, tlvs);
      case MANAGEMENT -> Management.read(packet, start, header, tlvs);
    };
  }

  /** {@return messageLength, octets} */
  default int length() {
    return type().length() + Tlv.length(tlvs());
  }

  /**
   * Writes the message at the buffer's position and moves that behind it.
   *
   * @param packet where to, big-endian; {@link #length()} octets must fit
   * @throws IllegalArgumentException if a number is out of its range
   */
  default void write(ByteBuffer packet) {
    int start = packet.position();
    PtpHeader.clear(packet, start, type().length());
    packet.position(start + type().length());
    header().write(packet, start, type(), length());
    writeBody(packet, start);
    Tlv.writeAll(packet, tlvs());
  }

  /**
   * Sync: when a master sent it, or, of a two-step master, a time near that.
   *
   * @param header the header
   * @param originNanos originTimestamp
   * @param tlvs what is appended
   */
  record Sync(CommonHeader header, long originNanos, List<Tlv> tlvs) implements PtpMessage {
    static final Field.Time ORIGIN_TIMESTAMP =
        Field.time(34, "originTimestamp", "ptp.v2.sdr.origintimestamp");
    static final Layout BODY = Layout.of(34, ORIGIN_TIMESTAMP);

    /** Copies the list. */
    public Sync {
      tlvs = List.copyOf(tlvs);
    }

    static Sync read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new Sync(header, ORIGIN_TIMESTAMP.nanos(packet, start), tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.SYNC;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      ORIGIN_TIMESTAMP.putNanos(packet, start, originNanos);
    }
  }

  /**
   * Delay_Req: a follower's event message that the master measures.
   *
   * @param header the header
   * @param originNanos originTimestamp, 0 or near when it was sent
   * @param tlvs what is appended
   */
  record DelayReq(CommonHeader header, long originNanos, List<Tlv> tlvs) implements PtpMessage {
    static final Layout BODY = Sync.BODY;

    /** Copies the list. */
    public DelayReq {
      tlvs = List.copyOf(tlvs);
    }

    static DelayReq read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new DelayReq(header, Sync.ORIGIN_TIMESTAMP.nanos(packet, start), tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.DELAY_REQ;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      Sync.ORIGIN_TIMESTAMP.putNanos(packet, start, originNanos);
    }
  }

  /**
   * Pdelay_Req: a neighbour's question for the delay of the link.
   *
   * @param header the header
   * @param originNanos originTimestamp, 0 or near when it was sent
   * @param tlvs what is appended
   */
  record PdelayReq(CommonHeader header, long originNanos, List<Tlv> tlvs) implements PtpMessage {
    static final Field.Time ORIGIN_TIMESTAMP =
        Field.time(34, "originTimestamp", "ptp.v2.pdrq.origintimestamp");

    /** It is as long as its answer, so that both meet the same delay. */
    static final Layout BODY = Layout.of(34, ORIGIN_TIMESTAMP, Field.reserved(44, 10));

    /** Copies the list. */
    public PdelayReq {
      tlvs = List.copyOf(tlvs);
    }

    static PdelayReq read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new PdelayReq(header, ORIGIN_TIMESTAMP.nanos(packet, start), tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.PDELAY_REQ;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      ORIGIN_TIMESTAMP.putNanos(packet, start, originNanos);
    }
  }

  /**
   * Pdelay_Resp: the answer to a Pdelay_Req.
   *
   * @param header the header
   * @param requestReceiptNanos requestReceiptTimestamp: when the request arrived; of a one-step
   *     responder 0
   * @param requestingPort requestingPortIdentity: who asked
   * @param tlvs what is appended
   */
  record PdelayResp(
      CommonHeader header, long requestReceiptNanos, PortIdentity requestingPort, List<Tlv> tlvs)
      implements PtpMessage {
    static final Field.Time REQUEST_RECEIPT_TIMESTAMP =
        Field.time(34, "requestReceiptTimestamp", "ptp.v2.pdrs.requestreceipttimestamp");
    static final Field.Port REQUESTING_PORT_IDENTITY =
        Field.port(
            44,
            "requestingPortIdentity",
            "ptp.v2.pdrs.requestingportidentity",
            "ptp.v2.pdrs.requestingsourceportid");
    static final Layout BODY = Layout.of(34, REQUEST_RECEIPT_TIMESTAMP, REQUESTING_PORT_IDENTITY);

    /** Copies the list. */
    public PdelayResp {
      tlvs = List.copyOf(tlvs);
    }

    static PdelayResp read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new PdelayResp(
          header,
          REQUEST_RECEIPT_TIMESTAMP.nanos(packet, start),
          REQUESTING_PORT_IDENTITY.get(packet, start),
          tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.PDELAY_RESP;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      REQUEST_RECEIPT_TIMESTAMP.putNanos(packet, start, requestReceiptNanos);
      REQUESTING_PORT_IDENTITY.put(packet, start, requestingPort);
    }
  }

  /**
   * Follow_Up: when a two-step master's Sync really left.
   *
   * @param header the header
   * @param preciseOriginNanos preciseOriginTimestamp
   * @param tlvs what is appended
   */
  record FollowUp(CommonHeader header, long preciseOriginNanos, List<Tlv> tlvs)
      implements PtpMessage {
    static final Field.Time PRECISE_ORIGIN_TIMESTAMP =
        Field.time(34, "preciseOriginTimestamp", "ptp.v2.fu.preciseorigintimestamp");
    static final Layout BODY = Layout.of(34, PRECISE_ORIGIN_TIMESTAMP);

    /** Copies the list. */
    public FollowUp {
      tlvs = List.copyOf(tlvs);
    }

    static FollowUp read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new FollowUp(header, PRECISE_ORIGIN_TIMESTAMP.nanos(packet, start), tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.FOLLOW_UP;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      PRECISE_ORIGIN_TIMESTAMP.putNanos(packet, start, preciseOriginNanos);
    }
  }

  /**
   * Delay_Resp: when a Delay_Req arrived at the master.
   *
   * @param header the header
   * @param receiveNanos receiveTimestamp
   * @param requestingPort requestingPortIdentity: who asked
   * @param tlvs what is appended
   */
  record DelayResp(
      CommonHeader header, long receiveNanos, PortIdentity requestingPort, List<Tlv> tlvs)
      implements PtpMessage {
    static final Field.Time RECEIVE_TIMESTAMP =
        Field.time(34, "receiveTimestamp", "ptp.v2.dr.receivetimestamp");
    static final Field.Port REQUESTING_PORT_IDENTITY =
        Field.port(
            44,
            "requestingPortIdentity",
            "ptp.v2.dr.requestingsourceportidentity",
            "ptp.v2.dr.requestingsourceportid");
    static final Layout BODY = Layout.of(34, RECEIVE_TIMESTAMP, REQUESTING_PORT_IDENTITY);

    /** Copies the list. */
    public DelayResp {
      tlvs = List.copyOf(tlvs);
    }

    static DelayResp read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new DelayResp(
          header,
          RECEIVE_TIMESTAMP.nanos(packet, start),
          REQUESTING_PORT_IDENTITY.get(packet, start),
          tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.DELAY_RESP;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      RECEIVE_TIMESTAMP.putNanos(packet, start, receiveNanos);
      REQUESTING_PORT_IDENTITY.put(packet, start, requestingPort);
    }
  }

  /**
   * Pdelay_Resp_Follow_Up: when a two-step Pdelay_Resp really left.
   *
   * @param header the header
   * @param responseOriginNanos responseOriginTimestamp
   * @param requestingPort requestingPortIdentity: who asked
   * @param tlvs what is appended
   */
  record PdelayRespFollowUp(
      CommonHeader header, long responseOriginNanos, PortIdentity requestingPort, List<Tlv> tlvs)
      implements PtpMessage {
    static final Field.Time RESPONSE_ORIGIN_TIMESTAMP =
        Field.time(34, "responseOriginTimestamp", "ptp.v2.pdfu.responseorigintimestamp");
    static final Field.Port REQUESTING_PORT_IDENTITY =
        Field.port(
            44,
            "requestingPortIdentity",
            "ptp.v2.pdfu.requestingportidentity",
            "ptp.v2.pdfu.requestingsourceportid");
    static final Layout BODY = Layout.of(34, RESPONSE_ORIGIN_TIMESTAMP, REQUESTING_PORT_IDENTITY);

    /** Copies the list. */
    public PdelayRespFollowUp {
      tlvs = List.copyOf(tlvs);
    }

    static PdelayRespFollowUp read(
        ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new PdelayRespFollowUp(
          header,
          RESPONSE_ORIGIN_TIMESTAMP.nanos(packet, start),
          REQUESTING_PORT_IDENTITY.get(packet, start),
          tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.PDELAY_RESP_FOLLOW_UP;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      RESPONSE_ORIGIN_TIMESTAMP.putNanos(packet, start, responseOriginNanos);
      REQUESTING_PORT_IDENTITY.put(packet, start, requestingPort);
    }
  }

  /**
   * Signaling: requests between ports, which are its TLVs.
   *
   * @param header the header
   * @param target targetPortIdentity; all ones for every clock or port
   * @param tlvs the requests
   */
  record Signaling(CommonHeader header, PortIdentity target, List<Tlv> tlvs) implements PtpMessage {
    static final Field.Port TARGET_PORT_IDENTITY =
        Field.port(
            34, "targetPortIdentity", "ptp.v2.sig.targetportidentity", "ptp.v2.sig.targetportid");
    static final Layout BODY = Layout.of(34, TARGET_PORT_IDENTITY);

    /** Copies the list. */
    public Signaling {
      tlvs = List.copyOf(tlvs);
    }

    static Signaling read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new Signaling(header, TARGET_PORT_IDENTITY.get(packet, start), tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.SIGNALING;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      TARGET_PORT_IDENTITY.put(packet, start, target);
    }
  }

  /**
   * Management: a question to a node, a setting, or its answer; what about is in the TLV.
   *
   * @param header the header
   * @param target targetPortIdentity; all ones for every clock or port
   * @param startingBoundaryHops how many boundary clocks it may pass in all, 0 to 255
   * @param boundaryHops how many it still may pass, 0 to 255
   * @param actionField 0 GET, 1 SET, 2 RESPONSE, 3 COMMAND, 4 ACKNOWLEDGE; up to 15
   * @param tlvs the one that says what about
   */
  record Management(
      CommonHeader header,
      PortIdentity target,
      int startingBoundaryHops,
      int boundaryHops,
      int actionField,
      List<Tlv> tlvs)
      implements PtpMessage {
    static final Field.Port TARGET_PORT_IDENTITY =
        Field.port(
            34, "targetPortIdentity", "ptp.v2.mm.targetportidentity", "ptp.v2.mm.targetportid");
    static final Field.Int STARTING_BOUNDARY_HOPS =
        Field.uint8(44, "startingBoundaryHops", "ptp.v2.mm.startingboundaryhops");
    static final Field.Int BOUNDARY_HOPS =
        Field.uint8(45, "boundaryHops", "ptp.v2.mm.boundaryhops");
    static final Field.Bits ACTION_FIELD = Field.bits(46, 0, 4, "actionField", "ptp.v2.mm.action");
    static final Layout BODY =
        Layout.of(
            34,
            TARGET_PORT_IDENTITY,
            STARTING_BOUNDARY_HOPS,
            BOUNDARY_HOPS,
            ACTION_FIELD,
            Field.reserved(47, 1));

    /** Copies the list. */
    public Management {
      tlvs = List.copyOf(tlvs);
    }

    static Management read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
      return new Management(
          header,
          TARGET_PORT_IDENTITY.get(packet, start),
          STARTING_BOUNDARY_HOPS.get(packet, start),
          BOUNDARY_HOPS.get(packet, start),
          ACTION_FIELD.get(packet, start),
          tlvs);
    }

    @Override
    public MessageType type() {
      return MessageType.MANAGEMENT;
    }

    @Override
    public void writeBody(ByteBuffer packet, int start) {
      TARGET_PORT_IDENTITY.put(packet, start, target);
      STARTING_BOUNDARY_HOPS.put(packet, start, startingBoundaryHops);
      BOUNDARY_HOPS.put(packet, start, boundaryHops);
      ACTION_FIELD.put(packet, start, actionField);
    }
  }
}
