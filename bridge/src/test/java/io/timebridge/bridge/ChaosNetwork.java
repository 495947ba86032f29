package io.timebridge.bridge;

import io.timebridge.clock.SeededRandom;
import io.timebridge.clock.simulation.LinkModel;
import io.timebridge.clock.simulation.SimulatedHostClock;

/** What befalls a bridge's packets and the clock that stamps them on a {@link ChaosDay}. */
final class ChaosNetwork {
  private static final LinkModel LAN = new LinkModel(10_000, 5_000, 0);

  /** The fastest slew of {@code chronyd}. */
  private static final double FASTEST_PPM = 83_333;

  private final SimulatedBridge bridge;
  private final SeededRandom random;
  private final SimulatedHostClock hostClock;
  private double linkUntil;
  private double cableUntil;
  private double slewUntil;

  ChaosNetwork(SimulatedBridge bridge, SeededRandom random) {
    this.bridge = bridge;
    this.random = random;
    this.hostClock = bridge.node.stampByHostClock();
  }

  long lostStamps() {
    return hostClock.lost();
  }

  /** The kernel inserts a leap second. */
  void hostLeaps() {
    hostClock.step(-SimulatedBridge.SECOND);
  }

  /** A second passes. */
  void act() {
    double now = bridge.seconds();
    link(now);
    cable(now);
    hostClock(now);
  }

  /** For some minutes packets wait, or are lost, one way or both. */
  private void link(double now) {
    if (linkUntil > 0 && now >= linkUntil) {
      linkUntil = 0;
      bridge.link(LAN);
      bridge.node.in(LinkModel.DIRECT);
      bridge.node.out(LinkModel.DIRECT);
    }
    if (linkUntil > 0 || random.nextDouble() >= 1 / 900.0) {
      return;
    }
    linkUntil = now + 30 + 600 * random.nextDouble();
    double mean = 1_000 * StrictMath.pow(10, 4 * random.nextDouble()); // 1 µs to 10 ms
    switch ((int) random.nextLong(4)) {
      case 0 -> bridge.link(new LinkModel(10_000, mean, 0));
      case 1 -> bridge.node.in(new LinkModel(0, mean, 0.05));
      case 2 -> bridge.node.out(new LinkModel(0, mean, 0.05));
      default -> bridge.link(new LinkModel(10_000, 5_000, 0.3));
    }
  }

  private void cable(double now) {
    if (cableUntil > 0 && now >= cableUntil) {
      cableUntil = 0;
      bridge.node.plugIn();
    }
    if (cableUntil == 0 && random.nextDouble() < 1 / 7_200.0) {
      cableUntil = now + 5 + 300 * random.nextDouble();
      bridge.node.unplug("somebody tripped over the cable");
    }
  }

  /** Whoever disciplines the host slews its clock, or steps it, some twenty times a day. */
  private void hostClock(double now) {
    if (slewUntil > 0 && now >= slewUntil) {
      slewUntil = 0;
      hostClock.slew(0);
    }
    if (slewUntil > 0 || random.nextDouble() >= 1 / 3_600.0) {
      return;
    }
    int sign = (int) random.nextLong(2) * 2 - 1;
    if (random.nextLong(3) == 0) {
      double seconds = 1e-3 * StrictMath.pow(10, 6 * random.nextDouble()); // 1 ms to 1,000 s
      hostClock.step(Math.round(sign * seconds * SimulatedBridge.SECOND));
      return;
    }
    slewUntil = now + 30 + 600 * random.nextDouble();
    double ppm = random.nextLong(4) == 0 ? FASTEST_PPM : 50 + 450 * random.nextDouble();
    hostClock.slew(sign * ppm);
  }
}
