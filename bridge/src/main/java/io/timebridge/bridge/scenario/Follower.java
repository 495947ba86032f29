package io.timebridge.bridge.scenario;

import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpPortConfig;

/** A PTP follower. */
final class Follower extends JudgedHost {
  private final int number;

  Follower(World world, Plan.Node plan, String name, int number, OscillatorModel oscillator) {
    super(world, plan, name, oscillator, World.START_TAI_NANOS);
    this.number = number;
  }

  @Override
  void start() {
    PtpPortConfig config = Grandmaster.config(world.rates);
    PtpClock clock =
        PtpClock.follower(
            name, config, Grandmaster.identity(number), estimator, world.random.split());
    node.attach(World.ptp(number, config.eventPort(), config.generalPort()), clock::port);
  }
}
