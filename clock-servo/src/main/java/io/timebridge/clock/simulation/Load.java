package io.timebridge.clock.simulation;

/**
 * What the traffic of others adds to a packet's delay: never less than nothing. Immutable; what a
 * load must remember from packet to packet is kept by the link that draws from it.
 */
public sealed interface Load {

  /** Nobody else is on the network. */
  Load NONE = new Exponential(0);

  /**
   * {@return the mean of what is added, nanoseconds} A normal load's, before it is cut off at 0.
   */
  double meanNanos();

  /**
   * An exponential distribution, as of a queue with one server.
   *
   * @param meanNanos its mean, nanoseconds; not negative
   */
  record Exponential(double meanNanos) implements Load {
    public Exponential {
      check("meanNanos", meanNanos, 0);
    }
  }

  /**
   * A normal distribution; what would be negative is 0.
   *
   * @param meanNanos its mean, nanoseconds; not negative
   * @param deviationNanos its standard deviation, nanoseconds; not negative
   */
  record Normal(double meanNanos, double deviationNanos) implements Load {
    public Normal {
      check("meanNanos", meanNanos, 0);
      check("deviationNanos", deviationNanos, 0);
    }
  }

  /**
   * A uniform distribution from 0 to twice its mean.
   *
   * @param meanNanos its mean, nanoseconds; not negative
   */
  record Uniform(double meanNanos) implements Load {
    public Uniform {
      check("meanNanos", meanNanos, 0);
    }
  }

  /**
   * A gamma distribution: of shape 1 the exponential one, of a larger shape one whose fastest
   * packets are rare, as of many queues in a row.
   *
   * @param meanNanos its mean, nanoseconds; not negative
   * @param shape its shape, 0.1 to 1000
   */
  record Gamma(double meanNanos, double shape) implements Load {
    public Gamma {
      check("meanNanos", meanNanos, 0);
      check("shape", shape, 0.1);
      if (shape > 1000) {
        throw new IllegalArgumentException("shape " + shape + " is above 1000");
      }
    }
  }

  /**
   * Two kinds of packet: some wait behind a long one of others, the rest do not. Both kinds have an
   * exponential part.
   *
   * @param quickNanos the mean of the exponential part, nanoseconds; not negative
   * @param slowNanos what a slow packet waits besides, nanoseconds; not negative
   * @param slowShare the share of slow packets, 0 to 1
   */
  record Bimodal(double quickNanos, double slowNanos, double slowShare) implements Load {
    public Bimodal {
      check("quickNanos", quickNanos, 0);
      check("slowNanos", slowNanos, 0);
      checkShare("slowShare", slowShare);
    }

    @Override
    public double meanNanos() {
      return quickNanos + slowShare * slowNanos;
    }
  }

  /**
   * Quiet times and bursts in turn, each of an exponential length; within each, an exponential
   * delay of another mean.
   *
   * @param quietNanos the mean delay while it is quiet, nanoseconds; not negative
   * @param burstNanos the mean delay in a burst, nanoseconds; not negative
   * @param quietForNanos the mean length of a quiet time, nanoseconds; at least 1
   * @param burstForNanos the mean length of a burst, nanoseconds; at least 1
   */
  record Bursty(double quietNanos, double burstNanos, double quietForNanos, double burstForNanos)
      implements Load {
    public Bursty {
      check("quietNanos", quietNanos, 0);
      check("burstNanos", burstNanos, 0);
      check("quietForNanos", quietForNanos, 1);
      check("burstForNanos", burstForNanos, 1);
    }

    @Override
    public double meanNanos() {
      return (quietNanos * quietForNanos + burstNanos * burstForNanos)
          / (quietForNanos + burstForNanos);
    }
  }

  private static void check(String what, double value, double least) {
    if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " " + value + " is not at least " + least);
    }
  }

  private static void checkShare(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " " + value + " is not in 0..1");
    }
  }
}
