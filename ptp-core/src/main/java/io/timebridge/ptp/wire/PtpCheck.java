package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whether bytes are a PTPv2 message: lengths, type, time stamps and the frame of the TLVs. Octets
 * behind messageLength are ignored (UDP over IPv6 brings two), reserved bits tolerated.
 */
public final class PtpCheck {
  private static final int VERSION_1_HEADER_LENGTH = 40;

  private PtpCheck() {}

  /**
   * {@return why the bytes are no message that can be used, or null if they are one}
   *
   * @param packet the bytes, from position to limit, big-endian; not changed
   */
  public static @Nullable PtpDropReason check(ByteBuffer packet) {
    int start = packet.position();
    int available = packet.remaining();
    if (available < PtpHeader.LENGTH) {
      boolean maybeCut = available < 2 || isVersion2(PtpHeader.VERSION.get(packet, start));
      return maybeCut ? PtpDropReason.TOO_SHORT : PtpDropReason.UNKNOWN_VERSION;
    }
    long first = packet.getLong(start); // at once: each access costs
    if (!isVersion2(PtpHeader.VERSION.of(first))) {
      return isVersion1(packet, start, available)
          ? PtpDropReason.PTP_V1
          : PtpDropReason.UNKNOWN_VERSION;
    }
    MessageType type = MessageType.of(PtpHeader.MESSAGE_TYPE.of(first));
    if (type == null) {
      return PtpDropReason.UNKNOWN_TYPE;
    }
    int length = PtpHeader.MESSAGE_LENGTH.of(first);
    if (available < type.length()) {
      return PtpDropReason.TOO_SHORT;
    }
    if (length < type.length() || length > available) {
      return PtpDropReason.BAD_LENGTH;
    }
    return checkBody(packet, start, type, length);
  }

  private static boolean isVersion2(int version) {
    return version == PtpHeader.PTP_VERSION;
  }

  /** Version 1 begins with two numbers of 16 bits, versionPTP and versionNetwork, both 1. */
  private static boolean isVersion1(ByteBuffer packet, int start, int available) {
    return available >= VERSION_1_HEADER_LENGTH && packet.getInt(start) == 0x0001_0001;
  }

  private static @Nullable PtpDropReason checkBody(
      ByteBuffer packet, int start, MessageType type, int length) {
    if (PtpHeader.CORRECTION_FIELD.scaledNanos(packet, start) == PtpHeader.CORRECTION_TOO_BIG) {
      return PtpDropReason.CORRECTION_TOO_BIG;
    }
    boolean stamped = type != MessageType.SIGNALING && type != MessageType.MANAGEMENT;
    if (stamped && !PtpTimestamp.isSound(packet, start + PtpHeader.LENGTH)) {
      return PtpDropReason.BAD_TIMESTAMP;
    }
    return Tlv.framesFit(packet, start + type.length(), start + length)
        ? null
        : PtpDropReason.BAD_TLV;
  }
}
