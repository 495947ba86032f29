package io.timebridge.ptp.wire;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * ORGANIZATION_EXTENSION: what an organisation other than IEEE 1588's defines. Those that are known
 * here have objects of their own, the others are an {@link Extension}.
 */
public sealed interface OrganizationTlv extends Tlv {
  /** The OUI of SMPTE. */
  int SMPTE = 0x6897E8;

  /** The OUI of IEEE 802.1. */
  int IEEE_802_1 = 0x0080C2;

  /** {@return organizationId, an OUI, 24 bits} */
  int organizationId();

  /** {@return organizationSubType, 24 bits that the organisation gives a meaning} */
  int organizationSubType();

  /**
   * An extension whose data are not known here, byte for byte.
   *
   * @param type tlvType: {@link #FORWARDABLE}, {@link #PROPAGATE} or {@link #DO_NOT_PROPAGATE}
   * @param organizationId an OUI, 24 bits without a sign
   * @param organizationSubType 24 bits without a sign
   * @param data an even number of octets
   */
  record Extension(int type, int organizationId, int organizationSubType, Octets data)
      implements OrganizationTlv {
    /** ORGANIZATION_EXTENSION of IEEE 1588-2008. */
    public static final int FORWARDABLE = 0x0003;

    /** ORGANIZATION_EXTENSION_PROPAGATE: a boundary clock passes it on with what it announces. */
    public static final int PROPAGATE = 0x4000;

    /** ORGANIZATION_EXTENSION_DO_NOT_PROPAGATE: no boundary clock passes it on. */
    public static final int DO_NOT_PROPAGATE = 0x8000;

    static final Field.Int ORGANIZATION_ID =
        Field.uint24(4, "organizationId", "ptp.v2.an.oe.organizationId");
    static final Field.Int ORGANIZATION_SUB_TYPE =
        Field.uint24(7, "organizationSubType", "ptp.v2.an.oe.organizationSubType");
    static final VariableField.Bytes DATA_FIELD =
        VariableField.rest(10, "dataField", "ptp.v2.an.oe.dataField");
    static final Layout LAYOUT = Layout.of(4, ORGANIZATION_ID, ORGANIZATION_SUB_TYPE, DATA_FIELD);

    /** Refuses another type and an odd length with an {@link IllegalArgumentException}. */
    public Extension {
      if (type != FORWARDABLE && type != PROPAGATE && type != DO_NOT_PROPAGATE) {
        throw new IllegalArgumentException("not an organisation's extension: tlvType " + type);
      }
      TlvType.requireEven(data.length());
    }

    static Extension read(ByteBuffer buffer, int start, int to) {
      return new Extension(
          TlvType.TYPE.get(buffer, start),
          ORGANIZATION_ID.get(buffer, start),
          ORGANIZATION_SUB_TYPE.get(buffer, start),
          DATA_FIELD.get(buffer, start, to));
    }

    @Override
    public int valueLength() {
      return LAYOUT.length() + data.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      ORGANIZATION_ID.put(buffer, start, organizationId);
      ORGANIZATION_SUB_TYPE.put(buffer, start, organizationSubType);
      DATA_FIELD.put(buffer, start, data);
    }
  }

  /**
   * SMPTE ST 2059-2's synchronisation metadata: how a device makes time code of the time. Seconds
   * are of the domain's timescale; the layout is the one that Wireshark reads.
   *
   * @param frameRateNumerator defaultSystemFrameRate's numerator, 32 bits without a sign
   * @param frameRateDenominator its denominator, 32 bits without a sign
   * @param masterLockingStatus 0 not in use, 1 free run, 2 cold locking, 3 warm locking, 4 locked;
   *     up to 255
   * @param timeAddressFlags 0 to 255: 1 drop frame, 2 colour frame identification
   * @param currentLocalOffset of local time from the domain's, seconds, 32 bits with a sign
   * @param jumpSeconds how much that grows at the next jump, seconds, 32 bits with a sign
   * @param timeOfNextJump seconds, 48 bits without a sign; 0 for none
   * @param timeOfNextJam seconds, 48 bits without a sign; 0 for none
   * @param timeOfPreviousJam seconds, 48 bits without a sign
   * @param previousJamLocalOffset the offset at that jam, seconds, 32 bits with a sign
   * @param daylightSaving 0 to 255: 1 now, 2 after the next jump, 4 at the previous jam
   * @param leapSecondJump 0 to 255: 1 if the next jump is a leap second
   */
  record SynchronizationMetadata(
      long frameRateNumerator,
      long frameRateDenominator,
      int masterLockingStatus,
      int timeAddressFlags,
      int currentLocalOffset,
      int jumpSeconds,
      long timeOfNextJump,
      long timeOfNextJam,
      long timeOfPreviousJam,
      int previousJamLocalOffset,
      int daylightSaving,
      int leapSecondJump)
      implements OrganizationTlv {
    static final int SUBTYPE_VALUE = 1;

    private static final String FILTER = "ptp.v2.oe.smpte.";
    static final Field.Int SUB_TYPE = Field.uint24(7, "organizationSubType", FILTER + "SubType");
    static final Field.Wide FRAME_RATE_NUMERATOR =
        Field.uint32(
            10, "defaultSystemFrameRate.numerator", FILTER + "defaultsystemframerate.numerator");
    static final Field.Wide FRAME_RATE_DENOMINATOR =
        Field.uint32(
            14,
            "defaultSystemFrameRate.denominator",
            FILTER + "defaultsystemframerate.denominator");
    static final Field.Int MASTER_LOCKING_STATUS =
        Field.uint8(18, "masterLockingStatus", FILTER + "masterlockingstatus");
    static final Field.Int TIME_ADDRESS_FLAGS =
        Field.uint8(19, "timeAddressFlags", FILTER + "timeaddressflags");
    static final Field.Int CURRENT_LOCAL_OFFSET =
        Field.int32(20, "currentLocalOffset", FILTER + "currentlocaloffset");
    static final Field.Int JUMP_SECONDS = Field.int32(24, "jumpSeconds", FILTER + "jumpseconds");
    static final Field.Wide TIME_OF_NEXT_JUMP =
        Field.uint48(28, "timeOfNextJump", FILTER + "timeofnextjump");
    static final Field.Wide TIME_OF_NEXT_JAM =
        Field.uint48(34, "timeOfNextJam", FILTER + "timeofnextjam");
    static final Field.Wide TIME_OF_PREVIOUS_JAM =
        Field.uint48(40, "timeOfPreviousJam", FILTER + "timeofpreviousjam");
    static final Field.Int PREVIOUS_JAM_LOCAL_OFFSET =
        Field.int32(46, "previousJamLocalOffset", FILTER + "previousjamlocaloffset");
    static final Field.Int DAYLIGHT_SAVING =
        Field.uint8(50, "daylightSaving", FILTER + "daylightsaving");
    static final Field.Int LEAP_SECOND_JUMP =
        Field.uint8(51, "leapSecondJump", FILTER + "leapsecondjump");

    static final Layout LAYOUT =
        Layout.of(
            4,
            Extension.ORGANIZATION_ID,
            SUB_TYPE,
            VariableField.bytes(10, 8, "defaultSystemFrameRate", FILTER + "defaultsystemframerate"),
            FRAME_RATE_NUMERATOR,
            FRAME_RATE_DENOMINATOR,
            MASTER_LOCKING_STATUS,
            TIME_ADDRESS_FLAGS,
            Field.flag8(19, 1, "dropFrame", FILTER + "timeaddressflags.drop"),
            Field.flag8(19, 2, "colorFrameIdentification", FILTER + "timeaddressflags.color"),
            CURRENT_LOCAL_OFFSET,
            JUMP_SECONDS,
            TIME_OF_NEXT_JUMP,
            TIME_OF_NEXT_JAM,
            TIME_OF_PREVIOUS_JAM,
            PREVIOUS_JAM_LOCAL_OFFSET,
            DAYLIGHT_SAVING,
            Field.flag8(50, 1, "daylightSaving.current", FILTER + "daylightsaving.current"),
            Field.flag8(50, 2, "daylightSaving.next", FILTER + "daylightsaving.next"),
            Field.flag8(50, 4, "daylightSaving.previous", FILTER + "daylightsaving.previous"),
            LEAP_SECOND_JUMP,
            Field.flag8(51, 1, "leapSecondJump.change", FILTER + "leapsecondjump.change"));

    /**
     * {@return whether a management message's first TLV is this one: allocates nothing}
     *
     * @param message a message that passed {@link PtpCheck#check}, from its position
     */
    public static boolean isIn(ByteBuffer message) {
      int tlv = message.position() + PtpMessage.Management.BODY.end();
      return message.limit() >= tlv + LAYOUT.end()
          && TlvType.TYPE.get(message, tlv) == Extension.FORWARDABLE
          && Extension.ORGANIZATION_ID.get(message, tlv) == SMPTE
          && SUB_TYPE.get(message, tlv) == SUBTYPE_VALUE;
    }

    static SynchronizationMetadata read(ByteBuffer buffer, int start, int to) {
      return new SynchronizationMetadata(
          FRAME_RATE_NUMERATOR.get(buffer, start),
          FRAME_RATE_DENOMINATOR.get(buffer, start),
          MASTER_LOCKING_STATUS.get(buffer, start),
          TIME_ADDRESS_FLAGS.get(buffer, start),
          CURRENT_LOCAL_OFFSET.get(buffer, start),
          JUMP_SECONDS.get(buffer, start),
          TIME_OF_NEXT_JUMP.get(buffer, start),
          TIME_OF_NEXT_JAM.get(buffer, start),
          TIME_OF_PREVIOUS_JAM.get(buffer, start),
          PREVIOUS_JAM_LOCAL_OFFSET.get(buffer, start),
          DAYLIGHT_SAVING.get(buffer, start),
          LEAP_SECOND_JUMP.get(buffer, start));
    }

    @Override
    public int type() {
      return Extension.FORWARDABLE;
    }

    @Override
    public int organizationId() {
      return SMPTE;
    }

    @Override
    public int organizationSubType() {
      return SUBTYPE_VALUE;
    }

    @Override
    public int valueLength() {
      return LAYOUT.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      Extension.ORGANIZATION_ID.put(buffer, start, organizationId());
      SUB_TYPE.put(buffer, start, organizationSubType());
      FRAME_RATE_NUMERATOR.put(buffer, start, frameRateNumerator);
      FRAME_RATE_DENOMINATOR.put(buffer, start, frameRateDenominator);
      MASTER_LOCKING_STATUS.put(buffer, start, masterLockingStatus);
      TIME_ADDRESS_FLAGS.put(buffer, start, timeAddressFlags);
      CURRENT_LOCAL_OFFSET.put(buffer, start, currentLocalOffset);
      JUMP_SECONDS.put(buffer, start, jumpSeconds);
      TIME_OF_NEXT_JUMP.put(buffer, start, timeOfNextJump);
      TIME_OF_NEXT_JAM.put(buffer, start, timeOfNextJam);
      TIME_OF_PREVIOUS_JAM.put(buffer, start, timeOfPreviousJam);
      PREVIOUS_JAM_LOCAL_OFFSET.put(buffer, start, previousJamLocalOffset);
      DAYLIGHT_SAVING.put(buffer, start, daylightSaving);
      LEAP_SECOND_JUMP.put(buffer, start, leapSecondJump);
    }
  }

  /**
   * IEEE 802.1AS's follow-up information: the rate of the grandmaster, and its last change. The
   * layout is linuxptp's {@code follow_up_info_tlv}.
   *
   * @param cumulativeScaledRateOffset (rateRatio − 1) · 2⁴¹, 32 bits with a sign
   * @param gmTimeBaseIndicator counts the changes of the grandmaster's time base, 0 to 65535
   * @param lastGmPhaseChange the phase change at the last one, 2⁻¹⁶ ns, 96 bits with a sign
   * @param scaledLastGmFreqChange the frequency change at it, a fraction · 2⁴¹, 32 bits with a sign
   */
  record FollowUpInformation(
      int cumulativeScaledRateOffset,
      int gmTimeBaseIndicator,
      BigInteger lastGmPhaseChange,
      int scaledLastGmFreqChange)
      implements OrganizationTlv {
    static final int SUBTYPE_VALUE = 1;
    private static final int PHASE_OCTETS = 12;

    private static final String FILTER = "ptp.as.fu.";
    static final Field.Int ORGANIZATION_ID =
        Field.uint24(4, "organizationId", FILTER + "organizationId");
    static final Field.Int SUB_TYPE =
        Field.uint24(7, "organizationSubType", FILTER + "organizationSubType");

    /** Wireshark shows it without a sign. */
    static final Field.Wide CUMULATIVE_SCALED_RATE_OFFSET =
        Field.uint32(10, "cumulativeScaledRateOffset", FILTER + "cumulativeScaledRateOffset");

    static final Field.Int GM_TIME_BASE_INDICATOR =
        Field.uint16(14, "gmTimeBaseIndicator", FILTER + "gmTimeBaseIndicator");
    static final VariableField.Bytes LAST_GM_PHASE_CHANGE =
        VariableField.bytes(16, PHASE_OCTETS, "lastGmPhaseChange", FILTER + "lastGmPhaseChange");
    static final Field.Int SCALED_LAST_GM_FREQ_CHANGE =
        Field.int32(28, "scaledLastGmFreqChange", FILTER + "scaledLastGmFreqChange");

    static final Layout LAYOUT =
        Layout.of(
            4,
            ORGANIZATION_ID,
            SUB_TYPE,
            CUMULATIVE_SCALED_RATE_OFFSET,
            GM_TIME_BASE_INDICATOR,
            LAST_GM_PHASE_CHANGE,
            SCALED_LAST_GM_FREQ_CHANGE);

    /** Refuses more than 96 bits with an {@link IllegalArgumentException}. */
    public FollowUpInformation {
      if (lastGmPhaseChange.bitLength() >= 8 * PHASE_OCTETS) {
        throw new IllegalArgumentException("lastGmPhaseChange cannot be " + lastGmPhaseChange);
      }
    }

    static FollowUpInformation read(ByteBuffer buffer, int start, int to) {
      return new FollowUpInformation(
          (int) CUMULATIVE_SCALED_RATE_OFFSET.get(buffer, start),
          GM_TIME_BASE_INDICATOR.get(buffer, start),
          new BigInteger(LAST_GM_PHASE_CHANGE.get(buffer, start, to).toArray()),
          SCALED_LAST_GM_FREQ_CHANGE.get(buffer, start));
    }

    @Override
    public int type() {
      return Extension.FORWARDABLE;
    }

    @Override
    public int organizationId() {
      return IEEE_802_1;
    }

    @Override
    public int organizationSubType() {
      return SUBTYPE_VALUE;
    }

    @Override
    public int valueLength() {
      return LAYOUT.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      ORGANIZATION_ID.put(buffer, start, organizationId());
      SUB_TYPE.put(buffer, start, organizationSubType());
      CUMULATIVE_SCALED_RATE_OFFSET.put(
          buffer, start, Integer.toUnsignedLong(cumulativeScaledRateOffset));
      GM_TIME_BASE_INDICATOR.put(buffer, start, gmTimeBaseIndicator);
      LAST_GM_PHASE_CHANGE.put(buffer, start, phaseOctets());
      SCALED_LAST_GM_FREQ_CHANGE.put(buffer, start, scaledLastGmFreqChange);
    }

    private Octets phaseOctets() {
      byte[] significant = lastGmPhaseChange.toByteArray();
      byte[] octets = new byte[PHASE_OCTETS];
      int from = PHASE_OCTETS - significant.length;
      Arrays.fill(octets, 0, from, (byte) (lastGmPhaseChange.signum() < 0 ? -1 : 0));
      System.arraycopy(significant, 0, octets, from, significant.length);
      return Octets.of(octets);
    }
  }
}
