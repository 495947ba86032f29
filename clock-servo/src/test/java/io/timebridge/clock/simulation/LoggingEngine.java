package io.timebridge.clock.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An engine that writes down what it is told, and sends packets back if asked to. */
class LoggingEngine implements Engine {
  final List<String> log = new ArrayList<>();
  final List<Long> stamps = new ArrayList<>();
  final Route lastRoute = new Route();
  byte[] lastBytes = {};
  boolean echo;
  boolean scribble;
  private @Nullable Outbox outbox;

  LoggingEngine withOutbox(Outbox to) {
    outbox = to;
    return this;
  }

  Outbox outbox() {
    return Objects.requireNonNull(outbox);
  }

  /** The packets that came, without where from and when. */
  List<String> texts() {
    return log.stream().filter(l -> l.contains(" from ")).map(l -> l.split(" ", 2)[0]).toList();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  @Override
  public void started(long nowLocalNanos) {
    log.add("started");
  }

  @Override
  public void received(Datagram datagram) {
    lastBytes = new byte[datagram.payload().remaining()];
    datagram.payload().duplicate().get(lastBytes);
    lastRoute.copyFrom(datagram.route());
    stamps.add(datagram.localNanos());
    log.add(
        new String(lastBytes, US_ASCII)
            + " "
            + datagram.lane()
            + " from "
            + datagram.route().remote()
            + " at "
            + datagram.localNanos());
    if (scribble) {
      datagram.payload().put(0, (byte) '#');
    }
    if (echo && datagram.lane() == Lane.EVENT) {
      outbox().sendEvent(datagram.payload(), datagram.route(), null);
    }
  }

  @Override
  public void transmitted(long token, long localNanos, long widthNanos, StampQuality quality) {
    log.add("sent " + token + " at " + localNanos);
  }

  @Override
  public void expired(int timer, long nowLocalNanos) {
    log.add("timer " + timer + " at " + nowLocalNanos);
  }
}
