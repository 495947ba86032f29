package io.timebridge.ptp.wire;

/** Why a packet was not used. */
public enum PtpDropReason {
  /** Fewer octets than a header, or than its type needs. */
  TOO_SHORT("shorter than its type needs"),
  /** messageLength is more than came, or less than its type needs. */
  BAD_LENGTH("messageLength does not fit the packet"),
  /** PTP version 1: what Dante devices speak natively. */
  PTP_V1("PTP version 1 (native Dante): enable AES67 mode on the Dante devices"),
  /** Neither version 1 nor 2. */
  UNKNOWN_VERSION("an unknown version of PTP"),
  /** A reserved messageType. */
  UNKNOWN_TYPE("a reserved message type"),
  /** A time stamp with a billion nanoseconds or more, or beyond the year 2262. */
  BAD_TIMESTAMP("an impossible time stamp"),
  /** A TLV that does not fit its message, or of odd length. */
  BAD_TLV("a TLV that does not fit its message"),
  /** correctionField says that it is too big. */
  CORRECTION_TOO_BIG("a correctionField that is too big to be told"),
  /** An event message on the general port, or the reverse. */
  WRONG_PORT("an event message on the general port, or the reverse"),
  /** Of another domain. */
  OTHER_DOMAIN("of another domain"),
  /** Of another profile's sdoId. */
  OTHER_SDO("of another sdoId"),
  /** Our own multicast come back. */
  OWN("our own, come back"),
  /** Another clock uses our identity. */
  IDENTITY_TAKEN("from another clock under our own identity"),
  /** An Announce that may not be considered: too many steps, or its own grandmaster is us. */
  UNQUALIFIED("an Announce that may not be considered"),
  /** An Announce of a grandmaster that is a clock of this very program. */
  OWN_OUTPUT("an Announce of our own time, come back"),
  /** An Announce older than one that came before. */
  STALE("older than one that came before"),
  /** Not from the master that is followed. */
  NOT_OUR_MASTER("not from the chosen master"),
  /** A Delay_Resp to somebody else. */
  NOT_FOR_US("an answer to somebody else"),
  /** A Delay_Resp to nothing that was asked, or a second one. */
  UNASKED("an answer to nothing that was asked"),
  /** Of a delay mechanism that this port does not use. */
  OTHER_MECHANISM("of another delay mechanism than this port's"),
  /** Passed a transparent clock a moment ago: two of its ports are on one network, or doubled. */
  LOOPED("passed on a moment ago: a loop, or doubled"),
  /** Passed no transparent clock: the Sync that it tells of never came. Counted for each port. */
  LONE_FOLLOW_UP("a Follow_Up whose Sync did not come"),
  /** What the link that it came by adds is not measured yet. */
  LINK_DELAY_UNKNOWN("over a link whose delay is not measured yet"),
  /** A second neighbour's answer to one question for the delay of the link. */
  SECOND_PEER("a second neighbour's answer to one peer delay request"),
  /** Of a type that this port's state or version has no use for. */
  NOT_USED("of a type that is not used here"),
  /** A management message, or a request for unicast messages, of somebody who may not ask. */
  NOT_ALLOWED("a question of somebody who may not ask"),
  /** A management message, or a request for unicast messages, more than are answered. */
  TOO_MANY_REQUESTS("a question more than are answered"),
  /** Not granted to its sender, or not asked for, where messages are negotiated. */
  NOT_GRANTED("not granted, or not asked for"),
  /** More foreign masters than there is room for. */
  TOO_MANY_MASTERS("from one master too many");

  private final String sentence;

  PtpDropReason(String sentence) {
    this.sentence = sentence;
  }

  /** {@return the reason in words} */
  public String sentence() {
    return sentence;
  }
}
