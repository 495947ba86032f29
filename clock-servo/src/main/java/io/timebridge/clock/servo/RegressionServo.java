package io.timebridge.clock.servo;

import java.util.Arrays;

/**
 * linuxptp's {@code linreg}: straight lines through the newest 4, 8, … 64 points of local against
 * source time. The largest number counts whose line has foretold each next point about as well as
 * any.
 */
final class RegressionServo implements Servo {
  private static final int MIN_SIZE = 2;
  private static final int MAX_SIZE = 6;
  private static final int POINTS = 1 << MAX_SIZE;

  /** The weight of the newest error of prediction, after the first so many. */
  private static final double ERROR_WEIGHT = 0.02;

  private static final int FIRST_ERRORS = 10;

  /** Errors that differ by less count as equal. */
  private static final double EQUAL = 1.05;

  private final double maxSlewPpb;
  private double intervalSeconds = 1;

  private final long[] local = new long[POINTS];
  private final long[] ahead = new long[POINTS]; // of the source, over local time
  private int count;
  private int newest = POINTS - 1;

  // Of each size: the line, as of the newest point, and how well it has foretold.
  private final double[] slope = new double[MAX_SIZE + 1];
  private final double[] intercept = new double[MAX_SIZE + 1];
  private final double[] error = new double[MAX_SIZE + 1];
  private final int[] errors = new int[MAX_SIZE + 1];

  private boolean jumped;
  private double driftPpb;
  private double frequencyPpb;

  RegressionServo(double maxSlewPpb) {
    this.maxSlewPpb = maxSlewPpb;
  }

  @Override
  public void setInterval(double seconds) {
    intervalSeconds = seconds;
  }

  @Override
  public double driftPpb() {
    return driftPpb;
  }

  @Override
  public double frequencyPpb() {
    return frequencyPpb;
  }

  @Override
  public void reset() {
    count = 0;
    jumped = false;
    frequencyPpb = driftPpb;
    Arrays.fill(errors, 0);
  }

  @Override
  public State sample(long localNanos, long shownNanos, long sourceNanos) {
    newest = (newest + 1) % POINTS;
    local[newest] = localNanos;
    ahead[newest] = sourceNanos - localNanos;
    count = Math.min(count + 1, POINTS);
    regress();
    int size = bestSize();
    if (size == 0) {
      return State.UNLOCKED;
    }
    return control(size, shownNanos, sourceNanos);
  }

  private void regress() {
    double x = 0;
    double y = 0;
    double xy = 0;
    double xx = 0;
    int i = 0;
    for (int size = MIN_SIZE; size <= MAX_SIZE && 1 << size <= count; size++) {
      int n = 1 << size;
      learnError(size);
      for (; i < n; i++) {
        int at = (newest - i + POINTS) % POINTS;
        double dx = (local[at] - local[newest]) * 1e-9;
        double dy = (double) (ahead[at] - ahead[newest]);
        x += dx;
        y += dy;
        xy += dx * dy;
        xx += dx * dx;
      }
      slope[size] = (xy - x * y / n) / (xx - x * x / n);
      intercept[size] = (y - slope[size] * x) / n;
    }
  }

  /** By how much the size's last line missed the newest point. */
  private void learnError(int size) {
    if (count == 1 << size && errors[size] == 0) {
      errors[size] = -1; // its first line has foretold nothing yet
      return;
    }
    int before = (newest - 1 + POINTS) % POINTS;
    double elapsed = (local[newest] - local[before]) * 1e-9;
    double missed =
        Math.abs(intercept[size] + slope[size] * elapsed - (ahead[newest] - ahead[before]));
    if (errors[size] < FIRST_ERRORS) {
      int had = Math.max(0, errors[size]);
      error[size] = (error[size] * had + missed) / (had + 1);
      errors[size] = had + 1;
    } else {
      error[size] += ERROR_WEIGHT * (missed - error[size]);
    }
  }

  /** The largest size with the smallest error; the smallest size that there is, at first. */
  private int bestSize() {
    int best = 0;
    double least = 0;
    for (int size = MIN_SIZE; size <= MAX_SIZE; size++) {
      boolean first = best == 0 && errors[size] != 0;
      if (first || (errors[size] >= FIRST_ERRORS && error[size] < EQUAL * least)) {
        best = size;
        least = error[size];
      }
    }
    return best;
  }

  private State control(int size, long shownNanos, long sourceNanos) {
    double behind = sourceNanos - shownNanos + intercept[size];
    driftPpb = slope[size];
    boolean jump = !jumped && Math.abs(behind) > FIRST_STEP_NANOS;
    jumped = true;
    if (jump) {
      behind = intercept[size]; // the clock is stepped to what the newest message says
    }
    // A longer line is corrected over a longer time.
    double intervals = size <= 4 ? 1 : size / 2;
    double correction = behind / intervalSeconds / intervals;
    frequencyPpb = driftPpb + Math.max(-maxSlewPpb, Math.min(maxSlewPpb, correction));
    return jump ? State.JUMP : State.LOCKED;
  }
}
