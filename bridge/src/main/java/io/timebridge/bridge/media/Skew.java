package io.timebridge.bridge.media;

/**
 * How far two moments of two streams are apart, with its error, or why that cannot be said.
 *
 * <p>Of one event that both streams show (a clap), it is what they are out of step by: positive if
 * the second stream has it later than the first, so of sound and picture in this order, positive
 * means that the sound is early.
 *
 * @param known whether it is known
 * @param nanos the second moment minus the first, nanoseconds; 0 if it is not known
 * @param estimatedErrorNanos what the error is believed to be, nanoseconds
 * @param errorBoundNanos what the error cannot exceed while the references are honest, nanoseconds
 * @param why by what it is known, or why it is not, in words
 */
public record Skew(
    boolean known, long nanos, long estimatedErrorNanos, long errorBoundNanos, String why) {

  /** What two clocks may run apart by between the two moments: quartz, and a slewed timeline. */
  private static final double RATE_DOUBT = 1e-3;

  /**
   * {@return the skew of two moments}
   *
   * @param first the first stream's moment, say the sound's
   * @param second the second stream's, say the picture's
   */
  public static Skew of(MediaTime first, MediaTime second) {
    if (!first.known() || !second.known()) {
      return unknown(
          (first.known() ? "" : "first stream: " + first.why())
              + (first.known() || second.known() ? "" : "; ")
              + (second.known() ? "" : "second stream: " + second.why()));
    }
    MediaTime.InReference a = first.reference();
    MediaTime.InReference b = second.reference();
    if (a.clock().equals(b.clock()) && a.epoch() == b.epoch()) {
      // What the clock is off by, it is off by for both.
      long apart = b.nanos() - a.nanos();
      long drift = Math.round(Math.abs(apart) * RATE_DOUBT);
      return new Skew(
          true,
          apart,
          a.estimatedErrorNanos() + b.estimatedErrorNanos() + drift / 10,
          a.errorBoundNanos() + b.errorBoundNanos() + drift,
          "both by " + a.clock().name());
    }
    return new Skew(
        true,
        second.utcNanos() - first.utcNanos(),
        first.estimatedErrorNanos() + second.estimatedErrorNanos(),
        first.errorBoundNanos() + second.errorBoundNanos(),
        "by UTC: " + first.why() + "; " + second.why());
  }

  /**
   * {@return the skew of two RTP timestamps of two streams}
   *
   * @param first the first stream, say the sound's
   * @param firstTimestamp its RTP timestamp of the event
   * @param second the second stream, say the picture's
   * @param secondTimestamp its RTP timestamp of the event
   * @param nearUtcNanos when the event was, roughly: see {@link StreamClock#timeOf}
   */
  public static Skew of(
      StreamClock first,
      int firstTimestamp,
      StreamClock second,
      int secondTimestamp,
      long nearUtcNanos) {
    return of(
        first.timeOf(firstTimestamp, nearUtcNanos), second.timeOf(secondTimestamp, nearUtcNanos));
  }

  private static Skew unknown(String why) {
    return new Skew(false, 0, 0, 0, why);
  }

  @Override
  public String toString() {
    return known
        ? "%.3f ms ± %.3f ms (%s)".formatted(nanos / 1e6, errorBoundNanos / 1e6, why)
        : "not known: " + why;
  }
}
