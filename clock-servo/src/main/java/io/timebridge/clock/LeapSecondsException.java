package io.timebridge.clock;

/** A leap second list that cannot be believed. The message says where, and what is wrong. */
public final class LeapSecondsException extends Exception {
  private static final long serialVersionUID = 1;

  LeapSecondsException(String message) {
    super(message);
  }
}
