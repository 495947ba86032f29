package io.timebridge.ptp.wire;

import org.jspecify.annotations.Nullable;

/** The types of PTP message, with what is fixed about each. */
public enum MessageType {
  /** A master's event message that others measure. */
  SYNC(0x0, PtpMessage.Sync.BODY.end(), 0),
  /** A follower's event message that the master measures. */
  DELAY_REQ(0x1, PtpMessage.DelayReq.BODY.end(), 1),
  /** A neighbour's question for the delay of the link. */
  PDELAY_REQ(0x2, PtpMessage.PdelayReq.BODY.end(), 5),
  /** The answer to it. */
  PDELAY_RESP(0x3, PtpMessage.PdelayResp.BODY.end(), 5),
  /** When a two-step master's Sync really left. */
  FOLLOW_UP(0x8, PtpMessage.FollowUp.BODY.end(), 2),
  /** When a Delay_Req arrived at the master. */
  DELAY_RESP(0x9, PtpMessage.DelayResp.BODY.end(), 3),
  /** When a two-step Pdelay_Resp really left. */
  PDELAY_RESP_FOLLOW_UP(0xA, PtpMessage.PdelayRespFollowUp.BODY.end(), 5),
  /** What a master says of itself and its grandmaster. */
  ANNOUNCE(0xB, AnnounceMessage.BODY.end(), 5),
  /** Requests between ports, as TLVs. */
  SIGNALING(0xC, PtpMessage.Signaling.BODY.end(), 5),
  /** Questions to and settings of a node, as TLVs. */
  MANAGEMENT(0xD, PtpMessage.Management.BODY.end(), 4);

  private static final @Nullable MessageType[] BY_CODE = new @Nullable MessageType[16];

  static {
    for (MessageType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final int length;
  private final int controlField;

  MessageType(int code, int length, int controlField) {
    this.code = code;
    this.length = length;
    this.controlField = controlField;
  }

  /** {@return the type, 0 to 15, as it stands in the header} */
  public int code() {
    return code;
  }

  /** {@return the length of header and body without TLVs, octets} */
  public int length() {
    return length;
  }

  /** {@return the controlField that version 1 hardware looks at} */
  public int controlField() {
    return controlField;
  }

  /** {@return true for a message that is time-stamped and goes to the event port} */
  public boolean isEvent() {
    return code < 8;
  }

  /**
   * {@return the type of a code, or null for a reserved one}
   *
   * @param code the lower four bits of the first octet
   */
  public static @Nullable MessageType of(int code) {
    return BY_CODE[code & 0xF];
  }
}
