package io.timebridge.benchmarks.sidebyside;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.servo.Estimator;
import io.timebridge.clock.servo.ServoConfig;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ptp.PtpClock;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.Objects;

/** Our follower, with the intervals that its peers have. */
final class Follower {
  private Follower() {}

  /**
   * {@return a new estimator with the operator's defaults}
   *
   * @param name the simple name of a class in {@code io.timebridge.clock.servo}
   * @throws ReflectiveOperationException if there is none that is made from a {@link ServoConfig}
   */
  static Estimator estimator(String name) throws ReflectiveOperationException {
    String servo = ServoConfig.class.getPackageName();
    return Class.forName(servo + "." + name)
        .asSubclass(Estimator.class)
        .getConstructor(ServoConfig.class)
        .newInstance(ServoConfig.DEFAULT);
  }

  /** Follows on an interface until the transport is closed. */
  static void start(Transport transport, String interfaceName, Estimator estimator)
      throws IOException {
    NetworkInterface device = Objects.requireNonNull(NetworkInterface.getByName(interfaceName));
    SeededRandom random = new SeededRandom(device.getIndex());
    PtpPortConfig port = PtpPortConfig.of(PtpProfile.DEFAULT_E2E.withIntervals(-2, -3, -3));
    PtpClock follower =
        PtpClock.follower(
            "follower", port, PtpIdentity.ofInterface(device, random), estimator, random);
    Transport.Attachment unused = transport.attach(port.ipv4(device), follower::port);
  }
}
