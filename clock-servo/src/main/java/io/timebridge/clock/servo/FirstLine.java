package io.timebridge.clock.servo;

import java.util.Arrays;

/**
 * The line of time that fits a start best: while little is known, blocks waste what lies before
 * them, but a straight line below all of the first minute's messages wastes nothing.
 *
 * <p>Of one-sided noise with a sharp edge (exponential, uniform, queues) the likeliest frequency is
 * the one that leaves the least mean lateness above the two lines, one a direction, that touch the
 * earliest messages from below. The mean lateness is convex in the frequency, so bisection finds
 * it. The edge of n messages is about as uncertain as the messages next to it are apart. Noise
 * without a sharp edge is left to the filter: there the earliest message is an accident.
 *
 * <p>Times are seconds, values nanoseconds, as in {@link EnvelopeFilter}.
 */
final class FirstLine {
  private static final int MOST = 512;
  private static final int LEAST = 40;

  /** Beyond that the frequency has wandered off any line. */
  private static final double LONGEST_SECONDS = 64;

  /** How much more is seen before the next line is drawn. */
  private static final double NEXT = 1.15;

  // At a sharp edge messages lie about evenly, four times as far for four times as many: closer
  // they come out of a tail, and farther apart the first ones were another kind.
  private static final double TAIL = 0.6;
  private static final double ANOTHER_KIND = 1.8;
  private static final int STEPS = 60;

  /** By so much less likely are frequencies that lie two standard deviations off. */
  private static final double TWO_SIGMAS = 2;

  /** What one direction said. */
  private static final class Side {
    final int sign;
    final double[] time = new double[MOST];
    final double[] value = new double[MOST];
    final double[] late = new double[MOST];
    int count;
    double earliest;
    double meanLate;
    double edge;

    Side(int sign) {
      this.sign = sign;
    }

    /** How late the messages are after the line of a slope that touches the earliest. */
    double meanLate(double slope, double origin) {
      double sum = 0;
      double least = Double.MAX_VALUE;
      for (int i = 0; i < count; i++) {
        double each = sign * (value[i] - slope * (time[i] - origin));
        sum += each;
        least = Math.min(least, each);
      }
      earliest = least;
      meanLate = sum / count - least;
      return meanLate;
    }

    /** Whether there is a sharp edge, and how well it is known. */
    boolean isSharp(double slope, double origin) {
      meanLate(slope, origin);
      for (int i = 0; i < count; i++) {
        late[i] = sign * (value[i] - slope * (time[i] - origin)) - earliest;
      }
      Arrays.sort(late, 0, count);
      int near = Math.max(4, count / 16);
      edge = late[near] / near;
      double wider = late[4 * near] / (4 * near);
      return wider > TAIL * edge && wider < ANOTHER_KIND * edge;
    }
  }

  private final Side from = new Side(-1);
  private final Side to = new Side(+1);
  private double origin;
  private int next = LEAST;

  double time;
  double ahead;
  double aheadVariance;
  double frequency;
  double frequencyVariance;
  double delay;

  /** Begins anew. */
  void restart() {
    from.count = 0;
    to.count = 0;
    next = LEAST;
  }

  /** Takes a message; true if it is time to draw the line. */
  boolean add(int sign, double t, double value) {
    Side side = sign < 0 ? from : to;
    if (from.count + to.count == 0) {
      origin = t;
    }
    if (side.count == MOST || t - origin > LONGEST_SECONDS) {
      return false;
    }
    side.time[side.count] = t;
    side.value[side.count] = value;
    side.count++;
    return from.count >= next && to.count >= next;
  }

  /**
   * Draws it.
   *
   * @param around the frequency so far, and how far it may be off at most
   * @return false if the noise has no sharp edge
   */
  boolean draw(double now, double around, double within, double wander) {
    next = (int) (NEXT * Math.min(from.count, to.count)) + 1;
    double best = likeliest(around - within, around + within);
    if (!from.isSharp(best, origin) || !to.isSharp(best, origin)) {
      return false;
    }
    double least = unlikelihood(best);
    double low = edgeOfDoubt(best, around - within, least);
    double high = edgeOfDoubt(best, around + within, least);
    double lowAhead = aheadAtOrigin(low);
    double highAhead = aheadAtOrigin(high);
    // Where the lines of the two extreme frequencies cross, time is known best.
    double cross = (lowAhead - highAhead) / (high - low);
    time = Math.max(origin, Math.min(now, origin + cross));
    double bent = now - origin;
    frequency = best;
    frequencyVariance = (high - low) * (high - low) / 16 + wander * bent / 3;
    ahead = aheadAtOrigin(best) + best * (time - origin);
    aheadVariance =
        (from.edge * from.edge + to.edge * to.edge) / 2 + wander * bent * bent * bent / 48;
    delay = (from.earliest - from.edge + to.earliest - to.edge) / 2;
    return true;
  }

  private double aheadAtOrigin(double slope) {
    from.meanLate(slope, origin);
    to.meanLate(slope, origin);
    return (to.earliest - to.edge - from.earliest + from.edge) / 2;
  }

  private double unlikelihood(double slope) {
    double forward = from.count * StrictMath.log(from.meanLate(slope, origin));
    return forward + to.count * StrictMath.log(to.meanLate(slope, origin));
  }

  private double likeliest(double lowest, double highest) {
    double low = lowest;
    double high = highest;
    for (int i = 0; i < STEPS && high - low > 0.1; i++) {
      double third = (high - low) / 3;
      if (unlikelihood(low + third) < unlikelihood(high - third)) {
        high -= third;
      } else {
        low += third;
      }
    }
    return (low + high) / 2;
  }

  private double edgeOfDoubt(double best, double far, double least) {
    double near = best;
    double beyond = far;
    for (int i = 0; i < STEPS && Math.abs(beyond - near) > 0.1; i++) {
      double middle = (near + beyond) / 2;
      if (unlikelihood(middle) < least + TWO_SIGMAS) {
        near = middle;
      } else {
        beyond = middle;
      }
    }
    return beyond;
  }
}
