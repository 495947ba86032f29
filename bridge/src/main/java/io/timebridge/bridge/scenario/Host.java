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
  private boolean on;

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
    node.close();
    on = false;
  }
}
