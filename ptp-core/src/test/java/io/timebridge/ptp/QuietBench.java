package io.timebridge.ptp;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands packets to an engine and allocates nothing itself. Time moves 1 ms a packet. */
final class QuietBench implements Outbox {
  private final Datagram datagram = new Datagram();
  private final Engine engine;
  long now;
  private long lastToken;
  long sentOctets;

  QuietBench(PtpClock clock) {
    this(clock::port);
  }

  QuietBench(Function<Outbox, Engine> port) {
    engine = port.apply(this);
    engine.started(0);
    datagram.route().setRemote(PortBench.OTHER, 319).setLocal(PortBench.OWN);
  }

  void receive(ByteBuffer packet, Lane lane) {
    now += 1_000_000;
    engine.received(datagram.set(packet, lane, now, 0, StampQuality.SIMULATED));
  }

  /** What was sent last left 30 µs after what came last. */
  void transmittedLast() {
    engine.transmitted(lastToken, now + 30_000, 0, StampQuality.SIMULATED);
  }

  void expire(int timer) {
    now += 1_000_000;
    engine.expired(timer, now);
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    sentOctets += message.remaining();
    if (late != null) {
      late.fill(message, now);
    }
    return ++lastToken;
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    sentOctets += message.remaining();
  }

  @Override
  public void setTimer(int timer, long localNanos) {}

  @Override
  public void cancelTimer(int timer) {}
}
