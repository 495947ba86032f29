package io.timebridge.bridge.capture;

import java.io.IOException;

/** A file is no capture, or cannot be read any further; the message says why in one line. */
public final class DamagedCaptureException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedCaptureException(String message) {
    super(message);
  }
}
