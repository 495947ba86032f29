package io.timebridge.bridge.scenario;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.simulation.VirtualTime;
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
 * Between an engine and its way out: what it sends waits for a while first, in a queue that keeps
 * the order. Half of the mean always, the rest exponentially distributed.
 */
final class Residence implements Outbox {
  private final Outbox outbox;
  private final VirtualTime time;
  private final double halfMeanNanos;
  private final SeededRandom random;
  private final Map<Long, Long> tokens = new HashMap<>(); // the outbox's: the engine's
  private long nextToken;
  private long lastNanos;

  Residence(Outbox outbox, VirtualTime time, long meanNanos, SeededRandom random) {
    this.outbox = outbox;
    this.time = time;
    this.halfMeanNanos = meanNanos / 2.0;
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

  /** The engine that sends through this, as its node knows it. */
  Engine of(Engine engine) {
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
        engine.transmitted(own, localNanos, width, quality);
      }

      @Override
      public void expired(int timer, long nowLocalNanos) {
        engine.expired(timer, nowLocalNanos);
      }
    };
  }
}
