package io.timebridge.clock.simulation;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Engine;
import io.timebridge.clock.transport.Outbox;
import io.timebridge.clock.transport.Transport;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A host on a simulated network: its oscillator, its stamps, its ways in and out. */
public final class SimulatedNode implements Transport {
  private static final int FIRST_EPHEMERAL_PORT = 49_152;
  private static final int LAST_PORT = 65_535;

  private final SimulatedNetwork network;
  private final SimulatedOscillator oscillator;
  private Link out;
  private Link in;
  private StampModel stamps = StampModel.EXACT;
  private @Nullable SimulatedHostClock hostClock;
  private int part;
  private boolean unplugged;
  private int lastEphemeralPort = FIRST_EPHEMERAL_PORT - 1;

  SimulatedNode(SimulatedNetwork network, SimulatedOscillator oscillator) {
    this.network = network;
    this.oscillator = oscillator;
    this.out = new Link(LinkModel.DIRECT, network.random());
    this.in = out;
  }

  /**
   * Changes how what this node sends fares from now on, besides what the network does to it.
   *
   * @param model how
   */
  public void out(LinkModel model) {
    out = new Link(model, network.random());
  }

  /**
   * Changes how what this node receives fares from now on, besides what the network does to it.
   *
   * @param model how
   */
  public void in(LinkModel model) {
    in = new Link(model, network.random());
  }

  /**
   * Changes how well this node stamps its packets.
   *
   * @param model how well
   */
  public void stamps(StampModel model) {
    stamps = model;
  }

  /**
   * Has this node's packets stamped by a clock that may be slewed and stepped, as an operating
   * system's is, from now on. The engines on it get the stamps a little later than the packets
   * pass, and in the node's own time; what cannot be told in that is dropped. Not with {@link
   * #stamps}.
   *
   * @return the clock, at first neither slewed nor stepped
   */
  public SimulatedHostClock stampByHostClock() {
    SimulatedHostClock made =
        new SimulatedHostClock(this, network.time(), network.random().split());
    hostClock = made;
    return made;
  }

  /** Who stamps the packets; null for the node's own clock. */
  @Nullable SimulatedHostClock hostClock() {
    return hostClock;
  }

  /**
   * Puts this node into a part of the network: packets pass between nodes of one part only, those
   * sent from now on.
   *
   * @param number the part; all nodes begin in 0
   */
  public void partition(int number) {
    part = number;
  }

  /**
   * Pulls this node's cable: nothing sent from now on passes, and its engines are told.
   *
   * @param why what they are told, in words
   */
  public void unplug(String why) {
    unplugged = true;
    ownPorts().forEach(port -> port.tellDown(why));
  }

  /** Puts the cable back. */
  public void plugIn() {
    unplugged = false;
    ownPorts().forEach(SimulatedPort::tellUp);
  }

  private List<SimulatedPort> ownPorts() {
    return network.ports().stream().filter(port -> port.node() == this).toList();
  }

  boolean isReachedBy(SimulatedNode other) {
    return part == other.part && !unplugged && !other.unplugged;
  }

  Link out() {
    return out;
  }

  Link in() {
    return in;
  }

  SimulatedNetwork network() {
    return network;
  }

  long now() {
    return oscillator.localAt(network.time().nowNanos());
  }

  long receiveStamp() {
    return stamps.received(now(), network.random());
  }

  long transmitStamp() {
    return stamps.transmitted(now(), network.random());
  }

  long stampWidthNanos() {
    return stamps.widthNanos();
  }

  /** {@return the true time at which this node's clock will show a time, now if that is past} */
  long trueAt(long localNanos) {
    return localNanos - now() > 0 ? oscillator.trueAt(localNanos) : network.time().nowNanos();
  }

  int portOrAnyFree(int port) {
    if (port != 0) {
      return port;
    }
    do {
      lastEphemeralPort =
          lastEphemeralPort == LAST_PORT ? FIRST_EPHEMERAL_PORT : lastEphemeralPort + 1;
    } while (network.ports().stream()
        .anyMatch(each -> each.node() == this && each.uses(lastEphemeralPort)));
    return lastEphemeralPort;
  }

  @Override
  public LocalClock clock() {
    return this::now;
  }

  @Override
  public Attachment attach(Binding binding, Function<Outbox, Engine> factory) {
    SimulatedPort port = new SimulatedPort(this, binding, factory);
    network.ports().add(port);
    execute(port::start);
    return port;
  }

  @Override
  public void execute(Runnable task) {
    network.time().schedule(network.time().nowNanos(), task);
  }

  @Override
  public void close() {
    ownPorts().forEach(SimulatedPort::close);
  }
}
