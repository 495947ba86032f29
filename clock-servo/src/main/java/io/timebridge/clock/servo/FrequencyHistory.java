package io.timebridge.clock.servo;

/**
 * What frequencies an oscillator has had, and so what it may be believed to do unwatched: it stays
 * about as near to the present one as it has been in a day or two. One that was not watched for
 * long may do more.
 */
final class FrequencyHistory {

  /** RFC 5905 §11.1, PHI: what a clock of no history may wander by. */
  private static final double UNKNOWN_PPB = 15_000;

  /** What no quartz is believed to keep to, however long it was watched. */
  private static final double LEAST_PPB = 200;

  /** Of a history so long, half of {@link #UNKNOWN_PPB} is still possible. */
  private static final double HALF_LIFE_SECONDS = 600;

  private static final double PERIOD_SECONDS = 86_400;
  private static final double MARGIN = 1.5;

  private double periodSeconds;
  private double formerSeconds;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private double formerLeast = Double.POSITIVE_INFINITY;
  private double formerMost = Double.NEGATIVE_INFINITY;

  /** Takes the frequency that was believed for so long. */
  void add(double ppb, double seconds) {
    if (periodSeconds > PERIOD_SECONDS) {
      formerSeconds = periodSeconds;
      formerLeast = least;
      formerMost = most;
      periodSeconds = 0;
      least = ppb;
      most = ppb;
    }
    periodSeconds += seconds;
    least = Math.min(least, ppb);
    most = Math.max(most, ppb);
  }

  /** How far the frequency may go from the present one, parts per 10⁹. */
  double wanderPpb() {
    double seconds = periodSeconds + formerSeconds;
    if (seconds == 0) {
      return UNKNOWN_PPB;
    }
    double unseen = UNKNOWN_PPB * HALF_LIFE_SECONDS / (HALF_LIFE_SECONDS + seconds);
    double seen = MARGIN * (Math.max(most, formerMost) - Math.min(least, formerLeast));
    return Math.min(UNKNOWN_PPB, LEAST_PPB + unseen + seen);
  }
}
