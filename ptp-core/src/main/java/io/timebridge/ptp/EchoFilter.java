package io.timebridge.ptp;

import io.timebridge.ptp.wire.MessageType;
import java.util.Arrays;

/**
 * What was sent to all last, to know it again: a multicast comes back to the host that sent it, and
 * must be told from a message of a neighbour that bears the same identity.
 */
final class EchoFilter {
  /** A burst of requests is answered before the first answer comes back. */
  private static final int SIZE = 1024; // a power of two

  private final int[] sent = new int[SIZE];
  private int next;

  EchoFilter() {
    Arrays.fill(sent, -1);
  }

  void remember(MessageType type, int sequenceId) {
    sent[next] = type.code() << 16 | sequenceId;
    next = next + 1 & SIZE - 1;
  }

  boolean sent(MessageType type, int sequenceId) {
    int key = type.code() << 16 | sequenceId;
    // From the newest back: what comes back was sent a moment ago.
    for (int i = 1; i <= SIZE; i++) {
      if (sent[next - i & SIZE - 1] == key) {
        return true;
      }
    }
    return false;
  }
}
