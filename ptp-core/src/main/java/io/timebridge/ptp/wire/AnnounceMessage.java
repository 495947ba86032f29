package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/**
 * Announce: what a master says of itself and its grandmaster.
 *
 * @param header the header; its flags are made to say what {@code timeProperties} says
 * @param originNanos originTimestamp, nanoseconds of the domain's timescale, 0 or about when it was
 *     sent
 * @param timeProperties the grandmaster's timescale
 * @param grandmasterPriority1 0 to 255
 * @param grandmasterClockQuality the grandmaster's quality
 * @param grandmasterPriority2 0 to 255
 * @param grandmasterIdentity the grandmaster
 * @param stepsRemoved how many clocks are between, 0 to 65535
 * @param tlvs what is appended
 */
public record AnnounceMessage(
    CommonHeader header,
    long originNanos,
    TimeProperties timeProperties,
    int grandmasterPriority1,
    ClockQuality grandmasterClockQuality,
    int grandmasterPriority2,
    ClockIdentity grandmasterIdentity,
    int stepsRemoved,
    List<Tlv> tlvs)
    implements PtpMessage {

  static final Field.Time ORIGIN_TIMESTAMP =
      Field.time(34, "originTimestamp", "ptp.v2.an.origintimestamp");
  static final Field.Int CURRENT_UTC_OFFSET =
      Field.int16(44, "currentUtcOffset", "ptp.v2.an.origincurrentutcoffset");
  static final Field.Int GRANDMASTER_PRIORITY_1 =
      Field.uint8(47, "grandmasterPriority1", "ptp.v2.an.priority1");
  static final Field.Int CLOCK_CLASS =
      Field.uint8(48, "grandmasterClockQuality.clockClass", "ptp.v2.an.grandmasterclockclass");
  static final Field.Int CLOCK_ACCURACY =
      Field.uint8(
          49, "grandmasterClockQuality.clockAccuracy", "ptp.v2.an.grandmasterclockaccuracy");
  static final Field.Int OFFSET_SCALED_LOG_VARIANCE =
      Field.uint16(
          50,
          "grandmasterClockQuality.offsetScaledLogVariance",
          "ptp.v2.an.grandmasterclockvariance");
  static final Field.Int GRANDMASTER_PRIORITY_2 =
      Field.uint8(52, "grandmasterPriority2", "ptp.v2.an.priority2");
  static final Field.Identity GRANDMASTER_IDENTITY =
      Field.identity(53, "grandmasterIdentity", "ptp.v2.an.grandmasterclockidentity");
  static final Field.Int STEPS_REMOVED =
      Field.uint16(61, "stepsRemoved", "ptp.v2.an.localstepsremoved");
  static final Field.Int TIME_SOURCE = Field.uint8(63, "timeSource", "ptp.v2.timesource");

  static final Layout BODY =
      Layout.of(
          34,
          ORIGIN_TIMESTAMP,
          CURRENT_UTC_OFFSET,
          Field.reserved(46, 1),
          GRANDMASTER_PRIORITY_1,
          CLOCK_CLASS,
          CLOCK_ACCURACY,
          OFFSET_SCALED_LOG_VARIANCE,
          GRANDMASTER_PRIORITY_2,
          GRANDMASTER_IDENTITY,
          STEPS_REMOVED,
          TIME_SOURCE);

  /** Copies the list. */
  public AnnounceMessage {
    header = header.withFlags((header.flags() & ~TimeProperties.FLAGS) | timeProperties.flags());
    tlvs = List.copyOf(tlvs);
  }

  /**
   * {@return the message that stands at the buffer's position}
   *
   * @param packet bytes that passed {@link PtpCheck#check} and are an Announce; not changed
   */
  public static AnnounceMessage read(ByteBuffer packet) {
    return (AnnounceMessage) PtpMessage.read(packet);
  }

  static AnnounceMessage read(ByteBuffer packet, int start, CommonHeader header, List<Tlv> tlvs) {
    return new AnnounceMessage(
        header,
        ORIGIN_TIMESTAMP.nanos(packet, start),
        TimeProperties.of(
            header.flags(), CURRENT_UTC_OFFSET.get(packet, start), TIME_SOURCE.get(packet, start)),
        GRANDMASTER_PRIORITY_1.get(packet, start),
        new ClockQuality(
            CLOCK_CLASS.get(packet, start),
            CLOCK_ACCURACY.get(packet, start),
            OFFSET_SCALED_LOG_VARIANCE.get(packet, start)),
        GRANDMASTER_PRIORITY_2.get(packet, start),
        GRANDMASTER_IDENTITY.get(packet, start),
        STEPS_REMOVED.get(packet, start),
        tlvs);
  }

  @Override
  public MessageType type() {
    return MessageType.ANNOUNCE;
  }

  /** {@return who sent it} */
  public PortIdentity source() {
    return header.source();
  }

  @Override
  public void writeBody(ByteBuffer packet, int start) {
    ORIGIN_TIMESTAMP.putNanos(packet, start, originNanos);
    CURRENT_UTC_OFFSET.put(packet, start, timeProperties.currentUtcOffset());
    GRANDMASTER_PRIORITY_1.put(packet, start, grandmasterPriority1);
    CLOCK_CLASS.put(packet, start, grandmasterClockQuality.clockClass());
    CLOCK_ACCURACY.put(packet, start, grandmasterClockQuality.clockAccuracy());
    OFFSET_SCALED_LOG_VARIANCE.put(
        packet, start, grandmasterClockQuality.offsetScaledLogVariance());
    GRANDMASTER_PRIORITY_2.put(packet, start, grandmasterPriority2);
    GRANDMASTER_IDENTITY.put(packet, start, grandmasterIdentity);
    STEPS_REMOVED.put(packet, start, stepsRemoved);
    TIME_SOURCE.put(packet, start, timeProperties.timeSource());
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
