package io.timebridge.clock.simulation;

import io.timebridge.clock.SeededRandom;

/**
 * How well a node stamps its packets. A stamp is rounded to the clock's tick, and now and then it
 * is an outlier: taken later than the packet's arrival, or earlier than its departure, since
 * whoever stamps was kept waiting between the two. An outlier does not know that it is one.
 *
 * @param tickNanos the stamps are multiples of this, nanoseconds; at least 1
 * @param outlierShare the share of stamps that are outliers, 0 to 1
 * @param outlierNanos by how much an outlier is off in the mean, nanoseconds, exponential; not
 *     negative
 */
public record StampModel(long tickNanos, double outlierShare, double outlierNanos) {

  /** Each stamp is exact. */
  public static final StampModel EXACT = new StampModel(1, 0, 0);

  public StampModel {
    if (tickNanos < 1 || !(outlierShare >= 0 && outlierShare <= 1) || !(outlierNanos >= 0)) {
      throw new IllegalArgumentException("a tick is at least 1 ns, a share is 0 to 1");
    }
  }

  /** {@return half the width of the interval that an honest stamp is known to lie in} */
  long widthNanos() {
    return tickNanos / 2;
  }

  long received(long localNanos, SeededRandom random) {
    return rounded(localNanos + outlier(random));
  }

  long transmitted(long localNanos, SeededRandom random) {
    return rounded(localNanos - outlier(random));
  }

  private long outlier(SeededRandom random) {
    boolean is = outlierShare > 0 && random.nextDouble() < outlierShare;
    return is ? Math.round(outlierNanos * random.nextExponential()) : 0;
  }

  private long rounded(long localNanos) {
    return tickNanos == 1
        ? localNanos
        : Math.floorDiv(localNanos + tickNanos / 2, tickNanos) * tickNanos;
  }
}
