package io.timebridge.bridge.scenario;

import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.transport.Binding;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;

/** An NTP server of stratum 1 whose local clock is true UTC. */
final class TrueServer extends Host {
  static final int PORT = 123;
  private static final int PRECISION = -30; // log2 s: about a nanosecond

  private static final class TrueTime implements ServerTime {
    private static final int GPS = 0x4750_5300; // "GPS"

    @Override
    public boolean synchronisedAt(long localNanos) {
      return true;
    }

    @Override
    public int leapIndicatorAt(long localNanos) {
      return 0;
    }

    @Override
    public int stratum() {
      return 1;
    }

    @Override
    public int referenceId() {
      return GPS;
    }

    @Override
    public long referenceUtcNanos() {
      return World.START_UTC_NANOS;
    }

    @Override
    public long rootDelayNanos() {
      return 0;
    }

    @Override
    public long rootDispersionNanosAt(long localNanos) {
      return 0;
    }

    @Override
    public long utcNanosAt(long localNanos) {
      return localNanos;
    }
  }

  private final int number;

  TrueServer(World world, Plan.Node plan, String name, int number) {
    super(world, plan, name, OscillatorModel.PERFECT, World.START_UTC_NANOS);
    this.number = number;
  }

  @Override
  void start() {
    ServerTime time = new TrueTime();
    node.attach(
        Binding.unicast(World.address(number), PORT).withoutTransmitStamps(),
        outbox -> new NtpServer(outbox, () -> time, AccessList.everyone(), PRECISION));
  }
}
