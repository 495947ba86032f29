package io.timebridge.bridge.scenario;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.simulation.OscillatorModel;

/** A host with a clock of its own, which is compared with true time. */
abstract class JudgedHost extends Host {
  /** The local clock's reading at true time 0 is nobody's time. */
  private static final long START_LOCAL_NANOS = 5_000;

  final Estimator estimator;
  private final long startNanos;

  /**
   * Creates one.
   *
   * @param oscillator how its clock errs, events included
   * @param startNanos the time of its timescale at true time 0
   */
  JudgedHost(
      World world, Plan.Node plan, String name, OscillatorModel oscillator, long startNanos) {
    super(world, plan, name, spread(oscillator, plan, world.random), START_LOCAL_NANOS);
    this.estimator = Servos.make(plan.servo());
    this.startNanos = startNanos;
  }

  private static OscillatorModel spread(
      OscillatorModel oscillator, Plan.Node plan, SeededRandom random) {
    double more = plan.spreadPpm() * (2 * random.nextDouble() - 1);
    return new OscillatorModel(
        oscillator.offsetPpm() + more,
        oscillator.walkPpb(),
        oscillator.ageingPpbPerDay(),
        oscillator.daily(),
        oscillator.changes());
  }

  /** What its clock should show now. */
  long rightNanos() {
    return startNanos + world.time.nowNanos();
  }
}
