package io.timebridge.bridge.scenario;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.VirtualTime;
import io.timebridge.clock.transport.Binding;
import io.timebridge.ptp.PtpMulticast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What all hosts of one run share. */
final class World {
  /** TAI nanoseconds since 1970 at true time 0: in January 2027, on every machine. */
  static final long START_TAI_NANOS = 1_800_000_037_000_000_000L;

  /** UTC at true time 0. */
  static final long START_UTC_NANOS = 1_800_000_000_000_000_000L;

  static final int TAI_MINUS_UTC_SECONDS = 37;
  private static final int DSCP = 46;

  final VirtualTime time = new VirtualTime();
  final SeededRandom random;
  private final Map<String, SimulatedNetwork> networks = new LinkedHashMap<>();
  final Plan.PtpRates rates;

  World(Plan plan, long seed) {
    random = new SeededRandom(seed);
    networks.put(Plan.Node.MAIN, new SimulatedNetwork(time, plan.network(), random.split()));
    for (Plan.Node node : plan.nodes()) {
      for (String name : node.networks()) {
        networks.computeIfAbsent(
            name, its -> new SimulatedNetwork(time, plan.network(), random.split()));
      }
    }
    rates = plan.rates();
  }

  SimulatedNetwork network(String name) {
    return Objects.requireNonNull(networks.get(name), name);
  }

  Collection<SimulatedNetwork> networks() {
    return networks.values();
  }

  /** {@return a host's address} There are fewer than 65,000. */
  static InetAddress address(int host) {
    try {
      int number = host + 1;
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >>> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new AssertionError("four octets are always an address", e);
    }
  }

  /** Where a PTP port listens. A group wants an interface: any one does, it is not looked at. */
  static Binding ptp(int host, int eventPort, int generalPort) {
    try {
      NetworkInterface any =
          NetworkInterface.networkInterfaces()
              .findFirst()
              .orElseThrow(() -> new IOException("this machine has no network interface"));
      return new Binding(
          any,
          List.of(address(host)),
          List.of(PtpMulticast.PRIMARY_IPV4, PtpMulticast.PEER_IPV4),
          eventPort,
          generalPort,
          1,
          DSCP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
