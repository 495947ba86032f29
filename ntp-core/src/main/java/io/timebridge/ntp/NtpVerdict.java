package io.timebridge.ntp;

/**
 * What became of a packet that came to a server. Every packet gets exactly one; they stand in the
 * order in which they are come to.
 */
public enum NtpVerdict {
  /** The access list denies the sender. */
  DENIED("the access list denies the sender's address"),
  /** The access list does not contain the sender. */
  NOT_ALLOWED("the sender's address is not in the access list"),
  /** There is no port to answer to. */
  NO_RETURN_PORT("the sender's port is 0, so that no answer could reach it"),
  /** It asks too often. */
  RATE_LIMITED("the sender asks more often than the rate limit allows"),
  /** It is no NTP packet. */
  TOO_SHORT("the packet is shorter than the 48 octets of an NTP header"),
  /** Only versions 1 to 4 are spoken. */
  UNSUPPORTED_VERSION("the version is not 1 to 4"),
  /** It asks nothing, or what is not answered here. */
  UNSUPPORTED_MODE("the mode is neither client (3) nor symmetric active (1)"),
  /** What follows the header makes no sense. */
  MALFORMED("what follows the header is neither extension fields nor a MAC"),
  /** A Windows client asks its domain for a signature. */
  SIGNATURE_UNSUPPORTED("the request asks for a signature of its Windows domain (MS-SNTP)"),
  /** It bears a MAC that is not right. */
  NOT_AUTHENTIC("the request bears a MAC of an unknown key, or a wrong one"),
  /** Its MAC is not right, and it was told so. */
  CRYPTO_NAK("the request bears a MAC that is not right, and was answered with a crypto-NAK"),
  /** It asks too often, and was told so. */
  RATE_KISS("the sender asks too often, and was answered with a kiss-o'-death RATE"),
  /** It was answered in interleaved mode. */
  INTERLEAVED("answered, with the transmit stamp of the answer before"),
  /** It was answered. */
  ANSWERED("answered");

  private final String sentence;

  NtpVerdict(String sentence) {
    this.sentence = sentence;
  }

  /** {@return the verdict as a sentence for people} */
  public String sentence() {
    return sentence;
  }

  /** {@return true if nothing was sent back} */
  public boolean isDrop() {
    return compareTo(CRYPTO_NAK) < 0;
  }

  /** {@return true if the time was told} */
  public boolean isAnswer() {
    return this == ANSWERED || this == INTERLEAVED;
  }
}
