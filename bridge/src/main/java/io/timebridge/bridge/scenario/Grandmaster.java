package io.timebridge.bridge.scenario;

import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockIdentity;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;

/** A PTP grandmaster whose local clock is true TAI. */
final class Grandmaster extends Host {
  static final TimeProperties TAI_BY_GNSS =
      new TimeProperties(World.TAI_MINUS_UTC_SECONDS, true, false, false, true, true, true, 0x20);
  private static final ClockQuality LOCKED_TO_GNSS = new ClockQuality(6, 0x21, 0x4E5D);

  private static final class TrueTime implements MasterTime {
    @Override
    public long nanosAt(long localNanos) {
      return localNanos;
    }

    @Override
    public Claims claimsAt(long localNanos) {
      return new Claims(LOCKED_TO_GNSS, TAI_BY_GNSS);
    }
  }

  private final int number;

  Grandmaster(World world, Plan.Node plan, String name, int number) {
    super(world, plan, name, OscillatorModel.PERFECT, World.START_TAI_NANOS);
    this.number = number;
  }

  static PtpPortConfig config(Plan.PtpRates rates) {
    PtpProfile profile =
        PtpProfile.AES67
            .withIntervals(rates.logAnnounce(), rates.logSync(), rates.logDelayReq())
            .withDelay(rates.delayMechanism(), rates.logDelayReq());
    return PtpPortConfig.builder(profile).twoStep(rates.twoStep()).build();
  }

  static PtpIdentity identity(int number) {
    return PtpIdentity.configured(new ClockIdentity(number + 1L));
  }

  @Override
  void start() {
    PtpPortConfig config = config(world.rates);
    PtpClock clock =
        PtpClock.master(
            name,
            config,
            identity(number),
            plan.priority1(),
            128,
            new TrueTime(),
            world.random.split());
    node.attach(World.ptp(number, config.eventPort(), config.generalPort()), clock::port);
  }
}
