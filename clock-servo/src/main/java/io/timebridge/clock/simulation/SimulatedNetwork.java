package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Lane;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment of Ethernet in virtual time. Each node is a {@link
 * io.timebridge.clock.transport.Transport} of its own, with its own oscillator and any number of
 * engines; what one engine sends to a group reaches every other that joined it, what it sends to an
 * address reaches those that listen there. Each copy has its own dice: it passes the sender's own
 * way out, the network's link, and the receiver's own way in. One thread.
 */
public final class SimulatedNetwork {

  /** Writes into a packet how long it was in switches: a transparent clock's part. */
  @FunctionalInterface
  public interface ResidenceField {
    /**
     * Adds to what stands there.
     *
     * @param message the packet as its receiver will see it
     * @param lane on which of the two ports it comes
     * @param residenceNanos how long it was in the switches, nanoseconds
     */
    void add(ByteBuffer message, Lane lane, long residenceNanos);
  }

  private final VirtualTime time;
  private final SeededRandom random;
  private final List<SimulatedPort> ports = new ArrayList<>();
  private Link link;
  private @Nullable ResidenceField residenceField;

  /**
   * Creates an empty network.
   *
   * @param time true time
   * @param link how packets fare
   * @param random where their delays come from
   */
  public SimulatedNetwork(VirtualTime time, LinkModel link, SeededRandom random) {
    this.time = time;
    this.random = random;
    this.link = new Link(link, random);
  }

  /**
   * {@return a new host on the network} A binding's local addresses are the host's own; wildcards
   * mean nothing here.
   *
   * @param oscillator its local clock
   */
  public SimulatedNode addNode(SimulatedOscillator oscillator) {
    return new SimulatedNode(this, oscillator);
  }

  /**
   * Changes how packets fare from now on; those on their way are not touched.
   *
   * @param model how
   */
  public void link(LinkModel model) {
    link = new Link(model, random);
  }

  /**
   * Tells how transparent switches tell a packet how long it was in them.
   *
   * @param field writes it
   */
  public void residenceField(ResidenceField field) {
    residenceField = field;
  }

  VirtualTime time() {
    return time;
  }

  SeededRandom random() {
    return random;
  }

  List<SimulatedPort> ports() {
    return ports;
  }

  void send(SimulatedPort from, Packet packet) {
    for (int i = 0; i < ports.size(); i++) {
      SimulatedPort to = ports.get(i);
      if (to != from && to.hears(packet) && to.node().isReachedBy(from.node())) {
        Link out = from.node().out();
        Link in = to.node().in();
        if (!out.loses() && !link.loses() && !in.loses()) {
          deliver(packet, out, in, to);
          if (out.duplicates() || link.duplicates() || in.duplicates()) {
            deliver(packet, out, in, to);
          }
        }
      }
    }
  }

  private void deliver(Packet packet, Link out, Link in, SimulatedPort to) {
    long now = time.nowNanos();
    long delay = 0;
    long told = 0;
    for (int i = 0; i < 3; i++) {
      Link each = i == 0 ? out : i == 1 ? link : in;
      long residence = each.residenceNanos(now, packet.bytes.length);
      delay += each.delayNanos(now) + residence;
      told += each.transparent() ? residence : 0;
    }
    time.schedule(now + delay, new Delivery(packet, to, told));
  }

  /** One copy of a packet on its way. */
  private final class Delivery extends VirtualTime.Event {
    private final Packet packet;
    private final SimulatedPort to;
    private final long toldResidenceNanos;

    Delivery(Packet packet, SimulatedPort to, long toldResidenceNanos) {
      this.packet = packet;
      this.to = to;
      this.toldResidenceNanos = toldResidenceNanos;
    }

    @Override
    void run() {
      to.arrive(packet, toldResidenceNanos == 0 ? null : residenceField, toldResidenceNanos);
    }
  }
}
