package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.ptp.MasterTime;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.wire.ClockQuality;
import io.timebridge.ptp.wire.TimeProperties;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** A PTP grandmaster on loopback that gives the host's own UTC, for a bridge to follow. */
final class LoopbackMaster implements AutoCloseable {
  private static final MasterTime.Claims CLAIMS =
      new MasterTime.Claims(
          new ClockQuality(248, ClockQuality.ACCURACY_UNKNOWN, 0xFFFF),
          new TimeProperties(37, true, false, false, false, false, true, 0xA0));

  private final int eventPort = freePort();
  private final int generalPort = freePort();
  private final NettyTransport transport;

  /** The host's clock when it began, and the local clock's rate from there on. */
  private record HostTime(long utcMinusLocalNanos) implements MasterTime {
    @Override
    public long nanosAt(long localNanos) {
      return localNanos + utcMinusLocalNanos;
    }

    @Override
    public Claims claimsAt(long localNanos) {
      return CLAIMS;
    }
  }

  LoopbackMaster() throws IOException {
    LocalClock clock = LocalClock.monotonic();
    HostTime time = new HostTime(System.currentTimeMillis() * 1_000_000 - clock.localNanos());
    NetworkInterface loopback =
        NetworkInterface.getByInetAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    SeededRandom random = new SeededRandom(eventPort);
    PtpPortConfig port =
        PtpPortConfig.of(PtpProfile.AES67.withIntervals(-2, -3, -3))
            .withPorts(eventPort, generalPort);
    PtpIdentity identity = PtpIdentity.ofInterface(loopback, random);
    transport = new NettyTransport(clock, "grandmaster");
    transport.attach(
        port.ipv4(loopback),
        PtpClock.master("grandmaster", port, identity, 128, 128, time, random)::port);
  }

  int eventPort() {
    return eventPort;
  }

  int generalPort() {
    return generalPort;
  }

  private static int freePort() throws SocketException {
    try (DatagramSocket free = new DatagramSocket()) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
