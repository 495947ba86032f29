package io.timebridge.ptp;

/** What became of a request for unicast messages, or of a grant. */
public enum UnicastOutcome {
  /** Granted to who had none of these messages. */
  GRANTED("granted"),
  /** Granted anew before it ended, or with another interval. */
  RENEWED("renewed"),
  /** Given back by who had it. */
  CANCELLED("given back"),
  /** Ended, since nobody asked for it again. */
  EXPIRED("ended without a renewal"),
  /** Ended, since what is sent there does not leave: nobody answers ARP. */
  UNREACHABLE("ended: nobody is there"),
  /** Refused: the port is not MASTER. */
  NOT_MASTER("refused: the port is not master"),
  /** Refused: none of Announce, Sync and Delay_Resp. */
  OTHER_TYPE("refused: messages that are not granted"),
  /** Refused: too often, or too seldom. */
  OTHER_INTERVAL("refused: an interval that is not granted"),
  /** Refused: asked for 0 s. */
  OTHER_DURATION("refused: asked for 0 s"),
  /** Refused: there are as many followers as may be. */
  TOO_MANY_FOLLOWERS("refused: as many followers as may be"),
  /** Refused: one address has as many as may be. */
  TOO_MANY_AT_ADDRESS("refused: as many at that address as may be"),
  /** Refused: as many messages a second are granted as may be. */
  TOO_MANY_MESSAGES("refused: as many messages a second as may be");

  private final String sentence;

  UnicastOutcome(String sentence) {
    this.sentence = sentence;
  }

  /** {@return the outcome in words} */
  public String sentence() {
    return sentence;
  }

  boolean isRefusal() {
    return compareTo(NOT_MASTER) >= 0;
  }
}
