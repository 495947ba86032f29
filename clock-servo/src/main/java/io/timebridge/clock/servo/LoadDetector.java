package io.timebridge.clock.servo;

/**
 * Tells by the spread of neighbouring samples when a network is loaded more than it usually is.
 * What is usual falls quickly and rises slowly: a load of some minutes is no new usual, the night
 * is.
 */
final class LoadDetector {
  private static final int FIRST = 16;
  private static final int YOUNG = 128;
  private static final double FACTOR = 4;
  private static final double SHORT = 1.0 / 16;
  private static final double FALL = 1.0 / 32;
  private static final double CLIP = 8;
  private static final double LEAST_NANOS = 10;
  private static final double RISE_PER_SECOND = 1.0 / 1200;

  private int count;
  private double now;
  private double usual;
  private int quiet;
  private boolean quieter;
  private double former;

  /** Takes the difference of two neighbouring samples, so many seconds apart. */
  void add(double difference, double seconds) {
    double spread = Math.max(difference, LEAST_NANOS);
    count = Math.min(count + 1, YOUNG);
    quieter = false;
    if (count <= FIRST) {
      now += (spread - now) / count;
      usual = now;
      return;
    }
    now += (Math.min(spread, CLIP * now) - now) * SHORT; // one outlier is no load
    if (FACTOR * now < usual) {
      // Most packets may wait for the same time, so that some in a row differ by little.
      if (++quiet >= (count < YOUNG ? FIRST : YOUNG)) {
        quieter = true;
        former = usual;
        usual = now;
        quiet = 0;
      }
      return;
    }
    quiet = 0;
    if (now < usual || count < YOUNG) {
      usual += (now - usual) * FALL;
    } else {
      usual = Math.min(now, usual * (1 + seconds * RISE_PER_SECOND));
    }
  }

  boolean isLoaded() {
    return now > FACTOR * usual;
  }

  /** The mean spread while the network is loaded, otherwise 0. */
  double loadNanos() {
    return isLoaded() ? now : 0;
  }

  /** True when the newest difference showed that what was usual was a load. */
  boolean isQuieter() {
    return quieter;
  }

  /** What was usual until then. */
  double formerSpread() {
    return former;
  }
}
