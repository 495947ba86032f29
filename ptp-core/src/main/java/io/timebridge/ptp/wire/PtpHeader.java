package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header that all PTPv2 messages share, read and written in place: 34 octets, big-endian.
 *
 * <p>Wrap bytes that passed {@link PtpCheck#check}. Reused; belongs to one thread.
 */
public sealed class PtpHeader permits TimestampMessage, DelayRespMessage {
  static final int SDO_AND_TYPE = 0;
  static final int VERSION = 1;
  static final int MESSAGE_LENGTH = 2;
  static final int DOMAIN_NUMBER = 4;
  static final int MINOR_SDO_ID = 5;
  static final int FLAG_FIELD = 6;
  static final int CORRECTION_FIELD = 8;
  static final int SOURCE_CLOCK_IDENTITY = 20;
  static final int SOURCE_PORT_NUMBER = 28;
  static final int SEQUENCE_ID = 30;
  static final int CONTROL_FIELD = 32;
  static final int LOG_MESSAGE_INTERVAL = 33;

  /** The length of the header, octets. */
  public static final int LENGTH = 34;

  /** A correctionField that is too big to be told: the message cannot be used. */
  public static final long CORRECTION_TOO_BIG = Long.MAX_VALUE;

  /** logMessageInterval of a message that has none, as in unicast. */
  public static final int LOG_INTERVAL_UNKNOWN = 0x7F;

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
    for (int i = 0; i < type.length(); i++) {
      buffer.put(start + i, (byte) 0);
    }
    buffer.put(start + SDO_AND_TYPE, (byte) type.code());
    buffer.put(start + VERSION, (byte) 2);
    buffer.putShort(start + MESSAGE_LENGTH, (short) type.length());
    buffer.put(start + DOMAIN_NUMBER, (byte) domain);
    buffer.putShort(start + FLAG_FIELD, (short) flags);
    buffer.putLong(start + SOURCE_CLOCK_IDENTITY, source.clock().bits());
    buffer.putShort(start + SOURCE_PORT_NUMBER, (short) source.portNumber());
    buffer.putShort(start + SEQUENCE_ID, (short) sequenceId);
    buffer.put(start + CONTROL_FIELD, (byte) type.controlField());
    buffer.put(start + LOG_MESSAGE_INTERVAL, (byte) logMessageInterval);
  }

  final ByteBuffer buffer() {
    return buffer;
  }

  final int start() {
    return start;
  }

  /** {@return the type, or null for a reserved one} */
  public final @Nullable MessageType messageType() {
    return MessageType.of(buffer.get(start + SDO_AND_TYPE));
  }

  /** {@return majorSdoId and minorSdoId, 0 to 4095} */
  public final int sdoId() {
    return (buffer.get(start + SDO_AND_TYPE) & 0xF0) << 4
        | (buffer.get(start + MINOR_SDO_ID) & 0xFF);
  }

  /** {@return versionPTP, 0 to 15} */
  public final int version() {
    return buffer.get(start + VERSION) & 0xF;
  }

  /** {@return minorVersionPTP, 0 to 15} */
  public final int minorVersion() {
    return buffer.get(start + VERSION) >> 4 & 0xF;
  }

  /** {@return the length of the message with its TLVs, octets, as it says itself} */
  public final int messageLength() {
    return buffer.getShort(start + MESSAGE_LENGTH) & 0xFFFF;
  }

  /** {@return domainNumber, 0 to 255} */
  public final int domainNumber() {
    return buffer.get(start + DOMAIN_NUMBER) & 0xFF;
  }

  /** {@return flagField, the bits of {@link PtpFlags}} */
  public final int flags() {
    return buffer.getShort(start + FLAG_FIELD) & 0xFFFF;
  }

  /** {@return true if all these flags are set} */
  public final boolean has(int flags) {
    return (flags() & flags) == flags;
  }

  /** {@return correctionField, 2⁻¹⁶ ns; {@link #CORRECTION_TOO_BIG} cannot be used} */
  public final long correctionScaledNanos() {
    return buffer.getLong(start + CORRECTION_FIELD);
  }

  /**
   * Sets correctionField.
   *
   * @param scaledNanos 2⁻¹⁶ ns
   */
  public final void correctionScaledNanos(long scaledNanos) {
    buffer.putLong(start + CORRECTION_FIELD, scaledNanos);
  }

  /** {@return the clock of sourcePortIdentity, as bits: allocates nothing} */
  public final long sourceClockBits() {
    return buffer.getLong(start + SOURCE_CLOCK_IDENTITY);
  }

  /** {@return the port number of sourcePortIdentity, 0 to 65535} */
  public final int sourcePortNumber() {
    return buffer.getShort(start + SOURCE_PORT_NUMBER) & 0xFFFF;
  }

  /** {@return true if this port sent the message} */
  public final boolean isFrom(PortIdentity port) {
    return sourceClockBits() == port.clock().bits() && sourcePortNumber() == port.portNumber();
  }

  /** {@return sourcePortIdentity; allocates} */
  public final PortIdentity sourcePortIdentity() {
    return new PortIdentity(new ClockIdentity(sourceClockBits()), sourcePortNumber());
  }

  /** {@return sequenceId, 0 to 65535} */
  public final int sequenceId() {
    return buffer.getShort(start + SEQUENCE_ID) & 0xFFFF;
  }

  /** {@return logMessageInterval, −128 to 127; {@link #LOG_INTERVAL_UNKNOWN} for none} */
  public final int logMessageInterval() {
    return buffer.get(start + LOG_MESSAGE_INTERVAL);
  }
}
