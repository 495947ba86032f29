package io.timebridge.bridge.scenario;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.NtpAssociation;
import io.timebridge.ntp.NtpAssociationConfig;
import java.net.InetSocketAddress;

/** An NTP client: the association that the bridge follows a server with, from a port of its own. */
final class Client extends JudgedHost {
  private static final long SECOND = 1_000_000_000L;

  private final InetSocketAddress server;
  private final Binding binding;
  private final SeededRandom random;

  Client(
      World world,
      Plan.Node plan,
      String name,
      int number,
      OscillatorModel oscillator,
      int server) {
    super(world, plan, name, oscillator, World.START_UTC_NANOS);
    this.server = new InetSocketAddress(World.address(server), TrueServer.PORT);
    this.binding = Binding.unicast(World.address(number), 0);
    this.random = world.random.split();
  }

  @Override
  void start() {
    // Clients were not switched on together: each has its place within the interval.
    world.time.schedule(random.nextLong(plan.pollNanos()), this::ask);
  }

  private void ask() {
    NtpAssociationConfig config =
        new NtpAssociationConfig(server, false, log2(plan.pollNanos()), log2(plan.maxpollNanos()));
    // Its clock is to show UTC: to this client there is nothing between that and TAI.
    Transport.Attachment unused =
        node.attach(
            binding,
            outbox ->
                new NtpAssociation(
                    config, outbox, estimator, (utcNanos, leap) -> 0, random::nextLong));
  }

  private static int log2(long nanos) {
    return Long.numberOfTrailingZeros(nanos / SECOND);
  }

  /** Whether a duration is one that an association can wait for between requests. */
  static boolean isInterval(long nanos) {
    return nanos >= SECOND && nanos % SECOND == 0 && Long.bitCount(nanos / SECOND) == 1;
  }
}
