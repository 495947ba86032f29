package io.timebridge.bridge.scenario;

import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;

/** A host of a scenario: its node on the network. What runs on it is its subclass's. */
abstract class Host {
  final World world;
  final Plan.Node plan;
  final String name;
  final SimulatedNode node;

  Host(World world, Plan.Node plan, String name, OscillatorModel oscillator, long startLocalNanos) {
    this.world = world;
    this.plan = plan;
    this.name = name;
    this.node =
        world.network.addNode(
            new SimulatedOscillator(startLocalNanos, oscillator, world.random.split()));
    node.out(plan.out());
    node.in(plan.in());
    node.stamps(plan.stamps());
  }

  /** Switches it on; it is off at first. */
  abstract void start();

  /** Switches it off. */
  abstract void stop();
}
