package io.timebridge.ntp.client;

import io.timebridge.ntp.NtpOutcome;
import io.timebridge.ntp.NtpReplyFault;

/** A server did not tell the time. Its message is a sentence for people. */
public final class NtpQueryException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why a server did not tell the time. */
  public enum Reason {
    /** Its name has no address. */
    UNKNOWN_HOST,
    /** No request could be sent to it. */
    UNREACHABLE,
    /** No request had a usable answer. */
    NO_ANSWER,
    /** It has not the key that it was asked with, or somebody else answered. */
    NOT_AUTHENTIC,
    /** It does not know the time. */
    UNSYNCHRONISED,
    /** It wants to be asked less often: kiss code RATE. */
    TOO_OFTEN,
    /** It wants no requests of ours: kiss code DENY or RSTR. */
    REFUSED
  }

  /** Why. */
  private final Reason reason;

  /**
   * Creates one.
   *
   * @param reason why
   * @param message the same as a sentence
   */
  public NtpQueryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** {@return why} */
  public Reason reason() {
    return reason;
  }

  /** Of an outcome that is no answer. */
  static NtpQueryException of(NtpOutcome outcome) {
    if (outcome instanceof NtpOutcome.KissOfDeath kiss) {
      return kissed(kiss.code());
    }
    if (outcome instanceof NtpOutcome.NoAnswer none) {
      return unanswered(none);
    }
    return new NtpQueryException(Reason.UNSYNCHRONISED, "the server is not synchronised");
  }

  /** RFC 5905 §7.4. */
  private static NtpQueryException kissed(String code) {
    String told = " (kiss code " + code + ")";
    return switch (code) {
      case "DENY", "RSTR" -> new NtpQueryException(Reason.REFUSED, "the server refuses" + told);
      case "RATE" ->
          new NtpQueryException(Reason.TOO_OFTEN, "the server wants to be asked less often" + told);
      default -> new NtpQueryException(Reason.UNSYNCHRONISED, "the server has no time yet" + told);
    };
  }

  private static NtpQueryException unanswered(NtpOutcome.NoAnswer none) {
    String requests = none.attempts() == 1 ? "1 request" : none.attempts() + " requests";
    String what = "no answer to " + requests;
    if (none.ignored().containsKey(NtpReplyFault.CRYPTO_NAK)) {
      return new NtpQueryException(
          Reason.NOT_AUTHENTIC, "the server says that our key is not right (crypto-NAK)");
    }
    if (none.ignored().containsKey(NtpReplyFault.NOT_AUTHENTIC)) {
      return new NtpQueryException(Reason.NOT_AUTHENTIC, what + " that the key authenticates");
    }
    return new NtpQueryException(
        Reason.NO_ANSWER, what + (none.ignored().isEmpty() ? "" : ", ignored: " + none.ignored()));
  }
}
