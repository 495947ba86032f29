package io.timebridge.ntp;

/** Why a client ignored a packet, or could not use one. */
public enum NtpReplyFault {
  /** Not from the address and port that were asked. */
  WRONG_SOURCE("it did not come from the address and port that were asked"),
  /** It is no NTP packet. */
  TOO_SHORT("it is shorter than the 48 octets of an NTP header"),
  /** Not the version that was asked in. */
  WRONG_VERSION("its version is not the one that was asked in"),
  /** Not a server's. */
  WRONG_MODE("its mode is not server (4)"),
  /** Not an answer to the last request: forged, or too late. */
  WRONG_ORIGIN("its origin timestamp is not that of a request whose answer is waited for"),
  /** The second answer to one request. */
  DUPLICATE("the request was answered already"),
  /** What follows its header is neither extension fields nor a MAC. */
  MALFORMED("what follows its header is neither extension fields nor a MAC"),
  /** The server cannot check our MAC. */
  CRYPTO_NAK("the server says that our key or MAC is not right (crypto-NAK)"),
  /** Not from who has the key. */
  NOT_AUTHENTIC("its MAC is missing, is wrong, or was not asked for"),
  /** It tells no time. */
  NO_TIMESTAMP("its receive or transmit timestamp is zero"),
  /** Its own two times contradict each other. */
  IMPOSSIBLE_TIMES("it left before the request came, or stayed longer than the wait"),
  /** A good answer that cannot be used. */
  NO_TRANSMIT_STAMP("it was good, but when the request left was not learnt in time");

  private final String sentence;

  NtpReplyFault(String sentence) {
    this.sentence = sentence;
  }

  /** {@return the fault as a sentence for people} */
  public String sentence() {
    return sentence;
  }
}
