package io.timebridge.bridge.scenario;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SlowSender;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.TransparentClock;

/** A transparent clock, which keeps each packet for a while. */
final class Transparent extends Host {
  /** The local clock's reading at true time 0 is nobody's time. */
  private static final long START_LOCAL_NANOS = 7_000;

  private final int number;

  Transparent(World world, Plan.Node plan, String name, int number, OscillatorModel oscillator) {
    super(world, plan, name, oscillator, START_LOCAL_NANOS);
    this.number = number;
  }

  @Override
  void start() {
    PtpPortConfig config = Grandmaster.config(world.rates);
    SeededRandom random = world.random.split();
    TransparentClock clock =
        new TransparentClock(name, Grandmaster.identity(number), config.profile(), random.split());
    for (SimulatedNode each : nodes) {
      SeededRandom waits = random.split();
      each.attach(
          World.ptp(number, config.eventPort(), config.generalPort()),
          outbox -> {
            SlowSender slowly = new SlowSender(outbox, world.time, plan.residenceNanos(), 0, waits);
            return slowly.of(clock.port(config, slowly));
          });
    }
  }
}
