package io.timebridge.clock.simulation;

import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.StampCarrier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One engine's place on the network. */
final class SimulatedPort implements Outbox, Transport.Attachment {
  private final SimulatedNode node;
  private final VirtualTime time;
  private final Address[] local;
  private final Address[] groups;
  private final int eventPort;
  private final int generalPort;
  private final boolean stampTransmits;
  private final List<VirtualTime.@Nullable Event> timers = new ArrayList<>();
  private final Datagram datagram = new Datagram();
  private final Engine engine;
  private ByteBuffer received = ByteBuffer.allocate(128);
  private final @Nullable Route remote; // null for anybody
  private boolean closed;
  private long nextToken;

  SimulatedPort(SimulatedNode node, Binding binding, Function<Outbox, Engine> factory) {
    this.node = node;
    this.time = node.network().time();
    this.local = Address.of(binding.localAddresses());
    this.groups = Address.of(binding.groups());
    this.eventPort = node.portOrAnyFree(binding.eventPort());
    this.generalPort = node.portOrAnyFree(binding.generalPort());
    this.stampTransmits = binding.stampTransmits();
    this.remote = binding.remote() == null ? null : Route.to(binding.remote());
    this.engine = factory.apply(this);
  }

  SimulatedNode node() {
    return node;
  }

  boolean uses(int port) {
    return port == eventPort || port == generalPort;
  }

  void start() {
    if (!closed) {
      engine.started(node.now());
    }
  }

  void tellDown(String why) {
    time.schedule(time.nowNanos(), () -> whileOpen(() -> engine.linkDown(node.now(), why)));
  }

  void tellUp() {
    time.schedule(time.nowNanos(), () -> whileOpen(() -> engine.linkUp(node.now())));
  }

  private void whileOpen(Runnable call) {
    if (!closed) {
      call.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    node.network().ports().remove(this);
    for (int i = 0; i < timers.size(); i++) {
      cancelTimer(i);
    }
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    long token = nextToken++;
    byte[] bytes = bytes(message);
    long left = node.transmitStamp();
    if (late != null) {
      late.fill(ByteBuffer.wrap(bytes), left);
    }
    send(Lane.EVENT, bytes, route);
    if (stampTransmits && (late == null || late.tellsDeparture())) {
      SimulatedHostClock host = node.hostClock();
      if (host == null) {
        time.schedule(time.nowNanos(), () -> tellLeft(token, left, node.stampWidthNanos()));
      } else {
        long stamp = host.stamp();
        host.whenRead(() -> tellLeft(token, host.localNanos(stamp), host.widthNanos()));
      }
    }
    return token;
  }

  private void tellLeft(long token, long left, long width) {
    if (!closed && left != StampCarrier.LOST) {
      engine.transmitted(token, left, width, StampQuality.SIMULATED);
    }
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    send(Lane.GENERAL, bytes(message), route);
  }

  private void send(Lane lane, byte[] bytes, Route route) {
    if (closed) {
      return;
    }
    Route toward = remote == null ? route : remote;
    Address to = new Address(toward.remoteHigh(), toward.remoteLow());
    Address wanted = new Address(route.localHigh(), route.localLow());
    Address from = wanted.isAmong(local) ? wanted : local[0];
    node.network().send(this, new Packet(bytes, lane, from, number(lane), to, toward.remotePort()));
  }

  private int number(Lane lane) {
    return lane == Lane.EVENT ? eventPort : generalPort;
  }

  boolean hears(Packet packet) {
    return packet.toPort == number(packet.lane)
        && (remote == null || packet.isFrom(remote))
        && (packet.to.isAmong(groups) || packet.to.isAmong(local));
  }

  void arrive(
      Packet packet, SimulatedNetwork.@Nullable ResidenceField residence, long residenceNanos) {
    if (closed) {
      return;
    }
    SimulatedHostClock host = node.hostClock();
    if (host == null) {
      deliver(packet, residence, residenceNanos, node.receiveStamp(), node.stampWidthNanos());
    } else {
      long stamp = host.stamp();
      host.whenRead(
          () -> {
            long local = host.localNanos(stamp);
            if (local != StampCarrier.LOST) {
              deliver(packet, residence, residenceNanos, local, host.widthNanos());
            } else if (packet.lane == Lane.GENERAL) { // when it came does not matter
              deliver(packet, residence, residenceNanos, node.now(), 0);
            }
          });
    }
  }

  private void deliver(
      Packet packet,
      SimulatedNetwork.@Nullable ResidenceField residence,
      long residenceNanos,
      long stamp,
      long width) {
    if (closed) {
      return;
    }
    // As on sockets, what came to a group is answered from the host's own address.
    Address own = packet.to.isAmong(groups) ? local[0] : packet.to;
    datagram
        .route()
        .setRemote(packet.from.high(), packet.from.low(), packet.fromPort, 0)
        .setLocal(own.high(), own.low());
    if (received.capacity() < packet.bytes.length) {
      received = ByteBuffer.allocate(packet.bytes.length);
    }
    received.clear().put(packet.bytes).flip(); // a copy: an engine may write into it
    if (residence != null) {
      residence.add(received, packet.lane, residenceNanos);
    }
    datagram.set(received, packet.lane, stamp, width, StampQuality.SIMULATED);
    engine.received(datagram);
  }

  @Override
  public void setTimer(int timer, long localNanos) {
    cancelTimer(timer);
    while (timers.size() <= timer) {
      timers.add(null);
    }
    timers.set(timer, time.schedule(node.trueAt(localNanos), () -> runTimer(timer)));
  }

  private void runTimer(int timer) {
    timers.set(timer, null);
    if (!closed) {
      engine.expired(timer, node.now());
    }
  }

  @Override
  public void cancelTimer(int timer) {
    if (timer < timers.size()) {
      VirtualTime.Event event = timers.set(timer, null);
      if (event != null) {
        event.cancel();
      }
    }
  }

  private static byte[] bytes(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.duplicate().get(bytes);
    return bytes;
  }
}
