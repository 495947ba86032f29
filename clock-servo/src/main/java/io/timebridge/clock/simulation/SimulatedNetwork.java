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
 * own oscillator and any number of engines; what one engine sends to a group reaches every other
 * that joined it, what it sends to an address reaches those that listen there, each copy delayed by
 * the link model's dice.
 */
public final class SimulatedNetwork {
  private static final int FIRST_EPHEMERAL_PORT = 49_152;

  private final VirtualTime time;
  private final LinkModel link;
  private final SeededRandom random;
  private final List<Port> ports = new ArrayList<>();
  private int nextEphemeralPort = FIRST_EPHEMERAL_PORT;

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
   * {@return a new host on the network} A binding's local addresses are the host's own; wildcards
   * mean nothing here.
   *
   * @param oscillator its local clock
   */
  public Transport addNode(SimulatedOscillator oscillator) {
    return new Node(oscillator);
  }

  private final class Node implements Transport {
    private final SimulatedOscillator oscillator;

    Node(SimulatedOscillator oscillator) {
      this.oscillator = oscillator;
    }

    @Override
    public LocalClock clock() {
      return () -> oscillator.localAt(time.nowNanos());
    }

    @Override
    public Attachment attach(Binding binding, Function<Outbox, Engine> factory) {
      Port port = new Port(this, binding, factory);
      ports.add(port);
      time.schedule(time.nowNanos(), port::start);
      return port;
    }

    @Override
    public void execute(Runnable task) {
      time.schedule(time.nowNanos(), task);
    }

    @Override
    public void close() {
      ports.stream().filter(port -> port.node == this).toList().forEach(Port::close);
    }
  }

  private int portOrAnyFree(int port) {
    return port == 0 ? nextEphemeralPort++ : port;
  }

  /** One engine's place on the network. */
  private final class Port implements Outbox, Transport.Attachment {
    private final Node node;
    private final Binding binding;
    private final int eventPort;
    private final int generalPort;
    private final List<VirtualTime.@Nullable Event> timers = new ArrayList<>();
    private final Datagram datagram = new Datagram();
    private final Engine engine;
    private boolean closed;
    private long nextToken;

    Port(Node node, Binding binding, Function<Outbox, Engine> factory) {
      this.node = node;
      this.binding = binding;
      this.eventPort = portOrAnyFree(binding.eventPort());
      this.generalPort = portOrAnyFree(binding.generalPort());
      this.engine = factory.apply(this);
    }

    private void start() {
      if (!closed) {
        engine.started(now());
      }
    }

    private long now() {
      return node.oscillator.localAt(time.nowNanos());
    }

    @Override
    public void close() {
      closed = true;
      ports.remove(this);
      for (int i = 0; i < timers.size(); i++) {
        cancelTimer(i);
      }
    }

    @Override
    public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
      long token = nextToken++;
      byte[] bytes = bytes(message);
      long left = now();
      if (late != null) {
        late.fill(ByteBuffer.wrap(bytes), left);
      }
      send(Lane.EVENT, bytes, route);
      node.execute(
          () -> {
            if (!closed) {
              engine.transmitted(token, left, 0, StampQuality.SIMULATED);
            }
          });
      return token;
    }

    @Override
    public void sendGeneral(ByteBuffer message, Route route) {
      send(Lane.GENERAL, bytes(message), route);
    }

    private void send(Lane lane, byte[] bytes, Route route) {
      if (closed) {
        return;
      }
      InetAddress from = sourceOf(route);
      InetAddress to = route.remote().getAddress();
      for (Port port : ports) {
        if (port != this && port.hears(lane, to, route.remotePort()) && !link.loses(random)) {
          time.schedule(
              time.nowNanos() + link.delayNanos(random),
              () -> port.arrive(lane, bytes.clone(), from, number(lane), to));
        }
      }
    }

    private InetAddress sourceOf(Route route) {
      return binding.localAddresses().stream()
          .filter(route::isLocal)
          .findFirst()
          .orElse(binding.localAddresses().get(0));
    }

    private int number(Lane lane) {
      return lane == Lane.EVENT ? eventPort : generalPort;
    }

    private boolean hears(Lane lane, InetAddress to, int port) {
      return port == number(lane)
          && (binding.groups().contains(to) || binding.localAddresses().contains(to));
    }

    private void arrive(Lane lane, byte[] bytes, InetAddress from, int fromPort, InetAddress to) {
      if (!closed) {
        // As on sockets, what came to a group is answered from the host's own address.
        boolean group = binding.groups().contains(to);
        InetAddress local = group ? binding.localAddresses().get(0) : to;
        datagram.route().setRemote(from, fromPort).setLocal(local);
        datagram.set(ByteBuffer.wrap(bytes), lane, now(), 0, StampQuality.SIMULATED);
        engine.received(datagram);
      }
    }

    @Override
    public void setTimer(int timer, long localNanos) {
      cancelTimer(timer);
      while (timers.size() <= timer) {
        timers.add(null);
      }
      long at = localNanos - now() > 0 ? node.oscillator.trueAt(localNanos) : time.nowNanos();
      timers.set(timer, time.schedule(at, () -> runTimer(timer)));
    }

    private void runTimer(int timer) {
      timers.set(timer, null);
      if (!closed) {
        engine.expired(timer, now());
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
  }

  private static byte[] bytes(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.duplicate().get(bytes);
    return bytes;
  }
}
