package io.timebridge.bridge.media;

import io.timebridge.bridge.EpochReading;
import org.jspecify.annotations.Nullable;

/**
 * When a media sample was taken, or why that cannot be said. Immutable; any thread.
 *
 * <p>Its errors have two parts: what the stream itself leaves open (a tick, how well its reports
 * agree), and what its reference clock does. Two streams of one clock share the latter, so their
 * {@link Skew} is better known than either time.
 */
public final class MediaTime {

  /** What a stream's RTP timestamp says in the time of its reference clock. */
  record InReference(
      ReferenceTime clock,
      long nanos,
      long epoch,
      long estimatedErrorNanos,
      long errorBoundNanos) {}

  private final @Nullable InReference reference;
  private final @Nullable EpochReading utc;
  private final String why;

  private MediaTime(@Nullable InReference reference, @Nullable EpochReading utc, String why) {
    this.reference = reference;
    this.utc = utc;
    this.why = why;
  }

  static MediaTime unknown(String why) {
    return new MediaTime(null, null, why);
  }

  /** The time in the reference clock, carried over to UTC as far as that is known. */
  static MediaTime of(InReference reference, String why) {
    return reference
        .clock()
        .utcOf(reference.epoch(), reference.nanos())
        .map(utc -> new MediaTime(reference, utc, why))
        .orElseGet(() -> unknown(reference.clock().reason()));
  }

  /** {@return true if the time is known} */
  public boolean known() {
    return utc != null;
  }

  /** {@return by what the time is known, or why it is not, in words} */
  public String why() {
    return why;
  }

  /**
   * {@return UTC nanoseconds since 1970}
   *
   * @throws IllegalStateException if it is not known
   */
  public long utcNanos() {
    return utc().nanos();
  }

  /**
   * {@return the time that the stream's reference clock showed: nanoseconds of the PTP domain's
   * timescale, or of the sender's wall clock since 1970}
   *
   * @throws IllegalStateException if it is not known
   */
  public long referenceNanos() {
    return reference().nanos();
  }

  /**
   * {@return the epoch of the reference clock that was used: times of two epochs must not be
   * compared in the clock's own time}
   *
   * @throws IllegalStateException if it is not known
   */
  public long epoch() {
    return reference().epoch();
  }

  /**
   * {@return what the error of {@link #utcNanos} is believed to be, nanoseconds}
   *
   * @throws IllegalStateException if it is not known
   */
  public long estimatedErrorNanos() {
    return reference().estimatedErrorNanos() + utc().estimatedErrorNanos();
  }

  /**
   * {@return what the error of {@link #utcNanos} cannot exceed, nanoseconds, while the references
   * are honest}
   *
   * @throws IllegalStateException if it is not known
   */
  public long errorBoundNanos() {
    return reference().errorBoundNanos() + utc().errorBoundNanos();
  }

  InReference reference() {
    if (reference == null) {
      throw new IllegalStateException("the time is not known: " + why);
    }
    return reference;
  }

  private EpochReading utc() {
    if (utc == null) {
      throw new IllegalStateException("the time is not known: " + why);
    }
    return utc;
  }

  @Override
  public String toString() {
    return known()
        ? utcNanos() + " ns ± " + errorBoundNanos() + " ns (" + why + ")"
        : "not known: " + why;
  }
}
