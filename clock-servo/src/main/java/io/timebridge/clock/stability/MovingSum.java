package io.timebridge.clock.stability;

/**
 * The sum of the last {@code length} values.
 *
 * <p>Adding what comes and taking off what goes would keep every rounding error for ever. So a
 * second sum starts from nothing each {@code length} values, and takes over when it is complete.
 */
final class MovingSum {
  private final int length;
  private double sum;
  private double fresh;
  private int freshCount;

  MovingSum(int length) {
    this.length = length;
  }

  /** Takes a value in and the one of {@code length} values ago out; returns the sum. */
  double slide(double in, double out) {
    sum += in - out;
    fresh += in;
    if (++freshCount == length) {
      sum = fresh;
      fresh = 0;
      freshCount = 0;
    }
    return sum;
  }
}
