package io.timebridge.clock.simulation;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One segment of Ethernet in virtual time. Each node is a {@link Transport} of its own, with its
 * own oscillator; what one sends to a group reaches every other, what it sends to an address
 * reaches the node that has it, each copy delayed by the link model's dice.
 */
public final class SimulatedNetwork {
  private final VirtualTime time;
  private final LinkModel link;
  private final SeededRandom random;
  private final List<Node> nodes = new ArrayList<>();

  /**
   * Creates an empty network.
   *
   * @param time true time
   * @param link how packets fare
   * @param random where their delays come from
   */
  public SimulatedNetwork(VirtualTime time, LinkModel link, SeededRandom random) {
    this.time = time;
    this.link = link;
    this.random = random;
  }

  /**
   * {@return a new host on the network} One engine may be attached to it at a time; its binding's
   * first local address is its address.
   *
   * @param oscillator its local clock
   */
  public Transport addNode(SimulatedOscillator oscillator) {
    Node node = new Node(oscillator);
    nodes.add(node);
    return node;
  }

  private final class Node implements Transport, Outbox, Transport.Attachment {
    private final SimulatedOscillator oscillator;
    private final List<VirtualTime.@Nullable Event> timers = new ArrayList<>();
    private final Datagram datagram = new Datagram();
    private @Nullable Engine engine;
    private @Nullable Binding binding;
    private long nextToken;

    Node(SimulatedOscillator oscillator) {
      this.oscillator = oscillator;
    }

    @Override
    public LocalClock clock() {
      return () -> oscillator.localAt(time.nowNanos());
    }

    @Override
    public Attachment attach(Binding at, Function<Outbox, Engine> factory) {
      binding = at;
      Engine made = factory.apply(this);
      engine = made;
      time.schedule(time.nowNanos(), () -> made.started(clock().localNanos()));
      return this;
    }

    @Override
    public void execute(Runnable task) {
      time.schedule(time.nowNanos(), task);
    }

    @Override
    public void close() {
      engine = null;
      binding = null;
      for (int i = 0; i < timers.size(); i++) {
        cancelTimer(i);
      }
    }

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      long token = nextToken++;
      byte[] bytes = bytes(message);
      long left = clock().localNanos();
      if (late != null) {
        late.fill(ByteBuffer.wrap(bytes), left);
      }
      send(Lane.EVENT, bytes, route);
      Engine sender = engine;
      execute(
          () -> {
            if (engine == sender && sender != null) {
              sender.transmitted(token, left, 0, StampQuality.SIMULATED);
            }
          });
      return token;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {
      send(Lane.GENERAL, bytes(message), route);
    }

    private void send(Lane lane, byte[] bytes, Route route) {
      Binding own = binding;
      if (own == null) {
        return;
      }
      InetAddress from = own.localAddresses().get(0);
      int fromPort = lane == Lane.EVENT ? own.eventPort() : own.generalPort();
      InetAddress to = route.remote().getAddress();
      for (Node node : nodes) {
        if (node != this && node.hears(lane, to, route.remotePort()) && !link.loses(random)) {
          time.schedule(
              time.nowNanos() + link.delayNanos(random),
              () -> node.arrive(lane, bytes, from, fromPort, to));
        }
      }
    }

    private boolean hears(Lane lane, InetAddress to, int port) {
      Binding own = binding;
      return own != null
          && port == (lane == Lane.EVENT ? own.eventPort() : own.generalPort())
          && (own.groups().contains(to) || own.localAddresses().contains(to));
    }

    private void arrive(Lane lane, byte[] bytes, InetAddress from, int fromPort, InetAddress to) {
      Engine receiver = engine;
      if (receiver != null) {
        datagram.route().setRemote(from, fromPort).setLocal(to);
        datagram.set(ByteBuffer.wrap(bytes), lane, clock().localNanos(), 0, StampQuality.SIMULATED);
        receiver.received(datagram);
      }
    }

    @Override
    public void setTimer(int timer, long localNanos) {
      cancelTimer(timer);
      while (timers.size() <= timer) {
        timers.add(null);
      }
      Engine owner = engine;
      long at = oscillator.trueAt(Math.max(localNanos, clock().localNanos()));
      timers.set(
          timer,
          time.schedule(
              at,
              () -> {
                timers.set(timer, null);
                if (owner != null && owner == engine) {
                  owner.expired(timer, clock().localNanos());
                }
              }));
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
  }

  private static byte[] bytes(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.duplicate().get(bytes);
    return bytes;
  }
}
