package io.timebridge.bridge;

/** The bridge cannot do what it was asked to; the message says why in one line. */
public final class BridgeException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Creates one.
   *
   * @param message why, in one line
   */
  public BridgeException(String message) {
    super(message);
  }

  /**
   * Creates one.
   *
   * @param message why, in one line
   * @param cause what it comes from
   */
  public BridgeException(String message, Throwable cause) {
    super(message, cause);
  }
}
