package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;

/** Draws from a load, one packet after the other in the order of time. */
final class LoadDice {
  private final Load load;
  private final SeededRandom random;
  private boolean burst = true; // the first turn, at time 0, ends it
  private double turnAtNanos;

  LoadDice(Load load, SeededRandom random) {
    this.load = load;
    this.random = random;
  }

  /** {@return what is added to a packet that leaves at this true time, nanoseconds} */
  long draw(long trueNanos) {
    if (load instanceof Load.Exponential exponential) {
      double mean = exponential.meanNanos();
      return mean == 0 ? 0 : Math.round(mean * random.nextExponential());
    } else if (load instanceof Load.Normal normal) {
      double drawn = normal.meanNanos() + normal.deviationNanos() * random.nextGaussian();
      return Math.max(0, Math.round(drawn));
    } else if (load instanceof Load.Uniform uniform) {
      return Math.round(2 * uniform.meanNanos() * random.nextDouble());
    } else if (load instanceof Load.Gamma gamma) {
      return Math.round(gamma.meanNanos() / gamma.shape() * gamma(gamma.shape()));
    } else if (load instanceof Load.Bimodal bimodal) {
      double slow = random.nextDouble() < bimodal.slowShare() ? bimodal.slowNanos() : 0;
      return Math.round(slow + bimodal.quickNanos() * random.nextExponential());
    }
    return Math.round(mean((Load.Bursty) load, trueNanos) * random.nextExponential());
  }

  private double mean(Load.Bursty bursty, long trueNanos) {
    while (trueNanos >= turnAtNanos) {
      burst = !burst;
      double length = burst ? bursty.burstForNanos() : bursty.quietForNanos();
      turnAtNanos += length * random.nextExponential();
    }
    return burst ? bursty.burstNanos() : bursty.quietNanos();
  }

  /**
   * Marsaglia and Tsang, "A simple method for generating gamma variables" (2000), which for a shape
   * below 1 goes by way of the next larger one.
   */
  private double gamma(double shape) {
    if (shape < 1) {
      return gamma(shape + 1) * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      double u = 1 - random.nextDouble();
      if (v > 0 && StrictMath.log(u) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
        return d * v;
      }
    }
  }
}
