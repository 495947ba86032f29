package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header that all PTPv2 messages share, read and written in place: 34 octets, big-endian.
 *
 * <p>Wrap bytes that passed {@link PtpCheck#check}. Reused; belongs to one thread.
 */
public sealed class PtpHeader permits TimestampMessage, DelayRespMessage, SignalingMessage {
  static final Field.Bits MAJOR_SDO_ID = Field.bits(0, 4, 4, "majorSdoId", "ptp.v2.majorsdoid");
  static final Field.Bits MESSAGE_TYPE = Field.bits(0, 0, 4, "messageType", "ptp.v2.messagetype");
  static final Field.Bits MINOR_VERSION =
      Field.bits(1, 4, 4, "minorVersionPTP", "ptp.v2.minorversionptp");
  static final Field.Bits VERSION = Field.bits(1, 0, 4, "versionPTP", "ptp.v2.versionptp");
  static final Field.Int MESSAGE_LENGTH = Field.uint16(2, "messageLength", "ptp.v2.messagelength");
  static final Field.Int DOMAIN_NUMBER = Field.uint8(4, "domainNumber", "ptp.v2.domainnumber");
  static final Field.Int MINOR_SDO_ID = Field.uint8(5, "minorSdoId", "ptp.v2.minorsdoid");
  static final Field.Int FLAG_FIELD = Field.uint16(6, "flagField", "ptp.v2.flags");
  static final Field.Interval CORRECTION_FIELD =
      Field.interval(8, "correctionField", "ptp.v2.correction");
  static final Field.Wide MESSAGE_TYPE_SPECIFIC =
      Field.uint32(16, "messageTypeSpecific", "ptp.v2.messagetypespecific");
  static final Field.Port SOURCE_PORT_IDENTITY =
      new Field.Port(
          20,
          new FieldName("sourcePortIdentity.clockIdentity", "ptp.v2.clockidentity"),
          new FieldName("sourcePortIdentity.portNumber", "ptp.v2.sourceportid"),
          new FieldName("manufacturer", "ptp.v2.clockidentity_manuf"));
  static final Field.Int SEQUENCE_ID = Field.uint16(30, "sequenceId", "ptp.v2.sequenceid");
  static final Field.Int CONTROL_FIELD = Field.uint8(32, "controlField", "ptp.v2.controlfield");
  static final Field.Int LOG_MESSAGE_INTERVAL =
      Field.int8(33, "logMessageInterval", "ptp.v2.logmessageperiod");

  static final Layout LAYOUT =
      Layout.of(
          0,
          MAJOR_SDO_ID,
          MESSAGE_TYPE,
          MINOR_VERSION,
          VERSION,
          MESSAGE_LENGTH,
          DOMAIN_NUMBER,
          MINOR_SDO_ID,
          FLAG_FIELD,
          flag(PtpFlags.SECURITY, "SECURITY", "security"),
          flag(PtpFlags.PROFILE_SPECIFIC_2, "profileSpecific2", "specific2"),
          flag(PtpFlags.PROFILE_SPECIFIC_1, "profileSpecific1", "specific1"),
          flag(PtpFlags.UNICAST, "unicastFlag", "unicast"),
          flag(PtpFlags.TWO_STEP, "twoStepFlag", "twostep"),
          flag(PtpFlags.ALTERNATE_MASTER, "alternateMasterFlag", "alternatemaster"),
          flag(
              PtpFlags.SYNCHRONIZATION_UNCERTAIN,
              "synchronizationUncertain",
              "synchronizationUncertain"),
          flag(PtpFlags.FREQUENCY_TRACEABLE, "frequencyTraceable", "frequencytraceable"),
          flag(PtpFlags.TIME_TRACEABLE, "timeTraceable", "timetraceable"),
          flag(PtpFlags.PTP_TIMESCALE, "ptpTimescale", "timescale"),
          flag(PtpFlags.CURRENT_UTC_OFFSET_VALID, "currentUtcOffsetValid", "utcreasonable"),
          flag(PtpFlags.LEAP_59, "leap59", "li59"),
          flag(PtpFlags.LEAP_61, "leap61", "li61"),
          CORRECTION_FIELD,
          MESSAGE_TYPE_SPECIFIC,
          SOURCE_PORT_IDENTITY,
          SEQUENCE_ID,
          CONTROL_FIELD,
          LOG_MESSAGE_INTERVAL);

  /** The length of the header, octets. */
  public static final int LENGTH = LAYOUT.end();

  /** Where correctionField begins. */
  public static final int CORRECTION = CORRECTION_FIELD.offset();

  /** A correctionField that is too big to be told: the message cannot be used. */
  public static final long CORRECTION_TOO_BIG = Long.MAX_VALUE;

  /** logMessageInterval of a message that has none, as in unicast. */
  public static final int LOG_INTERVAL_UNKNOWN = 0x7F;

  static final int PTP_VERSION = 2;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(LENGTH);

  private ByteBuffer buffer = NOTHING;
  private int start;

  /** Creates one that stands on nothing yet. */
  public PtpHeader() {}

  /**
   * Stands on a message.
   *
   * @param message the bytes; the message begins at the buffer's position
   */
  public void wrap(ByteBuffer message) {
    buffer = message;
    start = message.position();
  }

  /**
   * Writes the header of a version 2 message, everything else in it 0.
   *
   * @param type the message's type; its length without TLVs is set
   * @param domain domainNumber, 0 to 255
   * @param source who sends it
   * @param sequenceId 0 to 65535
   * @param flags of {@link PtpFlags}
   * @param logMessageInterval −128 to 127
   */
  public void write(
      MessageType type,
      int domain,
      PortIdentity source,
      int sequenceId,
      int flags,
      int logMessageInterval) {
    clear(buffer, start, type.length());
    MESSAGE_TYPE.put(buffer, start, type.code());
    VERSION.put(buffer, start, PTP_VERSION);
    MESSAGE_LENGTH.put(buffer, start, type.length());
    DOMAIN_NUMBER.put(buffer, start, domain);
    FLAG_FIELD.put(buffer, start, flags);
    SOURCE_PORT_IDENTITY.put(buffer, start, source);
    SEQUENCE_ID.put(buffer, start, sequenceId);
    CONTROL_FIELD.put(buffer, start, type.controlField());
    LOG_MESSAGE_INTERVAL.put(buffer, start, logMessageInterval);
  }

  static void clear(ByteBuffer buffer, int from, int octets) {
    int at = from;
    for (; at <= from + octets - Long.BYTES; at += Long.BYTES) {
      buffer.putLong(at, 0);
    }
    for (; at < from + octets; at++) {
      buffer.put(at, (byte) 0);
    }
  }

  private static Field.Flag flag(int mask, String name, String filter) {
    return Field.flag16(FLAG_FIELD.offset(), mask, name, "ptp.v2.flags." + filter);
  }

  final ByteBuffer buffer() {
    return buffer;
  }

  final int start() {
    return start;
  }

  /**
   * The first eight octets at once: whoever reads several fields of them costs one access, since
   * the compiler makes one of the same ones.
   */
  private long first() {
    return buffer.getLong(start);
  }

  /** {@return the type, or null for a reserved one} */
  public final @Nullable MessageType messageType() {
    return MessageType.of(MESSAGE_TYPE.of(first()));
  }

  /** {@return majorSdoId and minorSdoId, 0 to 4095} */
  public final int sdoId() {
    return MAJOR_SDO_ID.of(first()) << 8 | MINOR_SDO_ID.of(first());
  }

  /** {@return versionPTP, 0 to 15} */
  public final int version() {
    return VERSION.of(first());
  }

  /** {@return minorVersionPTP, 0 to 15} */
  public final int minorVersion() {
    return MINOR_VERSION.of(first());
  }

  /** {@return the length of the message with its TLVs, octets, as it says itself} */
  public final int messageLength() {
    return MESSAGE_LENGTH.of(first());
  }

  /** {@return domainNumber, 0 to 255} */
  public final int domainNumber() {
    return DOMAIN_NUMBER.of(first());
  }

  /** {@return flagField, the bits of {@link PtpFlags}} */
  public final int flags() {
    return FLAG_FIELD.of(first());
  }

  /** {@return true if all these flags are set} */
  public final boolean has(int flags) {
    return (flags() & flags) == flags;
  }

  /** {@return correctionField, 2⁻¹⁶ ns; {@link #CORRECTION_TOO_BIG} cannot be used} */
  public final long correctionScaledNanos() {
    return CORRECTION_FIELD.scaledNanos(buffer, start);
  }

  /**
   * Sets correctionField.
   *
   * @param scaledNanos 2⁻¹⁶ ns
   */
  public final void correctionScaledNanos(long scaledNanos) {
    CORRECTION_FIELD.putScaledNanos(buffer, start, scaledNanos);
  }

  /**
   * Adds to correctionField what a message met; what does not fit makes it {@link
   * #CORRECTION_TOO_BIG}.
   *
   * @param scaledNanos 2⁻¹⁶ ns
   */
  public final void addCorrection(long scaledNanos) {
    long before = correctionScaledNanos();
    long sum = before + scaledNanos;
    boolean overflows = ((before ^ sum) & (scaledNanos ^ sum)) < 0;
    correctionScaledNanos(overflows ? CORRECTION_TOO_BIG : sum);
  }

  /** Sets twoStepFlag: a follow-up tells the rest. */
  public final void makeTwoStep() {
    FLAG_FIELD.put(buffer, start, flags() | PtpFlags.TWO_STEP);
  }

  /**
   * Makes a message one of another type, as long and otherwise as it is: the follow-up of a
   * one-step message.
   *
   * @param type the type
   */
  public final void become(MessageType type) {
    MESSAGE_TYPE.put(buffer, start, type.code());
    MESSAGE_LENGTH.put(buffer, start, type.length());
    CONTROL_FIELD.put(buffer, start, type.controlField());
    FLAG_FIELD.put(buffer, start, flags() & ~PtpFlags.TWO_STEP);
  }

  /**
   * Makes a message that was written for all one for a single receiver.
   *
   * @param sequenceId 0 to 65535
   * @param logMessageInterval −128 to 127
   */
  public final void makeUnicast(int sequenceId, int logMessageInterval) {
    FLAG_FIELD.put(buffer, start, flags() | PtpFlags.UNICAST);
    SEQUENCE_ID.put(buffer, start, sequenceId);
    LOG_MESSAGE_INTERVAL.put(buffer, start, logMessageInterval);
  }

  /** {@return the clock of sourcePortIdentity, as bits: allocates nothing} */
  public final long sourceClockBits() {
    return SOURCE_PORT_IDENTITY.clockBits(buffer, start);
  }

  /** {@return the port number of sourcePortIdentity, 0 to 65535} */
  public final int sourcePortNumber() {
    return SOURCE_PORT_IDENTITY.number(buffer, start);
  }

  /** {@return true if this port sent the message} */
  public final boolean isFrom(PortIdentity port) {
    return SOURCE_PORT_IDENTITY.is(buffer, start, port);
  }

  /** {@return sourcePortIdentity; allocates} */
  public final PortIdentity sourcePortIdentity() {
    return SOURCE_PORT_IDENTITY.get(buffer, start);
  }

  /** {@return sequenceId, 0 to 65535} */
  public final int sequenceId() {
    return SEQUENCE_ID.get(buffer, start);
  }

  /** {@return logMessageInterval, −128 to 127; {@link #LOG_INTERVAL_UNKNOWN} for none} */
  public final int logMessageInterval() {
    return LOG_MESSAGE_INTERVAL.get(buffer, start);
  }
}
