package io.timebridge.bridge.media;

import java.util.Arrays;
import java.util.List;

/**
 * The straight line above all of a window's samples that wastes least: what one-way messages say of
 * a clock.
 *
 * <p>A sample is what a sender's clock showed when a message left, less what the timeline showed
 * when it arrived: the clock's offset less the delay. Messages can be late for many reasons but
 * early for none, so no sample lies above the offset's line. Of all such lines the likeliest is the
 * one with the least mean lateness below it, if delays are exponential; S. B. Moon, P. Skelly, D.
 * Towsley, "Estimation and Removal of Clock Skew from Network Delay Measurements", INFOCOM 1999,
 * find it by linear programming. The mean lateness is convex in the slope, so that sections find it
 * too, and with it the slopes that are not much less likely: they are what the line is in doubt of.
 *
 * <p>The two-way estimators do not do here: without messages the other way they take the delay for
 * something that may be learned, and follow it.
 *
 * <p>Times are seconds and values nanoseconds, both from an origin of the window's own.
 */
final class OneWayLine {
  static final int MOST = 512;

  /** So many samples and no fewer tell both offset and rate. */
  static final int LEAST = 3;

  private static final double WINDOW_SECONDS = 600;

  /** Of messages that come more often the least late one counts for so long. */
  private static final double SLOT_SECONDS = 1;

  /** A quartz and its timeline may run apart by so much, parts per 10⁹. */
  static final double FREE_PPB = 200_000;

  /** What stamps are good for at all, nanoseconds. */
  private static final double LEAST_NOISE = 5_000;

  /** How fast a quartz changes its rate at most, parts per 10⁹ a second: 1.2 ppm in 10 minutes. */
  private static final double WANDER_PPB = 2;

  // How much less likely a slope may be, and how many mean spacings an edge may be off by.
  private static final double LIKELY = 2;
  private static final double BARELY = 10;
  private static final double EDGES_LIKELY = 3;
  private static final double EDGES_BARELY = 10;

  /** A mean of few is easily too small, by so much over their number. */
  private static final double FEW = 4;

  private static final int STEPS = 50;

  /**
   * What was found. The line touches the earliest messages; the offset lies above it by what those
   * were late by.
   *
   * @param epoch the epoch of the clock
   * @param originUtcNanos the time that seconds count from
   * @param originNanos the offset that values count from
   * @param fromSeconds the first sample
   * @param toSeconds the last sample
   * @param line the likeliest line
   * @param likely the two lines of the least and greatest slope that are likely
   * @param barely the two that are barely possible
   * @param meanLateNanos how late messages are on average
   * @param estimatedNanos beside that, what the line is believed to be off by
   * @param boundNanos beside that, what it cannot be off by more than
   */
  record Fit(
      long epoch,
      long originUtcNanos,
      long originNanos,
      double fromSeconds,
      double toSeconds,
      Line line,
      List<Line> likely,
      List<Line> barely,
      double meanLateNanos,
      long estimatedNanos,
      long boundNanos) {

    double seconds(long utcNanos) {
      return (utcNanos - originUtcNanos) * 1e-9;
    }

    /** What the clock showed less UTC, by the line, nanoseconds. */
    long offsetNanos(long utcNanos) {
      return originNanos + Math.round(line.at(seconds(utcNanos)));
    }

    long estimatedErrorNanos(long utcNanos) {
      double t = seconds(utcNanos);
      return estimatedNanos + Math.round(doubt(likely, t) + wander(t) / 4);
    }

    long errorBoundNanos(long utcNanos) {
      double t = seconds(utcNanos);
      return boundNanos + Math.round(doubt(barely, t) + wander(t));
    }

    private double doubt(List<Line> others, double t) {
      double here = line.at(t);
      return Math.max(Math.abs(others.get(0).at(t) - here), Math.abs(others.get(1).at(t) - here));
    }

    private double wander(double t) {
      double half = (toSeconds - fromSeconds) / 2;
      double away = Math.abs(t - fromSeconds - half);
      double longest = Math.max(half, away);
      return WANDER_PPB / 2 * longest * longest;
    }

    /** When the newest sample came, UTC nanoseconds. */
    long newestUtcNanos() {
      return originUtcNanos + Math.round(toSeconds * 1e9);
    }
  }

  /** A line: nanoseconds at the origin, and nanoseconds a second, which is parts per 10⁹. */
  record Line(double nanos, double ppb) {
    double at(double seconds) {
      return nanos + ppb * seconds;
    }
  }

  private final double[] time = new double[MOST];
  private final double[] value = new double[MOST];
  private final long[] estimated = new long[MOST];
  private final long[] bound = new long[MOST];
  private int count;
  private long epoch;
  private long originUtc;
  private long originNanos;
  private double lowestPpb = -FREE_PPB;
  private double highestPpb = FREE_PPB;

  /**
   * Begins anew, in another epoch.
   *
   * @param around the rate that is known already, parts per 10⁹
   * @param within what that may be off by
   */
  void restart(long newEpoch, double around, double within) {
    epoch = newEpoch;
    count = 0;
    lowestPpb = Math.max(-FREE_PPB, around - within);
    highestPpb = Math.min(FREE_PPB, around + within);
  }

  /** How many samples there are. */
  int count() {
    return count;
  }

  /** Takes a sample; those that do not come in order are not taken. */
  void add(long utcNanos, long offsetNanos, long estimatedErrorNanos, long errorBoundNanos) {
    if (count == 0) {
      originUtc = utcNanos;
      originNanos = offsetNanos;
    }
    double t = (utcNanos - originUtc) * 1e-9;
    double v = (double) (offsetNanos - originNanos);
    if (count > 0 && t <= time[count - 1]) {
      return;
    }
    boolean sameSlot =
        count > 1 && Math.floor(t / SLOT_SECONDS) == Math.floor(time[count - 1] / SLOT_SECONDS);
    if (sameSlot && v <= value[count - 1]) {
      return; // a later one of the same second
    }
    int at = sameSlot ? count - 1 : count;
    if (at == MOST) {
      forget(1);
      at--;
    }
    time[at] = t;
    value[at] = v;
    estimated[at] = estimatedErrorNanos;
    bound[at] = errorBoundNanos;
    count = at + 1;
    int old = 0;
    while (t - time[old] > WINDOW_SECONDS && count - old > LEAST) {
      old++;
    }
    forget(old);
  }

  private void forget(int oldest) {
    count -= oldest;
    System.arraycopy(time, oldest, time, 0, count);
    System.arraycopy(value, oldest, value, 0, count);
    System.arraycopy(estimated, oldest, estimated, 0, count);
    System.arraycopy(bound, oldest, bound, 0, count);
  }

  /** Draws the line through what there is, one sample at least. */
  Fit fit() {
    double best = likeliest();
    double least = Math.max(meanLate(best), LEAST_NOISE);
    int free = Math.max(1, count - 2); // two of them made the line
    double spacing = least / free * (1 + FEW / free);
    return new Fit(
        epoch,
        originUtc,
        originNanos,
        time[0],
        time[count - 1],
        above(best),
        edges(best, least, free, LIKELY),
        edges(best, least, free, BARELY),
        least * count / free,
        Math.round(EDGES_LIKELY * spacing) + Arrays.stream(estimated, 0, count).max().orElse(0),
        Math.round(EDGES_BARELY * spacing) + Arrays.stream(bound, 0, count).max().orElse(0));
  }

  /** The line of a slope that touches the samples from above. */
  private Line above(double ppb) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      highest = Math.max(highest, value[i] - ppb * time[i]);
    }
    return new Line(highest, ppb);
  }

  /** How late the samples are on average after that line. */
  private double meanLate(double ppb) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += value[i] - ppb * time[i];
    }
    return above(ppb).nanos() - sum / count;
  }

  private double likeliest() {
    double low = lowestPpb;
    double high = highestPpb;
    for (int i = 0; i < STEPS; i++) {
      double third = (high - low) / 3;
      if (meanLate(low + third) < meanLate(high - third)) {
        high -= third;
      } else {
        low += third;
      }
    }
    return (low + high) / 2;
  }

  private List<Line> edges(double best, double least, int free, double unlikely) {
    return List.of(
        edge(best, lowestPpb, least, free, unlikely),
        edge(best, highestPpb, least, free, unlikely));
  }

  /** The line of the slope, on the way to an end, that is so much less likely than the best. */
  private Line edge(double best, double end, double least, int free, double unlikely) {
    double most = least * StrictMath.exp(unlikely / free);
    double near = best;
    double far = end;
    if (meanLate(far) <= most) {
      return above(far);
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = (near + far) / 2;
      if (meanLate(middle) <= most) {
        near = middle;
      } else {
        far = middle;
      }
    }
    return above(far);
  }
}
