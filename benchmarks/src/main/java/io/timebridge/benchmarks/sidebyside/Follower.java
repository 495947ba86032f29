package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.EstimatorType;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.Locale;
import java.util.Objects;

/** Our follower, with the intervals that its peers have. */
final class Follower {
  private Follower() {}

  /**
   * {@return a new estimator with the operator's defaults}
   *
   * @param type the name of an {@link EstimatorType}, in lower case or not
   * @throws IllegalArgumentException if there is none of that name
   */
  static Estimator estimator(String type) {
    return EstimatorType.valueOf(type.toUpperCase(Locale.ROOT)).create(ServoConfig.DEFAULT);
  }

  /** Follows on an interface until the transport is closed. */
  static void start(Transport transport, String interfaceName, Estimator estimator)
      throws IOException {
    start(transport, interfaceName, estimator, Way.USUAL.follower(0));
  }

  /** Follows on an interface, by a port of some way, until the transport is closed. */
  static void start(
      Transport transport, String interfaceName, Estimator estimator, PtpPortConfig port)
      throws IOException {
    NetworkInterface device = Objects.requireNonNull(NetworkInterface.getByName(interfaceName));
    SeededRandom random = new SeededRandom(device.getIndex());
    PtpClock follower =
        PtpClock.follower(
            "follower", port, PtpIdentity.ofInterface(device, random), estimator, random);
    Transport.Attachment unused = transport.attach(port.binding(device), follower::port);
  }
}
