package io.timebridge.bridge.scenario;

import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import java.util.List;

/** A host of a scenario: its node on the network. What runs on it is its subclass's. */
abstract class Host {
  final World world;
  final Plan.Node plan;
  final String name;
  final SimulatedNode node;
  final List<SimulatedNode> nodes; // one on each network; the first is node
  private boolean on;

  Host(World world, Plan.Node plan, String name, OscillatorModel oscillator, long startLocalNanos) {
    this.world = world;
    this.plan = plan;
    this.name = name;
    SimulatedOscillator own =
        new SimulatedOscillator(startLocalNanos, oscillator, world.random.split());
    this.nodes = plan.networks().stream().map(each -> world.network(each).addNode(own)).toList();
    this.node = nodes.get(0);
    for (SimulatedNode each : nodes) {
      each.out(plan.out());
      each.in(plan.in());
      each.stamps(plan.stamps());
    }
  }

  /** Starts what runs on it; called once each time it is switched on. */
  abstract void start();

  /** Switches it on, if it is off; it is off at first. */
  final void switchOn() {
    if (!on) {
      on = true;
      start();
    }
  }

  /** Switches it off, if it is on. */
  final void switchOff() {
    nodes.forEach(SimulatedNode::close);
    on = false;
  }
}
