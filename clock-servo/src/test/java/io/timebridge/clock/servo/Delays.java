package io.timebridge.clock.servo;

import io.timebridge.clock.SeededRandom;

/** One-way delays of simulated networks, nanoseconds. */
@FunctionalInterface
interface Delays {
  double next(SeededRandom random, double trueSeconds);

  static Delays exponential(double base, double mean) {
    return (random, t) -> base + mean * random.nextExponential();
  }

  static Delays normal(double base, double deviation) {
    return (random, t) -> base + Math.max(-base, deviation * (4 + random.nextGaussian()));
  }

  static Delays uniform(double base, double deviation) {
    return (random, t) -> base + deviation * Math.sqrt(12) * random.nextDouble();
  }

  /** A share of the packets takes another way, or waits for one of a fixed length. */
  static Delays bimodal(double base, double deviation, double gap, double share) {
    Delays near = normal(base, deviation);
    return (random, t) -> near.next(random, t) + (random.nextDouble() < share ? gap : 0);
  }

  /** Loaded for a share of each period. */
  static Delays bursty(Delays idle, double load, double periodSeconds, double share) {
    return (random, t) ->
        idle.next(random, t)
            + (t % periodSeconds < share * periodSeconds
                ? load * (0.3 + random.nextExponential())
                : 0);
  }
}
