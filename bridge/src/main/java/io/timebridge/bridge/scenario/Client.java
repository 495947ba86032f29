package io.timebridge.bridge.scenario;

import io.timebridge.clock.Measurement;
import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.OscillatorModel;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.NtpOutcome;
import io.timebridge.ntp.NtpQuery;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An NTP client in its simplest form: one request each poll interval, from a port of its own, and
 * both ways of each exchange to the estimator. After as many polls without an answer as RFC 5905
 * §9.2 counts in its reach register, the server is lost.
 */
final class Client extends JudgedHost {
  private static final long LONGEST_WAIT_NANOS = 5_000_000_000L;
  private static final int POLLS_UNTIL_LOST = 8;

  private final InetSocketAddress server;
  private final Binding binding;
  private final SeededRandom random;
  private final Measurement measurement = new Measurement();
  private Transport.@Nullable Attachment query;
  private int unanswered;

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
    world.time.schedule(random.nextLong(plan.pollNanos()), this::poll);
  }

  private void poll() {
    long now = world.time.nowNanos();
    estimator.holdOver(node.clock().localNanos());
    long wait = Math.min(LONGEST_WAIT_NANOS, plan.pollNanos() / 2);
    query =
        node.attach(
            binding,
            outbox -> new NtpQuery(outbox, server, random::nextLong, wait, 1, this::ended));
    world.time.schedule(now + plan.pollNanos(), this::poll);
  }

  private void ended(NtpOutcome outcome) {
    if (query != null) {
      query.close();
    }
    if (outcome instanceof NtpOutcome.Answer answer) {
      unanswered = 0;
      estimator.measured(answer.requestInto(measurement, estimator.epoch()));
      estimator.measured(answer.replyInto(measurement, estimator.epoch()));
    } else if (++unanswered == POLLS_UNTIL_LOST) {
      estimator.sourceLost(node.clock().localNanos());
    }
  }
}
