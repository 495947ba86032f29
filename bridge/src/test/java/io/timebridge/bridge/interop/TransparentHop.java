package io.timebridge.bridge.interop;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.transport.Transport;
import io.timebridge.clock.transport.kernel.KernelTransport;
import io.timebridge.ptp.DelayMechanism;
import io.timebridge.ptp.NetworkProtocol;
import io.timebridge.ptp.PtpIdentity;
import io.timebridge.ptp.PtpPortConfig;
import io.timebridge.ptp.PtpProfile;
import io.timebridge.ptp.TransparentClock;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.Objects;

/**
 * A program of its own: our transparent clock between two interfaces. Its arguments are the
 * delayMechanism, the networkProtocol, whether it is two-step, and the interfaces. Each line of
 * input is answered with its status and counts.
 */
final class TransparentHop {
  private TransparentHop() {}

  public static void main(String[] arguments) throws Exception {
    PtpProfile profile = PtpProfile.AES67.withDelay(DelayMechanism.valueOf(arguments[0]), -3);
    PtpPortConfig port =
        PtpPortConfig.builder(profile)
            .network(NetworkProtocol.valueOf(arguments[1]), 14)
            .twoStep(Boolean.parseBoolean(arguments[2]))
            .build();
    SeededRandom random = new SeededRandom(System.nanoTime());
    PtpIdentity identity = PtpIdentity.ofInterface(device(arguments[3]), random);
    TransparentClock clock = new TransparentClock("hop", identity, profile, random);
    Transport transport = KernelTransport.open("hop");
    for (int i = 3; i < arguments.length; i++) {
      Transport.Attachment unused =
          transport.attach(port.binding(device(arguments[i])), outbox -> clock.port(port, outbox));
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      tell(clock);
    }
  }

  private static NetworkInterface device(String name) throws IOException {
    return Objects.requireNonNull(NetworkInterface.getByName(name), name);
  }

  private static void tell(TransparentClock clock) {
    System.out.printf(
        "%s received %s sent %s dropped %s missed %d%n",
        clock.status(),
        clock.received().nonZero(),
        clock.sent().nonZero(),
        clock.dropped().nonZero(),
        clock.missedStamps());
  }
}
