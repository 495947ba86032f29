package io.timebridge.bridge;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedNetwork;
import io.timebridge.clock.simulation.SimulatedNode;
import io.timebridge.clock.simulation.SimulatedOscillator;
import io.timebridge.clock.transport.Binding;
import io.timebridge.clock.transport.Transport;
import io.timebridge.ntp.AccessList;
import io.timebridge.ntp.NtpReferenceId;
import io.timebridge.ntp.NtpServer;
import io.timebridge.ntp.ServerTime;
import java.net.InetAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An NTP server in virtual time that has true UTC, unless it is told to lie. */
final class SimulatedNtpServer implements ServerTime {
  private final InetAddress address;
  private final LongSupplier trueUtc;
  private final SimulatedNode host;
  private Transport.@Nullable Attachment alive;

  /** By how much its time is ahead of UTC. */
  long aheadNanos;

  int leapIndicator;
  int stratum = 1;
  int referenceId = NtpReferenceId.ofAscii("GPS");
  long rootDispersionNanos = 1_000;

  /**
   * Creates one.
   *
   * @param trueUtc UTC nanoseconds since 1970, now
   */
  SimulatedNtpServer(
      SimulatedNetwork network, InetAddress address, LongSupplier trueUtc, SeededRandom random) {
    this.address = address;
    this.trueUtc = trueUtc;
    this.host = network.addNode(new SimulatedOscillator(0, 0, 0, random));
  }

  /** What befalls packets near it, each way. */
  SimulatedNtpServer link(LinkModel model) {
    host.out(model);
    host.in(model);
    return this;
  }

  /** What befalls packets near it, those that it sends and those that it gets. */
  SimulatedNtpServer link(LinkModel out, LinkModel in) {
    host.out(out);
    host.in(in);
    return this;
  }

  SimulatedNtpServer start() {
    if (alive == null) {
      alive =
          host.attach(
              Binding.unicast(address, 123),
              outbox -> new NtpServer(outbox, () -> this, AccessList.everyone(), -30));
    }
    return this;
  }

  void stop() {
    if (alive != null) {
      alive.close();
      alive = null;
    }
  }

  boolean isAlive() {
    return alive != null;
  }

  @Override
  public boolean synchronisedAt(long localNanos) {
    return true;
  }

  @Override
  public int leapIndicatorAt(long localNanos) {
    return leapIndicator;
  }

  @Override
  public int stratum() {
    return stratum;
  }

  @Override
  public int referenceId() {
    return referenceId;
  }

  @Override
  public long referenceUtcNanos() {
    return trueUtc.getAsLong();
  }

  @Override
  public long rootDelayNanos() {
    return 0;
  }

  @Override
  public long rootDispersionNanosAt(long localNanos) {
    return rootDispersionNanos;
  }

  /** Its crystal is perfect: its local time is true time. */
  @Override
  public long utcNanosAt(long localNanos) {
    return trueUtc.getAsLong() + localNanos - host.clock().localNanos() + aheadNanos;
  }
}
