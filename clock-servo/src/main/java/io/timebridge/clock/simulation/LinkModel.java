package io.timebridge.clock.simulation;

/**
 * How a packet fares on its way to one receiver: a fixed delay, what load adds, what goes wrong,
 * and the switches it passes. One way only: a path whose two ways differ has a model for each.
 *
 * @param baseNanos the delay of the fastest packet, nanoseconds; not negative
 * @param load what the traffic of others adds
 * @param faults what goes wrong
 * @param switches what it passes on the way
 */
public record LinkModel(long baseNanos, Load load, Faults faults, Switches switches) {

  /** No delay at all, and nothing goes wrong. */
  public static final LinkModel DIRECT = new LinkModel(0, 0, 0);

  public LinkModel {
    if (baseNanos < 0) {
      throw new IllegalArgumentException("a link's delay cannot be negative");
    }
  }

  /**
   * A link with an exponential load, that loses packets.
   *
   * @param baseNanos the delay of the fastest packet, nanoseconds; not negative
   * @param meanExtraNanos the mean of what is added, from an exponential distribution; not negative
   * @param loss the share of packets that never arrive, 0 to 1
   */
  public LinkModel(long baseNanos, double meanExtraNanos, double loss) {
    this(baseNanos, new Load.Exponential(meanExtraNanos), new Faults(loss, 0, 0, 0), Switches.NONE);
  }

  /**
   * What goes wrong with packets, each by its own dice.
   *
   * @param loss the share that never arrives, 0 to 1
   * @param duplication the share that arrives twice, 0 to 1
   * @param reordering the share that is held back, so that later ones overtake it, 0 to 1
   * @param heldBackNanos for how long, nanoseconds; not negative
   */
  public record Faults(double loss, double duplication, double reordering, long heldBackNanos) {

    /** Nothing goes wrong. */
    public static final Faults NONE = new Faults(0, 0, 0, 0);

    public Faults {
      if (!isShare(loss) || !isShare(duplication) || !isShare(reordering) || heldBackNanos < 0) {
        throw new IllegalArgumentException("shares are 0 to 1, and no packet arrives early");
      }
    }

    private static boolean isShare(double value) {
      return value >= 0 && value <= 1;
    }
  }

  /**
   * Switches in a row, each of which receives a packet whole before it sends it on.
   *
   * @param count how many; not negative
   * @param nanosPerOctet how long an octet takes on their ports, nanoseconds (80 at 100 Mbit/s, 8
   *     at 1 Gbit/s); not negative
   * @param queue what a packet waits in each
   * @param transparent whether they tell the packet how long it was in them, as IEEE 1588's
   *     transparent clocks do
   */
  public record Switches(int count, double nanosPerOctet, Load queue, boolean transparent) {

    /** None. */
    public static final Switches NONE = new Switches(0, 0, Load.NONE, false);

    public Switches {
      if (count < 0 || !(nanosPerOctet >= 0 && nanosPerOctet < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("switches are not less than none, nor before time");
      }
    }
  }
}
