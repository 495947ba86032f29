package io.timebridge.bridge.load;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.StampFormat;
import io.timebridge.ntp.NtpPacket;
import java.nio.ByteBuffer;

/**
 * One socket of a load, connected to the server. Each request bears a nonce as its transmit
 * timestamp, as clients do that tell nobody their time, and the answer brings it back as its
 * origin: its low bits say which of the unanswered requests it was, the others whether it truly is
 * the answer.
 *
 * <p>The time that a request left is the late stamp's, so that what this program takes to come to
 * the system call is not in the latency. It is written where a client has its reference timestamp,
 * which no server looks at.
 */
final class LoadClient implements Engine {
  private static final int PACE = 0;
  private static final int SWEEP = 1;
  private static final int END = 2;
  private static final long SWEEP_NANOS = 10_000_000;
  private static final long LEAST_PACE_NANOS = 500_000;
  private static final double NANOS = 1e9;

  private final Outbox outbox;
  private final Route server;
  private final LoadPlan plan;
  private final LoadMeter meter;
  private final SeededRandom random;
  private final int index;

  private final NtpPacket reply = new NtpPacket();
  private final ByteBuffer requestBuffer = ByteBuffer.allocateDirect(NtpPacket.LENGTH);
  private final NtpPacket request = new NtpPacket().wrap(requestBuffer, 0);
  private final LateStamp departure =
      new LateStamp(
          NtpPacket.REFERENCE_TIMESTAMP, StampFormat.NTP, local -> local, this::leavesNow);

  // The unanswered requests; a slot whose nonce is 0 is free.
  private final int slotMask;
  private final long[] nonces;
  private final long[] sentAt;
  private final int[] free;
  private int freeCount;

  private long startLocalNanos;
  private long due; // requests that the rate has asked for so far
  private boolean offering = true;
  private boolean ended;

  /**
   * @param index which of the plan's sockets this is, from 0
   */
  LoadClient(
      Outbox outbox, Route server, LoadPlan plan, LoadMeter meter, SeededRandom random, int index) {
    this.outbox = outbox;
    this.server = server;
    this.plan = plan;
    this.meter = meter;
    this.random = random;
    this.index = index;
    int slots = plan.window();
    this.slotMask = Math.max(1, Integer.highestOneBit(2 * slots - 1)) - 1;
    this.nonces = new long[slots];
    this.sentAt = new long[slots];
    this.free = new int[slots];
    for (int i = 0; i < slots; i++) {
      free[freeCount++] = slots - 1 - i;
    }
    request.leapVersionMode(0, NtpPacket.VERSION, NtpPacket.MODE_CLIENT);
  }

  @Override
  public void started(long nowLocalNanos) {
    startLocalNanos = nowLocalNanos;
    meter.started(nowLocalNanos);
    outbox.setTimer(END, nowLocalNanos + plan.durationNanos());
    outbox.setTimer(SWEEP, nowLocalNanos + SWEEP_NANOS);
    if (plan.isClosedLoop()) {
      fillWindow(nowLocalNanos);
    } else {
      pace(nowLocalNanos);
    }
  }

  private void fillWindow(long nowLocalNanos) {
    while (offering && freeCount > 0 && meter.take()) {
      send(nowLocalNanos);
    }
    endIfDone();
  }

  /** Offers what the rate asks for by now; what finds no room in the window is held back. */
  private void pace(long nowLocalNanos) {
    double perNano = plan.requestsPerSecond() / NANOS / plan.sockets();
    // Sockets do not all offer in the same moment: the first has its first request at once.
    double phase = 1 - (double) index / plan.sockets();
    long wanted = (long) ((nowLocalNanos - startLocalNanos) * perNano + phase);
    long most = Math.min(wanted - due, freeCount);
    for (long i = 0; i < most && meter.take(); i++) {
      send(nowLocalNanos);
    }
    if (!meter.isUsedUp()) {
      meter.heldBack(wanted - due - most);
    }
    due = wanted;
    long next = startLocalNanos + (long) Math.ceil((due + 1 - phase) / perNano);
    outbox.setTimer(PACE, Math.max(next, nowLocalNanos + LEAST_PACE_NANOS));
    endIfDone();
  }

  private void send(long nowLocalNanos) {
    int slot = free[--freeCount];
    long nonce;
    do {
      nonce = (random.nextLong() & ~(long) slotMask) | slot;
    } while (nonce == 0); // which would be no timestamp at all
    nonces[slot] = nonce;
    sentAt[slot] = nowLocalNanos; // until it leaves: a transport may drop it before
    request.transmitTimestamp(nonce);
    outbox.sendEvent(requestBuffer.clear(), server, departure);
  }

  /** The late stamp's last word: the request is about to leave. */
  private void leavesNow(ByteBuffer message, long localNanos) {
    sentAt[(int) message.getLong(NtpPacket.TRANSMIT_TIMESTAMP) & slotMask] = localNanos;
  }

  @Override
  public void received(Datagram datagram) {
    ByteBuffer packet = datagram.payload();
    if (packet.remaining() < NtpPacket.LENGTH) {
      meter.unexpected();
      return;
    }
    reply.wrap(packet, packet.position());
    long nonce = reply.originTimestamp();
    int slot = (int) nonce & slotMask;
    if (slot >= nonces.length
        || nonce == 0
        || nonces[slot] != nonce
        || reply.mode() != NtpPacket.MODE_SERVER) {
      meter.unexpected();
      return;
    }
    meter.reply(datagram.localNanos() - sentAt[slot], datagram.localNanos());
    // RFC 5905 §7.4: a stratum of 0 and no time is a kiss code, or a server without time.
    if (reply.leapIndicator() == NtpPacket.LEAP_UNKNOWN) {
      if (reply.stratum() == NtpPacket.STRATUM_UNSPECIFIED && reply.referenceId() != 0) {
        meter.kissOfDeath();
      } else {
        meter.unsynchronised();
      }
    }
    release(slot);
    if (plan.isClosedLoop()) {
      fillWindow(datagram.localNanos());
    } else {
      endIfDone();
    }
  }

  private void release(int slot) {
    nonces[slot] = 0;
    free[freeCount++] = slot;
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {}

  @Override
  public void expired(int timer, long nowLocalNanos) {
    if (ended) {
      return;
    }
    switch (timer) {
      case PACE -> pace(nowLocalNanos);
      case SWEEP -> sweep(nowLocalNanos);
      default -> {
        offering = false;
        outbox.cancelTimer(PACE);
        endIfDone();
      }
    }
  }

  /** Gives up what was not answered in time. */
  private void sweep(long nowLocalNanos) {
    for (int slot = 0; slot < nonces.length; slot++) {
      if (nonces[slot] != 0 && nowLocalNanos - sentAt[slot] >= plan.timeoutNanos()) {
        meter.lost();
        release(slot);
      }
    }
    outbox.setTimer(SWEEP, nowLocalNanos + SWEEP_NANOS);
    if (plan.isClosedLoop()) {
      fillWindow(nowLocalNanos);
    } else {
      endIfDone();
    }
  }

  private void endIfDone() {
    if (!ended && freeCount == nonces.length && (!offering || meter.isUsedUp())) {
      ended = true;
      outbox.cancelTimer(PACE);
      outbox.cancelTimer(SWEEP);
      outbox.cancelTimer(END);
      meter.ended();
    }
  }
}
