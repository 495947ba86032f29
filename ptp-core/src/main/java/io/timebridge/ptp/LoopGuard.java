package io.timebridge.ptp;

import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;

/**
 * What passed a transparent clock a moment ago. Where two of its ports are on one network each
 * would hand on what the other has sent, for ever, and a switch's spanning tree does not protect a
 * host. Bounded: of a flood some is forgotten, and found again the next time round.
 */
final class LoopGuard {
  private static final int SIZE = 4096; // a power of two

  /** Nobody sends one message twice within so long a time, and no loop takes longer. */
  private static final long MEMORY_NANOS = 500_000_000L;

  /**
   * What a message is told by: sourcePortIdentity, sequenceId, and the port it is for; and domain.
   */
  private static final int SOURCE = 20;

  private static final int SOURCE_PORT_AND_SEQUENCE = 28;
  private static final int TARGET = 44;
  private static final int TARGET_END = 54;

  private final long[] keys = new long[SIZE];
  private final long[] passedLocal = new long[SIZE];

  /** Whether a message passed before, and remembers that it does now. */
  boolean passed(ByteBuffer packet, PtpHeader header, MessageType type, long nowLocalNanos) {
    int start = packet.position();
    long kind = (long) type.code() << 20 | Syntonisation.domain(header);
    long key = mix(packet.getLong(start + SOURCE) + kind);
    key = mix(key + packet.getInt(start + SOURCE_PORT_AND_SEQUENCE));
    if (start + TARGET_END <= packet.limit() && type.length() >= TARGET_END) {
      key = mix(key + packet.getLong(start + TARGET));
      key = mix(key + packet.getShort(start + TARGET_END - 2));
    }
    int at = (int) (key >>> 40) & SIZE - 1;
    boolean again = keys[at] == key && nowLocalNanos - passedLocal[at] < MEMORY_NANOS;
    keys[at] = key;
    passedLocal[at] = nowLocalNanos;
    return again;
  }

  /** Fibonacci hashing, the high half folded into the low one. */
  private static long mix(long value) {
    long mixed = value * 0x9E37_79B9_7F4A_7C15L;
    return mixed ^ mixed >>> 32;
  }
}
