package io.timebridge.clock.transport.kernel;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.StampQuality;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Datagram;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.EngineFailures;
import io.timebridge.clock.transport.HostRouting;
import io.timebridge.clock.transport.Lane;
import io.timebridge.clock.transport.LateStamp;
import io.timebridge.clock.transport.LinkTeller;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Route;
import io.timebridge.clock.transport.Transport;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine on kernel sockets: its sockets, its timers, its outbox. Lives on the loop's thread.
 */
final class KernelAttachment implements Transport.Attachment, Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(KernelTransport.class);
  private static final long UNSET = Long.MAX_VALUE;

  /** A socket with its sender. */
  record Port(KernelSocket socket, Sender sender) {}

  private final KernelTransport transport;
  private final LocalClock clock;
  private final Binding binding;
  private final Engine engine;
  private final EngineFailures failures;
  private final LinkTeller link;
  private final Datagram datagram = new Datagram();
  private final ControlData control = new ControlData();
  private final List<Port> ports = new ArrayList<>();
  private final List<Route> groups; // as local ends, to be compared without garbage
  private final OwnIpv6 ownIpv6 = new OwnIpv6();
  private long[] deadlines = new long[8];
  private long nextToken;
  private @Nullable Place place; // null after its sockets could not be opened
  private boolean closed;

  KernelAttachment(KernelTransport transport, Binding binding, Function<Outbox, Engine> engine)
      throws IOException {
    this.transport = transport;
    this.clock = transport.clock();
    this.binding = binding;
    this.groups = binding.groups().stream().map(group -> new Route().setLocal(group)).toList();
    Arrays.fill(deadlines, UNSET);
    this.engine = engine.apply(this);
    this.failures = new EngineFailures(this.engine);
    this.link = new LinkTeller(this.engine, failures, clock);
    ownIpv6.read(binding);
    Place now = Place.of(binding);
    // Even where nothing can be exchanged yet: a port that may not be had is told at the start.
    openPorts(now);
    place = now;
    if (!now.isReady()) {
      closePorts();
    }
  }

  private void waitFor(Place now) {
    LOG.warn("{} {}: waiting for it", interfaceName(), now.lack());
    link.down(interfaceName() + " " + now.lack());
  }

  private String interfaceName() {
    NetworkInterface networkInterface = binding.networkInterface();
    return networkInterface == null ? "the host" : networkInterface.getName();
  }

  void start() {
    guarded(() -> engine.started(clock.localNanos()));
    if (place != null && !place.isReady()) {
      waitFor(place);
    }
  }

  /**
   * The network changed: opens the sockets again if they were tied to what is no more, once there
   * is something to tie them to. False if that is to be tried again.
   */
  boolean follow(NetworkWatch network) {
    ownIpv6.read(binding);
    Place now = Place.of(binding);
    if (now.equals(place) && !network.mayHaveGone(now.index())) {
      return true;
    }
    place = now;
    for (Port port : ports) {
      transport.countLost(port.sender().abandon(clock.localNanos()));
    }
    closePorts();
    if (!now.isReady()) {
      waitFor(now);
      return true;
    }
    try {
      openPorts(now);
      transport.countReopening();
      LOG.info("{}: its sockets are open again", interfaceName());
      link.up();
      return true;
    } catch (IOException e) {
      place = null;
      LOG.warn("{}: {}; trying again", interfaceName(), e.getMessage());
      link.down(interfaceName() + " cannot be used: " + e.getMessage());
      return false;
    }
  }

  private void openPorts(Place at) throws IOException {
    boolean opened = false;
    try {
      Set<Boolean> familiesHeard = new HashSet<>();
      for (InetAddress address : binding.localAddresses()) {
        if (isCovered(address)) {
          continue;
        }
        boolean first = familiesHeard.add(address instanceof Inet4Address);
        open(Lane.EVENT, address, binding.eventPort(), at, first);
        if (binding.generalPort() != Binding.NO_PORT) {
          open(Lane.GENERAL, address, binding.generalPort(), at, first);
        }
      }
      opened = true;
    } finally {
      if (!opened) {
        closePorts();
      }
    }
  }

  /** True for an address beside its own wildcard. */
  private boolean isCovered(InetAddress address) {
    boolean ipv4 = address instanceof Inet4Address;
    return !address.isAnyLocalAddress()
        && binding.localAddresses().stream()
            .anyMatch(other -> other.isAnyLocalAddress() && other instanceof Inet4Address == ipv4);
  }

  private void open(Lane lane, InetAddress address, int port, Place at, boolean hearsGroups)
      throws IOException {
    KernelSocket socket = KernelSocket.open(binding, at.index(), lane, address, port, hearsGroups);
    Route own = socket.own();
    if (address.isAnyLocalAddress() && socket.isIpv4()) {
      own = new Route().setLocal(at.ipv4());
    }
    ports.add(
        new Port(socket, new Sender(socket, clock, own, at.index(), binding.stampTransmits())));
  }

  List<Port> ports() {
    return ports;
  }

  @Override
  public long sendEvent(ByteBuffer message, Route route, @Nullable LateStamp late) {
    long token = nextToken++;
    send(Lane.EVENT, message, route, late, token);
    return token;
  }

  @Override
  public void sendGeneral(ByteBuffer message, Route route) {
    send(Lane.GENERAL, message, route, null, -1);
  }

  private void send(
      Lane lane, ByteBuffer message, Route route, @Nullable LateStamp late, long token) {
    Port port = portFor(lane, route);
    if (port != null) {
      port.sender().add(message, route, late, token);
    }
  }

  /** The socket to send from: the route's local address, else the one that the host would take. */
  private @Nullable Port portFor(Lane lane, Route route) {
    Port first = null;
    boolean choice = false;
    for (int i = 0; i < ports.size(); i++) {
      Port port = ports.get(i);
      KernelSocket socket = port.socket();
      if (socket.lane() == lane && socket.isIpv4() == route.isIpv4()) {
        if (route.hasLocal() && socket.isAt(route.localHigh(), route.localLow())) {
          return port;
        }
        choice = first != null;
        first = first == null ? port : first;
      }
    }
    return choice && !route.hasLocal() && groups.isEmpty() ? preferred(lane, route, first) : first;
  }

  private @Nullable Port preferred(Lane lane, Route route, @Nullable Port otherwise) {
    InetAddress source = HostRouting.sourceFor(route.remote()).orElse(null);
    for (Port port : ports) {
      if (port.socket().lane() == lane && port.socket().address().equals(source)) {
        return port;
      }
    }
    return otherwise;
  }

  /** Counts the transmit stamps that did not come in time; nobody waits for them any more. */
  void giveUpOverdue(long now) {
    for (int i = 0; i < ports.size(); i++) {
      transport.countLost(ports.get(i).sender().giveUpOverdue(now));
    }
  }

  void flush() {
    for (int i = 0; i < ports.size(); i++) {
      ports.get(i).sender().flush();
    }
  }

  /** Hands over what a batch holds. */
  void received(KernelSocket socket, MessageBatch batch, int count, StampCarrier carrier) {
    for (int i = 0; i < count && !closed; i++) {
      if ((batch.flags(i) & LibC.MSG_TRUNC) != 0) {
        continue; // longer than any message of ours
      }
      control.read(batch.controls(), batch.controlStart(i), batch.controlLength(i));
      if (!isForUs(socket)) {
        continue;
      }
      Route route = datagram.route();
      SocketAddress.read(batch.names(), batch.nameStart(i), route);
      setLocal(socket, route);
      deliver(socket, batch.payload(i).clear().limit(batch.length(i)), carrier);
    }
  }

  private void deliver(KernelSocket socket, ByteBuffer payload, StampCarrier carrier) {
    long stamp = StampCarrier.LOST;
    if (control.stampRealNanos() != ControlData.NO_STAMP) {
      stamp = carrier.localNanos(control.stampRealNanos());
    }
    if (stamp != StampCarrier.LOST) {
      long local = transport.toLocal(stamp);
      datagram.set(payload, socket.lane(), local, carrier.widthNanos(), StampQuality.KERNEL);
    } else if (socket.lane() == Lane.GENERAL) {
      // When it came does not matter, what it says does.
      long local = transport.toLocal(carrier.newestRawNanos());
      datagram.set(payload, socket.lane(), local, 0, StampQuality.USER);
    } else {
      transport.countLost(1);
      return;
    }
    try {
      engine.received(datagram);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** A socket on the wildcard hears more than the address and the groups it was opened for. */
  private boolean isForUs(KernelSocket socket) {
    if (groups.isEmpty() || !socket.isAtWildcard() || !socket.own().hasLocal()) {
      return true;
    }
    if (socket.isAt(control.arrivedHigh(), control.arrivedLow())) {
      return true;
    }
    for (int i = 0; i < groups.size(); i++) {
      Route group = groups.get(i);
      if (group.localHigh() == control.arrivedHigh() && group.localLow() == control.arrivedLow()) {
        return true;
      }
    }
    return false;
  }

  private void setLocal(KernelSocket socket, Route route) {
    if (!socket.isAtWildcard()) {
      route.setLocal(socket.own().localHigh(), socket.own().localLow());
    } else if (socket.isIpv4() || !isIpv6Multicast(control.arrivedHigh())) {
      route.setLocal(control.localHigh(), control.localLow());
    } else if (ownIpv6.has(route.remoteHigh(), route.remoteLow())) {
      route.setLocal(route.remoteHigh(), route.remoteLow()); // our own come back
    } else {
      route.setLocal(socket.own().localHigh(), socket.own().localLow());
    }
  }

  private static boolean isIpv6Multicast(long high) {
    return high >>> 56 == 0xFF; // RFC 4291 §2.7
  }

  /** Hands over the transmit stamps of a batch from the error queue. */
  void transmitted(Port port, MessageBatch batch, int count, StampCarrier carrier) {
    for (int i = 0; i < count && !closed; i++) {
      control.read(batch.controls(), batch.controlStart(i), batch.controlLength(i));
      if (!control.isTransmitStamp()) {
        continue;
      }
      long stamp = StampCarrier.LOST;
      if (control.stampRealNanos() != ControlData.NO_STAMP) {
        stamp = carrier.localNanos(control.stampRealNanos());
      }
      if (stamp == StampCarrier.LOST) {
        port.sender().stamps().drop(control.transmitId());
      } else {
        transmitted(port, transport.toLocal(stamp), carrier.widthNanos());
      }
    }
  }

  private void transmitted(Port port, long localNanos, long width) {
    long token = port.sender().stamps().tokenOf(control.transmitId(), localNanos, width);
    if (token == TransmitStamps.UNKNOWN) {
      port.sender().restart();
    }
    if (token < 0 || token == TransmitStamps.FOR_LATE_STAMP) {
      return;
    }
    try {
      engine.transmitted(token, localNanos, width, StampQuality.KERNEL);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  @Override
  public void setTimer(int timer, long localNanos) {
    if (timer >= deadlines.length) {
      int before = deadlines.length;
      deadlines = Arrays.copyOf(deadlines, Math.max(timer + 1, 2 * before));
      Arrays.fill(deadlines, before, deadlines.length, UNSET);
    }
    deadlines[timer] = localNanos;
  }

  @Override
  public void cancelTimer(int timer) {
    if (timer < deadlines.length) {
      deadlines[timer] = UNSET;
    }
  }

  /** Runs the timers that are due; returns how long until the next, or {@link Long#MAX_VALUE}. */
  long runTimers(long now) {
    long wait = Long.MAX_VALUE;
    for (int i = 0; i < deadlines.length && !closed; i++) {
      long deadline = deadlines[i];
      if (deadline == UNSET) {
        continue;
      }
      if (deadline - now <= 0) {
        deadlines[i] = UNSET;
        try {
          engine.expired(i, now);
        } catch (RuntimeException | Error e) {
          failed(e);
        }
        wait = 0; // it may have set others
      } else {
        wait = Math.min(wait, deadline - now);
      }
    }
    return wait;
  }

  /** An engine's bug must not end the thread that other engines live on. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable e) {
    failures.failed(e, clock.localNanos());
  }

  /** Closes the sockets; on the loop's thread. */
  void closeNow() {
    if (!closed) {
      closed = true;
      closePorts();
    }
  }

  private void closePorts() {
    ports.forEach(port -> port.socket().close());
    ports.clear();
  }

  @Override
  public void close() {
    transport.detach(this);
  }
}
