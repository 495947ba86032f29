package io.timebridge.ptp;

import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The event messages that left a transparent clock by one port, until what tells their residence
 * time has passed: a Sync waits for its stamp and its Follow_Up, a Delay_Req for its stamp and its
 * Delay_Resp, each in any order. Bounded: the oldest gives way, so that what is never answered
 * costs nothing, and what is old is not found: a master that was restarted counts anew. Made once;
 * makes no garbage.
 */
final class Transits {
  static final int CAPACITY = 256; // a power of two

  /** A message with more octets than this behind its event message is not kept waiting. */
  static final int MAX_HELD = 512;

  /** Who waits longer for an answer has asked again. */
  static final long LIFETIME_NANOS = 2_000_000_000L;

  /** One message on its way. */
  static final class Transit {
    private final ByteBuffer held = ByteBuffer.allocate(MAX_HELD);
    private @Nullable MessageType type; // null: free
    private long clockBits;
    private int portNumber;
    private int sequenceId;
    private int domain;
    private long openedLocal;
    private TransparentPort ingress;
    private long token;
    private boolean left;
    private boolean answered;
    private boolean owes; // its request's part is not known yet
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

    int domain() {
      return domain;
    }

    /** Whether it left, at a time that is known, and so is all that is to be told. */
    boolean hasLeft() {
      return left && !owes;
    }

    /** Its response has passed, before it was known when it left itself. */
    void answered() {
      answered = true;
    }

    boolean isAnswered() {
      return answered;
    }

    /** What its request met is to be told with it, and not known yet. */
    void owe() {
      owes = true;
    }

    /** What its request met is known now, if it was not: 2⁻¹⁶ ns. */
    void settle(long requestScaled) {
      if (owes) {
        owes = false;
        extraScaled += requestScaled;
      }
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
      held.clear().put(0, message, 0, message.limit()).limit(message.limit());
      holds = true;
    }

    /** What is kept, or null. */
    @Nullable ByteBuffer held() {
      return holds ? held : null;
    }

    /** It is only known by its follow-up, which overtook it. */
    boolean isAwaited() {
      return token < 0 && !left;
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
  private final TransparentPort port;
  private int next;

  Transits(TransparentPort port) {
    this.port = port;
    for (int i = 0; i < CAPACITY; i++) {
      transits[i] = new Transit(port);
    }
  }

  /** Opens one; the oldest gives way. */
  Transit open(
      MessageType type,
      long clockBits,
      int portNumber,
      PtpHeader header,
      TransparentPort ingress,
      long nowLocal) {
    Transit transit = transits[next];
    next = next + 1 & CAPACITY - 1;
    giveUp(transit);
    transit.type = type;
    transit.clockBits = clockBits;
    transit.portNumber = portNumber;
    transit.sequenceId = header.sequenceId();
    transit.domain = Syntonisation.domain(header);
    transit.openedLocal = nowLocal;
    transit.ingress = ingress;
    transit.token = -1;
    transit.left = false;
    transit.answered = false;
    transit.owes = false;
    transit.holds = false;
    transit.arrivedLocal = 0;
    transit.extraScaled = 0;
    transit.residenceScaled = 0;
    return transit;
  }

  /** Nobody will tell of it any more: counts what is missing. */
  private void giveUp(Transit transit) {
    if (transit.type == null) {
      return;
    }
    if (transit.isAwaited()) {
      port.followUpWasLone();
    } else if (!transit.left) {
      port.stampMissed();
    }
    transit.free();
  }

  /** The newest of that kind from a port; null if there is none, or it is too old. */
  @Nullable Transit find(
      MessageType type, long clockBits, int portNumber, PtpHeader header, long nowLocal) {
    Transit found =
        find(type, clockBits, portNumber, header.sequenceId(), Syntonisation.domain(header));
    if (found != null && nowLocal - found.openedLocal > LIFETIME_NANOS) {
      giveUp(found);
      return null;
    }
    return found;
  }

  /** The response to a request that is under way, whichever port that left by; null if none. */
  @Nullable Transit responseTo(Transit request) {
    return find(
        MessageType.PDELAY_RESP,
        request.clockBits,
        request.portNumber,
        request.sequenceId,
        request.domain);
  }

  private @Nullable Transit find(
      MessageType type, long clockBits, int portNumber, int sequenceId, int domain) {
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

  void clear() {
    for (Transit transit : transits) {
      transit.free();
    }
  }
}
