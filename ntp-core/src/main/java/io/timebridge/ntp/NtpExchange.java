package io.timebridge.ntp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request at a time to one server, and the check of what comes back: what a query and an
 * association have in common. It knows no timers: who asks says when the wait is over.
 *
 * <p>The request tells nothing about the one who asks: all zero but the version, the mode, and a
 * random transmit timestamp (the true one is kept here), which an answer must bear as its origin:
 * who cannot see the request cannot guess it. Whatever is wrong with a packet, it is counted and
 * the wait goes on, so that a forgery that comes first does not keep the true answer out.
 *
 * <p>Belongs to its engine's thread; a packet that is ignored makes no garbage.
 */
final class NtpExchange {
  private static final long NO_TOKEN = -1;
  private static final long NANOS = 1_000_000_000L;

  private final Outbox outbox;
  private final Route server;
  private final LongSupplier random;
  private final Consumer<NtpOutcome> onOutcome;

  private final ByteBuffer requestBuffer = ByteBuffer.allocate(NtpPacket.LENGTH);
  private final NtpPacket request = new NtpPacket().wrap(requestBuffer, 0);
  private final NtpPacket reply = new NtpPacket();
  private final Counters<NtpReplyFault> faults = new Counters<>(NtpReplyFault.class);

  /** A reply that passed every check. */
  private record Accepted(
      long t2UtcNanos, long t3UtcNanos, NtpOutcome.LocalStamp t4, NtpHeader header) {}

  private long token = NO_TOKEN;
  private long waitNanos;
  private boolean ended = true;
  private NtpOutcome.@Nullable LocalStamp sent;
  private @Nullable Accepted accepted;

  /**
   * Creates one that has asked nothing yet.
   *
   * @param random gives 64 bits for each request
   * @param onOutcome told at most once a request of an {@link NtpOutcome.Answer}, {@link
   *     NtpOutcome.Unsynchronised} or {@link NtpOutcome.KissOfDeath}
   */
  NtpExchange(
      Outbox outbox,
      InetSocketAddress server,
      LongSupplier random,
      Consumer<NtpOutcome> onOutcome) {
    if (server.isUnresolved()) {
      throw new IllegalArgumentException("the address of " + server + " is not known");
    }
    this.outbox = outbox;
    this.server = Route.to(server);
    this.random = random;
    this.onOutcome = onOutcome;
  }

  Counters<NtpReplyFault> faults() {
    return faults;
  }

  /** True from a request until its outcome, or until the wait for it is given up. */
  boolean waiting() {
    return !ended;
  }

  /** Sends a request; an answer to the one before it is not waited for any more. */
  void ask(long willWaitNanos) {
    waitNanos = willWaitNanos;
    ended = false;
    sent = null;
    accepted = null;
    long nonce = random.getAsLong();
    // Zero would be "unknown", and any client's. RFC 5905 §6.
    request
        .leapVersionMode(NtpPacket.LEAP_NONE, NtpPacket.VERSION, NtpPacket.MODE_CLIENT)
        .transmitTimestamp(nonce == 0 ? 1 : nonce);
    token = outbox.sendEvent(requestBuffer.clear(), server, null);
  }

  /** The wait is over: what comes now comes too late. */
  void giveUp() {
    if (!ended && accepted != null) {
      faults.count(NtpReplyFault.NO_TRANSMIT_STAMP);
    }
    ended = true;
    token = NO_TOKEN;
  }

  void transmitted(long ofToken, long localNanos, long widthNanos, StampQuality quality) {
    if (ofToken == token && !ended) {
      sent = new NtpOutcome.LocalStamp(localNanos, widthNanos, quality);
      answerIfComplete();
    }
  }

  void received(Datagram datagram) {
    NtpReplyFault fault = headerFault(datagram);
    if (fault != null) {
      faults.count(fault);
      return;
    }
    NtpHeader header = NtpHeader.of(reply);
    if (!header.isSynchronised()) {
      // RFC 5905 §7.4: stratum 0 with an ASCII reference id is a kiss-o'-death.
      String code =
          header.stratum() == NtpPacket.STRATUM_UNSPECIFIED
              ? NtpReferenceId.ascii(header.referenceId())
              : null;
      end(code == null ? new NtpOutcome.Unsynchronised(header) : new NtpOutcome.KissOfDeath(code));
      return;
    }
    fault = timestampFault();
    if (fault != null) {
      faults.count(fault);
      return;
    }
    accepted =
        new Accepted(
            NtpTimestamp.toUtcNanos(reply.receiveTimestamp()),
            NtpTimestamp.toUtcNanos(reply.transmitTimestamp()),
            new NtpOutcome.LocalStamp(
                datagram.localNanos(), datagram.widthNanos(), datagram.quality()),
            header);
    answerIfComplete();
  }

  /**
   * Lays {@link #reply} over the packet; tells why it is no answer to the last request, or null.
   */
  private @Nullable NtpReplyFault headerFault(Datagram datagram) {
    Route from = datagram.route();
    if (from.remoteHigh() != server.remoteHigh()
        || from.remoteLow() != server.remoteLow()
        || from.remotePort() != server.remotePort()) {
      return NtpReplyFault.WRONG_SOURCE;
    }
    ByteBuffer packet = datagram.payload();
    if (packet.remaining() < NtpPacket.LENGTH) {
      return NtpReplyFault.TOO_SHORT;
    }
    reply.wrap(packet, packet.position());
    if (reply.version() != NtpPacket.VERSION) {
      return NtpReplyFault.WRONG_VERSION;
    }
    if (reply.mode() != NtpPacket.MODE_SERVER) {
      return NtpReplyFault.WRONG_MODE;
    }
    // RFC 5905 §8: the origin timestamp proves that the reply is to this very request.
    if (token == NO_TOKEN || reply.originTimestamp() != request.transmitTimestamp()) {
      return NtpReplyFault.WRONG_ORIGIN;
    }
    return ended || accepted != null ? NtpReplyFault.DUPLICATE : null;
  }

  private @Nullable NtpReplyFault timestampFault() {
    if (reply.receiveTimestamp() == 0 || reply.transmitTimestamp() == 0) {
      return NtpReplyFault.NO_TIMESTAMP;
    }
    // The difference of the raw bits needs no era. RFC 5905 §6.
    long residence = reply.transmitTimestamp() - reply.receiveTimestamp();
    long longest = (waitNanos / NANOS + 1) << 32;
    return residence < 0 || residence > longest ? NtpReplyFault.IMPOSSIBLE_TIMES : null;
  }

  /** The reply may come before the stamp of the request, or after it. */
  private void answerIfComplete() {
    NtpOutcome.LocalStamp t1 = sent;
    Accepted rest = accepted;
    if (t1 != null && rest != null) {
      end(
          new NtpOutcome.Answer(
              t1, rest.t2UtcNanos(), rest.t3UtcNanos(), rest.t4(), rest.header()));
    }
  }

  private void end(NtpOutcome outcome) {
    ended = true;
    onOutcome.accept(outcome);
  }
}
