package io.timebridge.ntp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request at a time to one server, and the check of what comes back: what a query and an
 * association have in common. It knows no timers: who asks says when the wait is over.
 *
 * <p>Whatever is wrong with a packet, it is counted and the wait goes on, so that a forgery that
 * comes first does not keep the true answer out.
 *
 * <p>In interleaved mode (RFC 9769) an answer tells when the one before it really left, so that an
 * exchange is complete one request later. After a request without an answer the next is in basic
 * mode: the stamp that is missing may have been told in the answer that was lost.
 *
 * <p>Belongs to its engine's thread; a packet that is ignored makes no garbage.
 */
final class NtpExchange {
  private static final long NO_TOKEN = -1;

  private final Outbox outbox;
  private final ClientRequest request;
  private final ClientReply reply;
  private final boolean interleaved;
  private final Consumer<NtpOutcome> onOutcome;
  private final Counters<NtpReplyFault> faults = new Counters<>(NtpReplyFault.class);

  /** A reply that passed every check; {@code departure} is this reply's or the one's before it. */
  private record Accepted(
      boolean interleaved,
      long receiveBits,
      long t2UtcNanos,
      long departureUtcNanos,
      NtpOutcome.LocalStamp t4,
      NtpHeader header) {}

  /** An exchange that lacks but when the reply left. */
  private record Unfinished(
      NtpOutcome.LocalStamp t1, long t2UtcNanos, NtpOutcome.LocalStamp t4, NtpHeader header) {}

  private long token = NO_TOKEN;
  private long waitNanos;
  private boolean ended = true;
  private NtpOutcome.@Nullable LocalStamp sent;
  private @Nullable Accepted accepted;
  private long serversReceive; // what the last answer told, for interleaved mode; 0: basic mode
  private @Nullable Unfinished unfinished;

  /**
   * Creates one that has asked nothing yet.
   *
   * @param random gives 64 bits for each request, two times as many in interleaved mode
   * @param key the one key that is shared with the server, or none
   * @param interleaved whether interleaved mode is asked for
   * @param onOutcome told at most once a request of an {@link NtpOutcome.Answer}, {@link
   *     NtpOutcome.Unsynchronised} or {@link NtpOutcome.KissOfDeath}; in interleaved mode also of
   *     {@link NtpOutcome.Deferred}
   */
  NtpExchange(
      Outbox outbox,
      InetSocketAddress server,
      LongSupplier random,
      NtpKeys key,
      boolean interleaved,
      Consumer<NtpOutcome> onOutcome) {
    if (server.isUnresolved()) {
      throw new IllegalArgumentException("the address of " + server + " is not known");
    }
    this.outbox = outbox;
    this.request = new ClientRequest(Route.to(server), random, ClientKey.of(key));
    this.reply = new ClientReply(request);
    this.interleaved = interleaved;
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
    if (!ended) {
      forget();
    }
    waitNanos = willWaitNanos;
    ended = false;
    sent = null;
    accepted = null;
    token = outbox.sendEvent(request.write(serversReceive), request.server(), null);
  }

  /** The wait is over: what comes now comes too late. */
  void giveUp() {
    if (!ended) {
      if (accepted != null) {
        faults.count(NtpReplyFault.NO_TRANSMIT_STAMP);
      }
      forget();
    }
    ended = true;
    token = NO_TOKEN;
  }

  /** What was not finished is void, and the next request is in basic mode. */
  void forget() {
    serversReceive = 0;
    unfinished = null;
  }

  void transmitted(long ofToken, long localNanos, long widthNanos, StampQuality quality) {
    if (ofToken == token && !ended) {
      sent = new NtpOutcome.LocalStamp(localNanos, widthNanos, quality);
      answerIfComplete();
    }
  }

  void received(Datagram datagram) {
    NtpReplyFault fault = fault(datagram);
    if (fault != null) {
      faults.count(fault);
      return;
    }
    NtpPacket packet = reply.packet();
    NtpHeader header = NtpHeader.of(packet);
    if (!header.isSynchronised()) {
      // RFC 5905 §7.4: stratum 0 with an ASCII reference id is a kiss-o'-death.
      String code =
          header.stratum() == NtpPacket.STRATUM_UNSPECIFIED
              ? NtpReferenceId.ascii(header.referenceId())
              : null;
      forget();
      end(code == null ? new NtpOutcome.Unsynchronised(header) : new NtpOutcome.KissOfDeath(code));
      return;
    }
    fault = reply.timestampFault(waitNanos);
    if (fault != null) {
      faults.count(fault);
      return;
    }
    accepted =
        new Accepted(
            request.isInterleavedBy(packet),
            packet.receiveTimestamp(),
            NtpTimestamp.toUtcNanos(packet.receiveTimestamp()),
            NtpTimestamp.toUtcNanos(packet.transmitTimestamp()),
            new NtpOutcome.LocalStamp(
                datagram.localNanos(), datagram.widthNanos(), datagram.quality()),
            header);
    answerIfComplete();
  }

  /** Why the packet is no answer that is waited for, cheapest first. */
  private @Nullable NtpReplyFault fault(Datagram datagram) {
    NtpReplyFault fault = reply.headerFault(datagram);
    if (fault == null && token == NO_TOKEN) {
      fault = NtpReplyFault.WRONG_ORIGIN;
    }
    if (fault == null && (ended || accepted != null)) {
      fault = NtpReplyFault.DUPLICATE;
    }
    return fault == null ? reply.trailerFault(datagram.payload()) : fault;
  }

  /** The reply may come before the stamp of the request, or after it. */
  private void answerIfComplete() {
    NtpOutcome.LocalStamp t1 = sent;
    Accepted now = accepted;
    if (t1 == null || now == null) {
      return;
    }
    Unfinished before = unfinished;
    serversReceive = interleaved ? now.receiveBits() : 0;
    unfinished = null;
    if (!now.interleaved()) {
      end(
          new NtpOutcome.Answer(
              t1, now.t2UtcNanos(), now.departureUtcNanos(), now.t4(), now.header()));
      return;
    }
    unfinished = new Unfinished(t1, now.t2UtcNanos(), now.t4(), now.header());
    // An exchange that was told of in basic mode is not told again; nor one that a leap second
    // may have come after, for what the header says now is not what held then.
    if (before != null && before.header().leapIndicator() == now.header().leapIndicator()) {
      end(
          new NtpOutcome.Answer(
              before.t1(),
              before.t2UtcNanos(),
              now.departureUtcNanos(),
              before.t4(),
              now.header()));
    } else {
      end(new NtpOutcome.Deferred(now.header()));
    }
  }

  private void end(NtpOutcome outcome) {
    ended = true;
    onOutcome.accept(outcome);
  }
}
