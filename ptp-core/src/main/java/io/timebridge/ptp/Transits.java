package io.timebridge.ptp;

import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The event messages that left a transparent clock by one port, until what tells their residence
 * time has passed: a Sync waits for its stamp and its Follow_Up, a Delay_Req for its stamp and its
 * Delay_Resp, each in any order. Bounded: the oldest gives way, so that what is never answered
 * costs nothing. Made once; makes no garbage.
 */
final class Transits {
  static final int CAPACITY = 256; // a power of two

  /** A message with more octets than this behind its event message is not kept waiting. */
  static final int MAX_HELD = 512;

  /** One message on its way. */
  static final class Transit {
    private final ByteBuffer held = ByteBuffer.allocate(MAX_HELD);
    private @Nullable MessageType type; // null: free
    private long clockBits;
    private int portNumber;
    private int sequenceId;
    private int domain;
    private TransparentPort ingress;
    private long token;
    private boolean left;
    private boolean holds;
    private long arrivedLocal;
    private long extraScaled; // besides the residence time: the link's delay, an asymmetry
    private long residenceScaled;

    Transit(TransparentPort somewhere) {
      ingress = somewhere;
    }

    /** The port it came by. */
    TransparentPort ingress() {
      return ingress;
    }

    @Nullable MessageType type() {
      return type;
    }

    long arrivedLocal() {
      return arrivedLocal;
    }

    /** Whether it left, at a time that is known. */
    boolean hasLeft() {
      return left;
    }

    /** It left. */
    void left(long residence) {
      left = true;
      residenceScaled = residence;
    }

    /** What is to be added to a correctionField, 2⁻¹⁶ ns. */
    long correctionScaled() {
      return residenceScaled + extraScaled;
    }

    /** Keeps the message that will tell it. */
    void hold(ByteBuffer message) {
      held.clear().put(message.duplicate()).flip();
      holds = true;
    }

    /** What is kept, or null. */
    @Nullable ByteBuffer held() {
      return holds ? held : null;
    }

    /** It is only known by its follow-up, which overtook it. */
    boolean isAwaited() {
      return token < 0;
    }

    /** It was sent. */
    void sent(long sendToken, long arrived, long extra) {
      token = sendToken;
      arrivedLocal = arrived;
      extraScaled = extra;
    }

    void free() {
      type = null;
      holds = false;
    }
  }

  private final Transit[] transits = new Transit[CAPACITY];
  private int next;
  private long overwritten;

  Transits(TransparentPort port) {
    for (int i = 0; i < CAPACITY; i++) {
      transits[i] = new Transit(port);
    }
  }

  /** Opens one; the oldest gives way. */
  Transit open(
      MessageType type, long clockBits, int portNumber, PtpHeader header, TransparentPort ingress) {
    Transit transit = transits[next];
    next = next + 1 & CAPACITY - 1;
    if (transit.type != null) {
      overwritten++;
    }
    transit.type = type;
    transit.clockBits = clockBits;
    transit.portNumber = portNumber;
    transit.sequenceId = header.sequenceId();
    transit.domain = header.domainNumber();
    transit.ingress = ingress;
    transit.token = -1;
    transit.left = false;
    transit.holds = false;
    transit.arrivedLocal = 0;
    transit.extraScaled = 0;
    transit.residenceScaled = 0;
    return transit;
  }

  /** The newest of that kind from a port; null if there is none. */
  @Nullable Transit find(MessageType type, long clockBits, int portNumber, PtpHeader header) {
    int sequenceId = header.sequenceId();
    int domain = header.domainNumber();
    for (int i = 1; i <= CAPACITY; i++) {
      Transit transit = transits[next - i & CAPACITY - 1];
      if (transit.type == type
          && transit.clockBits == clockBits
          && transit.sequenceId == sequenceId
          && transit.portNumber == portNumber
          && transit.domain == domain) {
        return transit;
      }
    }
    return null;
  }

  /** The one that was sent with a token; null if it gave way. */
  @Nullable Transit find(long token) {
    for (int i = 1; i <= CAPACITY; i++) {
      Transit transit = transits[next - i & CAPACITY - 1];
      if (transit.type != null && transit.token == token) {
        return transit;
      }
    }
    return null;
  }

  /** How many gave way before they were told of. */
  long overwritten() {
    return overwritten;
  }

  void clear() {
    for (Transit transit : transits) {
      transit.free();
    }
  }
}
