package io.timebridge.bridge.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads captures for tests. */
final class Decoding {
  private Decoding() {}

  /** {@return all that is in a capture that can be read to its end} */
  static List<DecodedMessage> all(byte[] capture) {
    return all(capture, CapturePorts.usual());
  }

  static List<DecodedMessage> all(byte[] capture, CapturePorts ports) {
    List<DecodedMessage> messages = new ArrayList<>();
    try {
      read(capture, ports, messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }

  /** {@return the only message of a capture} */
  static DecodedMessage one(byte[] capture) {
    return one(capture, CapturePorts.usual());
  }

  static DecodedMessage one(byte[] capture, CapturePorts ports) {
    List<DecodedMessage> messages = all(capture, ports);
    if (messages.size() != 1) {
      throw new AssertionError("not one message: " + messages);
    }
    return messages.get(0);
  }

  /** Adds what is in a capture to a list until the end, or until it cannot be read any further. */
  static void read(byte[] capture, CapturePorts ports, List<DecodedMessage> into)
      throws IOException {
    CaptureDecoder decoder = CaptureDecoder.open(new ByteArrayInputStream(capture), ports);
    for (DecodedMessage each = decoder.next(); each != null; each = decoder.next()) {
      into.add(each);
    }
  }
}
