package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;

/**
 * The header of a PTPv2 message, every bit of it but versionPTP, which is 2, and messageType and
 * messageLength, which the message itself tells. {@link PtpHeader} reads the same in place.
 *
 * <p>A number outside of its range is refused when it is written.
 *
 * @param sdoId majorSdoId, the upper 4 bits, and minorSdoId, the lower 8: 0 to 4095. In version 2.0
 *     the upper ones are called transportSpecific, the lower ones are reserved
 * @param minorVersion minorVersionPTP: 0 for IEEE 1588-2008, 1 for 1588-2019
 * @param domainNumber 0 to 255
 * @param flags flagField, the bits of {@link PtpFlags} and the reserved ones
 * @param correctionScaledNanos correctionField, 2⁻¹⁶ ns
 * @param messageTypeSpecific 32 bits without a sign for internal use, 0 in most messages; reserved
 *     in version 2.0
 * @param source sourcePortIdentity
 * @param sequenceId 0 to 65535
 * @param controlField 0 to 255: what version 1 hardware looks at, {@link MessageType#controlField}
 *     or, from some senders, 0
 * @param logMessageInterval −128 to 127; {@link PtpHeader#LOG_INTERVAL_UNKNOWN} for none
 */
public record CommonHeader(
    int sdoId,
    int minorVersion,
    int domainNumber,
    int flags,
    long correctionScaledNanos,
    long messageTypeSpecific,
    PortIdentity source,
    int sequenceId,
    int controlField,
    int logMessageInterval) {

  /**
   * {@return the header of a version 2.0 message without flags or a correction}
   *
   * @param type the message's type
   * @param domainNumber 0 to 255
   * @param source who sends it
   * @param sequenceId 0 to 65535
   * @param logMessageInterval −128 to 127
   */
  public static CommonHeader of(
      MessageType type,
      int domainNumber,
      PortIdentity source,
      int sequenceId,
      int logMessageInterval) {
    return new CommonHeader(
        0, 0, domainNumber, 0, 0, 0, source, sequenceId, type.controlField(), logMessageInterval);
  }

  /**
   * {@return the same with these flags in place of its own}
   *
   * @param newFlags of {@link PtpFlags}
   */
  public CommonHeader withFlags(int newFlags) {
    return new CommonHeader(
        sdoId,
        minorVersion,
        domainNumber,
        newFlags,
        correctionScaledNanos,
        messageTypeSpecific,
        source,
        sequenceId,
        controlField,
        logMessageInterval);
  }

  /**
   * {@return the same with another correctionField}
   *
   * @param scaledNanos 2⁻¹⁶ ns
   */
  public CommonHeader withCorrection(long scaledNanos) {
    return new CommonHeader(
        sdoId,
        minorVersion,
        domainNumber,
        flags,
        scaledNanos,
        messageTypeSpecific,
        source,
        sequenceId,
        controlField,
        logMessageInterval);
  }

  /**
   * {@return the same in another version of the protocol and under another sdoId}
   *
   * @param newMinorVersion 0 to 15
   * @param newSdoId 0 to 4095
   */
  public CommonHeader withVersion(int newMinorVersion, int newSdoId) {
    return new CommonHeader(
        newSdoId,
        newMinorVersion,
        domainNumber,
        flags,
        correctionScaledNanos,
        messageTypeSpecific,
        source,
        sequenceId,
        controlField,
        logMessageInterval);
  }

  /**
   * {@return true if all these flags are set}
   *
   * @param asked of {@link PtpFlags}
   */
  public boolean has(int asked) {
    return (flags & asked) == asked;
  }

  static CommonHeader read(ByteBuffer packet, int start) {
    return new CommonHeader(
        PtpHeader.MAJOR_SDO_ID.get(packet, start) << 8 | PtpHeader.MINOR_SDO_ID.get(packet, start),
        PtpHeader.MINOR_VERSION.get(packet, start),
        PtpHeader.DOMAIN_NUMBER.get(packet, start),
        PtpHeader.FLAG_FIELD.get(packet, start),
        PtpHeader.CORRECTION_FIELD.scaledNanos(packet, start),
        PtpHeader.MESSAGE_TYPE_SPECIFIC.get(packet, start),
        PtpHeader.SOURCE_PORT_IDENTITY.get(packet, start),
        PtpHeader.SEQUENCE_ID.get(packet, start),
        PtpHeader.CONTROL_FIELD.get(packet, start),
        PtpHeader.LOG_MESSAGE_INTERVAL.get(packet, start));
  }

  void write(ByteBuffer packet, int start, MessageType type, int messageLength) {
    PtpHeader.MAJOR_SDO_ID.put(packet, start, sdoId >> 8);
    PtpHeader.MESSAGE_TYPE.put(packet, start, type.code());
    PtpHeader.MINOR_VERSION.put(packet, start, minorVersion);
    PtpHeader.VERSION.put(packet, start, PtpHeader.PTP_VERSION);
    PtpHeader.MESSAGE_LENGTH.put(packet, start, messageLength);
    PtpHeader.DOMAIN_NUMBER.put(packet, start, domainNumber);
    PtpHeader.MINOR_SDO_ID.put(packet, start, sdoId & 0xFF);
    PtpHeader.FLAG_FIELD.put(packet, start, flags);
    PtpHeader.CORRECTION_FIELD.putScaledNanos(packet, start, correctionScaledNanos);
    PtpHeader.MESSAGE_TYPE_SPECIFIC.put(packet, start, messageTypeSpecific);
    PtpHeader.SOURCE_PORT_IDENTITY.put(packet, start, source);
    PtpHeader.SEQUENCE_ID.put(packet, start, sequenceId);
    PtpHeader.CONTROL_FIELD.put(packet, start, controlField);
    PtpHeader.LOG_MESSAGE_INTERVAL.put(packet, start, logMessageInterval);
  }
}
