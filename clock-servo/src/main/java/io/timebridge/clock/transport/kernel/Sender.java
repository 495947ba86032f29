package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Route;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one socket is to send: gathered while the engine speaks, then handed to the kernel in one
 * call, the late-stamp slots filled just before it.
 *
 * <p>Where nobody asks for transmit stamps, a few a second are asked for all the same, so that a
 * late stamp can be the time at which its packet leaves.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(KernelTransport.class);
  private static final int BATCH = 64;
  private static final int MAX_PAYLOAD = 2048;
  private static final long NO_STAMP = -1;

  /** How often a late stamp is compared with the kernel's: ten a second cost nothing. */
  private static final long COMPARE_NANOS = 100_000_000L;

  /** What the next message of a batch takes at most; more is an interruption. */
  private static final long MAX_EACH_NANOS = 20_000;

  private final KernelSocket socket;
  private final LocalClock clock;
  private final int interfaceIndex;
  private final boolean stampTransmits;
  private final Route own; // where from, if a route does not say
  private final MessageBatch batch = new MessageBatch(BATCH, MAX_PAYLOAD);
  private final @Nullable LateStamp[] lates = new @Nullable LateStamp[BATCH];
  private final long[] tokens = new long[BATCH];
  private final TransmitStamps stamps = new TransmitStamps();
  private int count;
  private boolean failing;
  private boolean comparisonDue = true;
  private long comparedAt;
  private long eachNanos; // what a message of a batch took lately

  Sender(
      KernelSocket socket,
      LocalClock clock,
      Route own,
      int interfaceIndex,
      boolean stampTransmits) {
    this.socket = socket;
    this.clock = clock;
    this.interfaceIndex = interfaceIndex;
    this.stampTransmits = stampTransmits;
    this.own = own;
  }

  TransmitStamps stamps() {
    return stamps;
  }

  /** Puts a message into the batch; a token below 0 asks for no stamp. */
  void add(ByteBuffer message, Route route, @Nullable LateStamp late, long token) {
    if (count == BATCH) {
      flush();
    }
    int length = message.remaining();
    if (length > MAX_PAYLOAD) {
      LOG.warn("a message of {} octets is longer than any of ours; it is not sent", length);
      return;
    }
    int i = count++;
    batch.payload(i).clear().put(0, message, message.position(), length);
    lates[i] = late;
    boolean told = stampTransmits && (late == null || late.tellsDeparture());
    tokens[i] = told ? token : compare(i, late);
    int nameLength =
        socket.isConnected() ? 0 : SocketAddress.write(batch.names(), batch.nameStart(i), route);
    batch.prepareToSend(i, nameLength, writeControl(i, route), length);
  }

  /** Only the first of a batch: those after it wait for it. */
  private long compare(int i, @Nullable LateStamp late) {
    if (i > 0 || late == null || !comparisonDue) {
      return NO_STAMP;
    }
    comparisonDue = false;
    return TransmitStamps.FOR_LATE_STAMP;
  }

  private int writeControl(int i, Route route) {
    int start = batch.controlStart(i);
    int at = start;
    if (tokens[i] >= 0) {
      at += ControlData.writeStampRequest(batch.controls(), at);
    }
    if (!socket.isAtWildcard()) {
      return at - start;
    }
    Route source = route.hasLocal() ? route : own;
    if (source.hasLocal() || interfaceIndex != 0) {
      at +=
          socket.isIpv4()
              ? ControlData.writeSourceIpv4(
                  batch.controls(), at, interfaceIndex, (int) source.localLow())
              : ControlData.writeSourceIpv6(
                  batch.controls(), at, interfaceIndex, source.localHigh(), source.localLow());
    }
    return at - start;
  }

  /** Sends what was gathered. */
  void flush() {
    int done = 0;
    while (done < count) {
      long now = clock.localNanos();
      for (int i = done; i < count; i++) {
        LateStamp late = lates[i];
        if (late != null) {
          late.fill(batch.payload(i), now + (i - done) * eachNanos);
        }
      }
      int sent = LibC.sendmmsg(socket.fd(), batch.address(done), count - done, 0);
      if (sent > 0) {
        expectStamps(done, done + sent, now);
        if (sent > 1) {
          long each = (clock.localNanos() - now) / sent;
          eachNanos += (Math.min(each, MAX_EACH_NANOS) - eachNanos) / 4;
        }
        failing = false;
        done += sent;
      } else {
        int errno = LibC.errno();
        // An ICMP about an earlier message is told once, and has kept none of these from leaving.
        if (errno != LibC.EINTR && errno != LibC.ECONNREFUSED) {
          failed(errno, tokens[done] >= 0);
          done++; // the first of the rest is the one that failed
        }
      }
    }
    count = 0;
  }

  private void expectStamps(int from, int to, long now) {
    if (tokens[from] == TransmitStamps.FOR_LATE_STAMP) {
      comparedAt = now;
    }
    for (int i = from; i < to; i++) {
      if (tokens[i] >= 0) {
        stamps.sent(tokens[i], now, i == from ? lates[i] : null);
      }
    }
  }

  private void failed(int errno, boolean asked) {
    if (!failing) {
      failing = true;
      LOG.warn("cannot send from {}: {}", socket.address(), LibC.strerror(errno));
    }
    if (stampTransmits || asked) {
      // The kernel may have counted what it then could not send.
      restart();
    }
  }

  /**
   * Gives up stamps that are overdue; returns how many sends got none since this was last asked.
   */
  int giveUpOverdue(long now) {
    comparisonDue |= now - comparedAt >= COMPARE_NANOS;
    if (stamps.isOverdue(now)) {
      restart();
    }
    return stamps.takeLost();
  }

  /** What is waited for does not come: the socket is about to be closed. Returns how much. */
  int abandon(long now) {
    stamps.restart(now);
    return stamps.takeLost();
  }

  /** Numbers the sends anew, since a number came that nobody waits for, or one did not come. */
  void restart() {
    try {
      socket.requestStamps();
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage());
    }
    stamps.restart(clock.localNanos());
  }
}
