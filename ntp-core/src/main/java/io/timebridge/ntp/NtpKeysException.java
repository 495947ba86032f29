package io.timebridge.ntp;

/** A key file that cannot be used; the message names file, line, what was found and is allowed. */
public final class NtpKeysException extends Exception {
  private static final long serialVersionUID = 1L;

  NtpKeysException(String message) {
    super(message);
  }
}
