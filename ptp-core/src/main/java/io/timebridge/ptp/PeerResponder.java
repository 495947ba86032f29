package io.timebridge.ptp;

import io.timebridge.clock.transport.Datagram;
import io.timebridge.ptp.wire.DelayRespMessage;
import io.timebridge.ptp.wire.MessageType;
import io.timebridge.ptp.wire.PtpDropReason;
import io.timebridge.ptp.wire.PtpFlags;
import io.timebridge.ptp.wire.PtpHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers a neighbour's questions for the delay of the link, in two steps: a Pdelay_Resp says when
 * the request came, a Pdelay_Resp_Follow_Up when the response left, both by the local clock, which
 * nothing steps in between.
 */
final class PeerResponder {
  /** As many neighbours may wait for a follow-up at once; a link has one. */
  private static final int PENDING = 8;

  private static final long FREE = -1;

  private final PeerDelay.Link link;
  private final long ingressLatencyNanos;
  private final ByteBuffer out = Sending.room(MessageType.PDELAY_RESP);
  private final DelayRespMessage message = new DelayRespMessage();

  private final long[] tokens = new long[PENDING];
  private final int[] sequenceIds = new int[PENDING];
  private final long[] requesterClocks = new long[PENDING];
  private final int[] requesterNumbers = new int[PENDING];
  private final long[] corrections = new long[PENDING];
  private int next;

  PeerResponder(PeerDelay.Link link, long ingressLatencyNanos) {
    this.link = link;
    this.ingressLatencyNanos = ingressLatencyNanos;
    reset();
  }

  void reset() {
    Arrays.fill(tokens, FREE);
  }

  @Nullable PtpDropReason request(Datagram datagram, PtpHeader request) {
    long received = datagram.localNanos() - ingressLatencyNanos;
    if (received < 0) {
      return PtpDropReason.NOT_USED; // a time stamp on the wire has no sign
    }
    int slot = next;
    next = (next + 1) % PENDING;
    if (tokens[slot] != FREE) {
      link.stampMissed();
    }
    sequenceIds[slot] = request.sequenceId();
    requesterClocks[slot] = request.sourceClockBits();
    requesterNumbers[slot] = request.sourcePortNumber();
    corrections[slot] = request.correctionScaledNanos();
    begin(MessageType.PDELAY_RESP, slot, PtpFlags.TWO_STEP, received);
    tokens[slot] = link.sendPeerEvent(out, MessageType.PDELAY_RESP, sequenceIds[slot]);
    return null;
  }

  /** A response left: true if it was one of these. */
  boolean transmitted(long token, long localNanos, long widthNanos) {
    for (int slot = 0; slot < PENDING; slot++) {
      if (tokens[slot] == token) {
        tokens[slot] = FREE;
        if (widthNanos > MasterRole.MAX_WIDTH_NANOS) {
          link.stampMissed();
        } else {
          begin(MessageType.PDELAY_RESP_FOLLOW_UP, slot, 0, localNanos);
          // What the request met on its way is the requester's to subtract.
          message.correctionScaledNanos(corrections[slot]);
          link.sendPeerGeneral(out, MessageType.PDELAY_RESP_FOLLOW_UP, sequenceIds[slot]);
        }
        return true;
      }
    }
    return false;
  }

  private void begin(MessageType type, int slot, int flags, long nanos) {
    out.clear().limit(type.length());
    message.wrap(out);
    message.write(
        type,
        link.profile().domainNumber(),
        link.identity(),
        sequenceIds[slot],
        flags,
        PtpHeader.LOG_INTERVAL_UNKNOWN);
    message.answer(nanos, requesterClocks[slot], requesterNumbers[slot]);
  }
}
