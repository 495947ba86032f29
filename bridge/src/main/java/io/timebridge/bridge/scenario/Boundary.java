package io.timebridge.bridge.scenario;

import io.timebridge.clock.ClockMap;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A boundary clock: on each network either the best master or a follower of it. Alone it gives the
 * time that it held last, and none before it ever had one.
 */
final class Boundary extends JudgedHost {
  private static final ClockQuality HELD =
      new ClockQuality(248, ClockQuality.ACCURACY_UNKNOWN, 0xFFFF);
  private static final TimeProperties NOT_TRACEABLE =
      new TimeProperties(
          Grandmaster.TAI_BY_GNSS.currentUtcOffset(), true, false, false, false, false, true, 0xA0);

  private final int number;

  /** Its own time is its clock's. */
  private final class Held implements MasterTime {
    @Override
    public long nanosAt(long localNanos) {
      return Objects.requireNonNull(estimator.clock().map()).nanosAt(localNanos);
    }

    @Override
    public @Nullable Claims claimsAt(long localNanos) {
      ClockMap map = estimator.clock().map();
      return map == null ? null : new Claims(HELD, NOT_TRACEABLE);
    }
  }

  Boundary(World world, Plan.Node plan, String name, int number, OscillatorModel oscillator) {
    super(world, plan, name, oscillator, World.START_TAI_NANOS);
    this.number = number;
  }

  @Override
  void start() {
    PtpPortConfig config = Grandmaster.config(world.rates);
    PtpClock clock =
        PtpClock.boundary(
            name,
            Grandmaster.identity(number),
            plan.priority1(),
            128,
            new Held(),
            estimator,
            world.random.split());
    nodes.forEach(
        each ->
            each.attach(
                World.ptp(number, config.eventPort(), config.generalPort()),
                outbox -> clock.port(config, outbox)));
  }
}
