package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;

/**
 * How a packet fares on its way to one receiver: a fixed delay, a random one that is never
 * negative, and loss.
 *
 * @param baseNanos the delay of the fastest packet, nanoseconds; not negative
 * @param meanExtraNanos the mean of what is added, from an exponential distribution; not negative
 * @param loss the share of packets that never arrive, 0 to 1
 */
public record LinkModel(long baseNanos, double meanExtraNanos, double loss) {

  public LinkModel {
    if (baseNanos < 0 || !(meanExtraNanos >= 0) || !(loss >= 0 && loss <= 1)) {
      throw new IllegalArgumentException("a link's delays and loss cannot be negative");
    }
  }

  boolean loses(SeededRandom random) {
    return loss > 0 && random.nextDouble() < loss;
  }

  long delayNanos(SeededRandom random) {
    return baseNanos + Math.round(meanExtraNanos * random.nextExponential());
  }
}
