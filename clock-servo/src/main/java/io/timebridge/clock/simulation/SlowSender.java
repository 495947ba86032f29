package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Between an engine and its way out, a host that is busy: what the engine sends waits for a while
 * first, in a queue that keeps the order. Half of the mean always, the rest exponentially
 * distributed. For the thread that runs the virtual time.
 */
public final class SlowSender implements Outbox {
  private final Outbox outbox;
  private final VirtualTime time;
  private final double halfMeanNanos;
  private final double stampsLost;
  private final SeededRandom random;
  private final Map<Long, Long> tokens = new HashMap<>(); // the outbox's: the engine's
  private long nextToken;
  private long lastNanos;

  /**
   * Creates one, to be handed to the engine in place of the outbox.
   *
   * @param outbox the outbox of the node
   * @param time the virtual time
   * @param meanNanos how long a message waits in the mean, nanoseconds, not negative
   * @param stampsLost the share of transmit stamps that the engine is never told, 0 to 1
   * @param random this one's alone
   */
  public SlowSender(
      Outbox outbox, VirtualTime time, long meanNanos, double stampsLost, SeededRandom random) {
    this.outbox = outbox;
    this.time = time;
    this.halfMeanNanos = meanNanos / 2.0;
    this.stampsLost = stampsLost;
    this.random = random;
  }

  private void later(ByteBuffer message, Consumer<ByteBuffer> send) {
    ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
    long wait = Math.round(halfMeanNanos * (1 + random.nextExponential()));
    lastNanos = Math.max(lastNanos, time.nowNanos() + wait);
    time.schedule(lastNanos, () -> send.accept(copy));
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    long token = nextToken++;
    later(message, copy -> tokens.put(outbox.sendEvent(copy, route, late), token));
    return token;
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    later(message, copy -> outbox.sendGeneral(copy, route));
  }

  @Override
  public void setTimer(int timer, long localNanos) {
    outbox.setTimer(timer, localNanos);
  }

  @Override
  public void cancelTimer(int timer) {
    outbox.cancelTimer(timer);
  }

  /**
   * {@return the engine that is to be attached to the node in place of the one that sends through
   * this}
   *
   * @param engine the engine that sends through this
   */
  public Engine of(Engine engine) {
    return new Engine() {
      @Override
      public void started(long nowLocalNanos) {
        engine.started(nowLocalNanos);
      }

      @Override
      public void received(Datagram datagram) {
        engine.received(datagram);
      }

      @Override
      public void transmitted(long token, long localNanos, long width, StampQuality quality) {
        long own = Objects.requireNonNull(tokens.remove(token), "it was sent through this");
        if (stampsLost == 0 || random.nextDouble() >= stampsLost) {
          engine.transmitted(own, localNanos, width, quality);
        }
      }

      @Override
      public void expired(int timer, long nowLocalNanos) {
        engine.expired(timer, nowLocalNanos);
      }

      @Override
      public void linkDown(long nowLocalNanos, String why) {
        engine.linkDown(nowLocalNanos, why);
      }

      @Override
      public void linkUp(long nowLocalNanos) {
        engine.linkUp(nowLocalNanos);
      }
    };
  }
}
