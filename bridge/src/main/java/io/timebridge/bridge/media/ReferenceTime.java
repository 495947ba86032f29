package io.timebridge.bridge.media;

import io.timebridge.bridge.Correlation;
import io.timebridge.bridge.EpochReading;
import io.timebridge.clock.LeapSeconds;
import java.util.Optional;

/**
 * A clock that media refers to, and how its time relates to UTC: a PTP domain, UTC itself, a
 * camera's clock ({@link SenderClock}).
 *
 * <p>A conversion belongs to an epoch: a new one begins where the clock's time jumps, and no
 * conversion crosses from one into another. Implementations may be asked from any thread.
 */
public interface ReferenceTime {

  /** {@return what it is, for people} */
  String name();

  /**
   * {@return the clock's time at a UTC, with its epoch and errors; empty if that is out of reach}
   *
   * @param utcNanos UTC nanoseconds since 1970
   */
  Optional<EpochReading> referenceOf(long utcNanos);

  /**
   * {@return UTC of a time of the clock, nanoseconds since 1970; empty if it is out of reach}
   *
   * @param epoch which of the clock's epochs
   * @param referenceNanos nanoseconds of the clock
   */
  Optional<EpochReading> utcOf(long epoch, long referenceNanos);

  /** {@return why there is no conversion, in words; what is meant holds now, not in the past} */
  String reason();

  /**
   * {@return a PTP domain, be its epoch TAI or arbitrary, as the bridge has measured it}
   *
   * @param domain what {@code TimeBridge.correlation} gave
   */
  static ReferenceTime of(Correlation domain) {
    return new PtpReference(domain);
  }

  /**
   * {@return TAI, for a PTP domain that is known to be on it, without a bridge}
   *
   * @param leapSeconds what leads from TAI to UTC
   * @param errorBoundNanos what the domain may be wrong by, at least 0
   */
  static ReferenceTime tai(LeapSeconds leapSeconds, long errorBoundNanos) {
    return new TaiReference(leapSeconds, errorBoundNanos);
  }

  /**
   * {@return UTC, for senders whose NTP timestamps are to be taken at their word}
   *
   * @param errorBoundNanos what those senders may be wrong by, at least 0
   */
  static ReferenceTime utc(long errorBoundNanos) {
    return new UtcReference(errorBoundNanos);
  }
}
