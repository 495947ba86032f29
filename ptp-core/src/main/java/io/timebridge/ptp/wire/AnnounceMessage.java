package io.timebridge.ptp.wire;

import io.timebridge.clock.transport.StampFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/**
 * Announce: what a master says of itself and its grandmaster.
 *
 * @param domainNumber 0 to 255
 * @param flags flagField without those that {@code timeProperties} holds
 * @param correctionScaledNanos correctionField, 2⁻¹⁶ ns
 * @param source sourcePortIdentity
 * @param sequenceId 0 to 65535
 * @param logMessageInterval −128 to 127
 * @param originNanos originTimestamp, nanoseconds of the domain's timescale
 * @param timeProperties the grandmaster's timescale
 * @param grandmasterPriority1 0 to 255
 * @param grandmasterClockQuality the grandmaster's quality
 * @param grandmasterPriority2 0 to 255
 * @param grandmasterIdentity the grandmaster
 * @param stepsRemoved how many clocks are between, 0 to 65535
 * @param tlvs what is appended
 */
public record AnnounceMessage(
    int domainNumber,
    int flags,
    long correctionScaledNanos,
    PortIdentity source,
    int sequenceId,
    int logMessageInterval,
    long originNanos,
    TimeProperties timeProperties,
    int grandmasterPriority1,
    ClockQuality grandmasterClockQuality,
    int grandmasterPriority2,
    ClockIdentity grandmasterIdentity,
    int stepsRemoved,
    List<Tlv> tlvs) {

  private static final int ORIGIN_TIMESTAMP = PtpHeader.LENGTH;
  private static final int CURRENT_UTC_OFFSET = ORIGIN_TIMESTAMP + PtpTimestamp.LENGTH;
  private static final int PRIORITY_1 = CURRENT_UTC_OFFSET + 3; // one octet is reserved
  private static final int CLOCK_CLASS = PRIORITY_1 + 1;
  private static final int CLOCK_ACCURACY = CLOCK_CLASS + 1;
  private static final int VARIANCE = CLOCK_ACCURACY + 1;
  private static final int PRIORITY_2 = VARIANCE + 2;
  private static final int GRANDMASTER_IDENTITY = PRIORITY_2 + 1;
  private static final int STEPS_REMOVED = GRANDMASTER_IDENTITY + 8;
  private static final int TIME_SOURCE = STEPS_REMOVED + 2;

  private static final int TIME_FLAGS =
      PtpFlags.LEAP_61
          | PtpFlags.LEAP_59
          | PtpFlags.CURRENT_UTC_OFFSET_VALID
          | PtpFlags.PTP_TIMESCALE
          | PtpFlags.TIME_TRACEABLE
          | PtpFlags.FREQUENCY_TRACEABLE;

  /** Copies the list. */
  public AnnounceMessage {
    tlvs = List.copyOf(tlvs);
  }

  /**
   * {@return the message that stands at the buffer's position}
   *
   * @param packet bytes that passed {@link PtpCheck#check} and are an Announce; not changed
   */
  public static AnnounceMessage read(ByteBuffer packet) {
    PtpHeader header = new PtpHeader();
    header.wrap(packet);
    int at = packet.position();
    return new AnnounceMessage(
        header.domainNumber(),
        header.flags() & ~TIME_FLAGS,
        header.correctionScaledNanos(),
        header.sourcePortIdentity(),
        header.sequenceId(),
        header.logMessageInterval(),
        PtpTimestamp.nanos(packet, at + ORIGIN_TIMESTAMP),
        TimeProperties.of(
            header.flags(),
            packet.getShort(at + CURRENT_UTC_OFFSET),
            packet.get(at + TIME_SOURCE) & 0xFF),
        packet.get(at + PRIORITY_1) & 0xFF,
        new ClockQuality(
            packet.get(at + CLOCK_CLASS) & 0xFF,
            packet.get(at + CLOCK_ACCURACY) & 0xFF,
            packet.getShort(at + VARIANCE) & 0xFFFF),
        packet.get(at + PRIORITY_2) & 0xFF,
        new ClockIdentity(packet.getLong(at + GRANDMASTER_IDENTITY)),
        packet.getShort(at + STEPS_REMOVED) & 0xFFFF,
        Tlv.readAll(packet, at + MessageType.ANNOUNCE.length(), at + header.messageLength()));
  }

  /** {@return the length on the wire, octets} */
  public int length() {
    int length = MessageType.ANNOUNCE.length();
    for (Tlv tlv : tlvs) {
      length += Tlv.HEADER_LENGTH + tlv.valueLength();
    }
    return length;
  }

  /**
   * Writes the message at the buffer's position and moves that behind it.
   *
   * @param packet where to; {@link #length()} octets must fit
   */
  public void write(ByteBuffer packet) {
    PtpHeader header = new PtpHeader();
    header.wrap(packet);
    int at = packet.position();
    header.write(
        MessageType.ANNOUNCE,
        domainNumber,
        source,
        sequenceId,
        flags | timeProperties.flags(),
        logMessageInterval);
    header.correctionScaledNanos(correctionScaledNanos);
    packet.putShort(at + PtpHeader.MESSAGE_LENGTH, (short) length());
    StampFormat.PTP.write(packet, at + ORIGIN_TIMESTAMP, originNanos);
    packet.putShort(at + CURRENT_UTC_OFFSET, (short) timeProperties.currentUtcOffset());
    packet.put(at + PRIORITY_1, (byte) grandmasterPriority1);
    packet.put(at + CLOCK_CLASS, (byte) grandmasterClockQuality.clockClass());
    packet.put(at + CLOCK_ACCURACY, (byte) grandmasterClockQuality.clockAccuracy());
    packet.putShort(at + VARIANCE, (short) grandmasterClockQuality.offsetScaledLogVariance());
    packet.put(at + PRIORITY_2, (byte) grandmasterPriority2);
    packet.putLong(at + GRANDMASTER_IDENTITY, grandmasterIdentity.bits());
    packet.putShort(at + STEPS_REMOVED, (short) stepsRemoved);
    packet.put(at + TIME_SOURCE, (byte) timeProperties.timeSource());
    packet.position(at + MessageType.ANNOUNCE.length());
    Tlv.writeAll(packet, tlvs);
  }

  /**
   * {@return true if the Announce came through one of these clocks, as its path trace says}
   *
   * @param clocks which clocks
   */
  public boolean cameThrough(Predicate<ClockIdentity> clocks) {
    for (Tlv tlv : tlvs) {
      if (tlv instanceof Tlv.PathTrace trace && trace.path().stream().anyMatch(clocks)) {
        return true;
      }
    }
    return false;
  }
}
