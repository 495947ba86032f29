package io.timebridge.ntp;

/** Why a server left a packet unanswered. Every packet that comes is answered or counted here. */
public enum NtpDropReason {
  /** The access list does not contain the sender. */
  NOT_ALLOWED("the sender's address is not in the access list"),
  /** There is no port to answer to. */
  NO_RETURN_PORT("the sender's port is 0, so that no answer could reach it"),
  /** It is no NTP packet. */
  TOO_SHORT("the packet is shorter than the 48 octets of an NTP header"),
  /** Only versions 1 to 4 are spoken. */
  UNSUPPORTED_VERSION("the version is not 1 to 4"),
  /** It asks nothing, or what is not answered here. */
  UNSUPPORTED_MODE("the mode is neither client (3) nor symmetric active (1)"),
  /** It bears a MAC, and would not believe an answer without one. */
  AUTHENTICATION_UNSUPPORTED("the request is authenticated, and this server has no keys"),
  /** What follows the header makes no sense. */
  MALFORMED("what follows the header is neither extension fields nor a MAC");

  private final String sentence;

  NtpDropReason(String sentence) {
    this.sentence = sentence;
  }

  /** {@return the reason as a sentence for people} */
  public String sentence() {
    return sentence;
  }
}
