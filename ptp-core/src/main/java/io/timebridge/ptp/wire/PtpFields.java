package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells what stands in a packet, field by field, by the same tables that read and write it.
 *
 * <p>Wireshark names a TLV's type, length and unread value by the message that carries it; and of
 * Sync, Follow_Up and the delay messages it shows no TLV at all, but that of 802.1AS. Here they are
 * told.
 */
public final class PtpFields {

  /** What a TLV's frame is called in one message. */
  private record TlvNames(Field.Int type, Field.Int length, FieldName value) {
    TlvNames(String filter, String valueFilter) {
      this(
          Field.uint16(TlvType.TYPE.offset(), "tlvType", filter + ".tlvType"),
          Field.uint16(TlvType.LENGTH.offset(), "lengthField", filter + ".lengthField"),
          new FieldName("valueField", valueFilter));
    }
  }

  private static final TlvNames ANNOUNCE = new TlvNames("ptp.v2.an", "ptp.v2.an.tlv.data");
  private static final TlvNames SIGNALING = new TlvNames("ptp.v2.sig.tlv", "ptp.v2.sig.tlv.data");
  private static final TlvNames MANAGEMENT = new TlvNames("ptp.v2.mm", "ptp.v2.mm.data");
  private static final TlvNames FOLLOW_UP = new TlvNames("ptp.as.fu", "ptp.as.fu.data");
  private static final TlvNames OTHER = new TlvNames("ptp.v2.tlv", "ptp.v2.tlv.data");

  private PtpFields() {}

  /**
   * Tells the fields of the message that stands at the buffer's position: header, body, TLVs. Of a
   * message that {@link PtpCheck#check} refuses it tells what is there whole, up to the first part
   * that is not.
   *
   * @param packet bytes of version 2, to the buffer's limit; not changed
   * @param sink is told
   */
  public static void tell(ByteBuffer packet, FieldSink sink) {
    int start = packet.position();
    if (!PtpHeader.LAYOUT.fits(packet, start, packet.limit())) {
      return;
    }
    PtpHeader.LAYOUT.tell(packet, start, packet.limit(), sink);
    MessageType type = MessageType.of(PtpHeader.MESSAGE_TYPE.get(packet, start));
    int end = Math.min(packet.limit(), start + PtpHeader.MESSAGE_LENGTH.get(packet, start));
    if (type == null || !body(type).fits(packet, start, end)) {
      return;
    }
    body(type).tell(packet, start, end, sink);
    int at = start + type.length();
    while (end - at >= Tlv.HEADER_LENGTH) {
      int tlvEnd = at + Tlv.HEADER_LENGTH + TlvType.LENGTH.get(packet, at);
      if (tlvEnd > end) {
        return;
      }
      tell(type, packet, at, tlvEnd, sink);
      at = tlvEnd;
    }
  }

  private static Layout body(MessageType type) {
    return switch (type) {
      case SYNC -> PtpMessage.Sync.BODY;
      case DELAY_REQ -> PtpMessage.DelayReq.BODY;
      case PDELAY_REQ -> PtpMessage.PdelayReq.BODY;
      case PDELAY_RESP -> PtpMessage.PdelayResp.BODY;
      case FOLLOW_UP -> PtpMessage.FollowUp.BODY;
      case DELAY_RESP -> PtpMessage.DelayResp.BODY;
      case PDELAY_RESP_FOLLOW_UP -> PtpMessage.PdelayRespFollowUp.BODY;
      case ANNOUNCE -> AnnounceMessage.BODY;
      case SIGNALING -> PtpMessage.Signaling.BODY;
      case MANAGEMENT -> PtpMessage.Management.BODY;
    };
  }

  private static void tell(
      MessageType carrier, ByteBuffer packet, int start, int to, FieldSink sink) {
    TlvType type = asShown(carrier, TlvType.at(packet, start, to));
    TlvNames names = names(carrier, type);
    names.type.tell(packet, start, to, sink);
    names.length.tell(packet, start, to, sink);
    if (type == null || !type.isNamed()) {
      sink.octets(names.value, Octets.of(packet, start + Tlv.HEADER_LENGTH, to));
    }
    if (type != null) {
      type.layout().tell(packet, start, to, sink);
    }
    if (type == TlvType.MANAGEMENT) {
      tellManagement(packet, start, to, sink);
    }
  }

  /** What the dataField of a managementId means, where that is known. */
  private static void tellManagement(ByteBuffer packet, int start, int to, FieldSink sink) {
    ManagementId id = ManagementId.of(ManagementTlv.Data.MANAGEMENT_ID.get(packet, start));
    if (id != null) {
      int from = start + ManagementTlv.Data.LAYOUT.end();
      ManagementData.tell(id, packet.slice(from, to - from), sink);
    }
  }

  /** Wireshark knows an organisation's own TLV only where it belongs. */
  private static @Nullable TlvType asShown(MessageType carrier, @Nullable TlvType type) {
    boolean abroad =
        (type == TlvType.SYNCHRONIZATION_METADATA && carrier != MessageType.MANAGEMENT)
            || (type == TlvType.FOLLOW_UP_INFORMATION
                && carrier != MessageType.FOLLOW_UP
                && carrier != MessageType.SYNC);
    return abroad ? TlvType.ORGANIZATION_EXTENSION : type;
  }

  private static TlvNames names(MessageType carrier, @Nullable TlvType type) {
    if (type == TlvType.FOLLOW_UP_INFORMATION) {
      return FOLLOW_UP;
    }
    return switch (carrier) {
      case ANNOUNCE -> ANNOUNCE;
      case SIGNALING -> SIGNALING;
      case MANAGEMENT -> MANAGEMENT;
      default -> OTHER;
    };
  }
}
