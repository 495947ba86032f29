package io.timebridge.examples;

import io.timebridge.clock.LocalClock;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.transport.NettyTransport;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.PtpStatus;
import java.net.NetworkInterface;
import java.util.concurrent.TimeUnit;

/**
 * A PTP follower alone: the parts of the bridge can be used one by one.
 *
 * <p>Run it with an interface, the two UDP ports (319 and 320 need a privilege) and a number of
 * seconds.
 */
public final class FollowGrandmaster {
  private FollowGrandmaster() {}

  /**
   * Runs it.
   *
   * @param args interface, event port, general port, seconds
   * @throws Exception if a socket cannot be opened
   */
  public static void main(String[] args) throws Exception {
    NetworkInterface on = NetworkInterface.getByName(args[0]);
    PtpPortConfig port =
        PtpPortConfig.of(PtpProfile.AES67)
            .withPorts(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    SeededRandom random = new SeededRandom(System.nanoTime());
    PtpClock clock =
        PtpClock.follower(
            "example",
            port,
            PtpIdentity.ofInterface(on, random),
            EstimatorType.ENVELOPE.create(ServoConfig.DEFAULT),
            random);
    try (NettyTransport transport = new NettyTransport(LocalClock.monotonic(), "example-ptp")) {
      transport.attach(port.ipv4(on), clock::port);
      for (int second = 0; second < Integer.parseInt(args[3]); second++) {
        TimeUnit.SECONDS.sleep(1);
        PtpStatus status = clock.status();
        System.out.printf(
            "%s  offset %d ns  path delay %d ns%n",
            status.state(), status.offsetNanos(), status.pathDelayNanos());
      }
    }
  }
}
