package io.timebridge.clock.servo;

/**
 * From what the clock and its source show to a frequency, as linuxptp's servos do it. Frequencies
 * are parts per 10⁹ faster than the local clock.
 */
interface Servo {

  /** What is to be done with a sample. */
  enum State {
    /** Nothing is known yet: the clock goes on as before. */
    UNLOCKED,
    /** The offset is to be stepped away, and the clock to go on at {@link #frequencyPpb()}. */
    JUMP,
    /** The clock is to go on at {@link #frequencyPpb()}. */
    LOCKED
  }

  /** linuxptp's first_step_threshold, 20 µs: the first update steps a larger offset away. */
  double FIRST_STEP_NANOS = 20_000;

  /** Takes what the clock and the source show at a local time. */
  State sample(long localNanos, long shownNanos, long sourceNanos);

  /** What the clock is to run at. */
  double frequencyPpb();

  /** What the source is believed to run at. */
  double driftPpb();

  /** The mean time between samples. */
  void setInterval(double seconds);

  /** Begins anew; the frequency is kept. */
  void reset();
}
