package io.timebridge.clock.transport.kernel;

/** Kernel sockets cannot be had here; the message says what is missing, in one line. */
public final class KernelUnavailableException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Creates one.
   *
   * @param message what is missing
   */
  public KernelUnavailableException(String message) {
    super(message);
  }
}
