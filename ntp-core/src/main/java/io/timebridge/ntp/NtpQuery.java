package io.timebridge.ntp;

import io.timebridge.clock.Counters;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Asks one server for the time, once: a request, a wait, again if nothing came, and one outcome.
 *
 * <p>The request tells nothing about the one who asks, and only who saw it can answer it. Whatever
 * is wrong with a packet, it is counted and the wait goes on.
 *
 * <p>Runs on its transport's thread; {@link #faults} may be read from any.
 */
public final class NtpQuery implements Engine {
  private static final int TIMER = 0;

  private final Outbox outbox;
  private final NtpExchange exchange;
  private final long timeoutNanos;
  private final int attempts;
  private final Consumer<NtpOutcome> onOutcome;

  private int attempt;
  private boolean ended;

  /**
   * Prepares a query; it begins when the engine is started.
   *
   * @param outbox where the requests go
   * @param server the server's address and port; resolved
   * @param random gives 64 bits for each request; where others could forge answers, from a source
   *     that they cannot predict
   * @param timeoutNanos how long to wait for each answer, nanoseconds; positive
   * @param attempts how many requests to send at most; at least 1
   * @param onOutcome told exactly once, on the engine's thread
   * @throws IllegalArgumentException if the address is not resolved, or a number out of range
   */
  public NtpQuery(
      Outbox outbox,
      InetSocketAddress server,
      LongSupplier random,
      long timeoutNanos,
      int attempts,
      Consumer<NtpOutcome> onOutcome) {
    this(outbox, server, random, NtpKeys.none(), timeoutNanos, attempts, onOutcome);
  }

  /**
   * Prepares a query that a key authenticates; it begins when the engine is started.
   *
   * @param outbox where the requests go
   * @param server the server's address and port; resolved
   * @param random gives 64 bits for each request; where others could forge answers, from a source
   *     that they cannot predict
   * @param key the one key that is shared with the server, as {@link NtpKeys#only} gives it; {@link
   *     NtpKeys#none} for none
   * @param timeoutNanos how long to wait for each answer, nanoseconds; positive
   * @param attempts how many requests to send at most; at least 1
   * @param onOutcome told exactly once, on the engine's thread
   * @throws IllegalArgumentException if the address is not resolved, there are several keys, or a
   *     number is out of range
   */
  public NtpQuery(
      Outbox outbox,
      InetSocketAddress server,
      LongSupplier random,
      NtpKeys key,
      long timeoutNanos,
      int attempts,
      Consumer<NtpOutcome> onOutcome) {
    if (timeoutNanos <= 0 || attempts < 1) {
      throw new IllegalArgumentException(
          "timeout " + timeoutNanos + " ns and attempts " + attempts + " must be positive");
    }
    this.outbox = outbox;
    this.exchange = new NtpExchange(outbox, server, random, key, false, this::end);
    this.timeoutNanos = timeoutNanos;
    this.attempts = attempts;
    this.onOutcome = onOutcome;
  }

  /** {@return what was ignored, by fault; it goes on being counted after the outcome} */
  public Counters<NtpReplyFault> faults() {
    return exchange.faults();
  }

  @Override
  public void started(long nowLocalNanos) {
    ask(nowLocalNanos);
  }

  private void ask(long nowLocalNanos) {
    attempt++;
    exchange.ask(timeoutNanos);
    outbox.setTimer(TIMER, nowLocalNanos + timeoutNanos);
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    exchange.transmitted(token, localNanos, widthNanos, quality);
  }

  @Override
  public void received(Datagram datagram) {
    exchange.received(datagram);
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {
    if (ended) {
      return;
    }
    exchange.giveUp();
    if (attempt < attempts) {
      ask(nowLocalNanos);
    } else {
      end(new NtpOutcome.NoAnswer(attempts, faults().nonZero()));
    }
  }

  private void end(NtpOutcome outcome) {
    ended = true;
    outbox.cancelTimer(TIMER);
    onOutcome.accept(outcome);
  }
}
