package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLVs that are known here: how each is told from the others, its table, and who reads it.
 *
 * <p>An organisation's own are told by its OUI and subtype too, and come before the general ones.
 */
final class TlvType {
  static final Field.Int TYPE = Field.uint16(0, "tlvType", "ptp.v2.tlv.tlvType");
  static final Field.Int LENGTH = Field.uint16(2, "lengthField", "ptp.v2.tlv.lengthField");

  private static final int ANY = -1;

  static final TlvType MANAGEMENT =
      new TlvType(0x0001, ManagementTlv.Data.LAYOUT, ManagementTlv.Data::read);
  static final TlvType MANAGEMENT_ERROR_STATUS =
      new TlvType(0x0002, ManagementTlv.ErrorStatus.LAYOUT, ManagementTlv.ErrorStatus::read);
  static final TlvType SYNCHRONIZATION_METADATA =
      new TlvType(
          0x0003,
          OrganizationTlv.SMPTE,
          OrganizationTlv.SynchronizationMetadata.SUBTYPE_VALUE,
          OrganizationTlv.SynchronizationMetadata.LAYOUT,
          OrganizationTlv.SynchronizationMetadata::read);
  static final TlvType FOLLOW_UP_INFORMATION =
      new TlvType(
          0x0003,
          OrganizationTlv.IEEE_802_1,
          OrganizationTlv.FollowUpInformation.SUBTYPE_VALUE,
          OrganizationTlv.FollowUpInformation.LAYOUT,
          OrganizationTlv.FollowUpInformation::read);
  static final TlvType ORGANIZATION_EXTENSION =
      new TlvType(0x0003, OrganizationTlv.Extension.LAYOUT, OrganizationTlv.Extension::read);
  static final TlvType REQUEST_UNICAST_TRANSMISSION =
      new TlvType(0x0004, UnicastTlv.Request.LAYOUT, UnicastTlv.Request::read);
  static final TlvType GRANT_UNICAST_TRANSMISSION =
      new TlvType(0x0005, UnicastTlv.Grant.LAYOUT, UnicastTlv.Grant::read);
  static final TlvType CANCEL_UNICAST_TRANSMISSION =
      new TlvType(0x0006, UnicastTlv.Cancel.LAYOUT, UnicastTlv.Cancel::read);
  static final TlvType ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION =
      new TlvType(0x0007, UnicastTlv.AcknowledgeCancel.LAYOUT, UnicastTlv.AcknowledgeCancel::read);
  static final TlvType PATH_TRACE = new TlvType(0x0008, Tlv.PathTrace.LAYOUT, Tlv.PathTrace::read);
  static final TlvType ALTERNATE_TIME_OFFSET_INDICATOR =
      new TlvType(0x0009, Tlv.AlternateTimeOffset.LAYOUT, Tlv.AlternateTimeOffset::read);
  static final TlvType ORGANIZATION_EXTENSION_PROPAGATE =
      new TlvType(0x4000, OrganizationTlv.Extension.LAYOUT, OrganizationTlv.Extension::read);
  static final TlvType ORGANIZATION_EXTENSION_DO_NOT_PROPAGATE =
      new TlvType(0x8000, OrganizationTlv.Extension.LAYOUT, OrganizationTlv.Extension::read);
  static final TlvType PAD = new TlvType(0x8008, Tlv.Pad.LAYOUT, Tlv.Pad::read);
  static final TlvType AUTHENTICATION =
      new TlvType(0x8009, Tlv.Authentication.LAYOUT, Tlv.Authentication::read);

  private static final List<TlvType> ALL =
      List.of(
          MANAGEMENT,
          MANAGEMENT_ERROR_STATUS,
          SYNCHRONIZATION_METADATA,
          FOLLOW_UP_INFORMATION,
          ORGANIZATION_EXTENSION,
          REQUEST_UNICAST_TRANSMISSION,
          GRANT_UNICAST_TRANSMISSION,
          CANCEL_UNICAST_TRANSMISSION,
          ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION,
          PATH_TRACE,
          ALTERNATE_TIME_OFFSET_INDICATOR,
          ORGANIZATION_EXTENSION_PROPAGATE,
          ORGANIZATION_EXTENSION_DO_NOT_PROPAGATE,
          PAD,
          AUTHENTICATION);

  private static final List<TlvType> UNNAMED =
      List.of(
          PAD,
          AUTHENTICATION,
          ORGANIZATION_EXTENSION_PROPAGATE,
          ORGANIZATION_EXTENSION_DO_NOT_PROPAGATE);

  /** Makes the object of a TLV that begins at {@code start} and ends at {@code to}. */
  interface Reader {
    Tlv read(ByteBuffer buffer, int start, int to);
  }

  private final int code;
  private final int organizationId;
  private final int organizationSubType;
  private final Layout layout;
  private final Reader reader;

  private TlvType(int code, Layout layout, Reader reader) {
    this(code, ANY, ANY, layout, reader);
  }

  private TlvType(
      int code, int organizationId, int organizationSubType, Layout layout, Reader reader) {
    this.code = code;
    this.organizationId = organizationId;
    this.organizationSubType = organizationSubType;
    this.layout = layout;
    this.reader = reader;
  }

  int code() {
    return code;
  }

  /** Whether Wireshark has names for what is in it. */
  boolean isNamed() {
    return !UNNAMED.contains(this);
  }

  Layout layout() {
    return layout;
  }

  Tlv read(ByteBuffer buffer, int start, int to) {
    return reader.read(buffer, start, to);
  }

  /** Which one stands there, or null if none is known whose table the value fits. */
  static @Nullable TlvType at(ByteBuffer buffer, int start, int to) {
    int code = TYPE.get(buffer, start);
    for (TlvType type : ALL) {
      if (type.code == code && type.layout.fits(buffer, start, to) && type.isOwn(buffer, start)) {
        return type;
      }
    }
    return null;
  }

  private boolean isOwn(ByteBuffer buffer, int start) {
    return organizationId == ANY
        || (organizationId == OrganizationTlv.Extension.ORGANIZATION_ID.get(buffer, start)
            && organizationSubType
                == OrganizationTlv.Extension.ORGANIZATION_SUB_TYPE.get(buffer, start));
  }

  /** A length made even, as that of a TLV must be. */
  static int even(int length) {
    return length + 1 & ~1;
  }

  static void requireEven(int length) {
    if (length < 0 || length % 2 != 0) {
      throw new IllegalArgumentException("a TLV has an even number of octets, not " + length);
    }
  }
}
